"""The page that calls a macro, and the links that start from it."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass


@dataclass(frozen=True)
class Here:
    """A page, as a path in `docs/`, and the address of the project's files, if one is known."""

    page: str
    source_uri: str = ""

    def link(self, target: str) -> str:
        """The way to another page, given as a path in `docs/` with a heading if needed."""
        path, hash_, heading = target.partition("#")
        return f"{posixpath.relpath(path, posixpath.dirname(self.page))}{hash_}{heading}"

    @property
    def root(self) -> str:
        """The way to the top of the built site, where each page is a folder."""
        name = posixpath.splitext(self.page)[0]
        depth = name.count("/") + (posixpath.basename(name) != "index")
        return "/".join([".."] * depth) or "."

    def source(self, path: str, lines: str = "") -> str:
        """The address of a file of the project and of lines in it; empty if none is known."""
        if not self.source_uri:
            return ""
        return f"{self.source_uri.rstrip('/')}/{path}{f'#{lines}' if lines else ''}"
