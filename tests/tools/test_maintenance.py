"""Who is counted as one person, and which commits count."""

from __future__ import annotations

import datetime
import json

import pytest

from content.maintenance import problems
from content.project import MAINTAINED, read
from tests.maintenance_project import DAY, commit, git, make, repository
from tools.record.maintenance import main


@pytest.fixture
def root(tmp_path):
    return make(tmp_path / "project")


@pytest.fixture
def clone(tmp_path):
    return repository(tmp_path / "clone")


def counted(root, clone):
    """What is on record after the command has counted the clone."""
    assert main([f"lib={clone}"], root) == 0
    project = read(root)
    assert list(problems(project.repositories, project.maintained)) == []
    return project.maintained.content.root["lib"]


def test_one_name_one_address_or_one_line_of_the_map_is_one_person(root, clone):
    commit(clone, "Anna")
    commit(clone, "anna  ", "second@example.org")
    commit(clone, "A. Else", "second@example.org")
    commit(clone, "who", "a@example.org")
    commit(clone, "Bert")
    found = counted(root, clone).all
    assert (found.commits, found.authors, found.busy, found.busiest) == (5, 2, 1, 4)


def test_programs_and_merges_are_left_out(root, clone):
    commit(clone, "Anna")
    commit(clone, "helper[bot]")
    git(clone, "checkout", "-q", "-b", "side")
    commit(clone, "Bert", file="other.txt")
    git(clone, "checkout", "-q", "main")
    git(clone, "merge", "-q", "--no-ff", "side", who="Carl", address="carl@example.org")
    found = counted(root, clone)
    assert (found.all.commits, found.all.authors, found.bots) == (2, 2, 1)


def test_the_months_end_with_the_newest_commit(root, clone):
    commit(clone, "Anna", day=datetime.date(2024, 6, 15))
    commit(clone, "Bert", day=datetime.date(2024, 6, 16))
    commit(clone, "Carl")
    found = counted(root, clone)
    assert (found.all.commits, found.day) == (2, DAY)


def test_what_only_changes_the_documentation_is_no_code(root, clone):
    commit(clone, "Anna")
    commit(clone, "Bert", file="docs/page.txt")
    found = counted(root, clone)
    assert (found.all.authors, found.code.authors) == (2, 1)


def test_other_branches_tell_how_old_the_clone_is_and_are_not_counted(root, clone):
    commit(clone, "Anna")
    git(clone, "checkout", "-q", "-b", "side")
    commit(clone, "Bert", day=datetime.date(2026, 7, 5))
    git(clone, "checkout", "-q", "main")
    found = counted(root, clone)
    assert (found.all.authors, found.day, found.seen) == (1, DAY, datetime.date(2026, 7, 5))


def test_a_clone_without_a_work_tree_says_the_same(root, clone, tmp_path):
    commit(clone, "Anna")
    commit(clone, "who", "a@example.org")
    whole = counted(root, clone)
    git(tmp_path, "clone", "-q", "--bare", str(clone), "bare")
    assert counted(root, tmp_path / "bare") == whole


def test_no_name_is_kept(root, clone):
    commit(clone, "Zacharias")
    counted(root, clone)
    assert "zacharias" not in (root / MAINTAINED).read_text().casefold()


def test_a_package_that_is_not_given_keeps_its_record(root, clone, tmp_path):
    commit(clone, "Anna")
    first = counted(root, clone)
    asked = root / "data/maintenance.yml"
    other = json.loads((root / "data/packages.json").read_text())
    other["packages"]["more"] = {
        **other["packages"]["lib"], "name": "more", "file": "more-2.tar.gz",
    }  # fmt: skip
    (root / "data/packages.json").write_text(json.dumps(other))
    asked.write_text(asked.read_text() + "  more: https://example.org/more\n")
    assert main([f"more={clone}"], root) == 0
    assert read(root).maintained.content.root["lib"] == first


@pytest.mark.parametrize("made", [False, True], ids=["no folder", "no commit"])
def test_what_cannot_be_read_changes_nothing(root, tmp_path, capsys, made):
    folder = repository(tmp_path / "empty") if made else tmp_path / "none"
    assert main([f"lib={folder}"], root) == 1
    assert (root / MAINTAINED).read_text() == "{}\n"
    assert f"maintenance: {folder}: its history cannot be read: " in capsys.readouterr().err


def test_an_unknown_package_is_named_with_what_is_near(root, clone, capsys):
    assert main([f"lip={clone}"], root) == 1
    said = "data/maintenance.yml: unknown package 'lip'. Known: Lib."
    assert said in capsys.readouterr().err
