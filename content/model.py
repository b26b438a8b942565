"""The shape of everything in `data/`, of the files that describe a task, and of a page's head.

A name that points to another file is checked while its file is read, against the names that the
reader hands in as context: so every message has the line of the name itself.
"""

from __future__ import annotations

import datetime
import ipaddress
import itertools
import re
from fnmatch import fnmatch
from typing import Annotated, Any, Literal, TypeVar
from urllib.parse import urlsplit

from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    canonicalize_name,
    parse_sdist_filename,
    parse_wheel_filename,
)
from packaging.version import InvalidVersion, Version
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    RootModel,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)

from content.dates import HOUSE_RULE, first_month, today, wrong_dates
from content.errors import right
from content.shapes import SHAPES

NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
NAME_RULE = "lower-case words joined by hyphens, as in 'file-upload'"

# The first step of every trial of a library.
IMPORT = "import"

LOCAL_HOST = re.compile(r".*\.(local|localhost|internal)")
HOST = re.compile(r"([^\W_]([\w-]*[^\W_])?\.)+[^\W\d_][\w-]*")
FIRST_DAY = datetime.date(1991, 2, 20)  # the first release of Python; nothing here is older


def is_name(value: str) -> str:
    """Let a name pass that can be a part of an address, and no other."""
    if not NAME.fullmatch(value):
        raise ValueError(f"'{value}' is no name. Right: {NAME_RULE}.")
    return value


def is_public(address: str) -> str:
    """Let an address pass that readers can open, and no other."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:  # such as http://[ or a port of six digits
        parts, host = urlsplit(""), ""
    if parts.scheme not in ("http", "https") or re.search(r"\s", address) or parts.username:
        raise ValueError(f"'{address}' is no address of the web. Right: https://host/path.")
    if not _leads_out(host):
        raise ValueError(f"'{address}' leads to no public host. Right: https://host/path.")
    return address


def _leads_out(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return bool(HOST.fullmatch(host)) and not LOCAL_HOST.fullmatch(host)


def is_past(day: datetime.date) -> datetime.date:
    """Let a day pass that has come, and no other."""
    if day > today():
        raise ValueError(f"{day} lies in the future. Right: {today()} or a day before it.")
    if day < FIRST_DAY:
        raise ValueError(f"{day} is older than Python. Right: a day since {FIRST_DAY}.")
    return day


def has_real_dates(text: str) -> str:
    """Let a text pass whose dates a calendar has, in the form of this site, and no other."""
    for _, date in wrong_dates(text):
        raise ValueError(f"'{date}' is no date of this site. {HOUSE_RULE}")
    return text


def is_shape(value: str) -> str:
    """Let a shape pass that can be drawn, and no other."""
    refuse_unknown("shape", value, SHAPES)
    return value


def known(kind: str) -> Any:
    """Let a name pass that another file defines; without a list of them, every name."""

    def check(value: str, info: ValidationInfo) -> str:
        refuse_unknown(kind, value, (info.context or {}).get(kind))
        return value

    return AfterValidator(check)


def _each_id_once(items: list[Any]) -> list[Any]:
    """Let a list pass in which no id stands twice and no entry is a copy of another."""
    ids = [item.id for item in items]
    for name in ids:
        if ids.count(name) > 1:
            raise ValueError(f"the id '{name}' stands {ids.count(name)} times in one list.")
    seen: dict[str, str] = {}
    for item in items:
        rest = item.model_dump_json(exclude={"id"})
        if rest in seen:
            raise ValueError(f"'{item.id}' is '{seen[rest]}' again, under another id.")
        seen[rest] = item.id
    return items


each_id_once = AfterValidator(_each_id_once)


def _each_once(items: list[Any]) -> list[Any]:
    """Let a list pass in which nothing stands twice, and no other."""
    for index, item in enumerate(items):
        if item in items[:index]:
            what = f"'{item}'" if isinstance(item, str) else f"its entry {index + 1}"
            raise ValueError(f"{what} stands in this list already. Take it out.")
    return items


Item = TypeVar("Item")
Once = Annotated[list[Item], AfterValidator(_each_once)]


def refuse_unknown(kind: str, value: str, names: Any) -> None:
    """Raise if a list of names is given and lacks the value."""
    if names is not None and value not in names:
        raise ValueError(f"unknown {kind} '{value}'. {right(value, names)}")


def _known_package(value: str, info: ValidationInfo) -> str:
    names = (info.context or {}).get("package")
    if names is not None and canonicalize_name(value) not in names:
        raise ValueError(
            f"unknown package '{value}'. {right(value, names)} For a new one, add it to "
            "data/packages.yml and run: make packages."
        )
    return value


Quoted = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]  # as others wrote
Text = Annotated[Quoted, AfterValidator(has_real_dates)]
Id = Annotated[str, AfterValidator(is_name)]
Day = Annotated[datetime.date, AfterValidator(is_past)]
Address = Annotated[str, AfterValidator(is_public)]
FrameworkId = Annotated[Id, known("framework")]
QuestionId = Annotated[Id, known("question")]
OutcomeId = Annotated[Id, known("outcome")]
ColumnId = Annotated[Id, known("column of features")]
SourceId = Annotated[Id, known("source")]
TaskId = Annotated[Id, known("task")]
PackageName = Annotated[Text, AfterValidator(_known_package)]


class Strict(BaseModel):
    """A model that refuses keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


# --- data/frameworks.yml ---------------------------------------------------------------------


Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$")]


class Palette(Strict):
    """One colour in both palettes; each stands out from its background by 4.5 to 1 or more."""

    light: Colour
    dark: Colour


