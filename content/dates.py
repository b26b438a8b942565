"""Days, as pages write them and as limits count them."""

from __future__ import annotations

import datetime


def written(day: datetime.date) -> str:
    """A day as a reader writes it."""
    return f"{day:%-d %B %Y}"


def months_before(day: datetime.date, months: int) -> datetime.date:
    """The same day some months earlier; the 28th where that month is shorter."""
    years, month = divmod(day.month - 1 - months, 12)
    return datetime.date(day.year + years, month + 1, min(day.day, 28))


def today() -> datetime.date:
    """Today, wherever this runs."""
    return datetime.datetime.now(datetime.UTC).date()
