"""What `make measure` measures: data/measure.yml."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from content.errors import SiteError, right
from content.measure_kinds import KINDS, Kind
from content.model import (
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
from content.reader import load_with_lines

PLAN = "data/measure.yml"
Topic = Literal["request", "servers"]
LIMIT = "limit"  # the application that does nothing
NOTHING = "bare"  # the layer that adds nothing


class Server(Strict):
    """How an application is served."""

    name: Text
    line: Text = Field(
        description="of the shell, with {port} and either {app} or {module} and {callable} in it"
    )
    limit: Text | None = Field(default=None, description="what it imports of the application limit")
    preload: Text | None = Field(
        default=None, description="the option that loads the application before the workers start"
    )
    package: Text | None = Field(
        default=None, description="that is compiled where the machine can, and left out where not"
    )
    how: Text | None = Field(default=None, description="to get it, in a sentence")
    refuses_root: bool = Field(default=False, description="whether it will not serve as root")

    @field_validator("line")
    @classmethod
    def _has_its_places(cls, line: str) -> str:
        for place in ("{port}", "{module}" if "{callable}" in line else "{app}"):
            if place not in line:
                raise ValueError(f"'{line}' lacks {place}.")
        return line

    def started(self, app: str, workers: int) -> str:
        """The line that serves what is imported as `module:callable`; its port is still open."""
        module, _, called = app.partition(":")
        line = self.line
        for place, value in (("app", f"'{app}'"), ("module", module), ("callable", called)):
            line = line.replace(f"{{{place}}}", value)
        return line.replace("{workers}", str(workers))


class Measured(Strict):
    """An application that is measured."""

    framework: OutcomeId | None = None
    folder: Text = Field(description="below the top of the project")
    app: Text = Field(default="", description="what the server imports")
    before: list[Text] = Field(default_factory=list, description="lines of the shell")
    test: Text | None = Field(default=None, description="a line of the shell that runs its tests")
    variables: dict[str, str] = Field(default_factory=dict)
    database: Text | None = Field(
        default=None, description="SQL that fills books.sqlite3, or a database of a server"
    )


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


class Login(Strict):
    """A form that lets somebody in, and what they type there."""

    at: Text
    form: dict[str, str] = Field(min_length=1)


class MeasuredPage(Strict):
    """A page that several applications answer alike."""

    id: Id
    title: Text | None = None
    says: Text | None = None
    task: TaskId | None = None
    topic: Topic = Field(default="request", description="what it is measured for")
    path: Text
    fill: Fill | None = None
    login: Login | None = Field(default=None, description="of whoever asks for it")
    kinds: Once[Literal["cost", "memory", "start"]] = Field(
        default=["cost", "memory", "start"], min_length=1
    )
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
    since: str = Field(
        pattern=r"^\d{4}-\d\d-\d\d-\d{4}$",
        description="what earlier records hold of several workers was measured in another way",
    )


class Waiting(Strict):
    """Many requests at once that wait for another service."""

    requests: int = Field(ge=2)
    seconds: float = Field(gt=0)
    arms: Annotated[list[Arm], each_id_once] = Field(min_length=1)


class DatabasePage(Strict):
    """A page whose rows come from a database server."""

    id: Id
    title: Text
    says: Text
    path: Text
    then: Text | None = Field(default=None, description="SQL that is run after the application's")
    arms: Annotated[list[Arm], each_id_once] = Field(min_length=2)


class Streams(Strict):
    """Streams of events that are held open at once, with an event a second."""

    count: int = Field(ge=2)
    seconds: int = Field(ge=1, description="for which the server is watched")
    arms: Annotated[list[Arm], each_id_once] = Field(min_length=1)


class Suite(Strict):
    """Applications whose own tests are timed side by side."""

    title: Text | None = None
    task: TaskId | None = None
    applications: Once[Id] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_told(self) -> Suite:
        if bool(self.task) == bool(self.title):
            raise ValueError("a suite needs either a 'task' or a 'title'.")
        return self


class Fresh(Strict):
    """From an empty folder to the first page; what is typed lies in the application's folder."""

    application: Id
    installs: Once[Text] = Field(min_length=1, description="packages that the lock `fresh` has")
    scaffold: list[Text] = Field(default_factory=list, description="lines of the shell")
    serve: Text = Field(description="of the shell, with {port} in it")
    path: Text = "/"


