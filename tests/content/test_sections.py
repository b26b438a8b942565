from __future__ import annotations

from pathlib import Path

import pytest

from content.errors import SiteError
from content.sections import (
    check_steps,
    files,
    sections_in,
    sections_of,
    without_marks,
)

HERE = Path("snippets/a/b/app.py")
CODE = "before\n# --8<-- [start:view]\nx = 1\n# --8<-- [end:view]\nafter\n"


def test_a_section_is_what_lies_between_its_marks():
    (section,) = sections_of(HERE, CODE)
    assert (section.name, section.text) == ("view", "x = 1\n")
    assert (section.first, section.last, section.lines) == (3, 3, "L3-L3")


def test_marks_are_found_in_any_comment():
    text = "{# --8<-- [start:page] #}\n<p>\n{# --8<-- [end:page] #}\n"
    assert [section.name for section in sections_of(HERE, text)] == ["page"]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("\n# --8<-- [start:view]\nx\n", 2, "'view' is never closed"),
        ("# --8<-- [end:view]\n", 1, "[start:view] before it"),
        ("# --8<-- [start:a]\n# --8<-- [start:b]\n", 2, "starts inside 'a' (line 1)"),
        ("# --8<-- [start:a]\n# --8<-- [end:b]\n", 2, "Expected [end:a]"),
        ("# --8<-- [start:Old Values]\n", 1, "'Old Values' is not a section name"),
        ("\n# --8<- [start:a]\nx\n", 2, "'# --8<- [start:a]' is no mark. Right: --8<-- [start:"),
        ("# –8<– [start:a]\n", 1, "'# –8<– [start:a]' is no mark."),
        ("# --8>-- [end:a]\n", 1, "'# --8>-- [end:a]' is no mark."),
        ("# --8<-- start:a\n", 1, "'# --8<-- start:a' is no mark."),
        ("x\n# --8<-- [start:a]\n\n# --8<-- [end:a]\n", 2, "section 'a' is empty"),
    ],
)
def test_wrong_marks_name_file_line_and_remedy(text, line, said):
    with pytest.raises(SiteError) as error:
        sections_of(HERE, text)
    assert f"{HERE}, line {line}:" in str(error.value)
    assert said in str(error.value)


def test_a_section_of_a_class_begins_at_the_margin():
    text = "class A:\n    # --8<-- [start:a]\n    def f():\n        x\n    # --8<-- [end:a]\n"
    assert sections_of(HERE, text)[0].text == "def f():\n    x\n"


def test_without_marks_leaves_the_rest_as_it_is():
    assert without_marks(CODE) == "before\nx = 1\nafter\n"


def test_a_name_may_occur_once_in_a_folder(tmp_path):
    folder = tmp_path / "snippets/a/b"
    folder.mkdir(parents=True)
    (folder / "app.py").write_text(CODE)
    (folder / "other.py").write_text(CODE)
    with pytest.raises(SiteError, match=r"already in snippets/a/b/app.py, line 2"):
        sections_in(folder, tmp_path)


def test_files_leave_out_notes_and_leftovers(tmp_path):
    for name in ["app.py", "requirements.in", "implementation.yml", "__pycache__/x", "t/a.html"]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("")
    assert [path.relative_to(tmp_path).as_posix() for path in files(tmp_path)] == [
        "app.py",
        "t/a.html",
    ]


def test_steps_marked_or_absent_pass():
    check_steps(HERE, ["view", "route"], ["view"], ["route"])


@pytest.mark.parametrize(
    ("sections", "absent", "said"),
    [
        (["view"], [], "section 'route' is missing"),
        (["view", "route"], ["route"], "declared absent, but it is marked"),
        (["view", "route", "extra"], [], "unknown step 'extra'. Known: route, view."),
        (["view"], ["rout", "route"], "unknown step 'rout'"),
    ],
)
def test_steps_that_do_not_fit_are_named(sections, absent, said):
    with pytest.raises(SiteError) as error:
        check_steps(HERE, ["view", "route"], sections, absent)
    assert str(HERE) in str(error.value)
    assert said in str(error.value)
