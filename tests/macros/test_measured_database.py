from __future__ import annotations

import pytest

from content.errors import SiteError
from content.measurements import Run
from macros.measured_database import database, database_asked, database_versus
from macros.measured_parts import NOT_YET
from tests.macros.test_measured import record

ONE, TWO = "one.made", "two.made"


def runs():
    for round_ in range(1, 6):
        for arm, factor in {ONE: 1, TWO: 3}.items():
            values = {
                "cpu_us": 1500.0 * factor,
                "database_us": 500.0 * factor,
                "connections": 1,
                "queries": 101,
                "transactions": 2,
                "rest": 0.05,
            }
            yield Run(
                kind="database",
                page="rows",
                arm=arm,
                round=round_,
                order=1,
                others=0.2,
                values=values,
            )
            cost = {"cpu_us": 1000.0 * factor}
            yield Run(
                kind="cost",
                page="greeting",
                arm=arm,
                round=round_,
                order=1,
                others=0.2,
                values=cost,
            )


@pytest.fixture
def made(root):
    return record(root, runs=list(runs()))


def test_without_a_record_pages_say_so(project):
    assert database(project, "rows", beside="greeting") == NOT_YET
    assert database_asked(project, "rows") == NOT_YET
    assert database_versus(project, "rows", ONE, TWO) == NOT_YET


def test_a_record_from_before_the_database_says_so_too(root):
    assert database(record(root), "rows") == NOT_YET


def test_both_sides_are_one_bar_whose_end_is_the_databases(made):
    shown = database(made, "rows")
    assert "<td>2.00</td><td>2.00–2.00</td><td>0.50</td><td>101</td>" in shown
    assert "<line x1='0' x2='25.0%' y1='50%' y2='50%'/>" in shown
    assert "<line x1='25.0%' x2='33.3%' y1='50%' y2='50%' stroke-dasharray='2 2'/>" in shown


def test_beside_it_stands_the_same_page_without_a_server_of_its_own(made):
    row = database(made, "rows", beside="greeting").split("<tbody>")[2]
    assert "<td>1.00</td><td>1.00–1.00</td><td></td><td></td>" in row
    assert "stroke-dasharray" not in row


def test_what_was_asked_stands_in_a_table(made):
    row = database_asked(made, "rows").splitlines()[2]
    assert row.startswith("| ")
    assert row.endswith("| 1 | 101 | 2 | 0.05 |")


def test_two_applications_are_compared_with_both_sides_together(made):
    assert database_versus(made, "rows", TWO, ONE) == (
        "6.0 ms in place of 2.0 ms (3.0 times as much, 3.0–3.0)"
    )
    assert database_versus(made, "rows", ONE, ONE).endswith("(no difference)")


def test_what_is_unknown_is_refused_with_what_there_is(made):
    with pytest.raises(SiteError, match="Known: rows"):
        database(made, "row")
    with pytest.raises(SiteError, match=r"Known: one\.made, two\.made"):
        database_versus(made, "rows", "two.mad", ONE)