class Trial(Strict):
    """The small project in which libraries are tried beside a framework, and what must pass."""

    file: Text = Field(description="of the project; a library's own code is added at its end")
    text: Text = Field(description="of that file")
    variables: dict[Text, Text] = Field(
        default_factory=dict, description="of the process, for every step"
    )
    steps: dict[Id, Text] = Field(
        min_length=1, description="name → shell line, in order, beside the file"
    )
    passes: Text = Field(description="what it means that all steps pass, in words of a sentence")

    @field_validator("steps")
    @classmethod
    def _import_is_no_step(cls, steps: dict[str, str]) -> dict[str, str]:
        if IMPORT in steps:
            raise ValueError(f"'{IMPORT}' is tried for every framework. Give the step another id.")
        return steps


class Framework(Strict):
    """One framework of the registry."""

    id: Id
    name: Text = Field(description="as its project writes it")
    package: Text = Field(description="the distribution that carries it")
    documentation: Address = Field(description="of its own documentation")
    environments: Once[Annotated[Id, known("environment")]] = Field(min_length=1)
    colour: Palette
    shape: Annotated[Text, AfterValidator(is_shape)] = Field(
        description="tells the framework apart where colour does not"
    )
    trial: Trial | None = Field(
        default=None, description="how `make tried` tries libraries; without it, they are imported"
    )
    missing: dict[TaskId, Text] = Field(
        default_factory=dict, description="task → why there is no implementation of it yet"
    )


class Environment(Strict):
    """A set of installed packages in which applications run: requirements/<id>.txt."""

    id: Id = Field(description="of requirements/<id>.in, which `make lock` and `make setup` read")
    title: Text


class Frameworks(Strict):
    """data/frameworks.yml, in the order in which pages show the frameworks."""

    environments: Annotated[list[Environment], each_id_once] = Field(min_length=1)
    frameworks: Annotated[list[Framework], each_id_once] = Field(min_length=1)

    @field_validator("frameworks")
    @classmethod
    def _shapes_tell_them_apart(cls, frameworks: list[Framework]) -> list[Framework]:
        seen: dict[str, str] = {}
        for one in frameworks:
            if one.shape in seen:
                raise ValueError(f"'{seen[one.shape]}' and '{one.id}' have one shape, {one.shape}.")
            seen[one.shape] = one.id
        return frameworks

    @model_validator(mode="before")
    @classmethod
    def _environments_are_known(cls, given: Any, info: ValidationInfo) -> Any:
        listed = given.get("environments") if isinstance(given, dict) else None
        if info.context is not None and isinstance(listed, list):
            info.context["environment"] = {
                one["id"] for one in listed if isinstance(one, dict) and "id" in one
            }
        return given


# --- data/sources.yml ------------------------------------------------------------------------


class Source(Strict):
    """Something that can be cited."""

    title: Quoted
    publisher: Quoted
    url: Address
    checked: Day = Field(description="the day on which somebody read it for this site")
    locator: Text | None = Field(default=None, description="section, function or line of it")
    version: Text | None = Field(default=None, description="release or commit that was read")


class Sources(RootModel[dict[Id, Source]]):
    """data/sources.yml."""


# --- snippets/<task>/task.yml ----------------------------------------------------------------


Base = Literal["own", "sqlite", "postgresql", "redis"]


class Promise(Strict):
    """One line of a contract; `only_on` names the databases on which alone it holds."""

    id: Id
    says: Text
    only_on: Once[Base] = Field(default_factory=list)


class Promises(RootModel[list[Promise]]):
    """data/contract.yml: what every application promises, whatever its task."""


class Step(Strict):
    """One part of the code that a page shows side by side."""

    id: Id
    title: Text
    about: Text | None = None


class Titled(Strict):
    """Something that each implementation has, under a title that readers see."""

    id: Id
    title: Text


class Difference(Strict):
    """Behaviour that the contract leaves open and that differs."""

    id: Id
    title: Text
    why: Text


class Task(Strict):
    """What an application must do, whatever the framework."""

    title: Text = Field(description="heading of the task, as readers see it")
    summary: Text = Field(description="what the application does, in a sentence")
    why: Text = Field(description="why a reader compares this; printed in the index of tasks")
    page: Text = Field(description="its page, as a path in `docs/`")
    group: Annotated[Id, known("group of tasks")] = Field(
        description="the part of the index of tasks in which it stands"
    )
    shows: Once[Annotated[Id, known("row of features")]] = Field(
        default_factory=list,
        description="the features that it shows at work, as rows of `data/features/`",
    )
    order: int = Field(default=1000, description="place in the index of tasks, simple ones first")
    contract_test: TaskId | None = Field(
        default=None,
        description="the task whose contract this one shares; without it, a contract of its own",
    )
    contract: Annotated[list[Promise], each_id_once] = Field(
        min_length=1, description="promises that a reader understands and a machine can check"
    )
    steps: Annotated[list[Step], each_id_once] = Field(
        min_length=1, description="parts of the code that the page shows, in reading order"
    )
    differences: Annotated[list[Difference], each_id_once] = Field(
        default_factory=list,
        description="behaviour that the contract leaves open and that differs; the first three, "
        "which matter most, stand at the top of the page",
    )
    samples: list[Text] = Field(
        default_factory=list, description="requests to try, as shell lines for port 8000"
    )
    commands: Annotated[list[Titled], each_id_once] = Field(
        default_factory=list,
        description="what the contract does by shell lines, which each application says itself",
    )
    changes: Annotated[list[Titled], each_id_once] = Field(
        default_factory=list,
        description="changes that the contract makes to a copy of the code, as each application "
        "says, to see what its tool makes of them",
    )
    databases: Once[Base] = Field(
        default_factory=list,
        description="the contract runs on each; none if nothing is stored; `own` is what each "
        "application takes by itself",
    )
    deep: bool = Field(
        default=False,
        description="its contract takes long: a run of all tests leaves it to `make test-deep`; "
        "`make test-task` and a change of its code ask for it",
    )
    services: Once[Literal["smtp", "oidc", "redis", "webhook", "upstream"]] = Field(
        default_factory=list,
        description="servers that the contract starts beside the application: for `smtp`, "
        "`SMTP_HOST` and `SMTP_PORT` say where it takes mail; for `oidc`, `OIDC_ISSUER`, "
        "`OIDC_CLIENT_ID` and `OIDC_CLIENT_SECRET` name the provider that signs people in; "
        "for `redis`, `REDIS_URL` names a database of a Redis; for `webhook`, `WEBHOOK_URL` says "
        "where messages are taken; for `upstream`, `UPSTREAM_URL` says where the application asks",
    )


