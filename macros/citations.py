"""Citations: a mark in the text; `extensions.sources` puts the source at the end of the page."""

from __future__ import annotations

from content.citations import PREFIX
from content.errors import SiteError, unknown
from content.project import Project


def cite(project: Project, *names: str) -> str:
    """Mark a statement with one or more sources of data/sources.yml."""
    if not names:
        raise SiteError('cite() names no source. Right: cite("id-of-a-source").')
    for name in names:
        if name not in project.sources:
            call = ", ".join(f'"{one}"' for one in names)
            raise unknown(f"cite({call})", "source", name, project.sources)
    return "<sup>, </sup>".join(f"[^{PREFIX}{name}]" for name in names)
