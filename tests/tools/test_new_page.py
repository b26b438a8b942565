"""Pages that are made from the templates of their types."""

from __future__ import annotations

from pathlib import Path

import pytest

from content.errors import SiteError
from content.project import ROOT, read
from content.sections import LEFTOVERS
from tests.project_copy import copy_project, run
from tools.build import source_problems
from tools.check.templates import departures, headings
from tools.new.files import in_navigation
from tools.new.page import create, new_pages

PROJECT = read(ROOT)
FIRST = PROJECT.frameworks[0]
NEW = sorted(kind for kind, meta in PROJECT.page_types.items() if meta.new)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return copy_project(tmp_path)


def test_each_template_belongs_to_a_type():
    folder = ROOT / "includes/pages"
    globs = [meta.template for meta in PROJECT.page_types.values() if meta.template]
    named = {path for glob in globs for path in folder.glob(glob)}
    assert named == set(folder.rglob("*.md"))


@pytest.mark.parametrize("kind", NEW)
def test_a_new_page_is_valid_but_for_the_notes_to_its_writer(project, kind):
    several = PROJECT.page_types[kind].exact
    name = FIRST.id if several else "chat-room"
    for path, text in new_pages(PROJECT, kind, name, "Chat room").items():
        assert "$" not in text, path
        (project / path).write_text(text, encoding="utf-8")
    pages = [page for page in read(project).pages.values() if page.meta.type == kind]
    made = [page for page in pages if several or "chat-room" in page.name]
    found = [one for page in made for one in departures(read(project), page)]
    assert found
    assert all("a note to the writer is left" in sentence for sentence in found), found


def test_new_pages_can_be_previewed_and_are_refused_until_they_are_written(project):
    made = [*create(project, "scenario", "chat-room"), *create(project, "guide", "send-mail")]
    assert "docs/choose/scenarios/chat-room.md" in made
    navigation = (project / "mkdocs.yml").read_text()
    assert "          - Chat room: choose/scenarios/chat-room.md\n      - Which" in navigation
    assert "      - Send mail: guides/send-mail.md\n      - Glossary" in navigation
    done = run(project, "mkdocs", "build", "--strict", "-d", "built")
    assert done.returncode == 0, done.stderr
    found = list(source_problems(read(project)))
    assert any(
        sentence.startswith("docs/guides/send-mail.md, line ")
        and "a note to the writer is left" in sentence
        for sentence in found
    )


def test_a_framework_gets_a_section_of_its_own():
    text = "nav:\n  - One:\n      - What: one/index.md\n  - Compare: compare/index.md\n"
    added = in_navigation(text, "one", ["- Two:", "    - What: two/index.md"], outdent=4)
    assert added == text.replace(
        "one/index.md\n", "one/index.md\n  - Two:\n      - What: two/index.md\n"
    )


def test_a_page_goes_below_the_last_of_its_folder():
    text = "nav:\n  - Compare:\n      - compare/a.md\n  - Contribute:\n      - c.md\n"
    added = in_navigation(text, "compare", ["- B: compare/b.md"])
    assert "compare/a.md\n      - B: compare/b.md\n  - Contribute" in added
    with pytest.raises(SiteError, match=r"mkdocs\.yml: found no '- guides/….md'"):
        in_navigation(text, "guides", ["- B: guides/b.md"])


@pytest.mark.parametrize(
    ("kind", "name", "said"),
    [
        ("sceneries", "chat", "unknown type 'sceneries'. Known: framework, guide, scenario"),
        ("", "", "unknown type ''"),
        ("comparison", "chat", "unknown type 'comparison'"),
        ("guide", "Send Mail", "lower-case words joined by hyphens"),
        ("guide", "x; touch f", "lower-case words joined by hyphens"),
        ("guide", "send-requests", "docs/guides/send-requests.md exists"),
        ("framework", "nothing", "unknown framework 'nothing'. Known: "),
        ("framework", FIRST.id, f"docs/{FIRST.id}/"),
    ],
)
def test_a_bad_call_is_explained_and_nothing_is_written(project, kind, name, said):
    before = {path: path.stat().st_mtime_ns for path in project.rglob("*")
              if not LEFTOVERS & set(path.parts)}  # fmt: skip
    with pytest.raises(SiteError) as error:
        create(project, kind, name)
    assert said in str(error.value)
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_headings_in_code_are_none_of_the_page():
    text = "## One\n\n```md\n## Two\n```\n\n### Four { #four }\n"
    assert headings(text) == [("##", "One"), ("###", "Four")]
