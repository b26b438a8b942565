"""Diagrams of data/diagrams/: lanes of steps with exits to the side, and trees of folders."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from content.errors import SiteError, unknown
from content.model import FrameworkId, Id, Once, Strict, Text, each_id_once
from content.reader import Loaded, load_with_lines

FOLDER = "data/diagrams"
LAYOUT = f"{FOLDER}/layout.yml"

Who = Literal["server", "framework", "you"]


class Station(Strict):
    """A place that every lane of a diagram passes, whatever it is called there."""

    id: Id
    title: Text
    aside: bool = Field(default=False, description="only exits lead there")


class Exit(Strict):
    """A way out of a step to the side."""

    when: Text = Field(description="what has to happen")
    to: Id | None = Field(default=None, description="a later step of the lane; this or `ends`")
    ends: Text | None = Field(default=None, description="where it ends, if not at a step")

    @model_validator(mode="after")
    def _leads_to_one_place(self) -> Exit:
        if bool(self.to) == bool(self.ends):
            raise ValueError("an exit needs one of 'to' and 'ends', and not both.")
        return self


class Way(Strict):
    """One of several things that go on at one step at the same time."""

    name: Text
    says: Text


class Step(Strict):
    """What happens at one station of one lane."""

    at: Id = Field(description="the station")
    name: Text | None = Field(default=None, description="what it is called in this lane")
    by: Once[Who] = Field(default_factory=list, description="who does it, first the one who most")
    says: Text = Field(description="what happens, in one or two short sentences")
    calls: dict[Text, Once[Text]] = Field(
        default_factory=dict, description="file of the package → its functions, in order of call"
    )
    ways: list[Way] = Field(default_factory=list)
    exits: list[Exit] = Field(default_factory=list)


class Lane(Strict):
    """The steps from top to bottom, of one framework or of what its title says."""

    title: Text | None = Field(default=None, description="if the lane is of no framework")
    version: Text | None = Field(default=None, description="of the source that was read")
    steps: list[Step] = Field(min_length=1)

    def numbers(self) -> dict[str, int]:
        """The number of each step by its station."""
        return {step.at: number for number, step in enumerate(self.steps, 1)}

    def leading_to(self, station: str) -> list[str]:
        """The stations from which an exit leads to this one."""
        return [step.at for step in self.steps if any(one.to == station for one in step.exits)]


class Lanes(Strict):
    """data/diagrams/<name>.yml: the same stations in every lane, each in its own order."""

    title: Text
    stations: Annotated[list[Station], each_id_once] = Field(min_length=1)
    lanes: dict[Id, Lane] = Field(min_length=1)

    def station(self, name: str) -> Station:
        """A station by its id."""
        return next(one for one in self.stations if one.id == name)


class Entry(Strict):
    """A file or a folder of a project."""

    file: Text
    places: Once[Id] = Field(default_factory=list, description="what of a project stands there")
    says: Text | None = None
    inside: list[Entry] = Field(default_factory=list)


class Layout(Strict):
    """data/diagrams/layout.yml: where the same places of a project are in each framework."""

    title: Text
    places: dict[Id, Text] = Field(min_length=1, description="name of a place → as readers see it")
    trees: dict[FrameworkId, list[Entry]]


@dataclass(frozen=True)
class Diagrams:
    """What data/diagrams/ holds."""

    lanes: dict[str, Lanes] = field(default_factory=dict)
    layout: Layout | None = None


def read_diagrams(root: Path, frameworks: Collection[str]) -> Diagrams:
    """Every diagram; exits that lead nowhere and lanes that leave a station out are refused."""
    lanes = {}
    for path in sorted((root / FOLDER).glob("*.yml")):
        if path != root / LAYOUT:
            loaded = load_with_lines(path, Lanes, root)
            for name in loaded.content.lanes:
                _check_lane(loaded, name, frameworks)
            lanes[path.stem] = loaded.content
    return Diagrams(lanes, _read_layout(root, frameworks))


def _check_lane(loaded: Loaded[Lanes], name: str, frameworks: Collection[str]) -> None:
    """Refuse a lane that is nobody's, and steps or exits that do not fit its stations."""
    lane, at = loaded.content.lanes[name], loaded.at("lanes", name)
    if lane.title is None and name not in frameworks:
        raise unknown(at, "framework", name, frameworks)
    stations = [one.id for one in loaded.content.stations]
    seen: list[str] = []
    for index, step in enumerate(lane.steps):
        place = loaded.at("lanes", name, "steps", index, "at")
        if step.at not in stations:
            raise unknown(place, "station", step.at, stations)
        if step.at in seen:
            raise SiteError(f"{place}: the lane '{name}' is at '{step.at}' already. Take one out.")
        seen.append(step.at)
    for station in stations:
        if station not in seen:
            raise SiteError(f"{at}: the lane '{name}' has no step at '{station}'. Add one.")
    for index, step in enumerate(lane.steps):
        for number, one in enumerate(step.exits):
            if one.to is not None:
                place = loaded.at("lanes", name, "steps", index, "exits", number, "to")
                _check_exit(place, step.at, one.to, seen)
    for aside in (one.id for one in loaded.content.stations if one.aside):
        if not lane.leading_to(aside):
            raise SiteError(f"{at}: '{aside}' stands aside, and no exit of '{name}' leads there.")


def _check_exit(place: str, start: str, to: str, order: list[str]) -> None:
    if to not in order:
        raise unknown(place, "step", to, order)
    if order.index(to) <= order.index(start):
        raise SiteError(
            f"{place}: this exit of '{start}' leads to '{to}', which is no later step. "
            f"Later: {', '.join(order[order.index(start) + 1 :]) or 'none'}."
        )


def _read_layout(root: Path, frameworks: Collection[str]) -> Layout | None:
    if not (root / LAYOUT).is_file():
        return None
    loaded = load_with_lines(root / LAYOUT, Layout, root, framework=frameworks)
    layout = loaded.content
    for name, tree in layout.trees.items():
        named = {place for entry in entries(tree) for place in entry.places}
        for place in sorted(named - set(layout.places)):
            raise unknown(loaded.at("trees", name), "place", place, layout.places)
        for place in layout.places:
            if place not in named:
                at = loaded.at("trees", name)
                raise SiteError(f"{at}: the tree '{name}' has no place '{place}'. Name its file.")
    return layout


def entries(tree: Iterable[Entry]) -> Iterator[Entry]:
    """Every file and folder of a tree."""
    for entry in tree:
        yield entry
        yield from entries(entry.inside)
