"""The records of teams that chose a framework."""

from __future__ import annotations

from pathlib import Path

from macros.data import load
from macros.markup import table
from macros.model import Decision, Decisions
from macros.project import Project

FILE = "data/decisions.yml"
HEAD = ["When, who, and their text", "Before", "Chose", "What they say they weighed"]


def read_decisions(root: Path) -> list[Decision]:
    """Read data/decisions.yml.

    Args:
        root: the project's folder.

    Returns:
        The records, newest first.

    Raises:
        SiteError: the file is missing or malformed.
    """
    records = load(root / FILE, Decisions, root).root
    return sorted(records, key=lambda record: record.date, reverse=True)


def decisions(project: Project) -> str:
    """All records as a table.

    Args:
        project: the checked content.

    Returns:
        Markdown.

    Raises:
        SiteError: data/decisions.yml is missing or malformed.
    """
    return table(HEAD, map(_row, read_decisions(project.root)))


def _row(record: Decision) -> list[str]:
    text = f"[{record.title}]({record.url}), read {record.checked:%-d %B %Y}"
    later = f" *Since then:* {record.since}" if record.since else ""
    return [
        f"**{record.date:%-d %B %Y}**<br>{record.team}<br>{text}",
        record.before or "a new project",
        record.chose,
        f"{record.weighed}{later}",
    ]
