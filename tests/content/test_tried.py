"""Each field of data/tried.json is held against what it speaks of."""

from __future__ import annotations

import datetime

import pytest

from content.errors import SiteError
from content.project import read
from content.tried import libraries, on_record, problems
from tests.mistakes import edit
from tests.tried_project import TODAY, beta, make, write

RECORD = "data/tried.json"


@pytest.fixture
def root(tmp_path):
    return make(tmp_path)


def found(root):
    return list(problems(read(root)))


def test_a_true_record_is_silent_and_used(root):
    write(root)
    assert found(root) == []
    project = read(root)
    assert {name: run.works for name, run in on_record(project, beta(project), "LIB").items()} == {
        "main": True, "lts": True,
    }  # fmt: skip


def test_a_library_is_tried_as_data_says(root):
    project = read(root)
    assert libraries(project, beta(project))["lib"].extras == ["more"]


@pytest.mark.parametrize(
    ("fields", "key", "said"),
    [
        ({"date": TODAY + datetime.timedelta(days=1)}, "date",
         f"'{TODAY + datetime.timedelta(days=1)}' is in the future; today is {TODAY}."),
        ({"python": "3.10.9"}, "python", "'3.10.9' is no release of Python"),
        ({"failed": "other"}, "failed", "unknown step 'other'. Known: check, import."),
        ({"version": "3.1.5"}, "version",
         "it was tried beside 3.1.5, but requirements/main.txt locks 3.1.6. Run: make tried"),
        ({"newest": "1"}, "newest",
         "it was tried with 1, but its latest release is 2. Run: make tried"),
        ({"how": "old"}, "how", "how to try it was changed since. Run: make tried"),
    ],
)  # fmt: skip
def test_a_field_that_cannot_be_true_is_named_with_its_line(root, fields, key, said):
    write(root, **fields)
    (problem,) = found(root)
    lines = (root / "data/tried.json").read_text().splitlines()
    line = next(number for number, text in enumerate(lines, 1) if f'"{key}"' in text)
    assert problem.startswith(f"data/tried.json, line {line}")
    assert said in problem


@pytest.mark.parametrize(
    ("old", "new"),
    [('"installed": "2"', '"installed": null'), ('"failed": null', '"failed": "check"'),
     (TODAY.isoformat(), "2026-11-02"), ('"python": "3.13.0"', '"python": "3.12.1"')],
)  # fmt: skip
def test_an_outcome_edited_by_hand_does_not_fit_the_seal(root, old, new):
    write(root)
    edit(root / RECORD, old, new)
    (problem,) = found(root)
    assert problem.endswith(
        "does not fit the other fields, so somebody edited them. Run: make tried"
    )
    assert "(beta, lib, main)" in problem


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"beta":', '"beto":', "line 2: unknown framework 'beto'. Known: alpha, beta, gamma."),
        ('"lib":', '"libb":', "line 3: unknown library 'libb'. Known: lib."),
        ('"environment": "lts"', '"environment": "next"',
         "unknown environment 'next'. Known: lts, main."),
        ('"environment": "lts"', '"environment": "main"', "'main' is there twice."),
    ],
)  # fmt: skip
def test_what_does_not_exist_was_not_tried(root, old, new, said):
    write(root)
    edit(root / RECORD, old, new)
    problems = found(root)
    assert any(said in problem for problem in problems), problems


def test_a_library_that_was_not_tried_is_named(root):
    assert found(root) == ["data/tried.json: beta was not tried beside lib. Run: make tried"]


def test_a_library_that_nobody_says_how_to_try_is_named(root):
    (root / "data/libraries.yml").write_text("{}\n")
    assert found(root)[0] == (
        "data/libraries.yml: beta has no entry for 'lib', which data/features names. "
        "Say how to try it, at least: lib: {}"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("beto: {Lib: {}}\n", "data/libraries.yml, line 1: unknown framework 'beto'."),
        ("beta: {Libb: {}}\n", "data/libraries.yml, line 1: unknown package 'Libb'."),
        ("beta: {Lib: {import: [x]}}\n", "unknown key 'import'"),
        ("beta:\n  Lib: {}\n  lib: {}\n", "'lib' and 'Lib' are one library."),
    ],
)
def test_wrong_ways_to_try_are_refused(root, text, said):
    (root / "data/libraries.yml").write_text(text)
    with pytest.raises(SiteError) as error:
        read(root)
    assert said in str(error.value)


def test_a_step_may_not_take_the_name_of_the_first(root):
    edit(root / "data/frameworks.yml", "steps: {check:", "steps: {import:")
    with pytest.raises(SiteError, match="'import' is tried for every framework"):
        read(root)


@pytest.mark.parametrize("fields", [{"version": "3.1.5"}, {"newest": "1"}])
def test_an_old_record_says_nothing_of_today(root, fields):
    write(root, **fields)
    project = read(root)
    known = on_record(project, beta(project), "lib")
    assert (known["main"], known["lts"].works) == (None, True)