class TaskGroup(Strict):
    """A part of the index of tasks."""

    id: Id
    title: Text


class TaskGroups(RootModel[Annotated[list[TaskGroup], each_id_once]]):
    """data/task-groups.yml, in the order in which the index prints them."""


# --- snippets/<task>/<framework>/implementation.yml ------------------------------------------


class Change(Strict):
    """An exact piece of text of an application and what takes its place in a copy of it."""

    file: Text = Field(description="in the application's folder")
    replace: Text = Field(description="a piece of the file that occurs once")
    with_: Annotated[Text, Field(alias="with")] = Field(description="what takes its place")


class ModelChange(Change):
    """A change of the code, and what the tool or the tests of the application make of it."""

    answers: list[Text] = Field(
        default_factory=list,
        description="what somebody types when the tool asks; without them it must not ask",
    )
    outcome: Literal["unseen", "kept", "lost", "refused", "noticed", "missed"] = Field(
        description="of a migration that is run as it was written, for the rows that are there; "
        "`noticed` if the application's own tests turn red, `missed` if they do not"
    )


class Implementation(Strict):
    """What is particular to one framework's answer to a task."""

    start: list[Text] = Field(
        min_length=1,
        description="shell lines that start the application; the last one runs the server, with "
        "`{port}` where the port goes. The page prints them, the contract runs them",
    )
    ready: Text = Field(default="/", description="a path that answers as soon as the server runs")
    test: Text = Field(description="the line that runs the framework's own tests")
    test_files: Once[Text] = Field(
        min_length=1, description="globs of those tests; their lines are counted apart"
    )
    generated_by: Text | None = Field(
        default=None,
        description="the shell line that made the first files, if one did; the lines that it "
        "wrote are counted as generated",
    )
    generated_files: Once[Text] = Field(
        default_factory=list,
        description="globs of files that commands wrote from the code, such as migrations",
    )
    programs: Once[Text] = Field(
        default_factory=list,
        description="what its commands call and no package brings, such as `msgfmt`; without them "
        "its contract is left out, outside CI",
    )
    absent: dict[Id, Text] = Field(
        default_factory=dict, description="each step that needs no code here, with the reason"
    )
    differences: dict[Id, Text] = Field(
        default_factory=dict, description="a sentence for each of the task's differences"
    )
    shown_at: dict[Id, Text] = Field(
        default_factory=dict,
        description="a piece of the one line, in the steps, that causes a difference; a "
        "difference that no line causes is left out",
    )
    commands: dict[Id, Text] = Field(
        default_factory=dict, description="a shell line for each of the task's commands"
    )
    changes: dict[Id, ModelChange] = Field(
        default_factory=dict,
        description="for each of the task's changes the `file`, what to `replace` in it `with` "
        "what, the `answers` to what the tool asks, and the `outcome`: `unseen`, or whether rows "
        "are `kept` or `lost` or the migration is `refused` because of them, or `noticed` or "
        "`missed` by the application's own tests",
    )
    names: dict[Id, Text] = Field(
        default_factory=dict,
        description="what the contract must be told of this application: an address or the name of "
        "a field that the task leaves to the framework",
    )

    def is_test(self, name: str) -> bool:
        """Whether a file of the application, by its path in the folder, is of its own tests."""
        return any(fnmatch(name, glob) for glob in self.test_files)

    @property
    def exports(self) -> list[str]:
        """The lines of `start` that set variables, which its other commands need too."""
        return [line for line in self.start if line.startswith("export ")]


# --- data/verified.json ----------------------------------------------------------------------


class Run(Strict):
    """The last green run of a contract in one environment."""

    environment: Text
    version: Text = Field(description="of the framework")
    python: Text
    date: datetime.date
    packages: dict[str, str] = Field(description="every package that the application brings")
    code: Text = Field(description="fingerprint of the code and the contract that ran")
    seal: Text = Field(description="digest of the other fields: an edit by hand does not fit it")


class Verified(RootModel[dict[Id, dict[Id, list[Run]]]]):
    """data/verified.json: task → framework → runs, which content/verified.py holds to the truth."""


# --- tests/faults/<task>.yml -----------------------------------------------------------------


class Fault(Strict):
    """A deliberate fault: an exact piece of text and what takes its place."""

    id: Id = Field(description="name of the fault")
    framework: FrameworkId = Field(description="whose application it is put into")
    why: Text = Field(description="what would go wrong for a reader")
    file: Text = Field(description="in the application's folder")
    replace: Annotated[str, Field(min_length=1)] = Field(
        description="a piece of the file that occurs once; blanks at its ends count"
    )
    with_: Annotated[str, Field(alias="with")] = Field(
        description="what takes its place; blanks at its ends count"
    )
    breaks: Once[Id] = Field(min_length=1, description="the promises that it must break")
    starts: bool = Field(
        default=True, description="`false` if the application cannot start, and that is the point"
    )

    @model_validator(mode="after")
    def _changes_something(self) -> Fault:
        if self.with_ == self.replace:
            raise ValueError(f"'with' of '{self.id}' is its 'replace', so nothing would change.")
        return self


class Faults(Strict):
    """One file of faults."""

    faults: Annotated[list[Fault], each_id_once]


