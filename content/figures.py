"""Figures that people ask for: shares in surveys over the years, and what a move took."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from content.errors import right
from content.model import Id, OutcomeId, SourceId, Strict, Text, each_id_once

FIGURES = "data/figures.yml"
FIRST_YEAR = 2005  # none of these frameworks is older


class People(Strict):
    """Whose answers are counted together."""

    id: Id
    name: Text


class Count(Strict):
    """How many of them answered, and how many per cent of these use what."""

    answered: int = Field(ge=1, description="people, as the source states it")
    shares: dict[OutcomeId, Annotated[float, Field(gt=0, lt=100)]] = Field(
        min_length=1, description="per cent; what could not be chosen is missing"
    )


class Year(Strict):
    """One survey of a series."""

    year: int = Field(ge=FIRST_YEAR)
    asked: Text = Field(description="the days on which it was open")
    source: SourceId
    counts: dict[Id, Count] = Field(min_length=1, description="people → count")
    apart: Text | None = Field(default=None, description="why it is not compared with the others")


def _rising(years: list[Year]) -> list[Year]:
    """Let a list pass in which each year stands once, the oldest first."""
    for one, other in pairwise(years):
        if other.year <= one.year:
            raise ValueError(
                f"{other.year} stands after {one.year}. Right: the oldest first, each once."
            )
    return years


class Survey(Strict):
    """A series of surveys that ask the same."""

    id: Id
    name: Text
    people: Annotated[list[People], each_id_once] = Field(min_length=1)
    years: Annotated[list[Year], AfterValidator(_rising)] = Field(min_length=1)

    @model_validator(mode="after")
    def _counts_known_people(self) -> Survey:
        known = [one.id for one in self.people]
        for year in self.years:
            for name in year.counts:
                if name not in known:
                    raise ValueError(
                        f"unknown people '{name}' in {year.year} of '{self.id}'. "
                        f"{right(name, known)}"
                    )
        return self

    def compared(self, people: str) -> list[Year]:
        """The years that may be compared and that count these people."""
        return [year for year in self.years if people in year.counts and not year.apart]


class Move(Strict):
    """What it took one team to move from one framework to another."""

    id: Id
    team: Text
    before: Text
    after: Text
    size: Text | None = Field(default=None, description="of what was moved; missing: not told")
    took: Text
    told: Literal["text", "git"] = Field(description="by the team's own words, or counted in git")
    counted: Text | None = Field(default=None, description="from what to what; needed with git")
    source: SourceId

    @model_validator(mode="after")
    def _a_count_says_how(self) -> Move:
        if (self.told == "git") != bool(self.counted):
            raise ValueError(
                f"'{self.id}' is told by '{self.told}'. Right: 'counted' with git, and only there."
            )
        return self


class Figures(Strict):
    """data/figures.yml."""

    surveys: Annotated[list[Survey], each_id_once]
    moves: Annotated[list[Move], each_id_once]
