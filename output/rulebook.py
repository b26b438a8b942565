"""The rule book as a file of the site, which the chooser's page fetches when it is used."""

from __future__ import annotations

from pathlib import Path

from content.chooser import FILE, rulebook_json
from content.project import Project


def write(project: Project, site: Path) -> Path:
    """Write the rule book of the page's script below the top of the site."""
    path = site / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(rulebook_json(project), encoding="utf-8")
    return path
