"""Our scripts as readers get them: without the comments, which are a quarter of their weight."""

from __future__ import annotations

import re
from pathlib import Path

FOLDER = "assets/javascripts"
# Comments that have their lines for themselves: elsewhere a string may hold what looks like one.
COMMENT = re.compile(r"^[ \t]*(?:/\*(?:[^*]|\*(?!/))*\*/[ \t]*|//.*)\n", re.M)


def without_comments(text: str) -> str:
    """A script without the lines that only comment."""
    return COMMENT.sub("", text)


def write_all(site: Path) -> None:
    """Take the comments out of the scripts; those of others, in `vendor/`, stay as they are."""
    for path in sorted((site / FOLDER).glob("*.js")):
        path.write_text(without_comments(path.read_text(encoding="utf-8")), encoding="utf-8")
