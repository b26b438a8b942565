"""A record of advisories that somebody edited, or that is not of what is asked, is refused."""

from __future__ import annotations

import pytest

from content.advisories import problems
from content.errors import SiteError
from content.project import read
from tests.advisories_project import OF_OTHERS, TOLD, arguments, database, make, record
from tests.mistakes import edit, refused
from tools.record.advisories import main

AGAIN = "Run: python -m tools.record.advisories"


@pytest.fixture
def root(tmp_path):
    root = make(tmp_path / "project")
    folder = database(tmp_path / "database", record("PYSEC-1", aliases="CVE-2020-0100"))
    assert main(arguments(root, folder), root) == 0
    return root


def found(root):
    return list(problems(read(root)))


def line_of(root, key):
    lines = (root / "data/advisories.json").read_text().splitlines()
    return next(number for number, line in enumerate(lines, 1) if line.startswith(f'  "{key}"'))


@pytest.mark.parametrize(
    ("old", "new"), [("CVE-2020-0100", "CVE-2020-0101"), ('"withdrawn": 0', '"withdrawn": 1')]
)
def test_an_edit_by_hand_does_not_fit_the_seal(root, old, new):
    edit(root / "data/advisories.json", old, new)
    (problem,) = found(root)
    assert problem.startswith(f"data/advisories.json, line {line_of(root, 'seal')}: ")
    assert problem.endswith(f"does not fit the other fields, so somebody edited them. {AGAIN}")


def test_another_list_of_what_is_counted_needs_another_record(root):
    edit(root / "data/advisories.yml", "since: 2015", "since: 2016")
    assert found(root) == [
        f"data/advisories.json, line {line_of(root, 'how')}: data/advisories.yml says something "
        f"else since. {AGAIN}"
    ]


def test_another_version_of_a_text_needs_another_record(root):
    edit(root / "data/sources.yml", "version: 3.0.1", "version: 4.0.0")
    (problem,) = found(root)
    assert problem.endswith(f"3.0.1 was read of Lib, but data/sources.yml has 4.0.0. {AGAIN}")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("      Other:", "      lib:", "the package 'lib' stands in two groups."),
        ("database: base\n", "", "'database' is missing"),
        ("outcome: beta", "outcome: beto", "unknown outcome 'beto'"),
        ("/{id}", "/", "has no place for the identifier"),
        ("sources: [changes]", "sources: [change]", "unknown source 'change'"),
        (OF_OTHERS, TOLD.replace("high", "grave"), "the level 'grave' of GHSA-eeee-eeee-eeee is"),
        (OF_OTHERS, TOLD.replace("base", "tell"), "unknown source 'tell'"),
    ],
)
def test_wrong_lists_are_refused(root, old, new, said):
    message = refused(root, "data/advisories.yml", old, new)
    assert message.startswith("data/advisories.yml, line ")
    assert said in message


def test_what_nobody_names_is_no_advisory(root):
    edit(root / "data/advisories.json", '"file": "vulns/lib/PYSEC-1.yaml",', "")
    with pytest.raises(SiteError, match="neither a record nor a text names 'PYSEC-1'"):
        read(root)
