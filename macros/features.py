"""The feature tables of one framework."""

from __future__ import annotations

from content import packages
from content.errors import listed
from content.matrix import LEVELS, groups
from content.model import Cell, Feature, Framework
from content.project import Project
from macros.citations import cite
from macros.here import Here
from macros.markup import section, table
from macros.matrix import PAGE, feature_anchor, group_anchor
from macros.tried import note, tried_legend


def features(project: Project, here: Here, framework: str) -> str:
    """What a framework offers: what marks mean, and for each group a heading and a table."""
    one = project.framework(f'features("{framework}")', framework)
    head = ["Feature", "Where it comes from", "What you get"]
    tables = [
        f"### {group.group}\n\n{section('mdx-features', table(head, rows))}\n\n"
        f"[Beside the others]({here.link(f'{PAGE}#{group_anchor(name)}')})"
        for name, group in groups(project)
        if (rows := [_row(project, here, row, one) for row in group.rows])
    ]
    return "\n\n".join([tried_legend(project, framework), *tables])


def _row(project: Project, here: Here, row: Feature, framework: Framework) -> list[str]:
    cell = row.cells[framework.id]
    tasks = [
        project.tasks[task]
        for task in project.tasks_showing(row.id)
        if framework.id in project.applications[task]
    ]
    links = [f"[{task.title}]({here.link(task.page)})" for task in tasks]
    shown = f" Run here: {listed(links)}." if links else ""
    name = f'<span id="{feature_anchor(row.id)}"></span>{row.feature}'
    return [name, _origin(project, framework, cell), f"{_text(project, cell)}{shown}"]


def _origin(project: Project, framework: Framework, cell: Cell) -> str:
    word = LEVELS[cell.level].word
    word = word[0].upper() + word[1:]
    if cell.library is None:
        return word
    facts = packages.find(project.packages, "features()", cell.library)
    last = packages.last_release(project.packages, facts)
    name = f"[{facts.name}]({facts.documentation})" if facts.documentation else facts.name
    return f"{word}: {name} ({last}){note(project, framework, cell.library)}"


def _text(project: Project, cell: Cell) -> str:
    sources = cite(project, *cell.sources) if cell.sources else ""
    return f"{cell.text}{sources}" + (f" {cell.note}" if cell.note else "")
