"""Diagrams: text in data/diagrams, rendered by tools/diagrams.py, inlined here."""

from __future__ import annotations

import hashlib
import html
import re

from macros.data import load
from macros.errors import SiteError, unknown
from macros.model import DiagramText
from macros.project import Project

FOLDER = "data/diagrams"
DIGEST = re.compile(r'^<svg [^>]*?data-source="([0-9a-f]+)"')


def digest(source: str) -> str:
    """A short hash of a diagram's text; the rendered file carries it."""
    return hashlib.sha256(source.encode()).hexdigest()[:16]


def diagram(project: Project, name: str) -> str:
    """A diagram as inline SVG with a text alternative.

    Args:
        project: the checked content.
        name: its files in data/diagrams: `<name>.mmd`, `.svg` and `.yml`.

    Returns:
        HTML: a figure.

    Raises:
        SiteError: there is no such diagram, or its SVG is older than its text.
    """
    folder = project.root / FOLDER
    names = {path.stem for path in folder.glob("*.mmd")}
    if name not in names:
        raise unknown(f'diagram("{name}")', "diagram", name, names)
    text = load(folder / f"{name}.yml", DiagramText, project.root)
    drawn = fresh_svg(project, name)
    title, description = f"diagram-{name}-title", f"diagram-{name}-desc"
    opening = f'<svg role="img" aria-labelledby="{title}" aria-describedby="{description}" '
    words = (
        f'<title id="{title}">{html.escape(text.title)}</title>'
        f'<desc id="{description}">{html.escape(text.description)}</desc>'
    )
    drawn = re.sub(r"^<svg ([^>]*>)", lambda match: f"{opening}{match[1]}{words}", drawn)
    # On one line: a blank line would end the block of HTML.
    return f'<figure class="mdx-diagram">{drawn.replace(chr(10), "")}</figure>'


def fresh_svg(project: Project, name: str) -> str:
    """The rendered form of a diagram.

    Raises:
        SiteError: it is missing, or was rendered from another text.
    """
    path = project.root / FOLDER / f"{name}.svg"
    source = path.with_suffix(".mmd").read_text(encoding="utf-8")
    drawn = path.read_text(encoding="utf-8") if path.is_file() else ""
    found = DIGEST.search(drawn)
    if not found or found[1] != digest(source):
        raise SiteError(
            f"{FOLDER}/{name}.svg: it does not belong to {FOLDER}/{name}.mmd as it is now. "
            "Run: make diagrams."
        )
    return drawn.strip()
