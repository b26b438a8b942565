"""Diagrams: text, words for those who cannot see it, and the drawing that `make diagrams` made."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from content.errors import SiteError
from content.model import DiagramText
from content.reader import load, read_text

FOLDER = "data/diagrams"
DIGESTS = re.compile(r'^<svg data-source="([0-9a-f]+)" data-drawn="([0-9a-f]+)" ')


@dataclass(frozen=True)
class Diagram:
    """One diagram, drawn from its text as it is now."""

    words: DiagramText
    drawing: str


def digest(text: str) -> str:
    """A short hash; a drawing carries that of its source and that of itself."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def signed(drawing: str, source: str) -> str:
    """A drawing that says what it was made from, and that nobody has changed it since."""
    body = drawing.strip().removeprefix("<svg ")
    return f'<svg data-source="{digest(source)}" data-drawn="{digest(body)}" {body}'


def read_diagrams(root: Path) -> dict[str, Diagram]:
    """Every diagram by name."""
    paths = sorted((root / FOLDER).glob("*.mmd"))
    for path in sorted((root / FOLDER).glob("*")):
        if path.with_suffix(".mmd") not in paths:
            raise SiteError(
                f"{FOLDER}/{path.name}: it belongs to no text. Add {path.stem}.mmd or take it out."
            )
    return {path.stem: _read(path, root) for path in paths}


def _read(path: Path, root: Path) -> Diagram:
    words = load(path.with_suffix(".yml"), DiagramText, root)
    drawn = path.with_suffix(".svg")
    drawing = read_text(drawn, root).strip() if drawn.is_file() else ""
    found = DIGESTS.match(drawing)
    name = f"{FOLDER}/{path.stem}"
    if not found or found[1] != digest(read_text(path, root)):
        raise SiteError(
            f"{name}.svg: it does not belong to {name}.mmd as it is now. Run: make diagrams."
        )
    if found[2] != digest(drawing[found.end() :]):
        raise SiteError(
            f"{name}.svg: it was edited by hand. Edit {name}.mmd instead and run: make diagrams."
        )
    return Diagram(words, drawing)
