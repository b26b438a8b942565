"""A build from memory gives the same site as a build without, and does only what has changed."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.site.test_bad_input import PARTS, copy_of_project

pytestmark = pytest.mark.xdist_group("bad-input")

# Builds, edits and builds again in one process, as `mkdocs serve` does. Says which pages were
# converted, taken apart for the search, and compiled in each build.
TWICE = """
import sys
from pathlib import Path
import jinja2
from material.plugins.search.plugin import SearchIndex
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort
from mkdocs.structure.pages import Page

def noted(owner, name, which):
    work = getattr(owner, name)
    def note(*args, **options):
        print(which(*args), end=" ")
        return work(*args, **options)
    setattr(owner, name, note)

noted(Page, "render", lambda page, *rest: "render:" + page.file.src_uri)
noted(SearchIndex, "add_entry_from_context", lambda index, page: "index:" + page.file.src_uri)
noted(jinja2.Environment, "compile", lambda *rest: "compile")
for edit in [None, *sys.argv[1:]]:
    if edit:
        file, old, new = edit.split("|")
        text = Path(file).read_text("utf-8") if Path(file).exists() else ""
        assert old in text, (file, old)
        Path(file).write_text(text.replace(old, new, 1), "utf-8")
    try:
        build(load_config("mkdocs.yml", strict=True, site_dir="built"))
        print(flush=True)
    except Abort:
        print("aborted", flush=True)
"""
FORM = "docs/compare/form.md"


@pytest.fixture
def project(tmp_path):
    return copy_of_project(tmp_path, PARTS)


def run(project, *edits, code=TWICE):
    done = subprocess.run(
        [sys.executable, "-c", code, *("|".join(edit) for edit in edits)],
        cwd=project,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "SITE_URL": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [sorted(line.split()) for line in done.stdout.splitlines()]


def contents(folder):
    """Each file below a folder with its bytes."""
    return {str(path.relative_to(folder)): path.read_bytes()
            for path in folder.rglob("*") if path.is_file()}  # fmt: skip


# What is edited, and the pages that have to be converted and indexed again, where that is certain.
# Each edit stays, and those that concern every page come first, so that the site in the end shows
# any page that memory kept too long.
EDITS = [
    (("overrides/assets/images/new.svg", "", "<svg/>"), None),
    (("macros/tables.py", '"table-wrap"', '"table-box"'), None),
    (("includes/abbreviations.md", "*[ASGI]: ", "*[ASGI]: The "), None),
    (("macros/plain.py", 'f"Diagram: ', 'f"Figure: '), set()),
    (("macros/facts.py", '"Lines generated"', '"Lines made"'), None),
    (("data/sources.yml", "contrib packages", "packages of contrib"), None),
    (("snippets/form/flask/forms.py", "class SignupForm", "class  SignupForm"), None),
    (("docs/choose/faq.md", "## ", "## So: "), {"choose/faq.md"}),
    (("overrides/partials/footer.html", "<footer", "<footer data-new"), set()),
]


def test_after_each_edit_the_site_is_as_if_built_anew(project):
    first, *later = run(project, *(edit for edit, _ in EDITS))
    for (edit, pages), work in zip(EDITS, later, strict=True):
        assert "aborted" not in work, edit
        for kind in ("render:", "index:"):
            found = {item.removeprefix(kind) for item in work if item.startswith(kind)}
            assert pages is None or found == pages, edit
        assert work.count("compile") < first.count("compile") / 5, edit
    run(project, code="from mkdocs.__main__ import cli; cli(['build', '--strict', '-d', 'fresh'])")
    built, fresh = contents(project / "built"), contents(project / "fresh")
    assert [name for name in built | fresh if built.get(name) != fresh.get(name)] == []


@pytest.mark.parametrize(
    "mistake",
    [(FORM, "(#whole-applications)", "(#hole-applications)"),
     (FORM, "../contribute/task.md", "../contribute/tsak.md")],
    ids=["dead anchor", "dead link"],
)  # fmt: skip
def test_a_warning_comes_again_until_its_cause_is_gone(project, mistake):
    file, right, wrong = mistake
    elsewhere = ("docs/index.md", "## Why trust", "## Why do we trust")
    builds = run(project, mistake, elsewhere, (file, wrong, right))
    assert ["aborted" in build for build in builds] == [False, True, True, False]