class Rung(Strict):
    """A page whose applications have more than those of the rung below."""

    page: Id
    has: Text


class Layer(Strict):
    """What can be added to an application."""

    id: Id
    title: Text
    does: Text | None = Field(default=None, description="what it is made to do")
    buys: Text


class Stack(Strict):
    """The layers of one application; its `app` builds it without and with each."""

    application: Id
    layers: Annotated[list[Layer], each_id_once] = Field(min_length=1)

    @field_validator("layers")
    @classmethod
    def _adds_something(cls, layers: list[Layer]) -> list[Layer]:
        if NOTHING in [layer.id for layer in layers]:
            raise ValueError(f"the layer '{NOTHING}' adds nothing, and is always measured.")
        return layers


def layer_arm(application: str, layer: str) -> str:
    """The name of a layer in a record."""
    return f"{application}.{layer}"


class Instructions(Strict):
    """The pages of which instructions are counted, without a server."""

    pages: Once[Id] = Field(min_length=1)


class Plan(Strict):
    """data/measure.yml."""

    servers: dict[Id, Server] = Field(min_length=1)
    applications: dict[Id, Measured] = Field(min_length=1)
    pages: Annotated[list[MeasuredPage], each_id_once] = Field(min_length=1)
    workers: Workers
    waiting: Waiting
    database: Annotated[list[DatabasePage], each_id_once] = Field(min_length=1)
    streams: Streams
    suites: list[Suite] = Field(default_factory=list)
    fresh: list[Fresh] = Field(default_factory=list)
    ladder: list[Rung] = Field(default_factory=list)
    layers: Annotated[list[Stack], Field(min_length=1)]
    instructions: Instructions
    packages: Once[Text] = Field(min_length=1)
    shown: dict[Kind, Annotated[Text, known("page")]] = Field(description="kind → its page")

    @model_validator(mode="after")
    def _names_what_it_has(self) -> Plan:
        arms = [page.arms for page in self.pages] + [page.arms for page in self.database]
        for arm in [*self.waiting.arms, *self.streams.arms, *chain.from_iterable(arms)]:
            refuse_unknown("application", arm.application, self.applications)
            refuse_unknown("server", arm.server, self.servers)
            if arm.workers > 1 and "{workers}" not in self.servers[arm.server].line:
                raise ValueError(f"'{arm.server}' lacks {{workers}}, and {arm.id} has several.")
        for name in [
            *(name for suite in self.suites for name in suite.applications),
            *(fresh.application for fresh in self.fresh),
            *(stack.application for stack in self.layers),
        ]:
            refuse_unknown("application", name, self.applications)
        named = [*self.workers.pages, *(rung.page for rung in self.ladder)]
        for name in [*named, *self.instructions.pages]:
            refuse_unknown("page", name, [page.id for page in self.pages])
        for kind in KINDS:
            if kind not in self.shown:
                raise ValueError(f"'shown' lacks the kind '{kind}'.")
        return self

    def limits(self) -> list[Arm]:
        """The least that each server can be asked to run."""
        return [
            Arm(application=LIMIT, server=name)
            for name, server in self.servers.items() if server.limit
        ]  # fmt: skip

    def page(self, name: str) -> MeasuredPage:
        """A page by its id, which the plan has."""
        return next(page for page in self.pages if page.id == name)

    def framework_of(self, arm: Arm) -> str | None:
        """The framework of an arm; the limit has none."""
        return self.applications[arm.application].framework


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