# --- data/features/<group>.yml ----------------------------------------------------------------

Level = Literal["core", "official", "third-party", "none", "unknown"]


class Cell(Strict):
    """Where one framework's users get one feature."""

    level: Level
    text: Text = Field(description="what they get, in one or two short sentences of Markdown")
    library: PackageName | None = Field(default=None, description="name in the package index")
    sources: Once[SourceId] = Field(default_factory=list)
    note: Text | None = Field(default=None, description="what to watch out for")

    @model_validator(mode="after")
    def _library_fits_level(self) -> Cell:
        if self.level in ("official", "third-party") and self.library is None:
            raise ValueError(f"the level '{self.level}' needs a library.")
        if self.level == "core" and not self.sources:
            raise ValueError("the level 'core' needs a source.")
        return self


class Feature(Strict):
    """One row: a feature, and where users of each framework get it."""

    id: Id
    feature: Text
    cells: dict[ColumnId, Cell] = Field(
        description="of each framework with pages; of others that the rule book considers, if known"
    )

    @field_validator("cells")
    @classmethod
    def _has_every_cell(cls, cells: dict[str, Cell], info: ValidationInfo) -> dict[str, Cell]:
        for name in (info.context or {}).get("framework with pages", ()):
            if name not in cells:
                raise ValueError(f"the row '{info.data.get('id')}' has no cell for '{name}'.")
        return cells


class FeatureGroup(Strict):
    """data/features/<group>.yml."""

    group: Text = Field(description="heading of the group")
    order: int = Field(description="groups are printed in this order")
    rows: list[Feature] = Field(min_length=1)


# --- data/claims/<topic>.yml --------------------------------------------------------------------

LONGEST_REASON = 60
ClaimId = Annotated[str, StringConstraints(pattern=r"^C\d{2,3}$")]
Verdict = Literal[
    "true", "true-with-caveat", "misleading", "false", "outdated", "opinion", "not-verified"
]


class Evidence(Strict):
    """What a verdict rests on."""

    kind: Literal[
        "contract", "page", "source", "package", "repository", "measurement", "to-be-measured"
    ]
    ref: Text | None = Field(
        default=None,
        description="task#promise, page.md#heading, id of a source, package#key (also of a "
        "repository), or kind#page of data/measure.yml",
    )
    text: Text | None = Field(default=None, description="what is to be measured, or what it shows")

    @field_validator("ref")
    @classmethod
    def _exists(cls, ref: str | None, info: ValidationInfo) -> str | None:
        if ref is None or info.context is None:
            return ref
        kind, (name, part) = info.data.get("kind"), split(ref)
        if kind == "source":
            refuse_unknown("source", name, info.context["source"])
        elif kind == "page":  # the heading behind the hash is the generator's to check
            refuse_unknown("page", name, info.context["page"])
        elif kind == "package":
            _known_package(name, info)
            refuse_unknown("key", part, info.context["key"])
        elif kind == "repository":
            refuse_unknown("counted repository", canonicalize_name(name),
                           info.context["counted repository"])  # fmt: skip
            refuse_unknown("count", part, info.context["count"])
        elif kind == "measurement":
            refuse_unknown("kind of measurement", name, info.context["kind of measurement"])
            refuse_unknown("measured page", part, info.context["measured page"])
        elif kind == "contract":
            refuse_unknown("task", name, info.context["task"])
            refuse_unknown("promise", part, info.context["promise"][name])
        return ref

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self) -> Evidence:
        needed = "text" if self.kind == "to-be-measured" else "ref"
        if getattr(self, needed) is None:
            raise ValueError(f"evidence of the kind '{self.kind}' needs '{needed}'.")
        return self


def split(ref: str) -> tuple[str, str]:
    """The two parts of `task#promise`, `page.md#heading` or `package#key`; the second may miss."""
    name, _, part = ref.partition("#")
    return name, part


class Claim(Strict):
    """One popular claim, in our words, and what became of it."""

    id: ClaimId
    claim: Text
    about: Once[FrameworkId] = Field(min_length=1, description="the frameworks it speaks of")
    verdict: Verdict
    reason: Text
    evidence: Once[Evidence] = Field(min_length=1)
    decides: bool = Field(default=True, description="whether it bears on a choice")

    @field_validator("reason")
    @classmethod
    def _reason_is_short(cls, reason: str) -> str:
        count = len(reason.split())
        if count > LONGEST_REASON:
            raise ValueError(f"the reason has {count} words; at most {LONGEST_REASON}.")
        return reason

    @property
    def open(self) -> bool:
        """Whether all its evidence is still to be measured."""
        return all(evidence.kind == "to-be-measured" for evidence in self.evidence)


class ClaimTopic(Strict):
    """data/claims/<topic>.yml."""

    topic: Text = Field(description="heading of the topic")
    order: int = Field(description="topics are printed in this order")
    claims: list[Claim] = Field(min_length=1)


class LeftOut(Strict):
    """A claim that was considered and is not in the register."""

    id: ClaimId
    claim: Text
    reason: Text


class LeftOuts(RootModel[list[LeftOut]]):
    """data/claims/left-out.yml."""


# --- data/support.yml ---------------------------------------------------------------------------


class Window(Strict):
    """How long one release series gets fixes. What is unknown stays empty."""

    series: Text
    released: Text | None = None
    fixes_until: Text | None = Field(default=None, description="end of bug fixes")
    security_until: Text | None = Field(default=None, description="end of security fixes")
    python: Text | None = None
    sources: Once[SourceId] = Field(min_length=1)

    @model_validator(mode="after")
    def _ends_after_it_began(self) -> Window:
        days = (self.released, self.fixes_until, self.security_until)
        known = [(month, day) for day in days if day and (month := first_month(day))]
        for (month, day), (later_month, later) in itertools.pairwise(known):
            if later_month < month:
                raise ValueError(f"'{later}' of the series '{self.series}' lies before '{day}'.")
        return self


