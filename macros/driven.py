"""What a contract does by commands: each framework's lines, and what its tool makes of changes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from content.model import Implementation, ModelChange, Titled
from content.project import Project
from macros.markup import badge, table

OUTCOMES = {
    "unseen": "nothing written",
    "kept": "written; rows kept",
    "lost": "written; **values lost**",
    "refused": "written; refused by a table with rows",
    "noticed": "a test turns red",
    "missed": "**no test notices**",
}


def tool_commands(project: Project, task: str, *left_out: str) -> str:
    """The command of each framework for what the contract does, but for those left out."""
    titled = project.task(f'tool_commands("{task}")', task).commands
    kept = [one for one in titled if one.id not in left_out]
    return _side_by_side(project, task, "To", kept, lambda meta, name: f"`{meta.commands[name]}`")


def tool_changes(project: Project, task: str, *left_out: str) -> str:
    """What each framework's tool makes of each change of the code, but for those left out."""
    found = project.task(f'tool_changes("{task}")', task).changes
    titled = [one for one in found if one.id not in left_out]
    return _side_by_side(
        project, task, "Change", titled, lambda meta, name: _outcome(meta.changes[name])
    )


def _outcome(change: ModelChange) -> str:
    said = OUTCOMES[change.outcome]
    return f"asks; {said}" if change.answers else said


def _side_by_side(
    project: Project,
    task: str,
    head: str,
    titled: Sequence[Titled],
    cell: Callable[[Implementation, str], str],
) -> str:
    """A table with a column for each framework that has the task."""
    found = project.applications[task]
    shown = [one for one in project.frameworks if one.id in found]
    rows = [[one.title, *(cell(found[two.id].meta, one.id) for two in shown)] for one in titled]
    return table([head, *map(badge, shown)], rows)
