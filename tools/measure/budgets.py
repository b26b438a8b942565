"""The floors that `make measure-site` and the browser tests hold."""

from __future__ import annotations

from collections.abc import Iterator

from tools.measure.lighthouse import Scores
from tools.measure.pages import Search, Weight

KIB = 1024
# Of a first visit. This number may only fall.
MOST_KIB = 45
MOST_REQUESTS = 7
LEAST = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}
MOST_INDEX_KIB = 2.2  # of the index of the search, for each page of the site
MOST_SEARCH = 300  # ms from the first key to the first result, the index fetched


def by_weight(weight: Weight) -> Iterator[str]:
    """What is too much on a first visit."""
    if weight.total > MOST_KIB * KIB:
        yield f"{weight.total / KIB:.1f} KiB; at most {MOST_KIB}"
    if weight.requests > MOST_REQUESTS:
        yield f"{weight.requests} requests; at most {MOST_REQUESTS}"
    yield from (f"asks another host for {url}" for url in weight.elsewhere)


def by_scores(scores: Scores) -> Iterator[str]:
    """What Lighthouse finds too little or too much."""
    for category, least in LEAST.items():
        if (score := scores.categories[category]) < least:
            yield f"{category} {score:g}; at least {least}"
    if (shift := scores.times["cls"]) > 0:
        yield f"layout shift {shift:.3f}; it must be 0"


def by_search(search: Search) -> Iterator[str]:
    """What takes too long."""
    if search.later > MOST_SEARCH:
        yield f"{search.later:.0f} ms from key to result; at most {MOST_SEARCH}"