class Support(Strict):
    """The support policy of one framework."""

    policy: Text
    sources: Once[SourceId] = Field(min_length=1)
    windows: list[Window] = Field(min_length=1)


class Supports(RootModel[dict[FrameworkId, Support]]):
    """data/support.yml."""


# --- data/packages.json and data/packages.yml ---------------------------------------------------


def _named(file: str) -> tuple[str, Version]:
    """The package and the version that the name of a wheel or source archive states."""
    parse = parse_wheel_filename if file.endswith(".whl") else parse_sdist_filename
    try:
        found = parse(file)
    except (InvalidWheelFilename, InvalidSdistFilename):
        raise ValueError(f"'{file}' is no name of a wheel or a source archive.") from None
    return found[0], found[1]


class PackageFacts(Strict):
    """What a package's own file and the package index say of it; written by `make packages`."""

    name: Text
    latest: Text
    date: Day = Field(description="day of the latest release")
    first: Day = Field(description="day of the first file in the index")
    releases: Annotated[int, Field(ge=1)] = Field(description="all final releases")
    releases_24_months: Annotated[int, Field(ge=0)]
    requires_python: Text | None = None
    dependencies: Annotated[int, Field(ge=0)] = Field(
        description="what each install requires, without extras"
    )
    installs: int | None = Field(default=None, description="packages that an install brings")
    download_size: Annotated[int, Field(ge=1)] = Field(
        description="bytes of the largest wheel, or of the source archive"
    )
    installed_size: int | None = Field(default=None, description="bytes, all packages; frameworks")
    vulnerabilities: Annotated[int, Field(ge=0)] = Field(
        description="known ones of the latest release"
    )
    documentation: Text | None = Field(default=None, description="address that the package states")
    file: Text = Field(
        description="whose METADATA says name, Python, requirements and documentation"
    )
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    checked: Day

    @model_validator(mode="after")
    def _fit_together(self) -> PackageFacts:
        if not self.first <= self.date <= self.checked:
            raise ValueError(
                f"the days of '{self.name}' are out of order: first {self.first}, latest "
                f"{self.date}, checked {self.checked}."
            )
        if self.releases_24_months > self.releases:
            raise ValueError(f"'{self.name}' has more releases in 24 months than in all.")
        try:
            Version(self.latest)
        except InvalidVersion:
            raise ValueError(f"'{self.latest}' of '{self.name}' is no version.") from None
        if (canonicalize_name(self.name), Version(self.latest)) != _named(self.file):
            raise ValueError(f"'{self.file}' is no file of {self.name} {self.latest}.")
        return self


class Packages(Strict):
    """data/packages.json: facts by normalised name."""

    checked: Day
    packages: dict[str, PackageFacts]

    @field_validator("packages")
    @classmethod
    def _keys_are_names(cls, packages: dict[str, PackageFacts]) -> dict[str, PackageFacts]:
        for key, facts in packages.items():
            if key != (right_key := canonicalize_name(facts.name)):
                raise ValueError(f"'{key}' holds the facts of '{right_key}'.")
        return packages


class PackageNames(RootModel[Once[PackageName]]):
    """data/packages.yml: packages that pages speak of, beside frameworks and feature libraries."""


# --- data/advisories.yml and data/advisories.json ---------------------------------------------

Cwe = Annotated[str, StringConstraints(pattern=r"^CWE-\d+$")]


class AdvisoryKind(Strict):
    """What an advisory can be about, and how a record says that it is."""

    id: Id
    name: Text
    cwe: Once[Cwe] = Field(default_factory=list, description="weaknesses that a record may name")
    words: Once[Text] = Field(min_length=1, description="words of its text, whole ones")


class SeverityLevel(Strict):
    """A level of severity, in the words of projects."""

    id: Id
    name: Text
    words: Once[Text] = Field(min_length=1, description="as texts write it")


class ToldRecord(Strict):
    """A record of the CVE list, typed from its source: for what no text of the project names."""

    ids: Once[Text] = Field(min_length=1, description="its names, that of the project first")
    day: Day = Field(description="of its publication")
    says: Text = Field(description="what is wrong, in our words")
    cwe: Once[Cwe] = Field(default_factory=list, description="the weakness that it names")
    level: Text = Field(description="its severity, as one of the levels")
    fixed: Once[Text] = Field(min_length=1, description="versions")
    source: SourceId


class OwnText(Strict):
    """Where a project itself names the advisories of a package."""

    sources: Once[SourceId] = Field(min_length=1)
    address: Text | None = Field(
        default=None, description="of an advisory, with {id} for its name, as the text forms it"
    )
    of_others: dict[Text, Text] = Field(
        default_factory=dict, description="an identifier that it names → whose it is"
    )
    told: list[ToldRecord] = Field(default_factory=list, description="what the texts do not name")

    @field_validator("address")
    @classmethod
    def _takes_an_id(cls, address: str | None) -> str | None:
        if address is not None and "{id}" not in is_public(address):
            raise ValueError(f"'{address}' has no place for the identifier. Right: with {{id}}.")
        return address


class WatchedGroup(Strict):
    """Packages that are counted together, because whoever takes one of them takes the others."""

    outcome: OutcomeId
    packages: dict[PackageName, OwnText] = Field(min_length=1)


