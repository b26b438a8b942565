from __future__ import annotations

import dataclasses
import datetime

import pytest
from bs4 import BeautifulSoup

from macros.decided import before, decided, drawn
from tests.macros.test_decisions import records


def shown(project, *changes):
    return BeautifulSoup(
        decided(dataclasses.replace(project, decisions=records(*changes))), "html.parser"
    )


YEAR = {"date": datetime.date(2020, 1, 2)}


def test_a_mark_stands_in_the_row_of_what_was_chosen_and_shows_what_came_before(project):
    found = shown(project, {"choice": "beta", "before": "Alpha with parts"}, {}, YEAR)
    assert [th.get_text() for th in found.select("thead th")] == ["2020", "2021", "2022", "all"]
    rows = {
        body.tr.get_text(" "): [
            [mark["data-framework"] for mark in cell.select("i")]
            for cell in body.select("tr + tr td")
        ]
        for body in found.select("tbody")
    }
    assert rows == {
        "Chose  Alpha 2": [["new"], [], ["new"], []],
        "Chose  Beta & Co 1": [[], [], ["alpha"], []],
    }


def test_every_mark_is_said_in_words(project):
    found = shown(project, {"before": "Beta & Co"}, {"before": "Beta & Co"}, {})
    assert found.select_one("tr + tr td").get_text() == "2 from Beta & Co and 1 new"


def test_the_most_frequent_ways_are_counted_and_who_stayed_took_none(project):
    moved = {"choice": "beta", "before": "Alpha"}
    found = shown(project, moved, moved, {"before": "Alpha"}, {"before": "Omega"})
    assert "Most frequent: from Alpha to Beta & Co (2)." in found.figcaption.get_text()


def test_without_a_move_none_is_told(project):
    assert "Most frequent" not in shown(project, {}).get_text()


def test_what_has_no_look_of_its_own_is_something_else(project):
    (row,) = shown(project, {"choice": "files"}).select("tbody th")
    assert row.get_text() == "Chose something else"


@pytest.mark.parametrize(
    ("told", "origin"),
    [(None, "new"), ("Alpha", "alpha"), ("Alpha, in parts", "alpha"), ("Alphabet", "else"),
     ("Omega and Alpha", "else")],
)  # fmt: skip
def test_what_came_before_is_what_its_words_begin_with(project, told, origin):
    (record,) = records({"before": told})
    assert before(record, drawn(project)) == origin
