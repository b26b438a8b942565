"""What `make measure` measures, what it found, and whether that may be published."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from packaging.version import Version
from pydantic import Field, field_validator, model_validator

from content.errors import SiteError, right
from content.model import (
    Day,
    Id,
    Once,
    OutcomeId,
    Strict,
    TaskId,
    Text,
    each_id_once,
    known,
    refuse_unknown,
)
from content.reader import Loaded, load_with_lines
from content.requirements import locked_here
from content.seals import seal_of
from content.sections import files

PLAN = "data/measure.yml"
FOLDER = "data/measurements"
NAME = re.compile(r"run-\d{4}-\d\d-\d\d-\d{4}")

Kind = Literal["cost", "memory", "start", "waiting"]
# What a run of each kind holds.
VALUES: dict[Kind, frozenset[str]] = {
    "cost": frozenset({"cpu_us"}),
    "memory": frozenset({"uss", "pss", "processes"}),
    "start": frozenset({"cpu_s", "wall_s"}),
    "waiting": frozenset({"wall_s", "cpu_s", "threads", "pss"}),
}

# Those that every arm of every page has.
COMPARED: tuple[Kind, ...] = ("cost", "memory", "start")

# Per cent of the processor: where others use more before the first run, nothing is published.
BUSY = 5.0
ROUNDS = 5  # of a run that may be published, at least
# The environment in which applications are measured is installed from both.
LOCKS = ("main", "measure")
LIMIT = "limit"  # the application that does nothing
PRELOADED = "preloaded"
WAITING = "waiting"


class Server(Strict):
    """How an application is served."""

    name: Text
    line: Text = Field(description="of the shell, with {port}, {workers} and {app} in it")
    limit: Text | None = Field(default=None, description="what it imports of the application limit")
    preload: Text | None = Field(
        default=None, description="the option that loads the application before the workers start"
    )

    @field_validator("line")
    @classmethod
    def _has_its_places(cls, line: str) -> str:
        for place in ("{port}", "{workers}", "{app}"):
            if place not in line:
                raise ValueError(f"'{line}' lacks {place}.")
        return line


class Measured(Strict):
    """An application that is measured."""

    framework: OutcomeId | None = None
    folder: Text = Field(description="below the top of the project")
    app: Text = Field(default="", description="what the server imports")
    before: list[Text] = Field(default_factory=list, description="lines of the shell")
    variables: dict[str, str] = Field(default_factory=dict)
    database: Text | None = Field(default=None, description="SQL of which books.sqlite3 is made")


class Arm(Strict):
    """An application under a server."""

    application: Id
    server: Id
    workers: int = Field(default=1, ge=1)
    path: Text | None = Field(default=None, description="in place of the page's")
    note: Text | None = None

    @property
    def id(self) -> str:
        """Its name within a page, and in a record."""
        parts = [self.application, self.server, *([str(self.workers)] if self.workers > 1 else [])]
        return ".".join([*parts, *([self.path.strip("/")] if self.path else [])])


class Fill(Strict):
    """What an application is sent before it is measured, so that it has something to show."""

    at: Text
    times: int = Field(ge=1)
    json_: dict[str, str | int] = Field(default_factory=dict, alias="json")
    form: dict[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _is_one_of_both(self) -> Fill:
        if bool(self.json_) == bool(self.form):
            raise ValueError("what is sent is either 'json' or a 'form'.")
        return self


class MeasuredPage(Strict):
    """A page that several applications answer alike."""

    id: Id
    title: Text | None = None
    says: Text | None = None
    task: TaskId | None = None
    path: Text
    fill: Fill | None = None
    arms: Annotated[list[Arm], each_id_once] = Field(min_length=2)

    @model_validator(mode="after")
    def _is_told(self) -> MeasuredPage:
        if bool(self.task) == bool(self.title):
            raise ValueError(f"the page '{self.id}' needs either a 'task' or a 'title'.")
        return self


class Workers(Strict):
    """The pages whose memory is measured with several workers."""

    count: int = Field(ge=2)
    pages: Once[Id] = Field(min_length=1)


class Waiting(Strict):
    """Many requests at once that wait for another service."""

    requests: int = Field(ge=2)
    seconds: float = Field(gt=0)
    arms: Annotated[list[Arm], each_id_once] = Field(min_length=1)


class Plan(Strict):
    """data/measure.yml."""

    servers: dict[Id, Server] = Field(min_length=1)
    applications: dict[Id, Measured] = Field(min_length=1)
    pages: Annotated[list[MeasuredPage], each_id_once] = Field(min_length=1)
    workers: Workers
    waiting: Waiting
    packages: Once[Text] = Field(min_length=1)
    shown: dict[Kind, Annotated[Text, known("page")]] = Field(description="kind → its page")

    @model_validator(mode="after")
    def _names_what_it_has(self) -> Plan:
        for arm in [*self.waiting.arms, *(arm for page in self.pages for arm in page.arms)]:
            refuse_unknown("application", arm.application, self.applications)
            refuse_unknown("server", arm.server, self.servers)
        for name in self.workers.pages:
            refuse_unknown("page", name, [page.id for page in self.pages])
        for kind in VALUES:
            if kind not in self.shown:
                raise ValueError(f"'shown' lacks the kind '{kind}'.")
        return self

    def limits(self) -> list[Arm]:
        """The least that each server can be asked to run."""
        return [
            Arm(application=LIMIT, server=name)
            for name, server in self.servers.items() if server.limit
        ]  # fmt: skip

    @property
    def digest(self) -> str:
        """A short hash of all that decides what is run."""
        return hashlib.sha256(self.model_dump_json(by_alias=True).encode()).hexdigest()[:12]

    def page(self, name: str) -> MeasuredPage:
        """A page by its id, which the plan has."""
        return next(page for page in self.pages if page.id == name)

    def framework_of(self, arm: Arm) -> str | None:
        """The framework of an arm; the limit has none."""
        return self.applications[arm.application].framework


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
    values: dict[str, float]

    @model_validator(mode="after")
    def _has_its_values(self) -> Run:
        wanted = VALUES[self.kind]
        if set(self.values) != wanted:
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
    runs: list[Run] = Field(min_length=1)
    seal: Text

    @property
    def name(self) -> str:
        """The name of its file."""
        return f"run-{self.date}-{self.time}"

    @cached_property
    def found(self) -> dict[tuple[str, str, str], list[Run]]:
        """Kind, page and arm → the runs, the first round first."""
        found: dict[tuple[str, str, str], list[Run]] = {}
        for run in sorted(self.runs, key=lambda run: run.round):
            found.setdefault((run.kind, run.page, run.arm), []).append(run)
        return found

    def values(self, kind: Kind, page: str, arm: str, value: str) -> list[float]:
        """What was found in each round, the first round first; nothing if it was not measured."""
        return [run.values[value] for run in self.found.get((kind, page, arm), [])]


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
    fewest = min(
        (len(runs) for (kind, *_), runs in record.found.items() if kind == "cost"), default=ROUNDS
    )
    if fewest < ROUNDS and not record.quick:
        yield f"{where}: an arm has {fewest} rounds; at least {ROUNDS} are needed. {again}"
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
    digest = hashlib.sha256(plan.digest.encode())
    for folder in sorted({one.folder for one in plan.applications.values()}):
        for path in files(root / folder):
            digest.update(path.relative_to(root).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


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


def read_plan(root: Path, **names: object) -> Plan:
    """The plan, in which every folder exists."""
    loaded = load_with_lines(root / PLAN, Plan, root, **names)
    for name, one in loaded.content.applications.items():
        if not (root / one.folder).is_dir():
            around = (root / one.folder).parent
            here = [
                path.relative_to(root).as_posix()
                for path in (around.iterdir() if around.is_dir() else ())
            ]
            raise SiteError(
                f"{loaded.at('applications', name, 'folder')}: there is no folder "
                f"'{one.folder}'. {right(one.folder, here)}"
            )
    return loaded.content
