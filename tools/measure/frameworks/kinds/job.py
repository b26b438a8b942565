"""What is done once in each round."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from content.measure_kinds import Kind

Values = dict[str, float]


@dataclass(frozen=True)
class Job:
    """One run of one arm; `run` takes the share of the full length, 1 or less."""

    kind: Kind
    page: str
    arm: str
    run: Callable[[float], Values]
