"""Memory, rung by rung: what is added, and what it weighs in each framework."""

from __future__ import annotations

from content.measure_plan import MeasuredPage
from content.project import Project
from content.statistics import interval
from macros.markup import badge, table
from macros.measured_parts import MEBIBYTE, NOT_YET, newest

NONE = "–"


def ladder(project: Project) -> str:
    """MiB of a server with one worker on each rung, and how much that is above the first."""
    record, plan = newest(project, "memory"), project.plan
    if record is None:
        return NOT_YET
    columns = [
        one
        for one in project.rulebook.outcomes
        if any(one.id in _arms(project, plan.page(rung.page)) for rung in plan.ladder)
    ]
    rows, first = [], dict[str, float]()
    for rung in plan.ladder:
        arms = _arms(project, plan.page(rung.page))
        cells = []
        for one in columns:
            found = record.values("memory", rung.page, arms.get(one.id, ""), "pss")
            if not found:
                cells.append(NONE)
                continue
            mib = interval(found).middle / MEBIBYTE
            more = mib - first.setdefault(one.id, mib)
            cells.append(f"{mib:.0f} (+{more:.0f})" if more else f"{mib:.0f}")
        rows.append([rung.has, *cells])
    return table(["MiB", *(badge(one) for one in columns)], rows)


def _arms(project: Project, page: MeasuredPage) -> dict[str, str]:
    """Framework → its first arm on a page."""
    return {project.plan.framework_of(arm) or "": arm.id for arm in reversed(page.arms)}