class Watched(Strict):
    """data/advisories.yml: what is counted, and where it is looked up."""

    since: int = Field(ge=FIRST_DAY.year, description="the first year that is counted")
    database: SourceId | None = Field(default=None, description="needed as soon as it is read")
    kinds: Annotated[list[AdvisoryKind], each_id_once]
    levels: Annotated[list[SeverityLevel], each_id_once] = Field(description="the worst first")
    groups: list[WatchedGroup]

    @model_validator(mode="after")
    def _each_package_once(self) -> Watched:
        names = [canonicalize_name(name) for group in self.groups for name in group.packages]
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise ValueError(f"the package '{twice}' stands in two groups.")
        if self.groups and not self.database:
            raise ValueError("'database' is missing: it is where these groups are looked up.")
        levels = [level.id for level in self.levels]
        texts = [text for group in self.groups for text in group.packages.values()]
        for one in [told for text in texts for told in text.told]:
            if one.level not in levels:
                known_levels = ", ".join(levels)
                raise ValueError(
                    f"the level '{one.level}' of {one.ids[0]} is unknown. Known: {known_levels}."
                )
        return self


class Advisory(Strict):
    """One vulnerability, whatever the number of its records and names."""

    ids: Once[Text] = Field(min_length=1, description="its names, that of the record first")
    packages: Once[Text] = Field(min_length=1)
    day: Day = Field(description="published in the database or told of by the project, the earlier")
    file: Text | None = Field(default=None, description="of the record; missing: it has none")
    named: bool = Field(default=False, description="by its project's text or the CVE list")
    kind: Text | None = None
    vector: Text | None = Field(default=None, description="CVSS, if the record has one")
    level: Text | None = Field(default=None, description="severity that these state")
    fixed: Once[Text] = Field(default_factory=list, description="versions, as these have them")

    @model_validator(mode="after")
    def _stands_somewhere(self) -> Advisory:
        if not (self.file or self.named):
            raise ValueError(f"neither a record nor a text names '{self.ids[0]}'.")
        return self


class Advisories(Strict):
    """data/advisories.json, written by `python -m tools.record.advisories`."""

    commit: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{40}$")]
    committed: Day = Field(description="the day of that commit of the database")
    checked: Day
    withdrawn: int = Field(ge=0, description="records that were taken back; they are not counted")
    advisories: list[Advisory]
    texts: dict[Text, list[Text]] = Field(description="package → versions of its texts")
    how: Text = Field(description="digest of data/advisories.yml")
    seal: Text = Field(description="digest of the other fields: an edit by hand does not fit it")


# --- data/maintenance.yml and data/maintenance.json ----------------------------------------------

Hash = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{40}$")]
Count = Annotated[int, Field(ge=0)]


class Repositories(Strict):
    """data/maintenance.yml: whose commits are counted, and how."""

    months: int = Field(ge=1, description="up to the newest commit")
    busy: int = Field(ge=1, description="commits that make an author one who comes back")
    busiest: int = Field(ge=1, description="authors whose share is told")
    docs: Text = Field(description="a folder; what touches nothing else is counted apart")
    bots: Once[Text] = Field(description="patterns of names of authors that are programs")
    repositories: dict[PackageName, Address] = Field(description="package → its repository")

    @field_validator("bots")
    @classmethod
    def _are_patterns(cls, bots: list[str]) -> list[str]:
        for pattern in bots:
            try:
                re.compile(pattern)
            except re.error as error:
                raise ValueError(f"'{pattern}' is no regular expression: {error}.") from None
        return bots

    @model_validator(mode="after")
    def _each_package_once(self) -> Repositories:
        names = [canonicalize_name(name) for name in self.repositories]
        if twice := next((name for name in names if names.count(name) > 1), None):
            raise ValueError(f"the package '{twice}' stands there twice.")
        return self


class Tally(Strict):
    """Some commits, and by how many people they are."""

    commits: Count
    authors: Count
    busy: Count = Field(description="authors with many commits")
    busiest: Count = Field(description="commits of the few busiest")


class Commits(Strict):
    """What the history of one repository says of its last months: numbers, no names."""

    checked: Day
    commit: Hash = Field(description="the newest")
    day: Day = Field(description="the day of that commit")
    seen: Day = Field(description="newest commit of any branch: the clone is of that day or later")
    all: Tally = Field(description="without merges and without commits of programs")
    code: Tally = Field(description="those of them that change something outside of its docs")
    bots: Count = Field(description="commits of programs, which are left out")
    how: Text = Field(description="digest of what data/maintenance.yml says of how to count")
    seal: Text = Field(description="digest of the other fields: an edit by hand does not fit it")


class Maintained(RootModel[dict[Text, Commits]]):
    """data/maintenance.json, written by `python -m tools.record.maintenance`."""


# --- data/libraries.yml and data/tried.json -----------------------------------------------------


class Library(Strict):
    """What must be known to try a library beside a framework, and its own files do not say."""

    extras: list[Text] = Field(default_factory=list, description="of the library, to install")
    also: list[Text] = Field(
        default_factory=list, description="further requirements, such as a client that it needs"
    )
    imports: list[Text] = Field(
        default_factory=list, description="modules; its own top level if left out"
    )
    code: Text | None = Field(
        default=None, description="set-up, added to the file of the framework's trial"
    )


class Libraries(RootModel[dict[FrameworkId, dict[PackageName, Library]]]):
    """data/libraries.yml: framework → library → how to try it."""

    @field_validator("root")
    @classmethod
    def _each_once(cls, root: dict[str, dict[str, Library]]) -> dict[str, dict[str, Library]]:
        for libraries in root.values():
            seen: dict[str, str] = {}
            for name in libraries:
                if (other := seen.setdefault(canonicalize_name(name), name)) != name:
                    raise ValueError(f"'{name}' and '{other}' are one library.")
        return root


class Tried(Strict):
    """What came of installing one library beside one framework and using it."""

    environment: Text
    date: datetime.date
    python: Text
    version: Text = Field(description="of the framework")
    newest: Text = Field(description="release of the library that was asked for first")
    installed: Text | None = Field(
        default=None, description="release that could be installed, if any could"
    )
    requires: Text | None = Field(
        default=None, description="what the newest asks of the framework, if it was refused"
    )
    failed: Text | None = Field(default=None, description="the first step that failed")
    said: Text | None = Field(
        default=None, description="one line of the tool that refused the newest, or of the step"
    )
    how: Text = Field(description="fingerprint of what data says of how to try it")
    seal: Text = Field(description="digest of the other fields: an edit by hand does not fit it")

    @property
    def works(self) -> bool:
        """Whether the newest release was installed and every step passed."""
        return self.installed == self.newest and self.failed is None


