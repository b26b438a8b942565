"""Code of several frameworks side by side, and whole files with the folder's tree."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable
from pathlib import Path, PurePath

from content.errors import unknown
from content.project import Application, Project
from content.sections import files, without_marks
from macros.here import Here
from macros.markup import badge, fence, section, tabs

Level = dict[str, "Level"]


def step(project: Project, here: Here, task: str, name: str) -> str:
    """One step of a task in every framework of the registry, in tabs that become columns.

    A framework in which the step is absent, or which lacks the task, shows the reason.
    """
    where = f'step("{task}", "{name}")'
    steps = [item.id for item in project.task(where, task).steps]
    if name not in steps:
        raise unknown(where, "step", name, steps)
    return _columns(project, task, lambda application: _step_of(application, name, here))


def steps(project: Project, here: Here, task: str) -> str:
    """All steps of a task in reading order, each under a heading of its own."""
    parts = []
    for item in project.task(f'steps("{task}")', task).steps:
        parts.append(f"### {item.title} {{ #{task}-{item.id} }}")
        parts += [item.about] if item.about else []
        parts.append(step(project, here, task, item.id))
    return "\n\n".join(parts)


def whole(project: Project, here: Here, task: str) -> str:
    """The whole application of every framework: the folder's tree, then each file, folded."""
    project.task(f'whole("{task}")', task)
    return _columns(project, task, lambda application: _files_of(application, here))


def tree(paths: Iterable[PurePath], top: str) -> str:
    """Draw a folder named `top`: folders after files, each level indented."""
    nested: Level = {}
    for path in paths:
        level = nested
        for part in path.parts:
            level = level.setdefault(part, {})
    return "\n".join([f"{top}/", *_branches(nested)])


def _branches(level: Level, prefix: str = "") -> list[str]:
    lines: list[str] = []
    items = sorted(level.items(), key=lambda item: (bool(item[1]), item[0]))
    for index, (name, below) in enumerate(items):
        last = index == len(items) - 1
        lines.append(f"{prefix}{'└── ' if last else '├── '}{name}{'/' if below else ''}")
        lines += _branches(below, prefix + ("    " if last else "│   "))
    return lines


def _columns(project: Project, task: str, show: Callable[[Application], str]) -> str:
    blocks = []
    for framework in project.frameworks:
        application = project.applications[task].get(framework.id)
        shown = show(application) if application else f"*Not here yet.* {framework.missing[task]}"
        # For those who hear the page or read it as Markdown: which column this is.
        blocks.append((badge(framework), f"{framework.name}\n{{ .site-hidden }}\n\n{shown}"))
    return section("mdx-compare", tabs(blocks))


def _step_of(application: Application, name: str, here: Here) -> str:
    if name in application.meta.absent:
        return f"*Nothing to write.* {application.meta.absent[name]}\n{{ .mdx-absent }}"
    found = application.sections[name]
    path = found.path.relative_to(Path("snippets", application.task, application.framework.id))
    address = here.source(found.path.as_posix(), found.lines)
    return fence(found.text, path.name, path.as_posix(), address)


def _files_of(application: Application, here: Here) -> str:
    paths = files(application.folder)
    relative = [path.relative_to(application.folder) for path in paths]
    blocks = [fence(tree(relative, application.framework.id), "tree.txt")]
    inside = f"snippets/{application.task}/{application.framework.id}"
    for path, name in zip(paths, relative, strict=True):
        code = without_marks(path.read_text(encoding="utf-8"))
        if code.strip():
            # The summary of a folded block cannot hold a link: the name is there twice if it can.
            address = here.source(f"{inside}/{name.as_posix()}")
            title = name.as_posix() if address else ""
            body = textwrap.indent(fence(code, path.name, title, address), "    ")
            blocks.append(f'??? "{name}"\n\n{body}')
    return "\n\n".join(blocks)
