"""What pages print of people who commit, of releases and of the health of libraries."""

from __future__ import annotations

import dataclasses

import pytest
from bs4 import BeautifulSoup

from content.errors import SiteError
from content.model import Support, Window
from content.project import ROOT, read
from macros import maintenance as macros
from macros.support_windows import support_calendar
from tests.maintenance_project import commit, make, repository
from tests.mistakes import edit
from tests.tried_project import write
from tools.record.maintenance import main


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = tmp_path_factory.mktemp("maintenance")
    root = make(folder / "project")
    clone = repository(folder / "clone")
    for who in ("Anna", "Anna", "Anna", "Bert"):
        commit(clone, who)
    assert main([f"lib={clone}"], root) == 0
    write(root, installed="1")
    edit(root / "data/packages.json", '"vulnerabilities": 0', '"vulnerabilities": 1')
    return read(root)


def rows(text):
    """The first cell of each row of a Markdown table → the others."""
    found = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("|")]
    return {cells[0]: cells[1:] for cells in found}


@pytest.mark.parametrize(
    ("key", "said"),
    [("commits", "4"), ("authors", "2"), ("busy", "1"), ("share", "75 %"), ("code-busy", "1"),
     ("bots", "0"), ("until", "15 June 2026")],
)  # fmt: skip
def test_each_count_can_stand_in_a_sentence(project, key, said):
    assert macros.maintained(project, "Lib", key) == said


def test_evidence_says_what_was_counted_and_where(project):
    commit = project.maintained.content.root["lib"].commit
    assert macros.told(project, "lib", "busy") == (
        f"Counted in the repository of [lib](https://example.org/lib/commits/{commit}): authors "
        "with 2 or more commits: 1 (the 24 months up to 15 June 2026)."
    )


@pytest.mark.parametrize(
    ("name", "key", "said"),
    [("Lib", "author", "unknown count 'author'"), ("Lab", "busy", "unknown counted repository")],
)
def test_what_was_not_counted_is_no_number(project, name, key, said):
    with pytest.raises(SiteError, match=said):
        macros.maintained(project, name, key)


def test_a_library_shows_its_trial_its_people_and_its_vulnerabilities(project):
    cells = rows(macros.maintenance_libraries(project))["[lib](https://example.org/lib)"]
    assert cells[0].startswith("Beta & Co; **not with ")
    assert cells[1] == "2, 1 November 2026: **known vulnerabilities: 1**"
    assert cells[2:] == ["2", "1", "75 %", "15 June 2026"]


def test_libraries_are_counted_by_what_became_of_them(project):
    found = rows(macros.maintenance_summary(project))
    counts = {name: cells[0] for name, cells in found.items()}
    assert counts["Libraries"] == counts["Tried: does not"] == "1"
    assert counts["Known vulnerability in the latest"] == counts["One author with 2 commits"] == "1"
    assert counts["Tried: works with the newest"] == counts["Authors not known"] == "0"


def test_a_library_whose_repository_was_not_had_says_so(project):
    without = dataclasses.replace(
        project, maintained=dataclasses.replace(
            project.maintained, content=project.maintained.content.model_copy(update={"root": {}})
        ),
    )  # fmt: skip
    cells = rows(macros.maintenance_libraries(without))["[lib](https://example.org/lib)"]
    assert cells[2:] == ["Not known"] * 4
    assert rows(macros.maintenance_summary(without))["Authors not known"] == ["1"]


@pytest.mark.parametrize(
    ("window", "bars"),
    [
        ({"released": "2 April 2025", "fixes_until": "December 2025",
          "security_until": "April 2028"}, 2),
        ({"released": "2 April 2025", "fixes_until": "the next one"}, 1),
        ({"fixes_until": "December 2025"}, 0),
    ],
    ids=["both ends", "no published end", "not known when released"],
)  # fmt: skip
def test_a_series_has_a_bar_for_each_kind_of_fixes_that_has_dates(project, window, bars):
    one = Window(series="9", sources=["changes"], **window)
    shown = Support(policy="None.", sources=["changes"], windows=[one])
    source = next(iter(read(ROOT).sources.values()))
    made = dataclasses.replace(project, support={"beta": shown}, sources={"changes": source})
    drawn = BeautifulSoup(support_calendar(made), "html.parser").svg
    assert len(drawn.select("rect")) == bars
    name = next(framework.name for framework in made.frameworks if framework.id == "beta")
    assert f"{name} 9" in drawn.text


def test_the_libraries_are_as_the_page_says_in_words():
    found = rows(macros.maintenance_summary(read(ROOT)))
    every, stale, works, several, one, none = (
        list(map(int, found[name]))
        for name in ("Libraries", "No release for over two years", "Tried: works with the newest",
                     "Two or more authors with 10 commits", "One author with 10 commits",
                     "No author with so many")
    )  # fmt: skip
    assert stale[0] == max(stale)
    assert works[0] == every[0]
    assert all(a < b + c for a, b, c in zip(several, one, none, strict=True))
