"""Code of several frameworks side by side, and whole files with the folder's tree.

The line that causes a difference has its mark; lines that a command wrote are told apart.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable
from pathlib import Path, PurePath

from content.errors import listed, unknown
from content.project import Application, Project
from content.scaffold import generated_lines
from content.sections import Section, files, unmarked
from macros.differences import marks
from macros.here import Here
from macros.markup import about_lines, columns, fence

Level = dict[str, "Level"]

TESTS = "The applications' own tests stand in the tree only; the downloads have them."


def step(project: Project, here: Here, task: str, name: str) -> str:
    """One step of a task in every framework of the registry, in tabs that become columns.

    A framework in which the step is absent, or which lacks the task, shows the reason.
    """
    where = f'step("{task}", "{name}")'
    steps = [item.id for item in project.task(where, task).steps]
    if name not in steps:
        raise unknown(where, "step", name, steps)
    return _columns(project, task, lambda application: _step_of(project, application, name, here))


def steps(project: Project, here: Here, task: str) -> str:
    """All steps of a task in reading order, each under a heading of its own."""
    found = project.task(f'steps("{task}")', task)
    parts = _legend(
        application
        for application in project.applications[task].values()
        if any(_made(application, one) for one in application.sections.values())
    )
    for item in found.steps:
        parts.append(f"### {item.title} {{ #{task}-{item.id} }}")
        parts += [item.about] if item.about else []
        parts.append(step(project, here, task, item.id))
    return "\n\n".join(parts)


def whole(project: Project, here: Here, task: str) -> str:
    """The whole application of every framework: the folder's tree, then each file, folded.

    Pages would be heavy with all of them: a file that the steps show whole leads to them; one that
    a command wrote whole, and tests that no step shows, are in the tree only.
    """
    project.task(f'whole("{task}")', task)
    generated = (
        application
        for application in project.applications[task].values()
        if any(generated_lines(application, path) for path in files(application.folder))
    )
    legend = _legend(generated, "A file of nothing else is in the tree only.")
    shown = _columns(project, task, lambda application: _files_of(project, application, here))
    if any(map(_unseen_tests, project.applications[task].values())):
        legend.append(f"{TESTS}\n{{ .mdx-legend }}")
    return "\n\n".join([*legend, shown])


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
        blocks.append((framework, shown))
    return columns(blocks)


def _legend(applications: Iterable[Application], *more: str) -> list[str]:
    """What the look of lines means that a command wrote; nothing where there are none."""
    found = list(applications)
    commands = [
        f"{one.framework.name}: `{one.meta.generated_by}`."
        for one in found
        if one.meta.generated_by
    ]
    said = " ".join(["Dimmed, beside a rule: lines that a command wrote.", *more, *commands])
    return [f"{said}\n{{ .mdx-legend .mdx-generated }}"] if found else []


def _made(application: Application, found: Section) -> list[int]:
    """The places of those lines of a section that a command wrote."""
    lines = generated_lines(application, application.folder.parents[2] / found.path)
    return [number - found.first for number in lines if found.first <= number <= found.last]


def _step_of(project: Project, application: Application, name: str, here: Here) -> str:
    if name in application.meta.absent:
        return f"*Nothing to write.* {application.meta.absent[name]}\n{{ .mdx-absent }}"
    found = application.sections[name]
    path = found.path.relative_to(Path("snippets", application.task, application.framework.id))
    address = here.source(found.path.as_posix(), found.lines)
    about = ""
    if here.page == project.tasks[application.task].page:  # which has the rows and the legend
        about = about_lines(_made(application, found), marks(project, application, name))
    return fence(found.text, path.name, path.as_posix(), address, about)


def _unseen_tests(application: Application) -> set[Path]:
    """The files of an application's own tests of which no step shows anything."""
    seen = {one.path for one in application.sections.values()}
    return {
        path
        for path in files(application.folder)
        if application.meta.is_test(path.relative_to(application.folder).as_posix())
        and path.relative_to(application.folder.parents[2]) not in seen
    }


def _steps_with(
    application: Application, inside: str, lines: Iterable[tuple[int, str]]
) -> list[str]:
    """The steps that show a file, if they leave no line of it out."""
    found = [one for one in application.sections.values() if one.path.as_posix() == inside]
    written = (number for number, line in lines if line.strip())
    if all(any(one.first <= number <= one.last for one in found) for number in written):
        return [one.name for one in found]
    return []


def _files_of(project: Project, application: Application, here: Here) -> str:
    paths = files(application.folder)
    unseen = _unseen_tests(application)
    relative = [path.relative_to(application.folder) for path in paths]
    blocks = [fence(tree(relative, application.framework.id), "tree.txt")]
    inside = f"snippets/{application.task}/{application.framework.id}"
    links = {
        item.id: f"[{item.title}](#{application.task}-{item.id})"
        for item in project.tasks[application.task].steps
    }
    for path, name in zip(paths, relative, strict=True):
        lines = unmarked(path.read_text(encoding="utf-8"))
        code = "".join(line for _, line in lines)
        generated = generated_lines(application, path)
        made = [place for place, (number, _) in enumerate(lines) if number in generated]
        if not code.strip() or len(made) == len(lines) or path in unseen:
            continue
        if above := _steps_with(application, f"{inside}/{name.as_posix()}", lines):
            body = f"Shown whole above: {listed([links[one] for one in above])}."
        else:
            # The summary of a folded block cannot hold a link: the name is there twice if it can.
            address = here.source(f"{inside}/{name.as_posix()}")
            title = name.as_posix() if address else ""
            body = fence(code, path.name, title, address, about_lines(made, {}))
        blocks.append(f'??? "{name}"\n\n{textwrap.indent(body, "    ")}')
    return "\n\n".join(blocks)
