"""How many instructions a call takes, beside its time: the first repeats, the second matters."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from content.measure_plan import Arm, MeasuredPage, Plan
from tools.measure.frameworks.kinds.job import Job, Values
from tools.measure.frameworks.servers import python_of
from tools.measure.frameworks.without_server import home_of, instructions, microseconds

CALLS = 300  # of each block


def jobs(root: Path, plan: Plan) -> Iterator[Job]:
    """Each arm of the pages whose instructions are counted."""
    for name in plan.instructions.pages:
        page = plan.page(name)
        for arm in page.arms:
            yield Job("instructions", name, arm.id, partial(counted, root, plan, page, arm))


def counted(root: Path, plan: Plan, page: MeasuredPage, arm: Arm, share: float) -> Values:
    """Instructions of a call without a server, and its microseconds."""
    one = plan.applications[arm.application]
    python = python_of(root, plan)
    with home_of(root, one) as home:
        count = round(CALLS * share)
        (call,) = microseconds(root, python, one, home, "timed", page.path, count)
        found = instructions(root, python, one, home, page.path, share)
        return {"instructions": found, "call_us": call}
