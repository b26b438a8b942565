"""A record of commits that somebody edited, or that was counted otherwise, is refused."""

from __future__ import annotations

import pytest

from content.maintenance import problems
from content.project import read
from tests.maintenance_project import commit, make, repository
from tests.mistakes import edit, refused
from tools.record.maintenance import main

AGAIN = "Run: python -m tools.record.maintenance lib=PATH"


@pytest.fixture
def root(tmp_path):
    root = make(tmp_path / "project")
    clone = repository(tmp_path / "clone")
    commit(clone, "Anna")
    assert main([f"Lib={clone}"], root) == 0
    return root


def found(root):
    project = read(root)
    return list(problems(project.repositories, project.maintained))


def test_an_edit_by_hand_does_not_fit_the_seal(root):
    edit(root / "data/maintenance.json", '"bots": 0', '"bots": 1')
    (problem,) = found(root)
    assert problem.startswith("data/maintenance.json, line ")
    assert problem.endswith(
        f"does not fit the other fields of lib, so somebody edited them. {AGAIN}"
    )


def test_another_way_to_count_needs_another_record(root):
    edit(root / "data/maintenance.yml", "busy: 2", "busy: 3")
    (problem,) = found(root)
    assert problem.endswith(f"data/maintenance.yml says otherwise since how to count. {AGAIN}")


def test_a_record_of_a_repository_that_nobody_asks_for_is_named(root):
    edit(root / "data/maintenance.yml", "\n  Lib: https://example.org/lib", " {}")
    (problem,) = found(root)
    assert "unknown repository 'lib'" in problem


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  Lib:", "  lib: https://example.org/l\n  Lib:", "the package 'lib' stands there twice."),
        ("  Lib:", "  Lip:", "unknown package 'Lip'"),
        ("bot\\]$", "bot($", "is no regular expression"),
    ],
)
def test_wrong_lists_are_refused(root, old, new, said):
    message = refused(root, "data/maintenance.yml", old, new)
    assert message.startswith("data/maintenance.yml, line ")
    assert said in message