class TriedTogether(RootModel[dict[Id, dict[Text, list[Tried]]]]):
    """data/tried.json: framework → library → what came of it in each environment."""


# --- data/decisions.yml ------------------------------------------------------------------------


class Decision(Strict):
    """What one team decided, by its own text."""

    team: Text = Field(description="who decided, as they name themselves")
    date: Day = Field(description="day of the decision, or of the text that reports it")
    before: Text | None = Field(default=None, description="nothing if the team began anew")
    chose: Text = Field(description="in a few words")
    weighed: Text = Field(description="what the team says that it weighed, in our own words")
    since: Text = Field(description="what its repository holds today, or what else is known")
    later: Literal["kept", "moved", "ended", "not known"] = Field(
        description="whether the choice still stood when that was looked at"
    )
    answers: dict[QuestionId, Id] = Field(
        description="the stated situation as answers, written before the rules were asked"
    )
    choice: OutcomeId | None = Field(
        default=None, description="what it chose, if the rule book can pick it"
    )
    differs: Text | None = Field(
        default=None, description="why the rule book picks something else; only where it does"
    )
    title: Quoted = Field(description="of the text")
    url: Address = Field(description="where it can be read")
    checked: Day = Field(description="the day on which somebody read it for this site")

    @field_validator("checked")
    @classmethod
    def _read_after_it_was_written(cls, day: datetime.date, info: ValidationInfo) -> datetime.date:
        written = info.data.get("date")
        if written and day < written:
            raise ValueError(f"checked on {day}, before it was written, {written}.")
        return day


class Decisions(RootModel[list[Decision]]):
    """data/decisions.yml."""


# --- data/screens.yml and data/screens.json ---------------------------------------------------


class Act(Strict):
    """One thing that a visitor does before the picture is taken: exactly one of these."""

    fill: dict[Text, str] | None = Field(
        default=None, description="label of a field → what to type"
    )
    press: Text | None = Field(default=None, description="name of a button")
    follow: Text | None = Field(default=None, description="name of a link")
    open: Text | None = Field(default=None, description="path of a page")

    @model_validator(mode="after")
    def _one_of_them(self) -> Act:
        done = [name for name, value in self if value is not None]
        if len(done) != 1:
            raise ValueError(
                f"a step does one thing, not {len(done)} ({', '.join(done) or 'nothing'}). "
                "Right: fill, press, follow or open."
            )
        return self


class Seen(Strict):
    """One framework's application on a screen."""

    alt: Text = Field(description="what is seen, for those who cannot see it")
    note: Text | None = Field(default=None, description="a sentence below this picture")
    change: list[Change] = Field(
        default_factory=list, description="made in the copy that runs; the note says so"
    )
    start: list[Text] = Field(
        default_factory=list, description="shell lines in place of those of the application"
    )
    top: Text | None = Field(default=None, description="the last text of these words stands on top")

    @model_validator(mode="after")
    def _says_what_was_changed(self) -> Seen:
        if self.change and not self.note:
            raise ValueError("'change' alters the application, so 'note' has to say what and why.")
        return self


class Screen(Strict):
    """A state of a task's applications that is photographed."""

    id: Id
    task: TaskId
    title: Text
    says: Text | None = Field(default=None, description="what to look at, in a sentence")
    width: Annotated[int, Field(ge=320, le=800)] = Field(
        default=480, description="of the window, in CSS pixels: about that of a column"
    )
    height: Annotated[int, Field(ge=100, le=800)] = Field(description="of the window")
    path: Text = Field(description="of the page that is opened first")
    steps: list[Act] = Field(default_factory=list, description="what is done there, in order")
    seen: dict[FrameworkId, Seen] = Field(min_length=1)


class Screens(RootModel[dict[Id, Annotated[list[Screen], each_id_once]]]):
    """data/screens.yml: sets of screens, each shown together by `screens("<set>")`."""


class Picture(Strict):
    """One file of docs/screens/."""

    width: int = Field(description="in CSS pixels, as the window that was photographed")
    height: int
    digest: Text = Field(description="of the file's bytes")


class Shot(Strict):
    """What `make screens` photographed."""

    date: Day
    version: Text = Field(description="of the framework")
    browser: Text
    code: Text = Field(description="fingerprint of the application and its contract")
    how: Text = Field(description="digest of what data/screens.yml says of taking it")
    light: Picture
    dark: Picture | None = Field(default=None, description="only where it looks different")
    seal: Text = Field(description="digest of the other fields: an edit by hand does not fit it")


class Shots(RootModel[dict[Id, dict[Id, dict[Id, Shot]]]]):
    """data/screens.json: set → screen → framework → picture."""


# --- data/defaults.yml and data/defaults.json ---------------------------------------------------


class FreshProject(Strict):
    """A new project of one framework, in measurements/defaults/<framework>/."""

    about: Text = Field(description="what is in it and by which documentation, in a sentence")
    sources: Once[SourceId] = Field(min_length=1)
    start: list[Text] = Field(
        min_length=1,
        description="shell lines that start it; the last runs the server, with `{port}` for a port",
    )
    server: Text = Field(description="the distribution that carries its server")
    written: Once[Text] = Field(min_length=1, description="files that a page shows, in order")


