"""How a page refers to a source, and how the source is printed at the page's end."""

from __future__ import annotations

import re

from content.dates import written
from content.model import Source

PREFIX = "source-"
REFERENCE = re.compile(rf"\[\^{PREFIX}([a-z0-9-]+)\]")


def entry(source: Source) -> str:
    """One source as a reader needs it: link, place, publisher, version, date."""
    parts = [f"[{source.title}]({source.url})"]
    parts += [source.locator.replace("_", r"\_")] if source.locator else []
    parts += [source.publisher]
    parts += [source.version] if source.version else []
    return f"{', '.join(parts)}. Checked {written(source.checked)}."
