"""The matrix of features as files, for a spreadsheet and for programs."""

from __future__ import annotations

from pathlib import Path

from content.matrix import as_csv, as_json
from content.project import Project

NAME = "features"


def write_all(project: Project, target: Path) -> None:
    """Write the matrix into a folder, which is made if missing."""
    target.mkdir(parents=True, exist_ok=True)
    (target / f"{NAME}.csv").write_text(as_csv(project), encoding="utf-8", newline="")
    (target / f"{NAME}.json").write_text(as_json(project), encoding="utf-8")
