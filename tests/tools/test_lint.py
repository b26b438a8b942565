"""`make lint` chooses its checks, runs all of them and says which found something."""

from __future__ import annotations

import pytest

from content.errors import SiteError
from tests.project_copy import copy_project
from tests.tried_project import make, write
from tools.check import lint
from tools.check.lint import Check, everything, main, program, run, task


def test_a_task_is_linted_without_the_others():
    names = [check.name for check in task("form")]
    assert names[:2] == ["Python style", "Python format"]
    assert all(name.startswith("Types of snippets/form/") for name in names[2:])
    assert len(names) > 3


def test_each_application_is_checked_in_its_own_folder_and_shares_a_cache_with_its_framework_only():
    every = [check for check in everything() if check.name.startswith("Types of ")]
    folders = {path.relative_to(lint.ROOT).as_posix() for path in lint.SNIPPETS.glob("*/*/")}
    assert {check.name.removeprefix("Types of ") for check in every} == folders
    for check in every:
        assert check.lane.endswith(f"/snippets/{check.name.rpartition('/')[2]}")


def test_every_check_runs_and_the_found_is_printed_below_its_line(capsys):
    checks = [Check("one", lambda: "x.py:1: bad", "a"), Check("two", lambda: "", "a")]
    assert run(checks) == [False, True]
    first, found, second = capsys.readouterr().out.splitlines()
    assert first.endswith(" s  FAILED one")
    assert found == "x.py:1: bad"
    assert second.endswith(" s  ok two")


def test_a_fault_of_data_is_a_finding_in_one_sentence(capsys):
    def find():
        raise SiteError("data/a.yml: this file is missing.")

    assert run([Check("one", find, "a")]) == [False]
    assert capsys.readouterr().out.splitlines()[1:] == ["data/a.yml: this file is missing."]


def test_every_requirement_of_this_project_is_locked():
    assert "Locks" in [check.name for check in everything()]
    assert lint.locks() == ""


@pytest.mark.parametrize("added", ["no-such-package", "pytest>=99"])
def test_a_requirement_without_its_lock_is_found(tmp_path, monkeypatch, added):
    copy_project(tmp_path)
    main = tmp_path / "requirements/main.in"
    main.write_text(f"{added}\n" + main.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(lint, "ROOT", tmp_path)
    assert lint.locks() == (
        f"requirements/main.in, line 1: requirements/main.txt does not lock '{added}'. "
        "Run: make lock"
    )


@pytest.mark.parametrize(
    ("code", "found"),
    [("", ""), ("print('seen')", ""), ("exit('seen')", "seen\n\npython ended with 1."),
     ("exit(3)", "\npython ended with 3.")],
)  # fmt: skip
def test_a_program_finds_something_if_it_ends_with_an_error(code, found):
    assert program("x", "python", "-c", code).find() == found


@pytest.mark.parametrize("name", ["frm", "form hello"])
def test_an_unknown_task_is_refused_with_the_nearest(capsys, name):
    with pytest.raises(SystemExit):
        main(["--task", name])
    said = capsys.readouterr().err.splitlines()[-1]
    assert f"unknown task '{name}'. Nearest: " in said


def test_libraries_that_were_not_tried_are_found(monkeypatch, tmp_path):
    root = make(tmp_path)
    monkeypatch.setattr(lint, "ROOT", root)
    assert lint.libraries() == "data/tried.json: beta was not tried beside lib. Run: make tried"
    write(root)
    assert lint.libraries() == ""
    (root / "data/libraries.yml").write_text("beta: {Libb: {}}\n")
    assert "unknown package 'Libb'" in lint.libraries()
