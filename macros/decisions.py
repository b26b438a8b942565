"""The records of teams that chose a framework."""

from __future__ import annotations

from content.dates import written
from content.model import Decision
from content.project import Project
from macros.markup import table

HEAD = ["When, who, and their text", "Before", "Chose", "What they say they weighed"]


def decisions(project: Project) -> str:
    """All records as a table, newest first."""
    return table(HEAD, map(_row, project.decisions))


def _row(record: Decision) -> list[str]:
    text = f"[{record.title}]({record.url}), read {written(record.checked)}"
    later = f" *Since then:* {record.since}" if record.since else ""
    return [
        f"**{written(record.date)}**<br>{record.team}<br>{text}",
        record.before or "a new project",
        record.chose,
        f"{record.weighed}{later}",
    ]
