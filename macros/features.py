"""The feature tables of one framework."""

from __future__ import annotations

from content import packages
from content.model import Cell, Feature, Framework
from content.project import Project
from macros.citations import cite
from macros.markup import section, table
from macros.tried import note, tried_legend

LEVELS = {
    "core": "In the box",
    "official": "Kept by the project's organisation",
    "third-party": "Third-party",
    "none": "Not available",
    "unknown": "Not known",
}


def features(project: Project, framework: str) -> str:
    """What a framework offers: what marks mean, and for each group a heading and a table."""
    one = project.framework(f'features("{framework}")', framework)
    head = ["Feature", "Where it comes from", "What you get"]
    groups = sorted(project.features.values(), key=lambda group: group.order)
    tables = [
        f"### {group.group}\n\n{section('mdx-features', table(head, rows))}"
        for group in groups
        if (rows := [_row(project, row, one) for row in group.rows])
    ]
    return "\n\n".join([tried_legend(project, framework), *tables])


def _row(project: Project, row: Feature, framework: Framework) -> list[str]:
    cell = row.cells[framework.id]
    return [row.feature, _origin(project, framework, cell), _text(project, cell)]


def _origin(project: Project, framework: Framework, cell: Cell) -> str:
    if cell.library is None:
        return LEVELS[cell.level]
    facts = packages.find(project.packages, "features()", cell.library)
    last = packages.last_release(project.packages, facts)
    name = f"[{facts.name}]({facts.documentation})" if facts.documentation else facts.name
    return f"{LEVELS[cell.level]}: {name} ({last}){note(project, framework, cell.library)}"


def _text(project: Project, cell: Cell) -> str:
    sources = cite(project, *cell.sources) if cell.sources else ""
    return f"{cell.text}{sources}" + (f" {cell.note}" if cell.note else "")
