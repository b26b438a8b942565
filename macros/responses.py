"""Recorded responses to the requests of a guide."""

from __future__ import annotations

from content.errors import unknown
from content.project import Project
from macros.markup import columns, fence


def responses(project: Project, name: str) -> str:
    """What each framework's application answered to one request of a page, in tabs.

    A framework without any record says so.
    """
    blocks = []
    for framework in project.frameworks:
        recorded = project.responses.get(framework.id)
        if recorded is None:
            blocks.append((framework, "*Not recorded yet.*"))
            continue
        if name not in recorded:
            kind = f"response of {framework.name}"
            raise unknown(f'responses("{name}")', kind, name, recorded)
        blocks.append((framework, fence(recorded[name], f"{name}.txt")))
    return columns(blocks)
