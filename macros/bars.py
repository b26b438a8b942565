"""Lines of code as bars, the written ones solid and the generated ones hatched, beside numbers."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence

from content.model import Framework, Task
from content.project import Project
from content.sizes import Size, size_of
from macros.here import Here
from macros.markup import badge, in_html

MISSING = "not here yet"
# What is drawn, each with a sample of its stroke, and what is only counted.
DRAWN = ("written", "generated")
COUNTED = ("files", "packages")
SAMPLE = 18  # pixels


def bars(project: Project, task: str) -> str:
    """The lines of one task in every framework, as a table with a bar in each row."""
    project.task(f'bars("{task}")', task)
    sizes = sizes_of(project, task)
    most = longest(sizes.values())
    rows = "".join(_row(one, sizes.get(one.id), most, DRAWN) for one in project.frameworks)
    head = _head("Lines of code", DRAWN)
    return f"<table class='mdx-bars'>{head}<tbody>{rows}</tbody></table>"


def tasks(project: Project, here: Here) -> str:
    """The index of all tasks by groups: paired bars for each task, all drawn to one scale."""
    ordered = sorted(project.tasks.items(), key=lambda item: (item[1].order, item[0]))
    sizes = {name: sizes_of(project, name) for name, _ in ordered}
    most = longest(size for found in sizes.values() for size in found.values())
    parts = []
    for group in project.task_groups:
        if inside := [(name, task) for name, task in ordered if task.group == group.id]:
            parts += [f"## {group.title}", _index(project, here, inside, sizes, most)]
    return "\n\n".join(parts)


def _index(
    project: Project,
    here: Here,
    inside: Iterable[tuple[str, Task]],
    sizes: dict[str, dict[str, Size]],
    most: int,
) -> str:
    columns = (*DRAWN, *COUNTED)
    parts = []
    for name, task in inside:
        rows = (_row(one, sizes[name].get(one.id), most, columns) for one in project.frameworks)
        link = f"<a href='{here.address(task.page)}'>{html.escape(task.title, quote=False)}</a>"
        runs = "" if name in project.live.without else " <em>Runs in its page.</em>"
        parts.append(
            f"<tbody><tr><td role='rowheader' colspan='{len(columns) + 2}'>{link} "
            f"{in_html(task.why)}{runs}</td></tr>"
            f"{''.join(rows)}</tbody>"
        )
    return f"<table class='mdx-bars mdx-bars--all'>{_head('Task', columns)}{''.join(parts)}</table>"


def sizes_of(project: Project, task: str) -> dict[str, Size]:
    """Framework → the size of its application, for those that have the task."""
    return {name: size_of(found) for name, found in project.applications[task].items()}


def longest(sizes: Iterable[Size]) -> int:
    """The lines that the longest bar stands for."""
    return max((size.written + size.generated for size in sizes), default=0) or 1


def _head(first: str, columns: Sequence[str]) -> str:
    cells = "".join(
        f"<th scope='col'>{_sample(name) if name in DRAWN else ''}{name}</th>" for name in columns
    )
    return f"<thead><tr><th scope='col'>{first}</th>{cells}<td></td></tr></thead>"


def _row(framework: Framework, size: Size | None, most: int, columns: Sequence[str]) -> str:
    head = f"<th scope='row'>{badge(framework)}</th>"
    if size is None:
        return f"<tr>{head}<td colspan='{len(columns) + 1}'>{MISSING}</td></tr>"
    cells = "".join(f"<td>{getattr(size, name)}</td>" for name in columns)
    bar = _bar(size, most)
    return f"<tr data-framework='{framework.id}'>{head}{cells}<td>{bar}</td></tr>"


def _bar(size: Size, most: int) -> str:
    """Both parts as strokes, which are printed where backgrounds are not."""
    written, whole = (
        f"{100 * lines / most:.1f}%" for lines in (size.written, size.written + size.generated)
    )
    generated = _stroke("generated", written, whole) if size.generated else ""
    return f"<svg aria-hidden='true'>{_stroke('written', '0', written)}{generated}</svg>"


def _sample(name: str) -> str:
    stroke = _stroke(name, "0", "100%")
    return f"<svg aria-hidden='true' width='{SAMPLE}'>{stroke}</svg> "


def _stroke(name: str, start: str, end: str) -> str:
    dashes = " stroke-dasharray='2 2'" if name == "generated" else ""
    return f"<line x1='{start}' x2='{end}' y1='50%' y2='50%'{dashes}/>"
