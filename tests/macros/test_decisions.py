from __future__ import annotations

import dataclasses

import pytest

from content.model import Decision
from content.project import ROOT, read
from macros.decisions import agreement, agrees, decisions
from macros.here import Here

RECORD = Decision.model_validate(
    {
        "team": "A team",
        "date": "2022-01-02",
        "chose": "Alpha",
        "weighed": "This and that.",
        "title": "ADR 1",
        "url": "https://example.org/adr",
        "checked": "2026-11-22",
        "since": "They use it.",
        "later": "kept",
        "answers": {"sent": "pages"},
        "choice": "alpha",
    }
)


def test_a_record_says_when_who_what_and_why(project):
    text = decisions(dataclasses.replace(project, decisions=[RECORD]))
    for words in ["2 January 2022", "A team", "[ADR 1](https://example.org/adr)", "Alpha",
                  "This and that.", "a new project", "22 November 2026"]:  # fmt: skip
        assert words in text


def test_what_became_of_it_is_told(project):
    record = RECORD.model_copy(
        update={"before": "Beta", "since": "They moved back.", "later": "moved"}
    )
    text = decisions(dataclasses.replace(project, decisions=[record]))
    assert "| Beta |" in text
    assert "*Since then (moved on):* They moved back." in text


def records(*changes):
    return [RECORD.model_copy(update=change) for change in changes]


def test_agreement_is_counted_and_each_difference_is_shown_with_its_reason(project):
    told = records(
        {},
        {"choice": "beta", "differs": "They wrote no pages.", "team": "Another", "later": "moved"},
        {"answers": {}, "differs": "The text says nothing.", "team": "A third", "later": "ended"},
        {"choice": None, "chose": "Gamma", "later": "not known"},
    )
    text = agreement(dataclasses.replace(project, decisions=told), Here("index.md"))
    assert "Of 3 records" in text
    for row in ("picks what the team chose | 1 |", "picks something else | 1 |",
                "cannot say from what the text tells | 1 |"):  # fmt: skip
        assert row in text
    assert "1 more chose what it cannot pick. Of 3 records" in text
    assert "They wrote no pages." in text and "The text says nothing." in text
    assert "[A team]" not in text


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, "same"),
        ({"choice": "beta"}, "other"),
        ({"answers": {}}, "undecided"),
        ({"answers": {"sent": "files", "team": "alpha"}}, "other"),
    ],
)
def test_a_record_agrees_or_not(project, change, expected):
    assert agrees(project, records(change)[0]) == expected


def test_a_record_that_differs_says_why_and_no_other_does():
    project = read(ROOT)
    for record in project.decisions:
        differs = record.choice and agrees(project, record) in ("other", "undecided")
        assert bool(record.differs) == bool(differs), record.team


def test_the_newest_record_comes_first():
    dates = [record.date for record in read(ROOT).decisions]
    assert dates == sorted(dates, reverse=True)


def test_there_are_records_of_every_direction():
    project = read(ROOT)
    names = [framework.name for framework in project.frameworks]
    moves = {
        (before, after)
        for record in project.decisions
        for before in names
        for after in names
        if (record.before or "").startswith(before) and record.chose.startswith(after)
    }
    first, second = names[:2]
    assert {(first, second), (second, first)} <= moves
