"""Entries of data that say the same in another form: copies that somebody meant to change."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable
from urllib.parse import urlsplit

from content.errors import SiteError
from content.model import Source

# (what must differ, as readers see it, file and line)
Entry = tuple[Hashable, str, str]


def words(text: str) -> str:
    """A text without what makes no other statement of it: case, signs and blanks."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def address(url: str) -> str:
    """An address without what leads to no other page."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    path = re.sub(r"/(index\.html?)?$", "", parts.path)
    return f"{host}{path}?{parts.query}#{parts.fragment}"


def target(source: Source) -> Hashable:
    """What a source leads to: an address says it, or the locator where a page is cited in parts."""
    locator = "" if urlsplit(source.url).fragment else words(source.locator or "")
    return address(source.url), locator


def refuse_alike(kind: str, entries: Iterable[Entry]) -> None:
    """Refuse an entry that another one repeats, and name both places."""
    seen: dict[Hashable, str] = {}
    for key, shown, where in entries:
        if key in seen:
            raise SiteError(
                f"{where}: the {kind} '{shown}' is that of {seen[key]} too. Keep one of them."
            )
        seen[key] = where
