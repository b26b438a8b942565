"""The floors, and the table as Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from tools.measure.builds import Cost, Size
from tools.measure.lighthouse import Scores
from tools.measure.pages import Search, Weight

KIB = 1024
MOST_BYTES = 90 * KIB
MOST_REQUESTS = 8
LEAST = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
MOST_RELOAD = 2.0  # seconds from saved to served
MOST_RATIO = 2.0  # a build to one of the same Markdown without macros
KINDS = ["HTML", "CSS", "JS", "other"]


@dataclass(frozen=True)
class Row:
    """A page of one type."""

    name: str
    path: str
    weight: Weight
    scores: Scores


@dataclass
class Measured:
    """All numbers of one run."""

    about: list[str]  # lines on the machine and the versions
    page: str  # the page on which search and growth were measured
    rows: list[Row] = field(default_factory=list)
    search: dict[int, Search] = field(default_factory=dict)  # by slowdown
    sizes: list[Size] = field(default_factory=list)
    macros: tuple[Cost, Cost] | None = None  # a build, and one without macros
    reloads: dict[str, float] = field(default_factory=dict)  # seconds by the kind of edit


def ratio(measured: Measured) -> float | None:
    """What a build costs beside one without macros, in processor time."""
    if not measured.macros:
        return None
    ours, plain = measured.macros
    return ours.processor / plain.processor


def missed(measured: Measured) -> Iterator[str]:
    """Compare with the floors.

    Args:
        measured: the numbers.

    Yields:
        One sentence for each floor that is not met.
    """
    for row in measured.rows:
        yield from _missed_by_page(row)
    for kind, seconds in measured.reloads.items():
        if seconds > MOST_RELOAD:
            yield f"save to reload of a {kind} takes {seconds:.2f} s; at most {MOST_RELOAD:g} s."
    cost = ratio(measured)
    if cost is not None and cost > MOST_RATIO:
        yield f"macros make the build {cost:.2f} times as long; at most {MOST_RATIO:g} times."


def _missed_by_page(row: Row) -> Iterator[str]:
    where = f"{row.name} ({row.path or '/'})"
    if row.weight.total > MOST_BYTES:
        yield f"{where}: {_kib(row.weight.total)} KiB; at most {MOST_BYTES // KIB}."
    if row.weight.requests > MOST_REQUESTS:
        yield f"{where}: {row.weight.requests} requests; at most {MOST_REQUESTS}."
    for url in row.weight.elsewhere:
        yield f"{where}: asks another host for {url}."
    for category, least in LEAST.items():
        if row.scores.categories[category] < least:
            yield f"{where}: {category} {row.scores.categories[category]:g}; at least {least}."
    if row.scores.times["cls"] > 0:
        yield f"{where}: layout shift {row.scores.times['cls']:.3f}; it must be 0."


def markdown(measured: Measured) -> str:
    """Write the table and the lines below it."""
    parts = ["# Weight and speed of the site", *measured.about, *table(measured.rows)]
    parts += ["", *_bullets(lines(measured))]
    found = list(missed(measured))
    parts += ["", "Floors missed:" if found else "All floors are met.", *_bullets(found)]
    return "\n".join(parts) + "\n"


def table(rows: list[Row]) -> Iterator[str]:
    """The lines of the Markdown table."""
    heads = [
        *("Page type", "Page", *KINDS, "KiB", "Requests"),
        *("Performance", "Accessibility", "Best practices", "SEO", "FCP", "LCP", "TBT", "CLS"),
    ]
    yield _line(heads)
    yield _line(["---", "---", *["--:"] * (len(heads) - 2)])
    for row in rows:
        kinds = [_kib(row.weight.kinds.get(kind, 0)) for kind in KINDS]
        scores = [f"{row.scores.categories[name]:g}" for name in LEAST]
        times = [f"{row.scores.times[name]:.0f}" for name in ("fcp", "lcp", "tbt")]
        yield _line(
            [
                *(row.name, f"`/{row.path}`", *kinds, _kib(row.weight.total)),
                *(str(row.weight.requests), *scores, *times, f"{row.scores.times['cls']:.3g}"),
            ]
        )


def lines(measured: Measured) -> Iterator[str]:
    """What does not belong to a page type."""
    for row in measured.rows:
        if row.scores.failed:
            yield f"{row.name}: Lighthouse's failed audits: {', '.join(row.scores.failed)}"
    for slowdown, times in measured.search.items():
        slow = f" with a processor {slowdown} times slower" if slowdown > 1 else ""
        yield (
            f"Search{slow}: {times.opened:.0f} ms from the shortcut to the field, "
            f"{times.found:.0f} ms from the first key to the first result, loading included"
        )
    for size in measured.sizes:
        yield (
            f"Strict build, {size.times} × ({size.pages} pages): {_cost(size.cost)}; "
            f"HTML of `/{measured.page}` {_kib(size.page)} KiB, search index {_kib(size.index)} KiB"
        )
    if measured.macros:
        ours, plain = measured.macros
        yield (
            f"Build beside the same Markdown without macros: {ratio(measured):.2f} times its "
            f"processor time ({_cost(ours)}; without: {_cost(plain)})"
        )
    if measured.reloads:
        found = ", ".join(f"{kind} {seconds:.2f} s" for kind, seconds in measured.reloads.items())
        yield f"From a saved file to the browser's new page, `mkdocs serve`: {found}"


def _cost(cost: Cost) -> str:
    return (
        f"{cost.seconds:.2f} s, {cost.processor:.2f} s of processor time, {cost.mebibytes:.0f} MiB"
    )


def _kib(size: int) -> str:
    return f"{size / KIB:.1f}"


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _bullets(items: Iterator[str] | list[str]) -> Iterator[str]:
    return (f"- {item}" for item in items)
