"""The shape of everything in `data/` and of the two files that describe a task."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel, StringConstraints

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]


class Strict(BaseModel):
    """A model that refuses keys it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


# --- data/frameworks.yml ---------------------------------------------------------------------


class Framework(Strict):
    """One framework of the registry."""

    id: Id
    name: Text = Field(description="as its project writes it")
    package: Text = Field(description="the distribution that carries it")
    documentation: Text = Field(description="address of its own documentation")
    environments: list[Literal["main", "lts"]] = Field(min_length=1)
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


# --- front matter of a page ------------------------------------------------------------------


class FrontMatter(Strict):
    """The head of a page in `docs/`."""

    title: Text
    description: Annotated[str, StringConstraints(min_length=50, max_length=160)]
    hide: list[Literal["navigation", "toc", "footer"]] = Field(default_factory=list)
    template: Text | None = None
