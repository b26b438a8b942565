"""The shape of everything in `data/` and of the two files that describe a task."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    RootModel,
    StringConstraints,
    field_validator,
    model_validator,
)

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]


class Strict(BaseModel):
    """A model that refuses keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


# --- data/frameworks.yml ---------------------------------------------------------------------


Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$")]


class Palette(Strict):
    """One colour in both palettes; each stands out from its background by 4.5 to 1 or more."""

    light: Colour
    dark: Colour


class Framework(Strict):
    """One framework of the registry."""

    id: Id
    name: Text = Field(description="as its project writes it")
    package: Text = Field(description="the distribution that carries it")
    documentation: Text = Field(description="address of its own documentation")
    environments: list[Literal["main", "lts"]] = Field(min_length=1)
    colour: Palette
    shape: Literal["circle", "square", "triangle", "diamond"] = Field(
        description="tells the framework apart where colour does not"
    )
    missing: dict[Id, Text] = Field(
        default_factory=dict, description="task → why there is no implementation of it yet"
    )


class Frameworks(Strict):
    """data/frameworks.yml, in the order in which pages show the frameworks."""

    frameworks: list[Framework] = Field(min_length=1)


# --- data/sources.yml ------------------------------------------------------------------------


class Source(Strict):
    """Something that can be cited."""

    title: Text
    publisher: Text
    url: Annotated[str, StringConstraints(pattern=r"^https?://\S+$")]
    checked: datetime.date = Field(description="the day on which somebody read it for this site")
    locator: Text | None = Field(default=None, description="section, function or line of it")
    version: Text | None = Field(default=None, description="release or commit that was read")


class Sources(RootModel[dict[Id, Source]]):
    """data/sources.yml."""


# --- snippets/<task>/task.yml ----------------------------------------------------------------


class Promise(Strict):
    """One line of a contract."""

    id: Id
    says: Text


class Step(Strict):
    """One part of the code that a page shows side by side."""

    id: Id
    title: Text
    about: Text | None = None


class Difference(Strict):
    """Behaviour that the contract leaves open and that differs."""

    id: Id
    title: Text
    why: Text


class Task(Strict):
    """What an application must do, whatever the framework."""

    title: Text
    summary: Text
    why: Text
    page: Text
    order: int = Field(default=1000, description="place in the index of tasks; simple ones first")
    contract_test: Id | None = None
    contract: list[Promise] = Field(min_length=1)
    steps: list[Step] = Field(min_length=1)
    differences: list[Difference] = Field(default_factory=list)
    samples: list[Text] = Field(default_factory=list)
    databases: list[Literal["sqlite", "postgresql"]] = Field(
        default_factory=list, description="the contract runs on each; none: the task stores nothing"
    )


# --- snippets/<task>/<framework>/implementation.yml ------------------------------------------


class Implementation(Strict):
    """What is particular to one framework's answer to a task."""

    start: list[Text] = Field(min_length=1)
    ready: Text = "/"
    test: Text
    test_files: list[Text] = Field(min_length=1)
    generated_by: Text | None = None
    generated_files: list[Text] = Field(
        default_factory=list, description="globs: what commands wrote from the code; migrations"
    )
    absent: dict[Id, Text] = Field(default_factory=dict)
    differences: dict[Id, Text] = Field(default_factory=dict)


# --- data/verified.json ----------------------------------------------------------------------


class Run(Strict):
    """The last green run of a contract in one environment."""

    environment: Text
    version: Text = Field(description="of the framework")
    python: Text
    date: datetime.date
    packages: dict[str, str] = Field(description="every package that the application brings")
    code: Text = Field(description="fingerprint of the code and the contract that ran")


class Verified(RootModel[dict[Id, dict[Id, list[Run]]]]):
    """data/verified.json: task → framework → runs."""


# --- tests/faults/<task>.yml -----------------------------------------------------------------


class Fault(Strict):
    """A deliberate fault: an exact piece of text and what takes its place."""

    id: Id
    framework: Id
    why: Text
    file: Text
    replace: Text
    with_: Annotated[str, Field(alias="with")]
    breaks: list[Id] = Field(min_length=1, description="the promises that it must break")


class Faults(Strict):
    """One file of faults."""

    faults: list[Fault]


# --- data/features/<group>.yml ----------------------------------------------------------------

Level = Literal["core", "official", "third-party", "none"]


