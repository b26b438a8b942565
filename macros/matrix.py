"""The matrix: every feature beside every framework."""

from __future__ import annotations

import html
from collections.abc import Iterator
from functools import cache

from markdown import markdown

from content import packages
from content.citations import entry
from content.errors import listed
from content.matrix import (
    LEVELS,
    UNKNOWN,
    Column,
    cell,
    columns,
    counts,
    differs,
    groups,
    text_of,
)
from content.model import Cell, Feature, FeatureGroup
from content.project import Project
from macros.here import Here
from macros.markup import badge, section, table

PAGE = "choose/matrix.md"
CHOOSER = "choose/chooser.md"
FILES = "downloads/features"


def matrix_summary(project: Project) -> str:
    """How many features each framework has in its core, in a sentence."""
    found = counts(project)
    total = max(sum(levels.values()) for levels in found.values())
    parts = [f"{one.name} {found[one.id]['core']}" for one in columns(project)]
    return f"Of {total} features that projects ask for, the core has, in {listed(parts)}."


def matrix_levels(project: Project) -> str:
    """The levels: sign and word, how many features each framework has there, and what it means."""
    found = counts(project)
    shown = columns(project)
    rows = [
        [f"{level.sign} {level.word}", *(found[one.id][name] for one in shown), level.means]
        for name, level in LEVELS.items()
    ]
    head = ["Level", *(badge(one) for one in shown), "What it means"]
    return section("mdx-levels", table(head, rows))


def matrix(project: Project, here: Here) -> str:
    """The matrix, in HTML: links to its files, the controls that a script shows, and the table.

    One table cannot be written in Markdown whose rows have groups and whose cells have parts. The
    search of the site leads to the pages of the frameworks, which have the same texts in sections.
    """
    shown = columns(project)
    head = "".join(
        f'<th scope="col" role="columnheader">{_head(project, here, one)}</th>' for one in shown
    )
    bodies = "".join(_body(project, here, shown, *group) for group in groups(project))
    return (
        f"<div>{_controls(project, here)}{_jumps(project)}"
        '<div class="mdx-matrix"><table class="mdx-matrix__table" role="table" data-search-exclude>'
        '<thead role="rowgroup"><tr role="row"><th scope="col" role="columnheader">Feature</th>'
        f"{head}</tr></thead>{bodies}</table></div></div>"
    )


def matrix_files(here: Here) -> str:
    """Links to the matrix as files, in HTML: the generator does not know what is made later."""
    links = [
        f'<a href="{here.root}/{FILES}.{ending}" download>{ending.upper()}</a>'
        for ending in ("csv", "json")
    ]
    return listed(links)


def feature_anchor(row: str) -> str:
    """The name of a feature's place, the same on every page that has it."""
    return f"feature-{row}"


def group_anchor(group: str) -> str:
    """The name of a group's place in the matrix."""
    return f"group-{group}"


def _head(project: Project, here: Here, column: Column) -> str:
    page, hash_, heading = column.page.partition("#")
    if page not in project.pages:
        return badge(column)
    return f'<a href="{here.address(page)}{hash_}{heading}">{badge(column)}</a>'


def _body(project: Project, here: Here, shown: list[Column], name: str, group: FeatureGroup) -> str:
    anchor = group_anchor(name)
    link = (
        f'<a class="headerlink" href="#{anchor}" title="Link to this section" aria-hidden="true" '
        'tabindex="-1">#</a>'
    )
    rows = "".join(_row(project, here, shown, row) for row in group.rows)
    return (
        f'<tbody id="{anchor}" role="rowgroup"><tr role="row">'
        f'<td role="rowheader" colspan="{len(shown) + 1}">'
        f"<h3>{html.escape(group.group)}{link}</h3></td></tr>{rows}</tbody>"
    )


