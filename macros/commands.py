"""The commands for contributors, told by the Makefile."""

from __future__ import annotations

from content.commands import read_commands
from content.project import Project
from macros.markup import table


def commands(project: Project) -> str:
    """A table of all targets: what each does and how long it takes."""
    rows = [[f"`make {one.name}`", one.does, one.time] for one in read_commands(project.root)]
    return table(["Command", "Does", "Takes"], rows)
