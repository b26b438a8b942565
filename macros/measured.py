"""What was measured: as bars beside the numbers, as a sentence, and with what and where."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from content.dates import written
from content.errors import listed, unknown
from content.measurements import (
    PRELOADED,
    WAITING,
    Arm,
    Kind,
    MeasuredPage,
    Record,
    aged,
    fingerprint,
)
from content.project import Project
from content.rulebook import Outcome
from content.statistics import LEAST, Interval, interval, ratio
from macros.here import Here
from macros.markup import badge, in_html, table

NOT_YET = "*Not measured yet: `make measure` has not been run.*"
MEBIBYTE = 2**20
ESTIMATED = (1, 2, 4, 8, 16)  # workers
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


TITLES: dict[Kind, str] = {
    "cost": "processor time of a request",
    "memory": "memory of a server with one worker",
    "start": "processor time of a start",
}
MIB = Scale("pss", "MiB", MEBIBYTE)
# What a page may ask for: the kind of run, and how its value is printed.
SCALES: dict[Kind, Scale] = {
    "cost": Scale("cpu_us", "µs"),
    "memory": Scale("pss", "MiB", MEBIBYTE, 1),
    "start": Scale("cpu_s", "s", digits=2),
}


def measured(project: Project, here: Here, what: str) -> str:
    """One kind of value on every page that was measured, as bars of one scale for each page."""
    record, (kind, scale) = _newest(project), _kind(f'measured("{what}")', what)
    if record is None:
        return NOT_YET
    limits = {
        arm.server: record.values(kind, project.plan.pages[0].id, arm.id, scale.value)
        for arm in project.plan.limits()
    }
    head = ["Page", scale.unit, "from–to", "× server"]
    bodies = []
    for page in project.plan.pages:
        rows = [
            (
                project.plan.framework_of(arm),
                _named(project, arm),
                found,
                limits.get(arm.server, []),
            )
            for arm in page.arms
            if (found := record.values(kind, page.id, arm.id, scale.value))
        ]
        bodies.append(_body(_titled(project, here, page), rows, scale))
    return _bars(head, bodies)


def rounds(project: Project, what: str) -> str:
    """In how many rounds a kind was measured."""
    record, (kind, _) = _newest(project), _kind(f'rounds("{what}")', what)
    if record is None:
        return NOT_YET
    return str(max(run.round for run in record.runs if run.kind == kind))


def limits(project: Project, what: str) -> str:
    """What the servers themselves cost, in words."""
    record, (kind, scale) = _newest(project), _kind(f'limits("{what}")', what)
    if record is None:
        return NOT_YET
    first = project.plan.pages[0].id
    return listed(
        [
            f"{scale.text(interval(found).middle)} {scale.unit} under "
            f"{project.plan.servers[arm.server].name}"
            for arm in project.plan.limits()
            if (found := record.values(kind, first, arm.id, scale.value))
        ]
    )


def versus(project: Project, what: str, page: str) -> str:
    """How the applications of one page compare with the first of them, as a sentence."""
    call = f'versus("{what}", "{page}")'
    record, (kind, scale) = _newest(project), _kind(call, what)
    pages = {one.id: one for one in project.plan.pages}
    if page not in pages:
        raise unknown(call, "page", page, pages)
    if record is None:
        return NOT_YET
    arms = pages[page].arms
    first = record.values(kind, page, arms[0].id, scale.value)
    said = [f"{_plain(project, arms[0])} {_number(first, scale)}"]
    for arm in arms[1:]:
        found = record.values(kind, page, arm.id, scale.value)
        times = ratio(found, first)
        much = f"{_times(times)} as much" if times.differs else "no difference"
        said.append(f"{_plain(project, arm)} {_number(found, scale)} ({much})")
    return f"{listed(said)}"


def spread(project: Project, what: str, one: str, other: str) -> str:
    """From how many to how many times one framework is the other, over the pages of tasks."""
    call = f'spread("{what}", "{one}", "{other}")'
    record, (kind, scale) = _newest(project), _kind(call, what)
    for name in (one, other):
        project.framework(call, name)
    if record is None:
        return NOT_YET
    found = []
    for page in project.plan.pages:
        values = {
            project.plan.framework_of(arm): record.values(kind, page.id, arm.id, scale.value)
            for arm in page.arms
        }
        if page.task and values.get(one) and values.get(other):
            found.append(ratio(values[one], values[other]).middle)
    return f"{min(found):.1f} to {max(found):.1f} times" if found else NOT_YET


def told(project: Project, here: Here, what: str, page: str) -> str:
    """One comparison as evidence: what was measured, where it is shown, and what came out."""
    kind, _ = _kind(f"{what}#{page}", what)
    link = f"[{TITLES[kind]}]({here.link(project.plan.shown[kind])})"
    title = _title(project, project.plan.page(page))
    return f"Measured, {link}, {title}: {versus(project, what, page)}."


def workers(project: Project) -> str:
    """Memory of several workers with and without preloading, as a table."""
    record, count = _newest(project), project.plan.workers.count
    if record is None:
        return NOT_YET
    rows = []
    for name in project.plan.workers.pages:
        page = project.plan.page(name)
        for arm in page.arms:
            several = arm.model_copy(update={"workers": count})
            numbers = [
                _number(record.values("memory", name, key, "pss"), MIB)
                for key in (arm.id, several.id, f"{several.id}.{PRELOADED}")
            ]
            rows.append([_title(project, page), _named(project, arm), *numbers])
    head = ["Page", "Application", "1 worker, MiB", f"{count}, each loading", f"{count}, preloaded"]
    return table(head, rows)


def estimated(project: Project, page: str) -> str:
    """Memory for more workers, from what one and several were measured to need."""
    record, plan = _newest(project), project.plan
    if page not in plan.workers.pages:
        raise unknown(f'estimated("{page}")', "page", page, plan.workers.pages)
    if record is None:
        return NOT_YET
    rows = []
    for arm in plan.page(page).arms:
        several = arm.model_copy(update={"workers": plan.workers.count})
        one = record.values("memory", page, arm.id, "pss")
        many = record.values("memory", page, several.id, "pss")
        if not one or not many:
            continue
        base = interval(one).middle
        each = (interval(many).middle - base) / (plan.workers.count - 1)
        rows.append([_named(project, arm), *(MIB.text(base + each * (n - 1)) for n in ESTIMATED)])
    head = ["MiB for", *(f"{n} worker{'s' * (n > 1)}" for n in ESTIMATED)]
    return table(head, rows)


def waited(project: Project) -> str:
    """How long many requests at once took, as bars, with the threads and the memory they took."""
    record, plan = _newest(project), project.plan
    if record is None:
        return NOT_YET
    wall = Scale("wall_s", "s", digits=2)
    rows = []
    for arm in plan.waiting.arms:
        found = record.values("waiting", WAITING, arm.id, "wall_s")
        threads = interval(record.values("waiting", WAITING, arm.id, "threads") or [0]).middle
        memory = MIB.text(interval(record.values("waiting", WAITING, arm.id, "pss") or [0]).middle)
        name = f"{_named(project, arm)}, {_server(project, arm)}"
        framework = plan.framework_of(arm)
        rows.append((framework, name, found, [f"{threads:.0f}", memory]))
    shown = [row for row in rows if row[2]]
    most = max(interval(found).high for _, _, found, _ in shown)
    lines = "".join(
        _row(framework, name, [wall.text(interval(found).middle), *more], interval(found), most)
        for framework, name, found, more in shown
    )
    return _bars(["Application", wall.unit, "threads", "MiB"], [f"<tbody>{lines}</tbody>"])


def measured_with(project: Project) -> str:
    """When, where and with what it was measured, and whether that has aged."""
    record = _newest(project)
    if record is None:
        return NOT_YET
    machine = record.machine
    versions = listed([f"{name} {version}" for name, version in record.versions.items()])
    built = "with" if machine.optimised else "without"
    text = (
        f"Measured on {written(record.date)}, from {record.time[:2]}:{record.time[2:]} UTC, at "
        f"commit `{record.commit}`: {machine.cores} cores of {machine.processor}, "
        f"{machine.memory_gib:g} GiB, Linux {machine.kernel}, CPython {machine.python} built "
        f"{built} profile-guided optimisation. Before, other programs used {record.busy:g} %; "
        f"meanwhile other machines took {record.steal:g} %. {versions}."
    )
    old = aged(project.root, record)
    if old:
        moved = listed([f"{name} {now} in place of {then}" for name, then, now in old])
        text += f" **Aged:** {moved} since."
    if record.plan != fingerprint(project.root, project.plan):
        text += " The plan or the code has changed since."
    return text


def repeated(project: Project) -> str:
    """Where the newest two records of one plan part, in words."""
    found = [loaded.content for loaded in project.records.values()]
    same = [one for one in found[:-1] if one.plan == found[-1].plan]
    if not same:
        return "It was run once; a second run, at another time, is still to come."
    before, last = same[-1], found[-1]
    parted, compared = [], 0
    for page in project.plan.pages:
        for kind, scale in SCALES.items():
            for arm in page.arms:
                one, other = (
                    record.values(kind, page.id, arm.id, scale.value) for record in (last, before)
                )
                if not one or not other:
                    continue
                compared += 1
                times = interval(one).middle / interval(other).middle
                if abs(times - 1) >= LEAST and _apart(interval(one), interval(other)):
                    parted.append(
                        f"{kind}, {_title(project, page)}, {_plain(project, arm)}: × {times:.2f}"
                    )
    when = f"{written(before.date)}, {before.time[:2]}:{before.time[2:]} UTC"
    if not parted:
        return (
            f"A run of {when} agrees in all {compared} values: no two differ by 10 % or more with "
            "intervals that lie apart."
        )
    return (
        f"A run of {when} agrees in {compared - len(parted)} of {compared} values. Apart by 10 % "
        f"or more, with intervals that do not meet: {'; '.join(parted)}."
    )


def _newest(project: Project) -> Record | None:
    return list(project.records.values())[-1].content if project.records else None


def _kind(call: str, what: str) -> tuple[Kind, Scale]:
    for kind, scale in SCALES.items():
        if kind == what:
            return kind, scale
    raise unknown(call, "kind of measurement", what, SCALES)


def _apart(one: Interval, other: Interval) -> bool:
    return one.high < other.low or other.high < one.low


def _times(found: Interval) -> str:
    return f"{found.middle:.2f} times ({found.low:.2f}{DASH}{found.high:.2f})"


def _number(found: Sequence[float], scale: Scale) -> str:
    return f"{scale.text(interval(found).middle)} {scale.unit}" if found else "not measured"


def _outcome(project: Project, arm: Arm) -> Outcome:
    framework = project.plan.framework_of(arm)
    return next(one for one in project.rulebook.outcomes if one.id == framework)


def _plain(project: Project, arm: Arm) -> str:
    """An arm in words."""
    note = f" ({arm.note})" if arm.note else ""
    return f"{_outcome(project, arm).name}{note}"


def _named(project: Project, arm: Arm) -> str:
    """An arm with its framework's shape, in HTML."""
    note = f" <small>{in_html(arm.note)}</small>" if arm.note else ""
    return f"{badge(_outcome(project, arm))}{note}"