def _row(project: Project, here: Here, shown: list[Column], row: Feature) -> str:
    needed = " ".join(project.needs.calling_for(row.id))
    marks = f' data-needed="{needed}"' if needed else ""
    marks += " data-differs" if differs(project, row) else ""
    cells = "".join(_cell(project, here, one, row) for one in shown)
    return (
        f'<tr id="{feature_anchor(row.id)}" role="row"{marks}>'
        f'<th scope="row" role="rowheader">{_inline(row.feature)}</th>{cells}</tr>'
    )


def _cell(project: Project, here: Here, column: Column, row: Feature) -> str:
    given = cell(row, column)
    level = LEVELS[given.level]
    word = f'<span aria-hidden="true">{level.sign}</span> {level.word}'
    if given is UNKNOWN:
        return f'<td role="cell"><p>{word}</p></td>'
    if given.library:
        word += f": <span>{html.escape(given.library)}</span>"
    parts = "".join(_parts(project, here, column, row, given))
    return (
        f'<td role="cell" data-label="{html.escape(column.name)}"><details>'
        f"<summary>{word}</summary><div>{parts}</div></details></td>"
    )


def _parts(
    project: Project, here: Here, column: Column, row: Feature, given: Cell
) -> Iterator[str]:
    yield f"<p>{_inline(text_of(given))}</p>"
    if given.library:
        facts = packages.find(project.packages, "matrix()", given.library)
        last = packages.last_release(project.packages, facts)
        name = f"[{facts.name}]({facts.documentation})" if facts.documentation else facts.name
        yield f"<p>{_inline(f'{name} {last}.')}</p>"
    shown = [
        project.tasks[name]
        for name in project.tasks_showing(row.id)
        if column.id in project.applications[name]
    ]
    if shown:
        links = [
            f'<a href="{here.address(one.page)}">{html.escape(one.title)}</a>' for one in shown
        ]
        yield f"<p>Run here: {listed(links)}.</p>"
    if given.sources:
        sources = "".join(f"<li>{_inline(entry(project.sources[one]))}</li>"
                          for one in given.sources)  # fmt: skip
        yield f"<ul>{sources}</ul>"
    if column.page.endswith("/features.md") and column.page in project.pages:
        address = f"{here.address(column.page)}#{feature_anchor(row.id)}"
        yield f'<p><a href="{address}">All features of {html.escape(column.name)}</a></p>'


def _controls(project: Project, here: Here) -> str:
    """What a script shows and makes work: search, filters, and the answers of the chooser."""
    chooser = "the chooser"
    if CHOOSER in project.pages:
        chooser = f'<a href="{here.address(CHOOSER)}">the chooser</a>'
    answers = "".join(_answers(project))
    return (
        "<feature-matrix hidden data-search-exclude><form>"
        '<label>Search <input type="search" name="search" autocomplete="off"></label>'
        '<label><input type="checkbox" name="differs"> Only differences</label>'
        '<label><input type="checkbox" name="needed" disabled> Only what I need</label>'
        '<button type="button">Open all details</button><button type="reset">Show all</button>'
        "<output></output>"
        f'<p data-part="ask">What you need follows from your answers in {chooser}.</p>'
        '<p data-part="dropped" hidden></p>'
        f'<div data-part="answers" hidden><p>You need, by your answers in {chooser}:</p>'
        f"<ul>{answers}</ul></div></form></feature-matrix>"
    )


def _answers(project: Project) -> Iterator[str]:
    """Everything that an address may answer, in words; a script shows what one does."""
    for question in project.rulebook.questions:
        for answer in question.answers:
            yield (
                f'<li data-answer="{question.id}={answer.id}" hidden>'
                f"{html.escape(question.ask)} {html.escape(answer.says)}.</li>"
            )


def _jumps(project: Project) -> str:
    links = "".join(
        f'<li><a href="#{group_anchor(name)}">{html.escape(group.group)}</a></li>'
        for name, group in groups(project)
    )
    return (
        '<nav class="mdx-jumps" data-search-exclude aria-label="Groups of features">'
        f"<ul>{links}</ul></nav>"
    )


@cache
def _inline(text: str) -> str:
    """Markdown of one paragraph as HTML."""
    return markdown(text).removeprefix("<p>").removesuffix("</p>")
