"""What is made of the finished site."""

from __future__ import annotations

from pathlib import Path

from content.project import Project


def finish(project: Project, site: Path, address: str) -> None:
    """Add to a built site what is made of all of it."""
