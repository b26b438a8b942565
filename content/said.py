"""Sentences whose truth hangs on measured numbers: a new record that turns one is noticed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median
from typing import Annotated, Literal

from pydantic import Field, RootModel, StringConstraints

from content.measure_kinds import KINDS
from content.measurements import Record, newest
from content.model import Strict, Text
from content.reader import Loaded
from content.statistics import ratio

SAID = "data/said.yml"
Records = Mapping[str, Loaded[Record]]
Found = Annotated[str, StringConstraints(pattern=r"^\S+ \S+ \S+$")]


class Sentence(Strict):
    """Words on a page, and what has to hold of the newest numbers so that they are true."""

    page: Text = Field(description="a file of words, from the project's folder")
    words: Text = Field(description="as they stand there, line breaks aside")
    one: Found = Field(description="kind, page and arm of data/measurements")
    other: Found | None = Field(default=None, description="what it is set beside, if anything is")
    by: Literal["ratio", "difference"] = "ratio"
    value: Text | None = Field(default=None, description="of the run; what pages show if missing")
    least: float = -float("inf")
    most: float = float("inf")


class Said(RootModel[list[Sentence]]):
    """data/said.yml."""


def problems(root: Path, said: Loaded[Said], records: Records) -> Iterator[str]:
    """One sentence for each whose words are gone or whose numbers say otherwise."""
    for number, sentence in enumerate(said.content.root):
        where = said.at(number)
        path = root / sentence.page
        if not path.is_file() or sentence.words not in " ".join(path.read_text("utf-8").split()):
            yield f"{where}: '{sentence.words}' does not stand in {sentence.page}."
            continue
        found = _number(records, sentence)
        if found is None:
            yield (
                f"{where}: no record has {sentence.one}"
                f"{f' and {sentence.other}' if sentence.other else ''}."
            )
        elif not sentence.least <= found <= sentence.most:
            yield (
                f"{where}: {sentence.page} says '{sentence.words}', but "
                f"{'the ' + sentence.by if sentence.other else 'it'} is {found:.3g}. "
                f"Right: {sentence.least:g} to {sentence.most:g}. Change the words."
            )


def _number(records: Records, sentence: Sentence) -> float | None:
    one = _rounds(records, sentence.one, sentence.value)
    if sentence.other is None:
        return median(one) if one else None
    other = _rounds(records, sentence.other, sentence.value)
    if not one or not other:
        return None
    if sentence.by == "difference":
        return median(one) - median(other)
    # As pages print it: pair by pair where there are pairs.
    return ratio(one, other).middle if len(one) == len(other) else median(one) / median(other)


def _rounds(records: Records, named: str, value: str | None) -> list[float]:
    """What the newest record that holds runs of this kind found."""
    kind, page, arm = named.split()
    for known in KINDS:
        if known == kind and (record := newest(records, known)):
            return (
                record.values(known, page, arm, value) if value else record.shown(known, page, arm)
            )
    return []
