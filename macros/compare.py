"""Code of several frameworks side by side, and whole files with the folder's tree."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable
from pathlib import Path, PurePath

from macros.errors import unknown
from macros.markup import badge, fence, section, tabs
from macros.project import Answer, Project
from macros.snippets import files, without_marks

Level = dict[str, "Level"]


def step(project: Project, task: str, name: str) -> str:
    """One step of a task in every framework of the registry.

    Args:
        project: the checked content.
        task: the folder in `snippets/`.
        name: the step, which is the name of the section in the code.

    Returns:
        Markdown: content tabs, which become columns on a wide screen. A framework in which the
        step is absent, or which lacks the task, shows the reason.

    Raises:
        SiteError: unknown task or step.
    """
    where = f'step("{task}", "{name}")'
    steps = [item.id for item in project.task(where, task).steps]
    if name not in steps:
        raise unknown(where, "section", name, steps)
    return _columns(project, task, lambda answer: _step_of(answer, name))


def steps(project: Project, task: str) -> str:
    """All steps of a task in reading order, each under a heading of its own.

    Args:
        project: the checked content.
        task: the folder in `snippets/`.

    Returns:
        Markdown.

    Raises:
        SiteError: unknown task.
    """
    parts = []
    for item in project.task(f'steps("{task}")', task).steps:
        parts.append(f"### {item.title} {{ #{task}-{item.id} }}")
        parts += [item.about] if item.about else []
        parts.append(step(project, task, item.id))
    return "\n\n".join(parts)


def whole(project: Project, task: str) -> str:
    """The whole application of every framework: the folder's tree, then each file.

    Args:
        project: the checked content.
        task: the folder in `snippets/`.

    Returns:
        Markdown: content tabs with one collapsed block for each file.

    Raises:
        SiteError: unknown task.
    """
    project.task(f'whole("{task}")', task)
    return _columns(project, task, _files_of)


def tree(paths: Iterable[PurePath], top: str) -> str:
    """Draw a folder.

    Args:
        paths: the files, relative to the folder.
        top: the folder's name.

    Returns:
        Lines of text: folders after files, each level indented.
    """
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


def _columns(project: Project, task: str, show: Callable[[Answer], str]) -> str:
    blocks = []
    for framework in project.frameworks:
        answer = project.answers[task].get(framework.id)
        content = show(answer) if answer else f"*Not here yet.* {framework.missing[task]}"
        # For those who hear the page or read it as Markdown: which column this is.
        blocks.append((badge(framework), f"{framework.name}\n{{ .site-hidden }}\n\n{content}"))
    return section("mdx-compare", tabs(blocks))


def _step_of(answer: Answer, name: str) -> str:
    if name in answer.meta.absent:
        return f"*Nothing to write.* {answer.meta.absent[name]}\n{{ .mdx-absent }}"
    found = answer.sections[name]
    path = found.path.relative_to(Path("snippets", answer.task, answer.framework.id))
    # pymdownx.snippets cuts the section out again; the marks are known to be sound by now.
    source = found.path.relative_to("snippets").as_posix()
    block = fence(found.text, path.name, path.as_posix())
    return block.replace(found.text.rstrip(), f'--8<-- "{source}:{name}"', 1)


def _files_of(answer: Answer) -> str:
    paths = files(answer.folder)
    relative = [path.relative_to(answer.folder) for path in paths]
    blocks = [fence(tree(relative, answer.framework.id), "tree.txt")]
    for path, name in zip(paths, relative, strict=True):
        code = without_marks(path.read_text(encoding="utf-8"))
        if code.strip():
            body = textwrap.indent(fence(code, path.name), "    ")
            blocks.append(f'??? "{name}"\n\n{body}')
    return "\n\n".join(blocks)
