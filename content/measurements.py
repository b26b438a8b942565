"""What `make measure` found, and whether that may be published."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path

from packaging.version import Version
from pydantic import Field, model_validator

from content.errors import SiteError
from content.measure_kinds import KINDS, LAYERS, Kind
from content.measure_plan import NOTHING, Plan, layer_arm
from content.model import Day, Id, Strict, Text
from content.reader import Loaded, load_with_lines
from content.requirements import locked_here
from content.seals import digest, seal_of
from content.sections import files

FOLDER = "data/measurements"
NAME = re.compile(r"run-\d{4}-\d\d-\d\d-\d{4}")

# Per cent of the processor: where others use more before the first run, nothing is published.
BUSY = 5.0
DISTURBED = 10.0  # per cent: a run beside which others use more is done again
ROUNDS = 5  # of a run that may be published, at least
# The environment in which applications are measured is installed from these.
LOCKS = ("main", "measure", "built/apache")


class Machine(Strict):
    """Where it ran."""

    processor: Text
    cores: int
    memory_gib: float
    kernel: Text
    python: Text
    optimised: bool = Field(description="whether the interpreter was built with profiles (PGO)")


class Run(Strict):
    """One measurement of one arm."""

    kind: Kind
    page: Id
    arm: Text
    round: int = Field(ge=1)
    order: int = Field(ge=1, description="its place in its round, which is shuffled")
    others: float = Field(
        description="per cent of the processor that other programs used meanwhile"
    )
    values: dict[str, float]

    @model_validator(mode="after")
    def _has_its_values(self) -> Run:
        wanted = KINDS[self.kind].values
        if not wanted <= set(self.values):
            raise ValueError(
                f"a run of the kind '{self.kind}' has {sorted(self.values)}. "
                f"Right: {sorted(wanted)}."
            )
        return self

    @property
    def key(self) -> tuple[str, str, str, int]:
        """What makes it the same run as another."""
        return (self.kind, self.page, self.arm, self.round)


class Record(Strict):
    """data/measurements/run-<date>-<time>.json."""

    date: Day
    time: str = Field(pattern=r"^\d{4}$", description="of its start, hours and minutes in UTC")
    commit: Text
    plan: Text = Field(description="fingerprint of the plan and of all code in it")
    quick: bool = Field(description="few rounds and requests: to try the tool, never to publish")
    seed: int
    busy: float = Field(ge=0, description="per cent that others used before the first run")
    steal: float = Field(description="per cent of the time that other machines took")
    machine: Machine
    versions: dict[str, Text]
    code: dict[Id, Text] = Field(
        description="application → a short hash of all that decides its runs"
    )
    runs: list[Run] = Field(min_length=1)
    seal: Text

    @property
    def name(self) -> str:
        """The name of its file."""
        return f"run-{self.date}-{self.time}"

    @cached_property
    def found(self) -> dict[tuple[Kind, str, str], list[Run]]:
        """Kind, page and arm → the runs, the first round first."""
        found: dict[tuple[Kind, str, str], list[Run]] = {}
        for run in sorted(self.runs, key=lambda run: run.round):
            found.setdefault((run.kind, run.page, run.arm), []).append(run)
        return found

    @cached_property
    def kinds(self) -> set[Kind]:
        """Of which it holds runs: all, or the one that `make measure` was asked for."""
        return {run.kind for run in self.runs}

    def values(self, kind: Kind, page: str, arm: str, value: str) -> list[float]:
        """What was found in each round, the first round first; nothing if it was not measured."""
        return [run.values[value] for run in self.found.get((kind, page, arm), [])]

    def shown(self, kind: Kind, page: str, arm: str) -> list[float]:
        """What pages print of each round, the first round first; nothing if it was not measured."""
        return [KINDS[kind].shown(run.values) for run in self.found.get((kind, page, arm), [])]

    def noise(self, application: str) -> float:
        """Microseconds that two alike, without a layer, were measured apart, at most."""
        found = self.shown("layers", LAYERS, layer_arm(application, NOTHING))
        return max(map(abs, found), default=0)


def read_records(root: Path) -> dict[str, Loaded[Record]]:
    """Name → record, the oldest first."""
    found = {}
    for path in sorted((root / FOLDER).glob("*.json")):
        if not NAME.fullmatch(path.stem):
            raise SiteError(
                f"{FOLDER}/{path.name}: this is no name of a record. "
                "Right: run-<date>-<time>.json, as make measure writes it."
            )
        found[path.stem] = load_with_lines(path, Record, root)
    return found


def newest(records: Mapping[str, Loaded[Record]], *kinds: Kind) -> Record | None:
    """The newest record that holds runs of all these kinds, if there is one."""
    latest_first = (loaded.content for loaded in reversed(list(records.values())))
    return next((one for one in latest_first if one.kinds.issuperset(kinds)), None)


def unfit(name: str, record: Record) -> Iterator[str]:
    """Why a record may not be published, a sentence for each reason."""
    where = f"{FOLDER}/{name}.json"
    again = "Run: make measure"
    if record.seal != seal_of(record):
        yield f"{where}: '{record.seal}' does not fit the other fields: somebody edited them."
        return
    if name != record.name:
        yield f"{where}: by what it says it is {record.name}.json. Name it so."
    if record.quick:
        yield f"{where}: it comes from a quick run, which is never published. {again}"
    if record.busy > BUSY:
        yield f"{where}: others used {record.busy:g} % of the machine before. {again}"
    for (kind, page, arm), runs in record.found.items():
        fewest = min(KINDS[kind].rounds, ROUNDS)
        if len(runs) < fewest and not record.quick:
            yield (
                f"{where}: {kind} of {page}, {arm}, has {len(runs)} rounds; "
                f"at least {fewest} are needed. {again}"
            )
    keys = [run.key for run in record.runs]
    for key in dict.fromkeys(keys):
        if keys.count(key) > 1:
            yield f"{where}: the run {' '.join(map(str, key))} stands there twice."


def problems(records: dict[str, Loaded[Record]]) -> Iterator[str]:
    """One sentence for each record that may not be published."""
    for name, loaded in records.items():
        yield from unfit(name, loaded.content)


def fingerprint(root: Path, plan: Plan) -> str:
    """A short hash of the plan and of the code of every application in it."""
    return digest(
        plan.model_dump_json(by_alias=True).encode(),
        *(one.encode() for one in code(root, plan).values()),
        *((root / page.then).read_bytes() for page in plan.database if page.then),
    )


def code(root: Path, plan: Plan) -> dict[str, str]:
    """Application → a short hash of its files and of what the plan says of it."""
    return {
        name: digest(
            one.model_dump_json().encode(),
            (root / one.database).read_bytes() if one.database else b"",
            *(
                path.relative_to(root).as_posix().encode() + path.read_bytes()
                for path in files(root / one.folder)
            ),
        )
        for name, one in plan.applications.items()
    }


def aged(root: Path, record: Record) -> list[tuple[str, str, str]]:
    """What has had a minor release since: name, version measured, version locked now."""
    now = {name: _locked(root, name) for name in record.versions}
    return [
        (name, then, locked)
        for name, then in record.versions.items()
        if (locked := now[name]) and _minor(locked) > _minor(then)
    ]


def _locked(root: Path, package: str) -> str | None:
    """The version that `make measure` would meet today."""
    versions = (locked_here(root, lock, package) for lock in LOCKS)
    return next(filter(None, versions), None)


def _minor(version: str) -> tuple[int, int]:
    parsed = Version(version)
    return parsed.major, parsed.minor
