"""The kinds of runs of `make measure`, and what a run of each holds."""

from __future__ import annotations

from typing import Literal, NamedTuple

Kind = Literal[
    "cost", "memory", "start", "waiting", "database", "served", "streams", "suite", "fresh",
    "layers", "instructions",
]  # fmt: skip


class Held(NamedTuple):
    """What a kind of run gives, and how often it is done for a record that may be published."""

    values: frozenset[str]
    shown: str  # the value that two records are compared by
    rounds: int


# Times end in their unit; memory is in bytes.
KINDS: dict[Kind, Held] = {
    "cost": Held(frozenset({"cpu_us"}), "cpu_us", 8),
    "memory": Held(frozenset({"pss", "processes"}), "pss", 3),
    "start": Held(frozenset({"cpu_s", "wall_s"}), "cpu_s", 3),
    "waiting": Held(frozenset({"wall_s", "cpu_s", "threads", "pss"}), "wall_s", 3),
    # Of one request: processor time of the server and of the database, and what that was asked.
    "database": Held(
        frozenset({"cpu_us", "database_us", "connections", "queries", "transactions", "rest"}),
        "cpu_us",
        5,
    ),
    "served": Held(frozenset({"cpu_us", "pss"}), "cpu_us", 3),
    "streams": Held(
        frozenset({"in_time", "last_s", "best_s", "median_s", "threads", "pss", "cpu_s"}),
        "cpu_s",
        3,
    ),
    "suite": Held(frozenset({"cpu_s", "wall_s", "tests"}), "cpu_s", 3),
    "fresh": Held(
        frozenset(
            {"install_s", "scaffold_s", "start_s", "again_s", "modules", "packages", "bytes"}
            | {"made_files", "made_lines", "written_files", "written_lines"}
        ),
        "again_s",
        3,
    ),
    "layers": Held(frozenset({"without_us", "with_us"}), "with_us", 3),
    "instructions": Held(frozenset({"instructions", "call_us"}), "instructions", 1),
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
