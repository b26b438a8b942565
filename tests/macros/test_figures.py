from __future__ import annotations

import dataclasses
import re

import pytest

from content.errors import SiteError
from content.figures import Figures
from content.project import ROOT, read
from macros.figures import answered, moves, shares, shares_drawn

SOURCE = """\
poll:
  title: A poll
  publisher: Somebody
  url: https://example.org/poll
  checked: 2026-11-22
"""
FIGURES = """\
surveys:
  - id: poll
    name: A poll
    people: [{id: all, name: Everyone}, {id: paid, name: Paid people}]
    years:
      - year: 2020
        asked: May
        source: poll
        counts:
          all: {answered: 1500, shares: {alpha: 10.04}}
          paid: {answered: 9, shares: {beta: 1}}
      - year: 2022
        asked: May
        source: poll
        counts: {all: {answered: 1400, shares: {alpha: 12.25, beta: 3}}}
      - year: 2023
        asked: May
        source: poll
        counts: {all: {answered: 30, shares: {alpha: 90}}}
        apart: another question.
moves:
  - id: small
    team: A team
    before: Alpha
    after: Beta
    took: a day
    told: text
    source: poll
  - id: large
    team: Another team
    before: Beta
    after: Alpha
    size: 900 lines
    took: a year
    told: git
    counted: from the first commit to the merge
    source: poll
"""


@pytest.fixture
def polled(root):
    (root / "data/sources.yml").write_text(SOURCE)
    (root / "data/figures.yml").write_text(FIGURES)
    return root


def rows(text):
    return [
        [re.sub(r"<[^>]+>|\[\^[^\]]+\]", "", cell).strip() for cell in line.strip("| ").split("|")]
        for line in text.splitlines()
        if line.startswith("|") and "---" not in line
    ]


def test_a_year_is_a_row_with_what_nobody_could_choose_named(polled):
    text = shares(read(polled), "poll", "all")
    assert rows(text) == [
        ["Year", "Alpha", "Beta &amp; Co"],
        ["2020", "10.0 %", "not a choice"],
        ["2022", "12.3 %", "3.0 %"],
        ["2023*", "90.0 %", "not a choice"],
    ]
    assert text.endswith("\\* 2023: another question.")


def test_how_many_answered_stands_beside_when_it_was_open(polled):
    assert rows(answered(read(polled), "poll")) == [
        ["Year", "Open", "Everyone", "Paid people"],
        ["2020", "May", "1,500", "9"],
        ["2022", "May", "1,400", "not known"],
        ["2023*", "May", "30", "not known"],
    ]


def test_each_year_cites_its_source(polled):
    project = read(polled)
    assert shares(project, "poll", "all").count("poll]") == 3
    assert answered(project, "poll").count("poll]") == 3


def test_people_who_were_not_counted_in_a_year_have_no_row(polled):
    assert [row[0] for row in rows(shares(read(polled), "poll", "paid"))] == ["Year", "2020"]


def test_a_year_that_stands_apart_is_not_drawn(polled):
    drawn = shares_drawn(read(polled), "poll", "all")
    assert ">2020</text>" in drawn
    assert ">2022</text>" in drawn
    assert "2023" not in drawn
    assert ">15 %</text>" in drawn
    assert ">20 %</text>" not in drawn


def test_a_line_has_the_shape_of_its_framework_at_each_year(polled):
    drawn = shares_drawn(read(polled), "poll", "all")
    alpha, beta = re.findall(r"<g data-framework.*?</g>", drawn)
    assert alpha.count("<circle") == 2
    assert beta.count("<polygon") == 1
    assert "\n" not in drawn


def test_the_higher_share_stands_higher(polled):
    drawn = shares_drawn(read(polled), "poll", "all")
    alpha = re.search(r'data-framework="alpha"><polyline points="([^"]+)"', drawn)[1]
    (left, low), (right, high) = (map(float, point.split(",")) for point in alpha.split())
    assert left < right
    assert high < low


def test_a_drawing_has_a_name_and_leads_to_the_numbers(polled):
    drawn = shares_drawn(read(polled), "poll", "all")
    assert 'role="img"' in drawn
    assert "A poll, everyone, 2020 to 2022" in drawn
    assert "The numbers are in the table above." in drawn


def test_a_move_says_who_tells_it(polled):
    small, large = rows(moves(read(polled)))[1:]
    assert small == ["A team", "Alpha → Beta", "not told", "**a day**", "in its own words"]
    assert large[2:] == [
        "900 lines", "**a year**", "counted in git: from the first commit to the merge",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("survey", "people", "said"),
    [
        ("pole", "all", r'shares\("pole", "all"\): unknown survey \'pole\'\. Known: poll\.'),
        ("poll", "al", r"unknown people 'al'\. Known: all, paid\."),
    ],
)
def test_an_unknown_survey_or_group_is_named_with_those_there_are(polled, survey, people, said):
    with pytest.raises(SiteError, match=said):
        shares(read(polled), survey, people)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{alpha: 10.04}", "{alfa: 10.04}", "line 10: unknown outcome 'alfa'. Known: alpha, beta"),
        ("{alpha: 10.04}", "{alpha: 100.4}", "less than 100"),
        ("answered: 1500", "answered: 0", "greater than or equal to 1"),
        ("source: poll\n        counts:\n", "source: pol\n        counts:\n",
         "line 8: unknown source 'pol'. Known: poll"),
        ("year: 2022", "year: 2020", "2020 stands after 2020. Right: the oldest first, each once."),
        ("counts: {all: {answered: 30", "counts: {al: {answered: 30",
         "unknown people 'al' in 2023 of 'poll'. Known: all, paid."),
        ("told: git", "told: text", "'large' is told by 'text'. Right: 'counted' with git"),
        ("told: text", "told: git", "'small' is told by 'git'. Right: 'counted' with git"),
        ("took: a day", "took: since 31 February 2020", "31 February 2020"),
    ],
)  # fmt: skip
def test_a_wrong_figure_is_refused_by_file_line_and_value(polled, old, new, said):
    assert FIGURES.count(old) == 1
    (polled / "data/figures.yml").write_text(FIGURES.replace(old, new))
    with pytest.raises(SiteError) as error:
        read(polled)
    assert str(error.value).startswith("data/figures.yml, line ")
    assert said in str(error.value)


def test_without_figures_nothing_is_drawn_by_mistake(project):
    empty = dataclasses.replace(project, figures=Figures(surveys=[], moves=[]))
    with pytest.raises(SiteError, match=r"unknown survey 'poll'\. Known: none yet\."):
        shares_drawn(empty, "poll", "all")


def test_every_survey_of_this_project_can_be_drawn_for_each_group():
    project = read(ROOT)
    for survey in project.figures.surveys:
        for people in survey.people:
            assert "<polyline" in shares_drawn(project, survey.id, people.id)
