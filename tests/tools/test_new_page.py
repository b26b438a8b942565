"""Page templates, the pages made from them, and the check that pages follow them."""

from __future__ import annotations

import subprocess
import sys

import pytest

from content.errors import SiteError
from content.project import ROOT, read
from content.sections import LEFTOVERS
from tests.project_copy import copy_project
from tests.site.test_bad_input import build
from tools.check import page_types
from tools.check.pages import front_matter
from tools.new.page import LABELS, TYPES, create, in_navigation

FRAMEWORKS = read(ROOT).frameworks
SCENARIO = "docs/choose/scenarios/json-api.md"
FEATURES = "docs/flask/features.md"


@pytest.fixture
def project(tmp_path):
    return copy_project(tmp_path)


def mkdocs(project, *options):
    return subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", *options],
        cwd=project, capture_output=True, text=True, check=False,
    )  # fmt: skip


def departures(path, text):
    return list(page_types.departures(ROOT, FRAMEWORKS, {path: text}))


@pytest.mark.parametrize("kind", page_types.TYPES)
def test_a_page_as_the_template_makes_it_has_valid_front_matter_and_notes_to_follow(kind):
    for path, text in page_types.pages(ROOT, kind, "flask", "Flask").items():
        assert list(front_matter(path, text)) == []
        assert "$" not in text, path
        found = departures(path, text)
        assert all("a note to the writer is left" in sentence for sentence in found), found
        assert found


def test_each_template_belongs_to_a_type():
    folder = ROOT / page_types.TEMPLATES
    named = {name for made in page_types.TYPES.values() for name in made}
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*.md")}
    assert named == files
    assert list(LABELS) == [name.split("/")[1][:-3] for name in page_types.TYPES["framework"]]


@pytest.mark.xdist_group("bad-input")
def test_new_pages_can_be_previewed_and_are_refused_until_they_are_written(project):
    made = [*create(project, "scenario", "chat-room"), *create(project, "guide", "send-mail")]
    assert "docs/choose/scenarios/chat-room.md" in made
    navigation = (project / "mkdocs.yml").read_text()
    assert "          - Chat room: choose/scenarios/chat-room.md\n      - Which" in navigation
    assert "      - Send mail: guides/send-mail.md\n      - Glossary" in navigation
    done = mkdocs(project, "--strict")
    assert done.returncode == 0, done.stderr
    refused = build(project)
    assert refused.returncode != 0
    assert "docs/guides/send-mail.md: a note to the writer is left" in refused.stderr


@pytest.mark.xdist_group("bad-input")
def test_the_pages_of_a_framework_draw_on_its_data(project):
    for path, text in page_types.pages(project, "framework", "django", "Django").items():
        (project / path).write_text(text)
    done = mkdocs(project, "--no-strict")  # other pages link to what is gone
    assert done.returncode == 0, done.stderr
    assert "Every feature" in (project / "site/django/features/index.html").read_text()


def test_a_framework_gets_a_section_of_its_own():
    text = "nav:\n  - Flask:\n      - What: flask/index.md\n  - Compare: compare/index.md\n"
    added = in_navigation(text, "flask", ["- Quart:", "    - What: quart/index.md"], outdent=4)
    assert added == text.replace(
        "flask/index.md\n", "flask/index.md\n  - Quart:\n      - What: quart/index.md\n"
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
        ("guide", "send-requests", "docs/guides/send-requests.md exists"),
        ("framework", "flsak", "unknown framework 'flsak'. Known: django, flask"),
        ("framework", "flask", "docs/flask/index.md exists"),
    ],
)
def test_a_bad_call_is_explained_and_nothing_is_written(project, kind, name, said):
    before = {path: path.stat().st_mtime_ns for path in project.rglob("*")
              if not LEFTOVERS & set(path.parts)}  # fmt: skip
    with pytest.raises(SiteError) as error:
        create(project, kind, name)
    assert said in error.value.message
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert kind in TYPES or "type" in said


@pytest.mark.parametrize(
    ("path", "old", "new", "said"),
    [
        (SCENARIO, "## Evidence", "## Proof", "'## Evidence' of a scenario page is missing"),
        (SCENARIO, "## What decides", "## What would change the answer\n\n## What decides",
         None),
        (FEATURES, "## What is missing", "## What lacks", "'What lacks' is not among them"),
        (FEATURES, "## What is missing", "## More\n\n## What is missing", "'More' is not among"),
        (FEATURES, "## What is missing", "### More\n\n## What is missing", None),
        (SCENARIO, "## Evidence", "<!-- Our own tests\nfirst. -->\n\n## Evidence",
         "a note to the writer is left: '<!-- Our own tests first. -->…'"),
    ],
)  # fmt: skip
def test_a_page_that_departs_from_its_template_is_named(path, old, new, said):
    text = (ROOT / path).read_text(encoding="utf-8")
    assert old in text
    assert departures(path, text) == []
    found = departures(path, text.replace(old, new, 1))
    assert [said in sentence for sentence in found] == [True] if said else found == []


def test_headings_and_notes_in_code_are_none_of_the_page():
    text = (
        "## One\n\n```md\n## Two\n<!-- Three -->\n```\n\n### Four { #four }\nA `<!--` and `-->`.\n"
    )
    assert page_types.headings(text) == [("##", "One"), ("###", "Four")]
    assert departures("docs/other.md", text) == []
