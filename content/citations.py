"""How a page refers to a source, and how the source is printed at the page's end."""

from __future__ import annotations

import datetime
import re

from content.dates import months_before, today, written
from content.model import Source

PREFIX = "source-"
AGED_MONTHS = 12  # after which a source should be read again
REFERENCE = re.compile(rf"\[\^{PREFIX}([a-z0-9-]+)\]")


def entry(source: Source) -> str:
    """One source as a reader needs it: link, place, publisher, version, date."""
    parts = [f"[{source.title}]({source.url})"]
    parts += [source.locator.replace("_", r"\_")] if source.locator else []
    parts += [source.publisher]
    parts += [source.version] if source.version else []
    return f"{', '.join(parts)}. Checked {written(source.checked)}{_age(source.checked)}."


def _age(checked: datetime.date) -> str:
    """A word for what nobody has looked at for long: it is printed, and blocks nobody."""
    old = checked < months_before(today(), AGED_MONTHS)
    return ", over a year ago" if old else ""
