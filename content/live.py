"""What `make live` made: what a reader fetches to run the applications of a task in the page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

MADE = "build/live"  # published as `live/`
PROGRAMS = "bin"  # in it: what only the contracts call


def manifest(root: Path, task: str) -> dict[str, Any] | None:
    """What the page of a task reads before it runs anything; none if it was not made."""
    path = root / MADE / f"{task}.json"
    if not path.is_file():
        return None
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def fetched(found: dict[str, Any]) -> int:
    """How many bytes come to a reader who runs every application of a manifest."""
    apps = found["apps"].values()
    files = [*found["runtime"], *(file for app in apps for file in (*app["zips"], app["app"]))]
    return sum({file["file"]: file["sent"] for file in files}.values())