class Cell(Strict):
    """Where one framework's users get one feature."""

    level: Level
    text: Text = Field(description="what they get, in one or two short sentences of Markdown")
    library: Text | None = Field(default=None, description="name in the package index")
    sources: list[Id] = Field(default_factory=list)
    note: Text | None = Field(default=None, description="what to watch out for")

    @model_validator(mode="after")
    def _library_fits_level(self) -> Cell:
        if self.level in ("official", "third-party") and self.library is None:
            raise ValueError(f"the level '{self.level}' needs a library")
        if self.level == "core" and not self.sources:
            raise ValueError("the level 'core' needs a source")
        return self


class Feature(Strict):
    """One row: a feature, and a cell for each framework."""

    id: Id
    feature: Text
    cells: dict[Id, Cell]


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

    kind: Literal["contract", "page", "source", "package", "to-be-measured"]
    ref: Text | None = Field(
        default=None,
        description="task#promise, page.md#heading, id of a source, or package#key",
    )
    text: Text | None = Field(default=None, description="what is to be measured, or what it shows")

    @model_validator(mode="after")
    def _has_what_its_kind_needs(self) -> Evidence:
        needed = "text" if self.kind == "to-be-measured" else "ref"
        if getattr(self, needed) is None:
            raise ValueError(f"evidence of the kind '{self.kind}' needs '{needed}'")
        return self


class Claim(Strict):
    """One popular claim, in our words, and what became of it."""

    id: ClaimId
    claim: Text
    about: Id = Field(description="a framework of the registry, or `both`")
    verdict: Verdict
    reason: Text
    evidence: list[Evidence] = Field(min_length=1)
    decides: bool = Field(default=True, description="whether it bears on a choice")

    @field_validator("reason")
    @classmethod
    def _reason_is_short(cls, reason: str) -> str:
        count = len(reason.split())
        if count > LONGEST_REASON:
            raise ValueError(f"{count} words; at most {LONGEST_REASON}")
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
    sources: list[Id] = Field(min_length=1)


class Support(Strict):
    """The support policy of one framework."""

    policy: Text
    sources: list[Id] = Field(min_length=1)
    windows: list[Window] = Field(min_length=1)


class Supports(RootModel[dict[Id, Support]]):
    """data/support.yml."""


# --- data/packages.json and data/packages.yml ---------------------------------------------------


class PackageFacts(Strict):
    """What the package index says of one package; written by `make facts`."""

    name: Text
    latest: Text
    date: datetime.date = Field(description="day of the latest release")
    first: datetime.date = Field(description="day of the first file in the index")
    releases: int = Field(description="all final releases")
    releases_24_months: int
    requires_python: Text | None = None
    dependencies: int = Field(description="direct ones, without extras")
    installs: int | None = Field(default=None, description="packages that an install brings")
    download_size: int = Field(description="bytes of the largest wheel, or of the source archive")
    installed_size: int | None = Field(default=None, description="bytes, all packages; frameworks")
    vulnerabilities: int = Field(description="known ones of the latest release")
    documentation: Text | None = Field(default=None, description="address that the package states")
    checked: datetime.date


class Packages(Strict):
    """data/packages.json: facts by normalised name."""

    checked: datetime.date
    packages: dict[str, PackageFacts]


class PackageNames(RootModel[list[Text]]):
    """data/packages.yml: packages that pages speak of, beside frameworks and feature libraries."""


# --- data/decisions.yml ------------------------------------------------------------------------


class Decision(Strict):
    """What one team decided, by its own text."""

    team: Text
    date: datetime.date = Field(description="day of the decision, or of the text that reports it")
    before: Text | None = Field(default=None, description="nothing if the team began anew")
    chose: Text
    weighed: Text = Field(description="what the team says that it weighed, in our own words")
    since: Text | None = Field(default=None, description="what became of it, from the same text")
    title: Text = Field(description="of the text")
    url: Annotated[str, StringConstraints(pattern=r"^https://\S+$")]
    checked: datetime.date


class Decisions(RootModel[list[Decision]]):
    """data/decisions.yml."""


# --- data/diagrams/<id>.yml ---------------------------------------------------------------------


class DiagramText(Strict):
    """What a reader who cannot see a diagram is told."""

    title: Text
    description: Text


# --- front matter of a page ------------------------------------------------------------------


class SearchWeight(Strict):
    """How much a page counts in the search; 1 is usual."""

    boost: Annotated[float, Field(gt=0, le=3)]


class FrontMatter(Strict):
    """The head of a page in `docs/`."""

    title: Text
    description: Annotated[str, StringConstraints(min_length=50, max_length=160)]
    hide: list[Literal["navigation", "toc", "footer"]] = Field(default_factory=list)
    template: Text | None = None
    search: SearchWeight | None = None
