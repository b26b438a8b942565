"""The same application under several servers, as it was measured."""

from __future__ import annotations

from content.errors import unknown
from content.measure_plan import Arm, MeasuredPage
from content.measurements import Record
from content.project import Project
from content.statistics import interval, ratio
from macros.here import Here
from macros.measured_parts import (
    DASH,
    MIB,
    NOT_YET,
    Scale,
    bars,
    named,
    newest,
    row,
    server_of,
    titled,
)

COST = Scale("cpu_us", "µs")


def served(project: Project, here: Here) -> str:
    """Processor time of a request under each server, as bars, with the memory after it."""
    record = newest(project, "served")
    bodies = [_body(project, here, record, page) for page in _pages(project)] if record else []
    if not any(bodies):
        return NOT_YET
    return bars(["Application and server", COST.unit, f"from{DASH}to", "MiB"], filter(None, bodies))


def under(project: Project, page: str, one: str, other: str) -> str:
    """How many times one framework takes the processor time of another, server by server."""
    call = f'under("{page}", "{one}", "{other}")'
    arms = _arms(project, call, page)
    for name in (one, other):
        project.framework(call, name)
    record = newest(project, "served")
    if record is None:
        return NOT_YET
    found = {
        (arm.server, project.plan.framework_of(arm)): _costs(record, page, arm)
        for arm in arms.values()
    }
    said = []
    for server in dict.fromkeys(arm.server for arm in arms.values()):
        ones, others = found.get((server, one)), found.get((server, other))
        if ones and others:
            said.append(f"{_times(ones, others)} under {project.plan.servers[server].name}")
    return "; ".join(said) if said else NOT_YET


def instead(project: Project, page: str, one: str, other: str) -> str:
    """How many times the processor time of another an application under a server takes."""
    call = f'instead("{page}", "{one}", "{other}")'
    arms = _arms(project, call, page)
    for name in (one, other):
        if name not in arms:
            raise unknown(call, "application under a server", name, arms)
    record = newest(project, "served")
    found = [_costs(record, page, arms[name]) for name in (one, other)] if record else []
    return _times(*found) if found and all(found) else NOT_YET


def _arms(project: Project, call: str, page: str) -> dict[str, Arm]:
    pages = {found.id: found for found in _pages(project)}
    if page not in pages:
        raise unknown(call, "page", page, pages)
    return {arm.id: arm for arm in pages[page].arms}


def _times(ones: list[float], others: list[float]) -> str:
    times = ratio(ones, others)
    return f"{times.middle:.1f} times" if times.differs else "no difference"


def _pages(project: Project) -> list[MeasuredPage]:
    return [page for page in project.plan.pages if page.topic == "servers"]


def _costs(record: Record, page: str, arm: Arm) -> list[float]:
    return record.values("served", page, arm.id, COST.value)


def _body(project: Project, here: Here, record: Record, page: MeasuredPage) -> str:
    costs = {arm.id: _costs(record, page.id, arm) for arm in page.arms}
    shown = [(arm, interval(costs[arm.id])) for arm in page.arms if costs[arm.id]]
    most = max((found.high for _, found in shown), default=1)
    lines = []
    for arm, found in shown:
        memory = interval(record.values("served", page.id, arm.id, MIB.value)).middle
        numbers = [
            COST.text(found.middle),
            COST.span(found.low, found.high),
            MIB.text(memory),
        ]
        framework = project.plan.framework_of(arm)
        name = named(project, arm) if framework else "No framework"
        lines.append(row(framework, f"{name}, {server_of(project, arm)}", numbers, found, most))
    head = f"<tr><td role='rowheader' colspan='5'>{titled(project, here, page)}</td></tr>"
    return f"<tbody>{head}{''.join(lines)}</tbody>" if lines else ""
