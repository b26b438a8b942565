"""Citations: a mark in the text, the source at the end of the page."""

from __future__ import annotations

import re

from macros.errors import unknown
from macros.model import Source

PREFIX = "source-"
REFERENCE = re.compile(rf"\[\^{PREFIX}([a-z0-9-]+)\]")


def cite(sources: dict[str, Source], *names: str) -> str:
    """Mark a statement with its sources.

    Args:
        sources: data/sources.yml.
        names: one or more ids.

    Returns:
        Markdown footnote references; `with_sources` adds what they refer to.

    Raises:
        SiteError: an id is not in data/sources.yml, or none is given.
    """
    if not names:
        raise unknown("cite()", "source", "", sources)
    for name in names:
        if name not in sources:
            raise unknown(f'cite("{name}")', "source", name, sources)
    return "<sup>, </sup>".join(f"[^{PREFIX}{name}]" for name in names)


def entry(source: Source) -> str:
    """One source as a reader needs it: link, place, publisher, version, date."""
    parts = [f"[{source.title}]({source.url})"]
    parts += [source.locator.replace("_", r"\_")] if source.locator else []
    parts += [source.publisher]
    parts += [source.version] if source.version else []
    return f"{', '.join(parts)}. Checked {source.checked:%-d %B %Y}."


def with_sources(markdown: str, sources: dict[str, Source]) -> str:
    """Add the sources that a page cites to its end.

    Args:
        markdown: the page, after its macros ran.
        sources: data/sources.yml.

    Returns:
        The page; unchanged if it cites nothing.

    Raises:
        SiteError: a reference typed by hand names no source.
    """
    cited = list(dict.fromkeys(REFERENCE.findall(markdown)))
    for name in cited:
        if name not in sources:
            raise unknown(f"[^{PREFIX}{name}]", "source", name, sources)
    notes = [f"[^{PREFIX}{name}]: {entry(sources[name])}" for name in cited]
    return markdown if not notes else f"{markdown.rstrip()}\n\n" + "\n".join(notes) + "\n"
