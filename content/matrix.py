"""Every feature beside every framework: one table, for the page and for the files made of it."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from content.model import Cell, Feature, FeatureGroup, Source
from content.project import Project


class Level(NamedTuple):
    """How readers see a level: a sign, a word for it, and what it means."""

    sign: str
    word: str
    means: str


LEVELS = {
    "core": Level("●", "in the core", "It comes with the framework or with what that installs."),
    "official": Level(
        "◕",
        "sister add-on",
        "A library in a repository of the framework's organisation, or of its organisation for "
        "community maintenance. That is no promise of upkeep.",
    ),
    "third-party": Level("◑", "third-party", "A library that others keep."),
    "none": Level("○", "you write it", "We name no library; the text says what you do."),
    "unknown": Level("?", "not known", "We found no primary source, or have not looked."),
}
UNKNOWN = Cell(level="unknown", text="Nobody has looked for this site.")


class Column(NamedTuple):
    """A framework of the matrix, and the page where a reader goes on."""

    id: str
    name: str
    page: str


def groups(project: Project) -> list[tuple[str, FeatureGroup]]:
    """The groups of features by their ids, in the order in which they are printed."""
    return sorted(project.features.items(), key=lambda item: item[1].order)


def columns(project: Project) -> list[Column]:
    """Every framework of the registry, and what else the rule book considers, if it has a cell."""
    listed = [Column(one.id, one.name, features_page(one.id)) for one in project.frameworks]
    seen = {one.id for one in listed}
    listed += [
        Column(one.id, one.name, one.page)
        for one in project.rulebook.outcomes
        if one.kind == "considered" and one.id not in seen
    ]
    filled = {name for _, group in groups(project) for row in group.rows for name in row.cells}
    return [one for one in listed if one.id in filled]


def features_page(framework: str) -> str:
    """The page that has a framework's features."""
    return f"{framework}/features.md"


def cell(row: Feature, column: Column) -> Cell:
    """The cell of a row; where nobody has filled it in, it says so."""
    return row.cells.get(column.id, UNKNOWN)


def counts(project: Project) -> dict[str, Counter[str]]:
    """Framework → level → number of features."""
    rows = [row for _, group in groups(project) for row in group.rows]
    return {
        column.id: Counter(cell(row, column).level for row in rows) for column in columns(project)
    }


def differs(project: Project, row: Feature) -> bool:
    """Whether two frameworks are known to give a feature at different levels."""
    levels = {cell(row, column).level for column in columns(project)}
    return len(levels - {"unknown"}) > 1


def as_csv(project: Project) -> str:
    """The matrix for a spreadsheet: a line for each feature."""
    target = io.StringIO()
    writer = csv.writer(target, lineterminator="\n")
    heads = ("", " library", " text", " sources")
    named = [f"{one.name}{head}" for one in columns(project) for head in heads]
    writer.writerow(["Group", "Feature", *named])
    for _, group in groups(project):
        for row in group.rows:
            parts = [part for one in columns(project) for part in _flat(project, cell(row, one))]
            writer.writerow([group.group, row.feature, *parts])
    return target.getvalue()


def as_json(project: Project) -> str:
    """The matrix for a program."""
    content = {
        "levels": {name: level.word for name, level in LEVELS.items()},
        "frameworks": {one.id: one.name for one in columns(project)},
        "groups": [
            {"id": name, "group": group.group, "rows": [_row(project, row) for row in group.rows]}
            for name, group in groups(project)
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def text_of(given: Cell) -> str:
    """What a cell says, with what to watch out for."""
    return f"{given.text} {given.note}" if given.note else given.text


def _flat(project: Project, given: Cell) -> Iterator[str]:
    yield LEVELS[given.level].word
    yield given.library or ""
    yield text_of(given)
    yield " ".join(project.sources[name].url for name in given.sources)


def _row(project: Project, row: Feature) -> dict[str, object]:
    cells = {one.id: _cell(project, cell(row, one)) for one in columns(project)}
    needed = project.needs.calling_for(row.id)
    return {"id": row.id, "feature": row.feature, "needed_for": needed, "cells": cells}


def _cell(project: Project, given: Cell) -> dict[str, object]:
    return {
        "level": given.level,
        "library": given.library,
        "text": text_of(given),
        "sources": [_source(project.sources[name]) for name in given.sources],
    }


def _source(source: Source) -> dict[str, str | None]:
    return {
        "title": source.title,
        "publisher": source.publisher,
        "url": source.url,
        "version": source.version,
        "checked": source.checked.isoformat(),
    }
