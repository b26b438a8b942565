"""What was measured, as one Markdown table with the lines below it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tools.measure import budgets
from tools.measure.lighthouse import CATEGORIES, Scores
from tools.measure.pages import Search, Weight

KINDS = ["HTML", "CSS", "JS", "other"]
HEADS = [
    *("Page type", "Page", *KINDS, "KiB", "Requests"),
    *("Performance", "Accessibility", "Best practices", "SEO", "FCP", "LCP", "TBT", "CLS"),
]


@dataclass(frozen=True)
class Row:
    """A page of one type."""

    type: str
    path: str
    weight: Weight
    scores: Scores


def missed(rows: list[Row], searches: dict[int, Search]) -> Iterator[str]:
    """One sentence for each floor that is not met."""
    for row in rows:
        for what in (*budgets.by_weight(row.weight), *budgets.by_scores(row.scores)):
            yield f"{row.type} (/{row.path}): {what}."
    yield from (f"search: {what}." for what in budgets.by_search(searches[1]))


def markdown(about: Iterable[str], rows: list[Row], searches: dict[int, Search]) -> str:
    """The whole report."""
    found = list(missed(rows, searches))
    parts = [
        *("# Weight and speed of the site", "", *about, "", *_table(rows), ""),
        *_bullets(_remarks(rows, searches)),
        *("", "Floors missed:" if found else "All floors are met.", *_bullets(found)),
    ]
    return "\n".join(parts) + "\n"


def _table(rows: list[Row]) -> Iterator[str]:
    yield _line(HEADS)
    yield _line(["---", "---", *["--:"] * (len(HEADS) - 2)])
    for row in rows:
        sizes = [*(row.weight.kinds.get(kind, 0) for kind in KINDS), row.weight.total]
        yield _line(
            [
                *(row.type, f"`/{row.path}`", *(f"{size / budgets.KIB:.1f}" for size in sizes)),
                str(row.weight.requests),
                *(f"{row.scores.categories[name]:g}" for name in CATEGORIES),
                *(f"{row.scores.times[name]:.0f}" for name in ("fcp", "lcp", "tbt")),
                f"{row.scores.times['cls']:.3g}",
            ]
        )


def _remarks(rows: list[Row], searches: dict[int, Search]) -> Iterator[str]:
    for row in rows:
        if row.scores.failed:
            yield f"{row.type}: Lighthouse's failed audits: {', '.join(row.scores.failed)}"
    for slowdown, times in searches.items():
        slow = f" with a processor {slowdown} times slower" if slowdown > 1 else ""
        yield (
            f"Search{slow}: {times.opened:.0f} ms from the shortcut to the field, "
            f"{times.first:.0f} ms from the first key to the first result with the index fetched "
            f"meanwhile, {times.later:.0f} ms when it was there"
        )


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _bullets(items: Iterable[str]) -> Iterator[str]:
    return (f"- {item}" for item in items)
