"""The commands of the Makefile, as `make` lists them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from content.reader import read_text

TARGET = re.compile(r"^([a-z-]+):.*?## (.+?)(?: \[(.+)\])?$", re.M)


@dataclass(frozen=True)
class Command:
    """One target: what it does, and how long it takes on two cores when all is installed."""

    name: str
    does: str
    time: str


def read_commands(root: Path) -> list[Command]:
    """All targets that `make` lists, in its order."""
    text = read_text(root / "Makefile", root)
    return [Command(name, does, time) for name, does, time in TARGET.findall(text)]
