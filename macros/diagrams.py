"""Diagrams as inline SVG with a text alternative."""

from __future__ import annotations

import html
import re

from content.errors import unknown
from content.project import Project


def diagram(project: Project, name: str) -> str:
    """A diagram of data/diagrams as a figure in HTML."""
    if name not in project.diagrams:
        raise unknown(f'diagram("{name}")', "diagram", name, project.diagrams)
    found = project.diagrams[name]
    title, description = f"diagram-{name}-title", f"diagram-{name}-desc"
    opening = f'<svg role="img" aria-labelledby="{title}" aria-describedby="{description}" '
    words = (
        f'<title id="{title}">{html.escape(found.words.title)}</title>'
        f'<desc id="{description}">{html.escape(found.words.description)}</desc>'
    )
    drawn = re.sub(r"^<svg ([^>]*>)", lambda match: f"{opening}{match[1]}{words}", found.drawing)
    # On one line: a blank line would end the block of HTML.
    return f'<figure class="mdx-diagram">{drawn.replace(chr(10), "")}</figure>'
