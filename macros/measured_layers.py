"""What one layer more costs, and the instructions of a call, as they were measured."""

from __future__ import annotations

from collections.abc import Sequence

from content.errors import unknown
from content.measure_kinds import LAYERS
from content.measure_plan import NOTHING, Arm, Layer, Stack, layer_arm
from content.measurements import Record
from content.project import Project
from content.statistics import LEAST, Interval, interval
from macros.markup import badge, in_html, table
from macros.measured_parts import (
    DASH,
    NOT_YET,
    Scale,
    bars,
    named,
    newest,
    outcome_of,
    plain,
    row,
    title_of,
)

MICROSECONDS = (Scale("with_us", "µs", digits=1), Scale("with_us", "µs"))
HUNDRED = 100  # from here on no digit after the point
THOUSANDS = Scale("instructions", "thousand instructions", 1000)
NOTHING_FOUND = "not measurable"


def layers(project: Project) -> str:
    """What each layer costs beyond none, as bars of one scale, beside what it buys."""
    record = newest(project, "layers")
    shown = [
        (stack, [(layer, more) for layer in stack.layers if (more := _more(record, stack, layer))])
        for stack in project.plan.layers
    ]
    most = max((more.high for _, found in shown for _, more in found), default=0)
    if record is None or not most:
        return NOT_YET
    bodies = []
    for stack, found in shown:
        noise = record.noise(stack.application)
        outcome = outcome_of(project, Arm(application=stack.application, server=LAYERS))
        lines = "".join(_row(outcome.id, layer, more, noise, most) for layer, more in found)
        title = (
            f"{badge(outcome)} without any of them {_without(record, stack)} µs; "
            f"two alike lie up to {_text(noise)} µs apart"
        )
        head = f"<tr><td role='rowheader' colspan='4'>{title}</td></tr>"
        bodies.append(f"<tbody>{head}{lines}</tbody>")
    return bars(["Layer, and what it buys", "µs more", "from–to"], bodies)


def layer(project: Project, application: str, name: str) -> str:
    """How many microseconds more one layer costs, in words."""
    call = f'layer("{application}", "{name}")'
    stacks = {stack.application: stack for stack in project.plan.layers}
    if application not in stacks:
        raise unknown(call, "application with layers", application, stacks)
    known = {one.id: one for one in stacks[application].layers}
    if name not in known:
        raise unknown(call, "layer", name, known)
    record = newest(project, "layers")
    more = _more(record, stacks[application], known[name])
    if record is None or more is None:
        return NOT_YET
    if not _measurable(more, record.noise(application)):
        return "nothing that can be measured"
    return f"{more.middle:,.0f} µs"


def counted(project: Project) -> str:
    """Instructions of a call beside its time without a server, each set beside the page's first."""
    record = newest(project, "instructions")
    rows, parted = [], []
    for name in project.plan.instructions.pages:
        page = project.plan.page(name)
        first: tuple[float, float] | None = None
        for arm in page.arms:
            found = [
                record.values("instructions", name, arm.id, value) if record else []
                for value in ("instructions", "call_us")
            ]
            if not all(found):
                continue
            count, time = (interval(values).middle for values in found)
            first = first or (count, time)
            by_count, by_time = count / first[0], time / first[1]
            title = title_of(project, page)
            rows.append(
                [title, named(project, arm), THOUSANDS.text(count), f"{time:,.0f}",
                 f"{by_count:.2f}", f"{by_time:.2f}"]
            )  # fmt: skip
            if abs(by_time / by_count - 1) >= LEAST:
                parted.append(f"{title}, {plain(project, arm)}")
    if not rows:
        return NOT_YET
    where = f"The two ratios lie 10 % or more apart in: {'; '.join(parted)}." if parted else (
        "The two ratios lie less than 10 % apart everywhere."
    )  # fmt: skip
    head = ["Page", "Application", THOUSANDS.unit, "µs", "× by instructions", "× by time"]
    return f"{table(head, rows)}\n\n{where}"


def _text(number: float) -> str:
    return MICROSECONDS[abs(number) >= HUNDRED].text(number)


def _differences(record: Record | None, application: str, name: str) -> list[float]:
    """With less without, pair by pair; nothing where it was not measured."""
    return record.shown("layers", LAYERS, layer_arm(application, name)) if record else []


def _more(record: Record | None, stack: Stack, one: Layer) -> Interval | None:
    found = _differences(record, stack.application, one.id)
    return interval(found) if found else None


def _without(record: Record, stack: Stack) -> str:
    arm = layer_arm(stack.application, NOTHING)
    return _text(interval(record.values("layers", LAYERS, arm, "without_us")).middle)


def _measurable(more: Interval, noise: float) -> bool:
    return not more.low <= 0 <= more.high and abs(more.middle) > noise


def _row(framework: str, one: Layer, more: Interval, noise: float, most: float) -> str:
    does = f", {in_html(one.does)}" if one.does else ""
    name = f"{in_html(one.title)}{does} <small>{in_html(one.buys)}</small>"
    numbers: Sequence[str] = [NOTHING_FOUND, ""]
    if _measurable(more, noise):
        low, high = _text(more.low), _text(more.high)
        return row(framework, name, [_text(more.middle), f"{low}{DASH}{high}"],
                   more, most)  # fmt: skip
    return row(framework, name, numbers, Interval(0, 0, 0), most)
