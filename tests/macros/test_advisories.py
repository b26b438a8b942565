"""Advisories by year, by kind, and each with its link."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from content.errors import SiteError
from content.project import read
from macros import advisories as macros
from tests.advisories_project import arguments, database, make, record
from tools.record.advisories import main


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = tmp_path_factory.mktemp("advisories")
    root = make(folder / "project")
    records = (
        record("PYSEC-1", aliases="GHSA-cccc-cccc-cccc", details="A denial of service."),
        record("PYSEC-2", published="2026-01-01", more='severity: [{score: "CVSS:3.1/AV:N"}]'),
    )
    assert main(arguments(root, database(folder / "database", *records)), root) == 0
    return read(root)


def rows(text):
    """The first cell of each row of a Markdown table → the others."""
    found = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("|")]
    return {cells[0]: cells[1:] for cells in found}


def test_a_year_tells_what_the_database_has_and_what_it_lacks(project):
    found = rows(macros.advisories_by_year(project))
    assert found["2020"] == ["1", "0 + 2"]
    assert found["2026"] == ["1 + 1", "0 + 2"]
    assert found["**All**"] == ["**2 + 1**", "**0 + 4**"]


def test_a_year_without_any_is_there(project):
    assert rows(macros.advisories_by_year(project))["2017"] == ["0", "0"]


def test_what_nothing_says_is_counted_as_not_said(project):
    assert rows(macros.advisories_by_kind(project))["Not classified"] == ["1", "3"]
    severity = rows(macros.advisories_by_severity(project))
    assert severity["High"] == ["0", "1"]
    assert severity["Only as a CVSS vector"] == ["1", "0"]
    assert severity["Not given"] == ["2", "3"]


def test_a_package_has_counts_of_each_side(project):
    assert rows(macros.advisories_texts(project))["Lib[^source-changes]"][:3] == ["2", "2", "1"]
    assert macros.advisories(project, "Other", "lacking") == "4"


def test_what_is_newer_than_the_database_is_not_missed_by_it(project):
    old = project.advisories.content.model_copy(update={"committed": datetime.date(2020, 6, 1)})
    then = replace(project, advisories=replace(project.advisories, content=old))
    assert macros.advisories(then, "Other", "missed") == "2"


def test_each_leads_to_its_record_or_to_what_its_project_says(project):
    text = macros.advisories_list(project)
    commit = project.advisories.content.commit
    assert f"[PYSEC-1](https://example.org/base/blob/{commit}/vulns/lib/PYSEC-1.yaml)" in text
    assert "[GHSA-bbbb-bbbb-bbbb](https://example.org/advisories/GHSA-bbbb-bbbb-bbbb)" in text
    assert "[CVE-2020-0001](https://example.org/list)" in text


def test_what_the_database_has_is_solid_and_the_rest_is_outlined(project):
    drawn = BeautifulSoup(macros.advisories_drawn(project), "html.parser")
    bars = {
        group["data-framework"]: [bar.get("fill") for bar in group.select("rect")]
        for group in drawn.select("g")
    }
    assert bars == {"alpha": [None, None, "none"], "beta": ["none", "none"]}


def test_the_sum_of_each_year_stands_above_it(project):
    drawn = BeautifulSoup(macros.advisories_drawn(project), "html.parser")
    sums = [int(text.string) for text in drawn.select("text") if len(text.string) == 1]
    years = project.advisories.content.checked.year - 2015 + 1
    assert len(sums) == 2 * years
    assert sum(sums) == 7


@pytest.mark.parametrize(
    ("package", "what", "said"),
    [
        ("Libb", "all", "data/advisories.yml: unknown package 'Libb'. Known: Lib, Other."),
        ("Lib", "most", "unknown count 'most'"),
    ],
)
def test_what_is_not_counted_is_named(project, package, what, said):
    with pytest.raises(SiteError, match="unknown") as error:
        macros.advisories(project, package, what)
    assert said in str(error.value)
