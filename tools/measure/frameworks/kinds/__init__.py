"""The kinds of measurement, a module each: it says what it does with each arm."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from content.measure_plan import Plan
from tools.measure.frameworks.kinds import (
    database,
    fresh,
    instructions,
    layers,
    request,
    served,
    streams,
    suite,
    waiting,
)
from tools.measure.frameworks.kinds.job import Job

MODULES = (request, waiting, database, served, streams, suite, fresh, layers, instructions)


def jobs(root: Path, plan: Plan) -> Iterator[Job]:
    """Everything that the plan asks for."""
    for module in MODULES:
        yield from module.jobs(root, plan)
