"""Dates in texts: real, and in one form."""

from __future__ import annotations

import datetime

import pytest

from content.dates import first_month, period, wrong_dates


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Feb 30 2099", "Feb 30 2099"),
        ("until 31 April 2027 (planned)", "31 April 2027"),
        ("29 February 2027", "29 February 2027"),
        ("30th of February 2028", "30th of February 2028"),
        ("2 April, 2025", "2 April, 2025"),
        ("since Sept. 2024", "Sept. 2024"),
        ("April '27", "April '27"),
        ("on 12 Februray 2026", "12 Februray 2026"),
        ("31 Apirl 2027", "31 Apirl 2027"),
        ("3 may 2027", "3 may 2027"),
        ("APRIL 2028", "APRIL 2028"),
        ("April 2208", "April 2208"),
        ("April 20280", "April 20280"),
        ("0 May 2026", "0 May 2026"),
        ("March 3", "March 3"),
        ("04/05/2027", "04/05/2027"),
        ("on 1.2.2026.", "1.2.2026"),
    ],
)
def test_an_impossible_or_unclear_date_is_found(text, date):
    assert [found for _, found in wrong_dates(text)] == [date]


@pytest.mark.parametrize(
    "text",
    [
        "2 April 2025", "April 2028", "29 February 2028", "12 and 18 September 2026",
        "In August: not worth it.", "It may 3 times.", "version 6.0 April 2027", "Marks 3",
        "3 December 2025, the release of 6.0", "commit 5f38a0e, 28 January 2026", "/march/2024",
        "a march 3 miles long", "Plan 2028",
    ],
)  # fmt: skip
def test_a_good_date_and_other_words_pass(text):
    assert list(wrong_dates(text)) == []


@pytest.mark.parametrize(
    ("text", "month"),
    [("3 December 2025, the release of 6.0", (2025, 12)), ("April 2027 (planned)", (2027, 4)),
     ("the next version", None), ("12 May", None)],
)  # fmt: skip
def test_the_month_of_a_text(text, month):
    assert first_month(text) == month


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ([3], "3 May 2026"),
        ([3, 3], "3 May 2026"),
        ([9, 3, 5], "3 May 2026 to 9 May 2026"),
    ],
)
def test_some_days_are_said_from_the_first_to_the_last(days, said):
    assert period([datetime.date(2026, 5, day) for day in days]) == said
