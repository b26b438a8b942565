"""The page that calls a macro, and the links that start from it."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import Any

from content.pages import address


@dataclass(frozen=True)
class Here:
    """A page, as a path in `docs/`, and the address of the project's files, if one is known.

    `start` is the address from which a browser, or the generator on its behalf, takes links that
    are written in HTML.
    """

    page: str
    source_uri: str = ""
    start: str = ""

    @classmethod
    def of(cls, page: Any, source_uri: str) -> Here:
        """The place of a page as a generator gives it to macros."""
        if hasattr(page, "file"):  # MkDocs leaves links in HTML as they are
            return cls(page.file.src_uri, source_uri, page.url)
        # Zensical turns them, as if they started at the page's source.
        return cls(page.path, source_uri, page.path)

    def link(self, target: str) -> str:
        """The way to another page, given as a path in `docs/` with a heading if needed."""
        path, hash_, heading = target.partition("#")
        return f"{posixpath.relpath(path, posixpath.dirname(self.page))}{hash_}{heading}"

    @property
    def root(self) -> str:
        """The way to the top of the built site, for links in HTML."""
        return "/".join([".."] * self.start.count("/")) or "."

    def address(self, page: str) -> str:
        """The way to another page in the built site, for links in HTML."""
        return f"{self.root}/{address(page)}"

    def source(self, path: str, lines: str = "") -> str:
        """The address of a file of the project and of lines in it; empty if none is known."""
        if not self.source_uri:
            return ""
        return f"{self.source_uri.rstrip('/')}/{path}{f'#{lines}' if lines else ''}"
