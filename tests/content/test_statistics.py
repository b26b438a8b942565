"""Statistics, on numbers made with ratios that are known."""

from __future__ import annotations

import random
from statistics import median

import pytest

from content.statistics import interval, ratio

SEEDS = range(20)


def made(seed, times=1.0, noise=0.05, count=8):
    """Pairs of runs on a machine whose speed wanders: both of a pair feel it."""
    drawn = random.Random(seed)  # noqa: S311 (no secret)
    pairs = []
    for _ in range(count):
        speed = drawn.uniform(0.5, 2)
        pairs.append([
            speed * times * drawn.uniform(1 - noise, 1 + noise),
            speed * drawn.uniform(1 - noise, 1 + noise),
        ])  # fmt: skip
    return [one for one, _ in pairs], [other for _, other in pairs]


def test_of_one_value_the_interval_is_that_value():
    found = interval([3.0])
    assert (found.middle, found.low, found.high) == (3.0, 3.0, 3.0)


def test_the_middle_is_the_median_and_lies_within():
    values = [1, 2, 3, 4, 100]
    found = interval(values)
    assert found.middle == median(values)
    assert 1 <= found.low <= found.middle <= found.high <= 100


@pytest.mark.parametrize("seed", SEEDS)
def test_pairs_find_a_ratio_that_the_wandering_machine_hides(seed):
    found = ratio(*made(seed, times=1.5))
    assert found.low <= 1.5 * 1.05
    assert found.high >= 1.5 * 0.95
    assert found.differs


@pytest.mark.parametrize("seed", SEEDS)
def test_without_a_difference_none_is_found(seed):
    assert not ratio(*made(seed)).differs


def test_under_a_tenth_no_difference_is_told_however_sure():
    assert not ratio([1.09] * 10, [1.0] * 10).differs
    assert ratio([1.11] * 10, [1.0] * 10).differs


def test_the_same_numbers_give_the_same_interval():
    values = made(1)[0]
    assert interval(values) == interval(list(values))


def test_what_is_no_pair_is_refused():
    with pytest.raises(ValueError):
        ratio([1.0, 2.0], [1.0])
