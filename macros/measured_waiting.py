"""Waiting, as it was measured."""

from __future__ import annotations

from content.measure_kinds import WAITING
from content.project import Project
from content.statistics import interval
from macros.measured_parts import MIB, NOT_YET, Scale, bars, named, newest, row, server_of


def waited(project: Project) -> str:
    """How long many requests at once took, as bars, with the threads and the memory they took."""
    record, plan = newest(project, "waiting"), project.plan
    if record is None:
        return NOT_YET
    wall = Scale("wall_s", "s", digits=2)
    rows = []
    for arm in plan.waiting.arms:
        found = record.values("waiting", WAITING, arm.id, "wall_s")
        threads = interval(record.values("waiting", WAITING, arm.id, "threads") or [0]).middle
        memory = MIB.text(interval(record.values("waiting", WAITING, arm.id, "pss") or [0]).middle)
        name = f"{named(project, arm)}, {server_of(project, arm)}"
        framework = plan.framework_of(arm)
        rows.append((framework, name, found, [f"{threads:.0f}", memory]))
    shown = [row for row in rows if row[2]]
    most = max(interval(found).high for _, _, found, _ in shown)
    lines = "".join(
        row(framework, name, [wall.text(interval(found).middle), *more], interval(found), most)
        for framework, name, found, more in shown
    )
    return bars(["Application", wall.unit, "threads", "MiB"], [f"<tbody>{lines}</tbody>"])
