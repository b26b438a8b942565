"""What was measured: as bars beside the numbers, as a sentence, and with what and where."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from statistics import median

from content.dates import written
from content.errors import listed, unknown
from content.measure_kinds import KINDS, PRELOADED, Kind
from content.measure_plan import Workers
from content.measurements import Record, aged, code
from content.project import Project
from content.statistics import LEAST, Interval, interval, ratio
from macros.here import Here
from macros.markup import table
from macros.measured_parts import (
    DASH,
    MEBIBYTE,
    MIB,
    NOT_YET,
    Scale,
    amount,
    bars,
    body,
    named,
    newest,
    plain,
    title_of,
    titled,
)

ESTIMATED = (1, 2, 4, 8, 16)  # workers
TITLES: dict[Kind, str] = {
    "cost": "processor time of a request",
    "memory": "memory of a server with one worker",
    "start": "processor time of a start",
}
# What a page may ask for: the kind of run, and how its value is printed.
SCALES: dict[Kind, Scale] = {
    "cost": Scale("cpu_us", "µs"),
    "memory": Scale("pss", "MiB", MEBIBYTE, 1),
    "start": Scale("cpu_s", "s", digits=2),
}


def measured(project: Project, here: Here, what: str, topic: str = "request") -> str:
    """One kind of value on every page of a topic, as bars of one scale for each page."""
    kind, scale = _kind(f'measured("{what}")', what)
    record = newest(project, kind)
    if record is None:
        return NOT_YET
    limits = {
        arm.server: record.values(kind, project.plan.pages[0].id, arm.id, scale.value)
        for arm in project.plan.limits()
    }
    head = ["Page", scale.unit, "from–to", "above server"]
    bodies = []
    for page in project.plan.pages:
        if page.topic != topic or kind not in page.kinds:
            continue
        rows = [
            (
                project.plan.framework_of(arm),
                named(project, arm),
                found,
                limits.get(arm.server, []),
            )
            for arm in page.arms
            if (found := record.values(kind, page.id, arm.id, scale.value))
        ]
        bodies.append(body(titled(project, here, page), rows, scale))
    return bars(head, bodies)


def rounds(project: Project, what: Kind) -> str:
    """In how many rounds a kind was measured."""
    _refuse_unknown(f'rounds("{what}")', [what])
    record = newest(project, what)
    found = [run.round for run in record.runs if run.kind == what] if record else []
    return str(max(found)) if found else NOT_YET


def limits(project: Project, what: str) -> str:
    """What the servers themselves cost, in words."""
    kind, scale = _kind(f'limits("{what}")', what)
    record = newest(project, kind)
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
    kind, scale = _kind(call, what)
    record = newest(project, kind)
    pages = {one.id: one for one in project.plan.pages}
    if page not in pages:
        raise unknown(call, "page", page, pages)
    arms = pages[page].arms
    first = record.values(kind, page, arms[0].id, scale.value) if record else []
    if record is None or not first:
        return NOT_YET
    said = [f"{plain(project, arms[0])} {amount(first, scale)}"]
    for arm in arms[1:]:
        found = record.values(kind, page, arm.id, scale.value)
        times = ratio(found, first)
        much = f"{_times(times)} as much" if times.differs else "no difference"
        said.append(f"{plain(project, arm)} {amount(found, scale)} ({much})")
    return f"{listed(said)}"


def spread(project: Project, what: str, one: str, other: str) -> str:
    """From how many to how many times one framework is the other, over the pages of tasks."""
    call = f'spread("{what}", "{one}", "{other}")'
    kind, scale = _kind(call, what)
    record = newest(project, kind)
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
    title = title_of(project, project.plan.page(page))
    return f"Measured, {link}, {title}: {versus(project, what, page)}."


def workers(project: Project) -> str:
    """Memory of several workers with and without preloading, as a table; first of servers alone."""
    record, plan = newest(project, "memory"), project.plan
    if record is None:
        return NOT_YET
    count, first = plan.workers.count, plan.pages[0].id
    shown = [
        (first, arm, "No framework", plan.servers[arm.server].name) for arm in plan.limits()
    ] + [
        (page.id, arm, title_of(project, page), named(project, arm))
        for page in map(plan.page, plan.workers.pages)
        for arm in page.arms
    ]
    rows = []
    for page, arm, *names in shown:
        several = arm.model_copy(update={"workers": count})
        if not record.values("memory", page, several.id, "pss"):
            continue  # the record is older than the plan, which has it by now
        numbers = [
            _with_span(record.values("memory", page, key, "pss"), MIB)
            for key in (arm.id, several.id, f"{several.id}.{PRELOADED}")
        ]
        rows.append([*names, *numbers])
    head = ["Page", "Application", "1 worker, MiB", f"{count}, each loading", f"{count}, preloaded"]
    return table(head, rows)


def estimated(project: Project, page: str) -> str:
    """Memory for more workers, from what one and several were measured to need."""
    record, plan = newest(project, "memory"), project.plan
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
        rows.append([named(project, arm), *(MIB.text(base + each * (n - 1)) for n in ESTIMATED)])
    head = ["MiB for", *(f"{n} worker{'s' * (n > 1)}" for n in ESTIMATED)]
    return table(head, rows)


def measured_with(project: Project, *kinds: Kind) -> str:
    """When, where and with what some kinds were measured, and whether that has aged."""
    _refuse_unknown("measured_with()", kinds)
    record = newest(project, *kinds)
    if record is None:
        return NOT_YET
    machine = record.machine
    versions = listed([f"{name} {version}" for name, version in record.versions.items()])
    built = "with" if machine.optimised else "without"
    text = (
        f"Measured on {written(record.date)}, from {record.time[:2]}:{record.time[2:]} UTC, at "
        f"commit `{record.commit}`: {machine.cores} cores of {machine.processor}, "
        f"{machine.memory_gib:g} GiB, Linux {machine.kernel}, CPython {machine.python} built "
        f"{built} profile-guided optimisation. {_company(record, kinds)} {versions}."
    )
    old = aged(project.root, record)
    if old:
        moved = listed([f"{name} {now} in place of {then}" for name, then, now in old])
        text += f" **Aged:** {moved} since."
    now = code(project.root, project.plan)
    measured_then = {name.split(".")[0] for kind, _, name in record.found if kind in kinds}
    if any(record.code.get(name) != now.get(name) for name in measured_then):
        text += " The code of some has changed since."
    return text


def _company(record: Record, kinds: Collection[Kind]) -> str:
    """How much of the processor was taken by what was not measured."""
    beside = [run.others for run in record.runs if run.kind in kinds]
    return (
        f"Other programs used {record.busy:g} % before and {median(beside):g} % beside a run, "
        f"{max(beside):g} % at most; other machines took {record.steal:g} %."
    )


# What a second run tells; an interval tells of one run alone.
AGREE = (
    "Two runs agree on a value of the same code unless its medians are 10 % or more apart and its "
    "intervals do not meet; × is the newest run over the other. Of the values here agree with the "
    "run of"
)


def repeated(project: Project, *kinds: Kind) -> str:
    """Where the newest record of some kinds parts from each earlier one, on unchanged code."""
    _refuse_unknown("repeated()", kinds)
    last = newest(project, *kinds)
    earlier = [one.content for one in project.records.values() if one.content is not last]
    said = [
        _compared(project.plan.workers, last, one, kinds)
        for one in earlier
        if last and one.kinds.issuperset(kinds)
    ]
    if not said:
        return "It was run once; a second run, at another time, is still to come."
    return "\n".join([AGREE, "", *said])


def _compared(several: Workers, last: Record, before: Record, kinds: Collection[Kind]) -> str:
    parted, compared = [], 0
    measured_otherwise = before.name < f"run-{several.since}"
    for kind, page, name in last.found:
        application = name.split(".")[0]
        changed = last.code.get(application) != before.code.get(application)
        if kind not in kinds or changed or (kind, page, name) not in before.found:
            continue
        if kind == "memory" and measured_otherwise and f".{several.count}" in name:
            continue
        compared += 1
        one, other = (interval(record.shown(kind, page, name)) for record in (last, before))
        alike = max(last.noise(application), before.noise(application)) if kind == "layers" else 0
        least = max(LEAST * abs(other.middle), alike)
        if abs(one.middle - other.middle) >= least and _apart(one, other):
            where = ", ".join(dict.fromkeys([kind, page]))  # some kinds have one page of their name
            parted.append(f"{where}, `{name}`: × {one.middle / other.middle:.2f}")
    when = f"{written(before.date)}, {before.time[:2]}:{before.time[2:]} UTC"
    but = f"; not {'; '.join(parted)}" if parted else ""
    return f"- {when}: {compared - len(parted)} of {compared}{but}."


def _refuse_unknown(call: str, kinds: Collection[str]) -> None:
    """A page names at least one kind, and none that nobody measures."""
    for kind in kinds or [""]:
        if kind not in KINDS:
            raise unknown(call, "kind of measurement", kind, KINDS)


def _kind(call: str, what: str) -> tuple[Kind, Scale]:
    for kind, scale in SCALES.items():
        if kind == what:
            return kind, scale
    raise unknown(call, "kind of measurement", what, SCALES)


def _apart(one: Interval, other: Interval) -> bool:
    return one.high < other.low or other.high < one.low


def _with_span(found: Sequence[float], scale: Scale) -> str:
    if not found:
        return "not measured"
    spread = interval(found)
    return f"{scale.text(spread.middle)} <small>({scale.span(spread.low, spread.high)})</small>"


def _times(found: Interval) -> str:
    low, middle, high = (f"{one:.2f}" for one in (found.low, found.middle, found.high))
    return f"{middle} times" if low == high else f"{middle} times ({low}{DASH}{high})"
