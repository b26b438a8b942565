"""The kinds of runs of `make measure`, and what a run of each holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import itemgetter
from typing import Literal, NamedTuple

Kind = Literal[
    "cost", "memory", "start", "waiting", "database", "served", "streams", "suite", "fresh",
    "layers", "instructions",
]  # fmt: skip


FRESH_STEPS = ("install_s", "scaffold_s", "start_s")  # from an empty folder to the first page


class Held(NamedTuple):
    """What a kind of run gives, and how often it is done for a record that may be published."""

    values: frozenset[str]
    shown: Callable[[Mapping[str, float]], float]  # what pages print of the values of a run
    rounds: int


def _both_sides(values: Mapping[str, float]) -> float:
    return values["cpu_us"] + values["database_us"]


def _more(values: Mapping[str, float]) -> float:
    return values["with_us"] - values["without_us"]


def _first_page(values: Mapping[str, float]) -> float:
    return sum(values[step] for step in FRESH_STEPS)


# Times end in their unit; memory is in bytes.
KINDS: dict[Kind, Held] = {
    "cost": Held(frozenset({"cpu_us"}), itemgetter("cpu_us"), 6),
    "memory": Held(frozenset({"pss", "processes"}), itemgetter("pss"), 3),
    "start": Held(frozenset({"cpu_s", "wall_s"}), itemgetter("cpu_s"), 3),
    "waiting": Held(frozenset({"wall_s", "cpu_s", "threads", "pss"}), itemgetter("wall_s"), 3),
    # Of one request: processor time of the server and of the database, and what that was asked.
    "database": Held(
        frozenset({"cpu_us", "database_us", "connections", "queries", "transactions", "rest"}),
        _both_sides,
        5,
    ),
    "served": Held(frozenset({"cpu_us", "pss"}), itemgetter("cpu_us"), 3),
    "streams": Held(
        frozenset({"in_time", "last_s", "best_s", "median_s", "threads", "pss", "cpu_s"}),
        itemgetter("cpu_s"),
        3,
    ),
    "suite": Held(frozenset({"cpu_s", "wall_s", "tests"}), itemgetter("cpu_s"), 3),
    "fresh": Held(
        frozenset(
            {*FRESH_STEPS, "again_s", "modules", "packages", "bytes"}
            | {"made_files", "made_lines", "written_files", "written_lines"}
        ),
        _first_page,
        3,
    ),
    "layers": Held(frozenset({"without_us", "with_us"}), _more, 3),
    "instructions": Held(frozenset({"instructions", "call_us"}), itemgetter("instructions"), 1),
}

# Those that every arm of every page has.
COMPARED: tuple[Kind, ...] = ("cost", "memory", "start")

PRELOADED = "preloaded"
# The pages of runs that belong to no page of the plan.
WAITING = "waiting"
STREAMS = "streams"
SUITE = "suite"
FRESH = "fresh"
LAYERS = "layers"
