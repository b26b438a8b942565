"""Pages whose rows come from a database server, as they were measured."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

from content.errors import unknown
from content.measure_kinds import Kind
from content.measure_plan import Arm, DatabasePage, MeasuredPage
from content.measurements import Record
from content.project import Project
from content.statistics import interval, ratio
from macros.markup import in_html, table
from macros.measured_parts import DASH, NOT_YET, Scale, bars, named, newest, row

ROUGHLY = Scale("cpu_us", "ms", 1000, 1)
EXACTLY = Scale("cpu_us", "ms", 1000, 2)
HEAD = ("Application", EXACTLY.unit, "from–to", "database", "queries")
# What the database was asked, with the head of its column.
ASKED = {
    "connections": "connections",
    "queries": "queries",
    "transactions": "`BEGIN`, `ROLLBACK`",
    "rest": "others",
}


@dataclass(frozen=True)
class Answered:
    """One application on one page: what was found in each round."""

    arm: Arm
    both: Sequence[float]
    there: Sequence[float] = ()  # the database's part of both
    queries: Sequence[float] = ()


def database(project: Project, *pages: str, beside: str = "") -> str:
    """Processor time of both sides on some pages, as bars of one scale, the database's hatched.

    `beside` is a page of the other measurements, without a database server.
    """
    shown = [_page(project, page) for page in pages]
    kinds: tuple[Kind, ...] = ("database", "cost") if beside else ("database",)
    record = newest(project, *kinds)
    groups: list[tuple[DatabasePage | MeasuredPage, list[Answered]]] = [
        (page, _answered(record, page)) for page in shown if record
    ]
    if record is None or not all(found for _, found in groups):
        return NOT_YET
    if beside:
        other = project.plan.page(beside)
        groups.append((other, _alone(record, other)))
    most = max(interval(one.both).high for _, found in groups for one in found)
    return bars(HEAD, [_body(project, page, found, most) for page, found in groups])


def database_asked(project: Project, page: str) -> str:
    """What the database was asked for one request, as it counted itself."""
    record, shown = newest(project, "database"), _page(project, page)
    rows = [
        [named(project, arm), *(f"{interval(found).middle:g}" for found in numbers)]
        for arm in shown.arms
        if record and all(numbers := [_values(record, shown, arm, value) for value in ASKED])
    ]
    return table(["Application", *ASKED.values()], rows) if rows else NOT_YET


def database_versus(project: Project, page: str, one: str, other: str) -> str:
    """How two applications of a page compare, both sides together, with the ratio's interval."""
    record, shown = newest(project, "database"), _page(project, page)
    for name in (one, other):
        if name not in (known := [arm.id for arm in shown.arms]):
            raise unknown(f'database_versus("{page}")', "application", name, known)
    found = {each.arm.id: each.both for each in _answered(record, shown)} if record else {}
    if not {one, other} <= set(found):
        return NOT_YET
    much, instead = (ROUGHLY.text(interval(found[name]).middle) for name in (one, other))
    times = ratio(found[one], found[other])
    spread = f"{times.middle:.1f} times as much, {times.low:.1f}{DASH}{times.high:.1f}"
    compared = spread if times.differs else "no difference"
    return f"{much} ms in place of {instead} ms ({compared})"


def _page(project: Project, name: str) -> DatabasePage:
    pages = {page.id: page for page in project.plan.database}
    if name not in pages:
        raise unknown(f'database("{name}")', "page of a database", name, pages)
    return pages[name]


def _answered(record: Record, page: DatabasePage) -> list[Answered]:
    found = []
    for arm in page.arms:
        if both := record.shown("database", page.id, arm.id):
            there, queries = (
                _values(record, page, arm, value) for value in ("database_us", "queries")
            )
            found.append(Answered(arm, both, there, queries))
    return found


def _alone(record: Record, page: MeasuredPage) -> list[Answered]:
    """The same without a server of its own: the part of the database is not told apart."""
    found = [(arm, record.values("cost", page.id, arm.id, "cpu_us")) for arm in page.arms]
    return [Answered(arm, values) for arm, values in found if values]


def _values(record: Record, page: DatabasePage, arm: Arm, value: str) -> list[float]:
    return record.values("database", page.id, arm.id, value)


def _body(
    project: Project, page: DatabasePage | MeasuredPage, found: Sequence[Answered], most: float
) -> str:
    title = f"<b>{html.escape(page.title or page.id, quote=False)}</b> {in_html(page.says or '')}"
    lines = "".join(_row(project, one, most) for one in found)
    head = f"<tr><td role='rowheader' colspan='{len(HEAD) + 1}'>{title}</td></tr>"
    return f"<tbody>{head}{lines}</tbody>"


def _row(project: Project, one: Answered, most: float) -> str:
    both, there = interval(one.both), interval(one.there).middle if one.there else 0
    numbers = [
        EXACTLY.text(both.middle),
        EXACTLY.span(both.low, both.high),
        EXACTLY.text(there) if there else "",
        f"{interval(one.queries).middle:g}" if one.queries else "",
    ]
    framework = project.plan.framework_of(one.arm)
    return row(framework, named(project, one.arm), numbers, both, most, hatched=there)
