"""What differs between the frameworks in a task: the table, its beginning, and marks in the code.

A mark stands at the line that causes a difference, leads to its row, and the row leads back. The
numbers of rows and marks are drawn by the style sheet, so that neither is part of copied text.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from collections.abc import Mapping

from content.model import Difference, Framework
from content.project import Application, Project
from macros.markup import badge, section, table

SHORT = 3
SENTENCE = re.compile(r".*?[.?!](?=\s|$)", re.S)


def differences(project: Project, task: str) -> str:
    """What the contract leaves open and the frameworks do differently, as a table."""
    found = project.task(f'differences("{task}")', task).differences
    shown = _frameworks(project, task)
    rows = [
        [
            f"{item.title} {{ #{_row(task, item)} }}",
            *(_cell(project, task, framework, number, item) for framework in shown),
            item.why,
        ]
        for number, item in enumerate(found, start=1)
    ]
    head = ["Request", *map(badge, shown), "Why it matters"]
    return section("mdx-differs", table(head, rows))


def in_short(project: Project, task: str) -> str:
    """The first differences of a task, which matter most, each with a link to its row."""
    found = project.task(f'in_short("{task}")', task).differences[:SHORT]
    shown = _frameworks(project, task)
    rows = [
        [
            f"[{item.title}](#{_row(task, item)})",
            *(_first_sentence(_says(project, task, framework)[item.id]) for framework in shown),
        ]
        for item in found
    ]
    if not found:
        return ""
    return section("mdx-differs mdx-short", table(["In short", *map(badge, shown)], rows))


def marks(project: Project, application: Application, step: str) -> Mapping[int, str]:
    """The marks of the lines of a step that cause differences, by the line's place."""
    task, shown = application.task, application.shown
    found: defaultdict[int, str] = defaultdict(str)
    for number, item in enumerate(project.tasks[task].differences, start=1):
        if item.id in shown and shown[item.id].section == step:
            row, title = _row(task, item), item.title.replace("`", "")
            found[shown[item.id].line] += (
                f'<a class="mdx-mark" id="{row}-{application.framework.id}" href="#{row}" '
                f'data-number="{number}" '
                f'aria-label="Difference {number}: {html.escape(title)}"></a>'
            )
    return found


def _frameworks(project: Project, task: str) -> list[Framework]:
    return [one for one in project.frameworks if one.id in project.applications[task]]


def _says(project: Project, task: str, framework: Framework) -> dict[str, str]:
    return project.applications[task][framework.id].meta.differences


def _row(task: str, item: Difference) -> str:
    return f"{task}-differs-{item.id}"


def _cell(project: Project, task: str, framework: Framework, number: int, item: Difference) -> str:
    """What a framework does, and the way to the line that causes it."""
    text = _says(project, task, framework)[item.id]
    application = project.applications[task][framework.id]
    if item.id not in application.shown:
        return text
    file = application.sections[application.shown[item.id].section].path.name
    return (
        f'{text} <a class="mdx-shown" href="#{_row(task, item)}-{framework.id}" '
        f'aria-label="{file}: the line of difference {number}">{file}</a>'
    )


def _first_sentence(text: str) -> str:
    found = SENTENCE.match(text)
    return found[0] if found else text
