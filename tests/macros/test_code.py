from __future__ import annotations

from pathlib import PurePath

import pytest
from bs4 import BeautifulSoup

from content.errors import SiteError
from content.project import read
from macros.code import TESTS, step, steps, tree, whole
from macros.here import Here

HERE = Here("compare/greet.md")
KNOWN = Here("compare/greet.md", "https://example.org/blob/main/")


def columns(markdown):
    """What each tab holds, by the words of its label."""
    found = dict(part.split('"\n', 1) for part in markdown.split('=== "')[1:])
    return {BeautifulSoup(label, "html.parser").get_text(): found[label] for label in found}


def test_a_step_has_a_column_for_each_framework_in_their_order(project):
    assert list(columns(step(project, HERE, "greet", "view"))) == ["Alpha", "Beta & Co", "Gamma"]


def test_a_step_shows_its_section_and_names_its_file(project):
    found = columns(step(project, HERE, "greet", "page"))["Alpha"]
    assert "<p>{{ greeting }}</p>\n" in found
    assert 'title="templates/page.html"' in found
    assert "href" not in found


def test_the_name_of_a_file_leads_to_its_lines_where_an_address_is_known(project):
    found = columns(step(project, KNOWN, "greet", "page"))["Alpha"]
    address = "https://example.org/blob/main/snippets/greet/alpha/templates/page.html#L2-L2"
    assert f"<a href='{address}'>templates/page.html</a>" in found
    text = (project.root / "snippets/greet/alpha/templates/page.html").read_text()
    assert text.splitlines()[1] == "<p>{{ greeting }}</p>"


def test_each_whole_file_leads_to_itself_where_an_address_is_known(project):
    found = columns(whole(project, KNOWN, "greet"))["Alpha"]
    assert "href='https://example.org/blob/main/snippets/greet/alpha/app.py'" in found


def test_a_file_that_the_steps_show_whole_leads_to_them(project):
    found = columns(whole(project, HERE, "greet"))["Alpha"]
    assert (
        '??? "templates/page.html"\n\n        Shown whole above: [The page](#greet-page).' in found
    )
    assert "<p>{{ greeting }}</p>" not in found
    assert "import alpha" in found  # which stands outside its step


def test_an_absent_step_shows_the_reason_instead_of_code(project):
    found = columns(step(project, HERE, "greet", "page"))["Beta & Co"]
    assert "Beta writes the page itself." in found
    assert "--8<--" not in found


@pytest.mark.parametrize("show", [lambda project: step(project, HERE, "greet", "view"),
                                  lambda project: whole(project, HERE, "greet")])  # fmt: skip
def test_a_framework_without_the_task_shows_the_reason(project, show):
    found = columns(show(project))["Gamma"]
    assert "Not here yet" in found
    assert "Nobody wrote it." in found


def test_steps_come_in_reading_order_each_below_its_heading(project):
    found = steps(project, HERE, "greet")
    order = [
        "The view",
        "Look at the return value.",
        "hello from alpha",
        "The page",
        "<p>{{ greeting }}</p>",
    ]
    places = [found.index(words) for words in order]
    assert places == sorted(places)


def test_the_heading_of_a_step_can_be_linked_to(project):
    assert "### The page { #greet-page }" in steps(project, HERE, "greet")


def test_a_step_without_a_remark_has_none(project):
    assert "None" not in steps(project, HERE, "greet")


def test_the_whole_application_is_every_file_without_marks_and_notes(project):
    found = columns(whole(project, HERE, "greet"))["Alpha"]
    for name in ["app.py", "templates/page.html"]:
        assert f'??? "{name}"' in found
    assert 'return "hello from alpha"' in found
    assert "--8<--" not in found
    assert "implementation.yml" not in found


def test_tests_are_shown_whole_if_a_step_shows_some_of_them(root):
    own = root / "snippets/greet/alpha/test_app.py"
    found = whole(read(root), HERE, "greet")
    assert "test_app.py" in columns(found)["Alpha"]
    assert '??? "test_app.py"' not in found
    assert TESTS in found
    app = root / "snippets/greet/alpha/app.py"
    app.write_text(app.read_text().replace("--8<--", "was"))
    own.write_text(f"# --8<-- [start:view]\n{own.read_text()}# --8<-- [end:view]\n")
    assert '??? "test_app.py"' in columns(whole(read(root), HERE, "greet"))["Alpha"]


def test_an_empty_file_is_in_the_tree_only(project):
    found = columns(whole(project, HERE, "greet"))["Beta & Co"]
    assert "empty.py" in found
    assert '??? "empty.py"' not in found


def test_a_file_that_a_command_wrote_whole_is_in_the_tree_only(root):
    folder = root / "snippets/greet/beta"
    (folder / "made.py").write_text("x = 1\n")
    with (folder / "implementation.yml").open("a") as meta:
        meta.write("generated_files: [made.py]\n")
    found = columns(whole(read(root), HERE, "greet"))["Beta & Co"]
    assert "made.py" in found
    assert "x = 1" not in found


def test_a_file_that_holds_a_fence_does_not_end_its_block(root):
    (root / "snippets/greet/beta/notes.md").write_text("```py\nx = 1\n```\n")
    found = whole(read(root), HERE, "greet")
    assert found.count("````") == 2


def test_a_tree_has_files_before_folders():
    paths = [PurePath(name) for name in ["b/c/d.py", "b/a.py", "z.py", "a/x.py"]]
    assert tree(paths, "top").splitlines() == [
        "top/",
        "├── z.py",
        "├── a/",
        "│   └── x.py",
        "└── b/",
        "    ├── a.py",
        "    └── c/",
        "        └── d.py",
    ]


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (
            lambda project: step(project, HERE, "great", "view"),
            'step("great", "view"): unknown task',
        ),
        (lambda one: steps(one, HERE, "great"), 'steps("great"): unknown task'),
        (lambda one: whole(one, HERE, "great"), 'whole("great"): unknown task'),
    ],
)
def test_an_unknown_task_lists_the_known(project, call, said):
    with pytest.raises(SiteError) as error:
        call(project)
    assert str(error.value) == f"{said} 'great'. Known: greet."


def test_an_unknown_step_lists_the_known(project):
    with pytest.raises(SiteError, match=r"unknown step 'vista'\. Known: page, view\."):
        step(project, HERE, "greet", "vista")
