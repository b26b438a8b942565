"""A whole build with mistakes in it: clear sentences, a failure, and the site as it was before.

What is wrong with a page or with data before anything is built is tried in tests/content and
tests/tools/test_page_rules.py; here are the ways in which a build itself can fail.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.project_copy import copy_project, run

pytestmark = pytest.mark.xdist_group("bad-input")
FORM = "docs/compare/form.md"
HEADING = "## Start it"

# What is typed before a heading of a page; what each printed sentence must hold.
MISTAKES = {
    "before the build": (
        "{{ steps('from') }}\n\n![form.png](form.png)\n\n",
        [(FORM, "line ", 'steps("from")', "unknown task 'from'", "form, ")],
    ),
    "in the build": (
        "[a](../contribute/tsak.md) [b](#hole-applications)\n\n",
        [("compare/form.md", "../contribute/tsak.md"), ("compare/form.md", "#hole-applications")],
    ),
    "an include that is not there": (
        '--8<-- "form/gone.yml"\n\n',
        [("form/gone.yml",)],
    ),
    "in what was built": (
        "[a](htps://example.org/)\n\n<p onclick='x()'>a</p>\n\n<script>x()</script>\n\n",
        [(FORM, "htps"), ("compare/form", "onclick"), ("compare/form", "script")],
    ),
}
# MkDocs refuses it as it refuses "in the build".
ALSO = {"an include that is not there"}


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy with a site from an earlier build in it."""
    folder = copy_project(tmp_path_factory.mktemp("project"))
    (folder / "site").mkdir()
    (folder / "site/earlier.html").write_text("an earlier build")
    return folder


@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=pytest.mark.deep if name in ALSO else ()) for name in MISTAKES],
)
def test_a_mistake_is_explained(pristine: Path, name: str) -> None:
    typed, expected = MISTAKES[name]
    path = pristine / FORM
    before = path.read_text(encoding="utf-8")
    assert HEADING in before
    path.write_text(before.replace(HEADING, f"{typed}{HEADING}", 1), encoding="utf-8")
    try:
        done = run(pristine, "tools.build")
    finally:
        path.write_text(before, encoding="utf-8")
    printed = (done.stdout + done.stderr).splitlines()
    assert done.returncode == 1, printed
    for words in expected:
        assert any(all(word in line for word in words) for line in printed), (words, printed)
    assert not [line for line in printed if "Traceback" in line], printed
    assert [item.name for item in (pristine / "site").iterdir()] == ["earlier.html"]
    assert list((pristine / "build").glob("site.*")) == []


@pytest.mark.deep
def test_without_a_mistake_the_copy_builds(pristine: Path) -> None:
    done = run(pristine, "tools.build")
    assert done.returncode == 0, done.stdout + done.stderr
    assert (pristine / "site/index.html").exists()
    assert not (pristine / "site/earlier.html").exists()
