"""The matrix of features: what it holds, its files, and what a project needs of it."""

from __future__ import annotations

import csv
import dataclasses
import json
from functools import cache

import pytest

from content import matrix
from content.errors import SiteError
from content.model import Feature
from content.needs import PATH, read_needs
from content.project import ROOT, Project, read
from content.rulebook import Answer, Question

QUESTIONS = [
    Question(id="output", ask="What?", why="So.", answers=[
        Answer(id="pages", says="Pages"), Answer(id="api", says="An API")]),
]  # fmt: skip
ROWS = ["json", "templates", "forms", "sessions"]


@cache
def project() -> Project:
    return read(ROOT)


def rows() -> list[tuple[str, Feature]]:
    return [(group.group, row) for _, group in matrix.groups(project()) for row in group.rows]


def needs(tmp_path, text):
    (tmp_path / PATH).parent.mkdir(parents=True)
    (tmp_path / PATH).write_text(text, encoding="utf-8")
    return read_needs(tmp_path, QUESTIONS, ROWS)


def test_every_framework_is_a_column_in_the_order_of_the_registry():
    shown = [one.id for one in matrix.columns(project())]
    registry = [one.id for one in project().frameworks]
    assert shown[: len(registry)] == registry
    considered = [one.id for one in project().rulebook.outcomes if one.kind == "considered"]
    assert [one for one in shown if one not in registry] == [
        one for one in considered if any(one in row.cells for _, row in rows())
    ]


def test_a_cell_that_nobody_filled_in_is_not_known_and_makes_no_difference():
    row = rows()[0][1]
    first = matrix.columns(project())[0]
    bare = row.model_copy(update={"cells": {first.id: row.cells[first.id]}})
    other = matrix.columns(project())[1]
    assert matrix.cell(bare, other).level == "unknown"
    assert not matrix.differs(project(), bare)


def test_levels_of_each_framework_add_up_to_all_features():
    for levels in matrix.counts(project()).values():
        assert sum(levels.values()) == len(rows())
        assert set(levels) <= set(matrix.LEVELS)


def test_the_spreadsheet_says_what_the_data_says():
    head, *lines = csv.reader(matrix.as_csv(project()).splitlines())
    assert len(lines) == len(rows())
    shown = matrix.columns(project())
    assert head[:2] == ["Group", "Feature"]
    assert head[2::4] == [one.name for one in shown]
    for line, (group, row) in zip(lines, rows(), strict=True):
        assert line[:2] == [group, row.feature]
        for number, column in enumerate(shown):
            level, library, text, sources = line[2 + 4 * number : 6 + 4 * number]
            cell = matrix.cell(row, column)
            assert level == matrix.LEVELS[cell.level].word
            assert library == (cell.library or "")
            assert text.startswith(cell.text)
            assert text.endswith(cell.note or cell.text)
            assert sources.split() == [project().sources[name].url for name in cell.sources]


def test_the_file_for_programs_says_what_the_data_says():
    found = json.loads(matrix.as_json(project()))
    assert list(found["frameworks"]) == [one.id for one in matrix.columns(project())]
    flat = [(group["group"], row) for group in found["groups"] for row in group["rows"]]
    assert [(group, row["id"]) for group, row in flat] == [(group, row.id) for group, row in rows()]
    for (_, given), (_, row) in zip(flat, rows(), strict=True):
        assert given["needed_for"] == project().needs.calling_for(row.id)
        for column in matrix.columns(project()):
            cell, printed = matrix.cell(row, column), given["cells"][column.id]
            assert (printed["level"], printed["library"]) == (cell.level, cell.library)
            assert [one["url"] for one in printed["sources"]] == [
                project().sources[name].url for name in cell.sources
            ]


def test_answers_call_for_rows(tmp_path):
    found = needs(tmp_path, "output:\n  pages: [templates, forms]\n  api: [json, forms]\n")
    assert found.calling_for("forms") == ["output=pages", "output=api"]
    assert found.calling_for("sessions") == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("outpit:\n  pages: [forms]\n", "line 1: unknown question 'outpit'. Known: output."),
        ("output:\n  page: [forms]\n",
         "line 2: unknown answer to 'output' 'page'. Known: api, pages."),
        ("output:\n  pages: [forms, form]\n",
         "line 2: unknown row of features 'form'. Nearest: forms, "),
        ("output:\n  pages: []\n", "line 2: output → pages is []: "),
        ("output: [pages]\n", "line 1: output is ['pages']: "),
    ],
)  # fmt: skip
def test_what_no_project_can_need_is_refused_with_its_line(tmp_path, text, said):
    with pytest.raises(SiteError) as error:
        needs(tmp_path, text)
    assert f"{PATH}, {said}" in str(error.value)


def test_a_cell_of_an_unknown_framework_is_refused():
    row = {"id": "forms", "feature": "Forms", "cells": {"alfa": {"level": "none", "text": "t"}}}
    with pytest.raises(ValueError, match=r"unknown column of features 'alfa'\. Known: alpha, beta"):
        Feature.model_validate(row, context={"column of features": {"alpha", "beta"}})


def test_a_column_without_any_cell_is_not_shown():
    first, *others = matrix.columns(project())
    groups = {
        name: group.model_copy(
            update={"rows": [
                row.model_copy(update={"cells": {first.id: row.cells[first.id]}})
                for row in group.rows
            ]}
        )
        for name, group in project().features.items()
    }  # fmt: skip
    assert others
    assert matrix.columns(dataclasses.replace(project(), features=groups)) == [first]