class Asked(Strict):
    """One request that every fresh project gets, in the very same bytes.

    In `head` and `body`, `{x*3}` is `xxx`, and in `head` `{length}` the length of the body.
    """

    id: Id
    title: Text
    head: Text = Field(description="request line and headers, a line each")
    body: str | None = Field(default=None, description="none is sent if left out")
    look: Once[Text] = Field(
        default_factory=list,
        description="what of the answer matters here beside its status: headers, `body`, `log`",
    )
    why: Text = Field(description="why a reader should care, in a sentence or two")
    written_for: dict[FrameworkId, int | None] = Field(
        min_length=1, description="the status, or null for silence, that `why` was written for"
    )
    sources: Once[SourceId] = Field(default_factory=list)


class Defaults(Strict):
    """data/defaults.yml: what is sent to a fresh project of each framework."""

    projects: dict[FrameworkId, FreshProject]
    usual: Once[Text] = Field(
        default_factory=list, description="lines of heads that pages do not repeat"
    )
    requests: dict[Id, Annotated[list[Asked], each_id_once]] = Field(
        description='group → requests, which `defaults("<group>")` prints'
    )

    @field_validator("requests")
    @classmethod
    def _each_id_in_one_group(cls, requests: dict[str, list[Asked]]) -> dict[str, list[Asked]]:
        seen: dict[str, str] = {}
        for group, asked in requests.items():
            for one in asked:
                if (other := seen.setdefault(one.id, group)) != group:
                    raise ValueError(f"the request '{one.id}' stands in '{other}' and '{group}'.")
        return requests


class Answer(Strict):
    """What came back, as far as it does not change from run to run."""

    sent: Text = Field(description="the request, printable and shortened")
    first: int | None = Field(default=None, description="a status of 100 to 199 that came before")
    status: int | None = Field(default=None, description="nothing if no answer came")
    ended: bool = Field(default=False, description="the connection ended without an answer")
    headers: dict[str, str] = Field(default_factory=dict)
    body: str = Field(default="", description="the first line of its text")
    by: Literal["server", "framework", "code"] | None = Field(
        default=None, description="who answered, if anybody; `code` is that of the project"
    )
    traceback: bool = Field(default=False, description="whether the server's log got one")


class Answers(Strict):
    """What `make defaults` recorded of one fresh project."""

    date: Day
    python: Text
    version: Text = Field(description="of the framework")
    server: Text = Field(description="version of the server's distribution")
    code: Text = Field(description="fingerprint of the project's files")
    how: Text = Field(description="digest of what data/defaults.yml says of starting and asking")
    answers: dict[Id, Answer]
    seal: Text = Field(description="digest of the other fields: an edit by hand does not fit it")


class RecordedDefaults(RootModel[dict[Id, Answers]]):
    """data/defaults.json: framework → what its fresh project answered."""


# --- data/live.yml ----------------------------------------------------------------------------


class Account(Strict):
    """Somebody who can sign in to the applications of a task, once its lines have run."""

    name: Text
    password: Text
    role: Text | None = Field(default=None, description="what others may not who sign in")


class Live(Strict):
    """data/live.yml."""

    without: dict[TaskId, Text] = Field(
        description="each task whose applications cannot run in a reader's browser, with the reason"
    )
    not_planted: dict[TaskId, dict[Id, Text]] = Field(
        default={}, description="faults that a page cannot show, by their tasks, with the reason"
    )
    accounts: dict[TaskId, list[Account]] = Field(
        default={}, description="who can sign in, by the tasks whose applications have accounts"
    )
    no_form: dict[TaskId, Text] = Field(
        default={}, description="tasks with accounts where no page signs in: what a reader is told"
    )
    first: dict[TaskId, Text] = Field(
        default={}, description="the page that is opened first, where no sample begins with it"
    )
    left_out: dict[Text, Text] = Field(
        default={}, description="patterns of files of packages that nobody fetches, with the reason"
    )
    never: dict[Text, Text] = Field(
        default={}, description="packages that nobody fetches, with the reason"
    )
    pure_too: Once[Text] = Field(
        default=[], description="packages that do without what they have compiled"
    )
    licences: Once[Text] = Field(
        default=[], description="the licences under which a reader may be sent something"
    )


# --- data/search.yml --------------------------------------------------------------------------

Word = Annotated[str, StringConstraints(pattern=r"^[^\W_A-Z]+$")]


class SearchWords(Strict):
    """data/search.yml."""

    ignore: Once[Word] = Field(min_length=1, description="words that say nothing of what is asked")
    same: dict[Word, Once[Text]] = Field(description="a reader's word → words of the pages")
    choice: Once[Annotated[Text, known("page")]] = Field(
        min_length=1, description="come first when a question names frameworks and nothing else"
    )
    suggestions: Once[Text] = Field(min_length=1, description="what an empty search offers")


# --- docs/ ------------------------------------------------------------------------------------


class PageType(Strict):
    """A kind of page: where its pages stand, and the template that they follow."""

    place: Once[Text] = Field(min_length=1, description="globs below docs/")
    template: Text | None = Field(default=None, description="in includes/pages/")
    exact: bool = Field(default=False, description="its sections and no others")
    new: bool = Field(default=False, description="`make new-page` starts one")
    advises: bool = Field(default=False, description="what it recommends is a case of data/decide/")
    found: Annotated[float, Field(gt=0, le=1)] = Field(
        default=1, description="how much its pages count in the search"
    )


class PageTypes(RootModel[dict[Id, PageType]]):
    """data/page-types.yml."""


# A result page of a search engine shows about so much of a title.
LONGEST_TITLE = 70


class FrontMatter(Strict):
    """The head of a page in `docs/`."""

    type: Annotated[Id, known("type")]
    title: Annotated[Text, StringConstraints(min_length=5, max_length=LONGEST_TITLE)]
    description: Annotated[Text, StringConstraints(min_length=50, max_length=160)]
    hide: Once[Literal["navigation", "toc", "footer"]] = Field(default_factory=list)
    template: Text | None = None
