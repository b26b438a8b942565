"""Each mistake a contributor can make: a clear sentence, a failure, and nothing half-written."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from content.project import ROOT
from tests.project_copy import copy_project, run


@dataclass(frozen=True)
class Mistake:
    """One edit and what the message must say: the file, the wrong value, the right ones."""

    name: str
    file: str
    old: str
    new: str
    said: tuple[str, ...]


FORM = "docs/compare/form.md"
APP = "snippets/form/flask/app.py"
MISTAKES = [
    Mistake("missing snippet file", FORM, "## Start it",
            '--8<-- "form/flask/gone.py"\n\n## Start it',
            ("form/flask/gone.py", "compare/form.md")),
    Mistake("unknown task", FORM, "## Start it", '{{ steps("from") }}\n\n## Start it',
            ('steps("from")', "unknown task 'from'", "form, hello, hello-single")),
    Mistake("unknown section", FORM, "## Start it", '{{ step("form", "veiw") }}\n\n## Start it',
            ('step("form", "veiw")', "unknown section 'veiw'", "view", "compare/form.md")),
    Mistake("unclosed section", APP, "# --8<-- [end:view]", "#",
            ("snippets/form/flask/app.py, line", "'view' is never closed", "[end:view]")),
    Mistake("section missing in one framework", APP, ":view]", ":other]",
            ("snippets/form/flask/implementation.yml", "unknown step 'other'", "view")),
    Mistake("section neither shown nor absent", "snippets/form/task.yml", "steps:\n",
            "steps:\n  - id: extra\n    title: One more\n",
            ("form/flask/implementation.yml", "section 'extra' is missing", "absent")),
    Mistake("unknown source", "docs/index.md", 'cite("django-contrib")',
        'cite("django-contrib", "django-contirb")',
            ("unknown source 'django-contirb'", "django-contrib", "index.md")),
    Mistake("broken YAML", "data/sources.yml", "  publisher:", " publisher:",
            ("data/sources.yml, line", "not valid YAML")),
    Mistake("unknown key in data", "data/frameworks.yml", "    package:", "    pakage:",
            ("data/frameworks.yml, line", "unknown key 'pakage'", "package")),
    Mistake("undefined variable in a page", "docs/index.md", "## Why trust", "## {{ nope }} trust",
            ("nope", "undefined", "index.md")),
    Mistake("dead link", FORM, "../contribute/task.md", "../contribute/tsak.md",
            ("compare/form.md", "../contribute/tsak.md")),
    Mistake("dead anchor", FORM, "(#whole-applications)", "(#hole-applications)",
            ("compare/form.md", "#hole-applications")),
    Mistake("image without alt", "docs/index.md", "## Why trust", "![](x.png)\n\n## Why trust",
            ("index.html", "x.png", "alt")),
    Mistake("page outside navigation", "mkdocs.yml", "      - Form: compare/form.md\n", "",
            ("compare/form.md", "nav")),
    Mistake("duplicate title", FORM, "title: A form with validation", "title: Contribute",
            (FORM, "title 'Contribute'", "docs/contribute/index.md")),
    Mistake("lock and record disagree", "requirements/main.txt", "flask==", "flask==99.",
            ("data/verified.json: ", "flask", "requirements/main.txt", "make contract TASK=")),
    Mistake("section of a page's type missing", FORM, "## Start it", "## Begin",
            (FORM, "'## Start it' of a comparison page is missing", "Side by side, Start it")),
    Mistake("too much typed Python", FORM, "## What differs", "```py\n" + "x = 1\n" * 6 + "```\n",
            (FORM, "6 lines of Python", "snippets/")),
    Mistake("folder of no framework", "snippets/form/task.yml", "", "",
            ("snippets/form", "unknown framework 'flsak'", "django, flask")),
]  # fmt: skip


@pytest.fixture(scope="module")
def pristine(tmp_path_factory):
    """A copy of what a build reads, with a site from an earlier build in it."""
    folder = copy_project(tmp_path_factory.mktemp("project"))
    (folder / "docs/x.png").write_bytes((ROOT / "tests/site/x.png").read_bytes())
    (folder / "site").mkdir()
    (folder / "site/earlier.html").write_text("an earlier build")
    return folder


def build(folder):
    return run(folder, "tools.build")


@pytest.mark.xdist_group("bad-input")
@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name.replace(" ", "-"))
def test_a_mistake_is_explained(pristine, mistake):
    path = pristine / mistake.file
    before = path.read_text(encoding="utf-8")
    assert mistake.old in before, "the text to break is gone: bring this test up to date"
    extra = pristine / "snippets/form/flsak"
    path.write_text(before.replace(mistake.old, mistake.new), encoding="utf-8")
    if not mistake.old:
        extra.mkdir()
    try:
        done = build(pristine)
    finally:
        path.write_text(before, encoding="utf-8")
        if extra.exists():
            extra.rmdir()
    printed = done.stdout + done.stderr
    assert done.returncode != 0, printed
    for words in mistake.said:
        assert words in printed, printed
    assert "Traceback" not in printed, printed
    assert (pristine / "site/earlier.html").exists()
    assert [item.name for item in (pristine / "site").iterdir()] == ["earlier.html"]


@pytest.mark.xdist_group("bad-input")
def test_without_a_mistake_the_copy_builds(pristine, tmp_path):
    done = build(pristine)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (pristine / "site/index.html").exists()
    assert not (pristine / "site/earlier.html").exists()
