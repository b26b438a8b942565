"""What one layer more costs: an application without and with it, in one process, turn by turn."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from content.measure_kinds import LAYERS
from content.measure_plan import NOTHING, Plan, layer_arm
from tools.measure.frameworks.kinds.job import Job, Values
from tools.measure.frameworks.servers import python_of
from tools.measure.frameworks.without_server import home_of, microseconds

CALLS = 300  # of each block


def jobs(root: Path, plan: Plan) -> Iterator[Job]:
    """Each layer, and none at all: what differs there is noise."""
    for stack in plan.layers:
        for name in (NOTHING, *(layer.id for layer in stack.layers)):
            run = partial(layers, root, plan, stack.application, name)
            yield Job("layers", LAYERS, layer_arm(stack.application, name), run)


def layers(root: Path, plan: Plan, application: str, layer: str, share: float) -> Values:
    """Microseconds of processor time of a call without and with a layer."""
    one = plan.applications[application]
    with home_of(root, one) as home:
        count = round(CALLS * share)
        python = python_of(root, plan)
        without, with_it = microseconds(root, python, one, home, "layer", layer, count)
        return {"without_us": without, "with_us": with_it}
