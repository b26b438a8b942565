"""Days, as pages write them and as limits count them; dates in texts must be real."""

from __future__ import annotations

import calendar
import datetime
import difflib
import re
from collections.abc import Collection, Iterator
from functools import cache

MONTHS = list(calendar.month_name)[1:]
SHORT = {*(name[:3] for name in MONTHS), "Sept"}
# A month with one wrong letter is still meant as one; other words are less like it.
ALIKE = 0.8
WORD = re.compile(r"(?<![\w-])[A-Za-z]{3,10}(?![\w-])")
BEFORE = re.compile(r"(?<![\w.])(\d+)[a-z]{0,2}(?: of)?[\s-]+$")
AFTER = re.compile(r"\.?,?[\s-]+(\d+)[a-z]{0,2}\b(?!\.\d)(?:,?\s+\d{4}\b)?|\.?,?\s+'\d\d\b")
HOUSE = re.compile(rf"(?:(\d{{1,2}})\s)?({'|'.join(MONTHS)})(?:\s(\d{{4}}))?")
HOUSE_RULE = "Right: a real day, as in '2 April 2025', or 'April 2028'."
LONGEST_DAY = 12  # "the 30th of "
NUMBERS = re.compile(r"(?<![\w./-])\d{1,2}([./-])\d{1,2}\1\d{4}(?![\w/-])")
FIRST_YEAR = 1970  # nothing that is cited here is older
YEARS_AHEAD = 30  # nobody promises anything for longer


def written(day: datetime.date) -> str:
    """A day as a reader writes it."""
    return f"{day:%-d %B %Y}"


def period(days: Collection[datetime.date]) -> str:
    """From the first to the last of some days, which may be one, as a reader writes it."""
    first, last = min(days), max(days)
    return written(last) if first == last else f"{written(first)} to {written(last)}"


def months_before(day: datetime.date, months: int) -> datetime.date:
    """The same day some months earlier; the 28th where that month is shorter."""
    years, month = divmod(day.month - 1 - months, 12)
    return datetime.date(day.year + years, month + 1, min(day.day, 28))


def today() -> datetime.date:
    """Today, wherever this runs."""
    return datetime.datetime.now(datetime.UTC).date()


def wrong_dates(text: str) -> Iterator[tuple[int, str]]:
    """Each date in a text that is impossible or not in the form of this site, and where it is."""
    for found in NUMBERS.finditer(text):
        yield found.start(), found[0]
    for start, date in dates_in(text):
        if not _is_real(date):
            yield start, date


def dates_in(text: str) -> Iterator[tuple[int, str]]:
    """Each date in a text that is written with the name of a month, and where it begins."""
    for word in WORD.finditer(text):
        if not _is_month(word[0].capitalize()):
            continue
        near = text[max(0, word.start() - LONGEST_DAY) : word.start()]
        before, after = BEFORE.search(near), AFTER.match(text, word.end())
        # 'may' and 'march' are words of their own: with small letters, only a year makes a date.
        if (before or after) and (not word[0].islower() or (after and len(after[1] or "") == 4)):
            start = word.start() - len(before[0] if before else "")
            yield start, text[start : after.end() if after else word.end()]


def first_month(text: str) -> tuple[int, int] | None:
    """Year and month of the first date in a text that is in the form of this site."""
    for _, date in dates_in(text):
        if (found := HOUSE.fullmatch(date)) and found[3]:
            return int(found[3]), MONTHS.index(found[2]) + 1
    return None


@cache
def _is_month(word: str) -> bool:
    """Whether a word is the name of a month, or one with a wrong letter."""
    return word in SHORT or bool(difflib.get_close_matches(word, MONTHS, 1, ALIKE))


def _is_real(date: str) -> bool:
    """Whether a date has the form of this site and a calendar has it."""
    found = HOUSE.fullmatch(date)
    if not found:
        return False
    # Without a year, a leap year: 29 February may be meant.
    day, month, year = int(found[1] or 1), MONTHS.index(found[2]) + 1, int(found[3] or 2000)
    near = FIRST_YEAR <= year <= today().year + YEARS_AHEAD
    return near and 1 <= day <= calendar.monthrange(year, month)[1]
