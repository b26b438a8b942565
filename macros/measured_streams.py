"""Streams that are held open, as they were measured."""

from __future__ import annotations

from content.errors import listed
from content.measure_kinds import STREAMS
from content.project import Project
from content.statistics import interval
from macros.measured_parts import (
    MIB,
    NOT_YET,
    Scale,
    bars,
    named,
    newest,
    plain,
    row,
    server_of,
)

USED = Scale("cpu_s", "s/10 s", digits=2)
FIRST = Scale("last_s", "s", digits=1)
PAGE = Scale("median_s", "ms", 1e-3, digits=1)


def streamed(project: Project) -> str:
    """What open streams take of the processor, as bars, with the time of a page beside them."""
    record, rows = newest(project, "streams"), []
    for arm in project.plan.streams.arms if record else []:
        middles = {
            value: interval(found).middle
            for value in ("threads", MIB.value, FIRST.value, PAGE.value, "best_s")
            if record and (found := record.values("streams", STREAMS, arm.id, value))
        }
        if record and middles:
            used = interval(record.values("streams", STREAMS, arm.id, USED.value))
            numbers = [
                USED.text(used.middle),
                f"{middles['threads']:.0f}",
                MIB.text(middles[MIB.value]),
                FIRST.text(middles[FIRST.value]),
                PAGE.span(middles["best_s"], middles[PAGE.value]),
            ]
            name = f"{named(project, arm)}, {server_of(project, arm)}"
            rows.append((project.plan.framework_of(arm), name, numbers, used))
    if not rows:
        return NOT_YET
    most = max(used.high for *_, used in rows)
    lines = "".join(row(*one, most) for one in rows)
    head = ["Application", USED.unit, "threads", "MiB", "all, s", "page, ms"]
    return bars(head, [f"<tbody>{lines}</tbody>"])


def in_time(project: Project) -> str:
    """Whether all streams had their first event soon, as a sentence."""
    record, plan = newest(project, "streams"), project.plan.streams
    found = {
        arm: min(values)
        for arm in plan.arms
        if record and (values := record.values("streams", STREAMS, arm.id, "in_time"))
    }
    if not found:
        return NOT_YET
    late = [
        f"{plain(project, arm)} under {project.plan.servers[arm.server].name} {least:.0f}"
        for arm, least in found.items()
        if least < plan.count
    ]
    if late:
        return f"Within two seconds not all {plan.count} had their first event: {listed(late)}."
    return f"In every run all {plan.count} streams had their first event within two seconds."
