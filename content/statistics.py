"""What measured numbers say: medians, and how far chance alone could have moved them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from statistics import median

RESAMPLES = 2000
SEED = 20261126  # the same numbers give the same interval, wherever a page is built
SHARE = 0.95
LEAST = 0.10  # a smaller difference is none, whatever the interval says


@dataclass(frozen=True)
class Interval:
    """A median, and the range that holds 95 of 100 medians of numbers drawn again from the same."""

    middle: float
    low: float
    high: float

    @property
    def differs(self) -> bool:
        """Of a ratio: whether it may be called a difference."""
        return not self.low <= 1 <= self.high and abs(self.middle - 1) >= LEAST


def interval(values: Sequence[float]) -> Interval:
    """The median of some values with its bootstrap interval; of one value, that value."""
    return _interval(tuple(values))


@cache  # pages ask for the same numbers again and again
def _interval(values: tuple[float, ...]) -> Interval:
    ordered = sorted(values)
    found = sorted((ordered[low] + ordered[high]) / 2 for low, high in _middles(len(values)))
    edge = round(RESAMPLES * (1 - SHARE) / 2)
    return Interval(median(values), found[edge], found[-1 - edge])


@cache
def _middles(size: int) -> list[tuple[int, int]]:
    """Of each draw, the places of its two middle values among all in order; one value if odd.

    They are the same for all numbers of one size, so chance is asked once.
    """
    chance = random.Random(SEED)  # noqa: S311 (no secret)
    draws = [sorted(chance.choices(range(size), k=size)) for _ in range(RESAMPLES)]
    return [(one[(size - 1) // 2], one[size // 2]) for one in draws]


def ratio(ones: Sequence[float], others: Sequence[float]) -> Interval:
    """How many times the first is the second, taken pair by pair.

    Raises:
        ValueError: they are no pairs.
    """
    return interval([one / other for one, other in zip(ones, others, strict=True)])
