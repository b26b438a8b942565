"""What is done once in each round."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from content.measure_kinds import Kind
from content.measurements import DISTURBED

Values = dict[str, float]


@dataclass(frozen=True)
class Job:
    """One run of one arm; `run` takes the share of the full length, 1 or less."""

    kind: Kind
    page: str
    arm: str
    run: Callable[[float], Values]


@dataclass
class Seen:
    """Per cent of the processor that other programs used."""

    others: float = 0.0


def undisturbed(
    job: Job, share: float, tries: int, watched: Callable[[], AbstractContextManager[Seen]]
) -> tuple[Values, float]:
    """The values of a run, and per cent of the processor that others used meanwhile.

    A run beside which others were busy is done again, and the quietest is taken.
    """
    found = []
    for _ in range(tries):
        with watched() as seen:
            values = job.run(share)
        found.append((values, seen.others))
        if seen.others <= DISTURBED:
            break
    return min(found, key=lambda one: one[1])
