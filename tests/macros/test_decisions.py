from __future__ import annotations

import dataclasses

from content.model import Decision
from content.project import ROOT, read
from macros.decisions import decisions

RECORD = Decision.model_validate(
    {
        "team": "A team",
        "date": "2022-01-02",
        "chose": "Alpha",
        "weighed": "This and that.",
        "title": "ADR 1",
        "url": "https://example.org/adr",
        "checked": "2026-11-22",
    }
)


def test_a_record_says_when_who_what_and_why(project):
    text = decisions(dataclasses.replace(project, decisions=[RECORD]))
    for words in ["2 January 2022", "A team", "[ADR 1](https://example.org/adr)", "Alpha",
                  "This and that.", "a new project", "22 November 2026"]:  # fmt: skip
        assert words in text


def test_what_became_of_it_is_told(project):
    record = RECORD.model_copy(update={"before": "Beta", "since": "They moved back."})
    text = decisions(dataclasses.replace(project, decisions=[record]))
    assert "| Beta |" in text
    assert "*Since then:* They moved back." in text


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
