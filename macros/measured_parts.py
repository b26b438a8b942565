"""Parts of what is printed of measurements: names of arms, numbers with a unit, bars."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from content import measurements
from content.measure_kinds import Kind
from content.measure_plan import Arm, MeasuredPage
from content.measurements import Record
from content.project import Project
from content.rulebook import Outcome
from content.statistics import Interval, interval
from macros.here import Here
from macros.markup import badge, in_html

NOT_YET = "*Not measured yet: `make measure` has not been run.*"
MEBIBYTE = 2**20
DASH = "–"


@dataclass(frozen=True)
class Scale:
    """How one kind of value is printed."""

    value: str
    unit: str
    divide: float = 1
    digits: int = 0

    def text(self, number: float) -> str:
        """A number in this unit."""
        return f"{number / self.divide:,.{self.digits}f}"

    def span(self, low: float, high: float) -> str:
        """From one number to another in this unit."""
        return f"{self.text(low)}{DASH}{self.text(high)}"


MIB = Scale("pss", "MiB", MEBIBYTE)


def newest(project: Project, *kinds: Kind) -> Record | None:
    """The newest record that holds runs of all these kinds, if there is one."""
    return measurements.newest(project.records, *kinds)


def amount(found: Sequence[float], scale: Scale) -> str:
    """The median of some values with its unit."""
    return f"{scale.text(interval(found).middle)} {scale.unit}" if found else "not measured"


def outcome_of(project: Project, arm: Arm) -> Outcome:
    """The framework of an arm as the rule book has it."""
    framework = project.plan.framework_of(arm)
    return next(one for one in project.rulebook.outcomes if one.id == framework)


def plain(project: Project, arm: Arm) -> str:
    """An arm in words."""
    note = f" ({arm.note})" if arm.note else ""
    return f"{outcome_of(project, arm).name}{note}"


def named(project: Project, arm: Arm) -> str:
    """An arm with its framework's shape, in HTML."""
    note = f" <small>{in_html(arm.note)}</small>" if arm.note else ""
    return f"{badge(outcome_of(project, arm))}{note}"


def server_of(project: Project, arm: Arm) -> str:
    """The server of an arm, in HTML."""
    count = f", {arm.workers} workers" if arm.workers > 1 else ""
    return f"<small>{in_html(project.plan.servers[arm.server].name)}{count}</small>"


def title_of(project: Project, page: MeasuredPage) -> str:
    """What a measured page is called."""
    return project.tasks[page.task].title if page.task else page.title or page.id


def titled(project: Project, here: Here, page: MeasuredPage) -> str:
    """The heading of a measured page in HTML, with a link if it belongs to a task."""
    title = html.escape(title_of(project, page), quote=False)
    if page.task:
        link = here.address(project.tasks[page.task].page)
        return f"<a href='{link}'>{title}</a> <code>{html.escape(page.path)}</code>"
    return f"<b>{title}</b> {in_html(page.says or '')}"


def bars(head: Sequence[str], bodies: Iterable[str]) -> str:
    """A table of bars; each body has a scale of its own."""
    cells = "".join(f"<th scope='col'>{one}</th>" for one in head)
    return (
        "<table class='mdx-bars mdx-bars--all mdx-bars--measured'>"
        f"<thead><tr>{cells}<td></td></tr></thead>{''.join(bodies)}</table>"
    )


def body(
    title: str,
    rows: Sequence[tuple[str | None, str, Sequence[float], Sequence[float]]],
    scale: Scale,
) -> str:
    """The rows of one page under its heading."""
    most = max((interval(found).high for _, _, found, _ in rows), default=1)
    lines = "".join(
        row(
            framework,
            name,
            [
                scale.text(interval(found).middle),
                scale.span(interval(found).low, interval(found).high),
                scale.text(interval(found).middle - interval(limit).middle) if limit else "",
            ],
            interval(found),
            most,
        )
        for framework, name, found, limit in rows
    )
    head = f"<tr><td role='rowheader' colspan='5'>{title}</td></tr>"
    return f"<tbody>{head}{lines}</tbody>"


def row(
    framework: str | None,
    name: str,
    numbers: Sequence[str],
    found: Interval,
    most: float,
    hatched: float = 0,
) -> str:
    """One arm: its name, its numbers, its bar."""
    cells = "".join(f"<td>{number}</td>" for number in numbers)
    return (
        f"<tr data-framework='{framework}'><th scope='row'>{name}</th>{cells}"
        f"<td>{drawn(found, most, hatched)}</td></tr>"
    )


def drawn(found: Interval, most: float, hatched: float = 0) -> str:
    """A bar to the median, a part at its end hatched, and a thin line over its interval."""
    solid, middle, low, high = (
        f"{100 * value / most:.1f}%"
        for value in (found.middle - hatched, found.middle, found.low, found.high)
    )
    dashes = f"<line x1='{solid}' x2='{middle}' y1='50%' y2='50%' stroke-dasharray='2 2'/>"
    return (
        f"<svg aria-hidden='true'><line x1='0' x2='{solid}' y1='50%' y2='50%'/>"
        f"{dashes if hatched else ''}"
        f"<line class='mdx-range' x1='{low}' x2='{high}' y1='50%' y2='50%'/></svg>"
    )
