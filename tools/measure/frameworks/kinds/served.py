"""One application under several servers: processor time of a request, and memory afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from content.measure_plan import Arm, MeasuredPage, Plan
from tools.measure.frameworks import processes
from tools.measure.frameworks.kinds.job import Job, Values
from tools.measure.frameworks.kinds.request import cpu_us
from tools.measure.frameworks.servers import lacking, serving


def jobs(root: Path, plan: Plan) -> Iterator[Job]:
    """Each arm of each page of this topic."""
    absent = lacking(plan)
    for page in plan.pages:
        if page.topic == "servers":
            for arm in page.arms:
                if plan.servers[arm.server] not in absent:
                    yield Job("served", page.id, arm.id, partial(served, root, plan, page, arm))


def served(root: Path, plan: Plan, page: MeasuredPage, arm: Arm, share: float) -> Values:
    """Microseconds of the whole server for one request, and its bytes after all of them."""
    with serving(root, plan, arm, page.path, page.fill) as server:
        number = server.process.pid
        used = cpu_us(f"{server.url}{page.path}", number, share)
        return {"cpu_us": used, "pss": processes.memory(number).pss}