def _server(project: Project, arm: Arm) -> str:
    count = f", {arm.workers} workers" if arm.workers > 1 else ""
    return f"<small>{in_html(project.plan.servers[arm.server].name)}{count}</small>"


def _title(project: Project, page: MeasuredPage) -> str:
    return project.tasks[page.task].title if page.task else page.title or page.id


def _titled(project: Project, here: Here, page: MeasuredPage) -> str:
    title = html.escape(_title(project, page), quote=False)
    if page.task:
        link = here.address(project.tasks[page.task].page)
        return f"<a href='{link}'>{title}</a> <code>{html.escape(page.path)}</code>"
    return f"<b>{title}</b> {in_html(page.says or '')}"


def _bars(head: Sequence[str], bodies: Iterable[str]) -> str:
    cells = "".join(f"<th scope='col'>{one}</th>" for one in head)
    return (
        "<table class='mdx-bars mdx-bars--all mdx-bars--measured'>"
        f"<thead><tr>{cells}<td></td></tr></thead>{''.join(bodies)}</table>"
    )


def _body(
    title: str,
    rows: Sequence[tuple[str | None, str, Sequence[float], Sequence[float]]],
    scale: Scale,
) -> str:
    most = max((interval(found).high for _, _, found, _ in rows), default=1)
    lines = "".join(
        _row(
            framework,
            name,
            [
                scale.text(interval(found).middle),
                f"{scale.text(interval(found).low)}{DASH}{scale.text(interval(found).high)}",
                f"{interval(found).middle / interval(limit).middle:.1f}" if limit else "",
            ],
            interval(found),
            most,
        )
        for framework, name, found, limit in rows
    )
    head = f"<tr><td role='rowheader' colspan='5'>{title}</td></tr>"
    return f"<tbody>{head}{lines}</tbody>"


def _row(
    framework: str | None, name: str, numbers: Sequence[str], found: Interval, most: float
) -> str:
    cells = "".join(f"<td>{number}</td>" for number in numbers)
    return (
        f"<tr data-framework='{framework}'><th scope='row'>{name}</th>{cells}"
        f"<td>{_drawn(found, most)}</td></tr>"
    )


def _drawn(found: Interval, most: float) -> str:
    """A bar to the median, and a thin line over its interval."""
    middle, low, high = (
        f"{100 * value / most:.1f}%" for value in (found.middle, found.low, found.high)
    )
    return (
        f"<svg aria-hidden='true'><line x1='0' x2='{middle}' y1='50%' y2='50%'/>"
        f"<line class='mdx-range' x1='{low}' x2='{high}' y1='50%' y2='50%'/></svg>"
    )
