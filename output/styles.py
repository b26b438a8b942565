"""Style sheets as readers get them: those that every page links as one, without comments."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

FOLDER = "assets/stylesheets"
LINK = re.compile(rf'<link rel="stylesheet" href="([^"]*){FOLDER}/([^"/]+)">')


def write_all(site: Path) -> None:
    """Take the comments out of the style sheets, and join those that every page links."""
    for path in sorted((site / FOLDER).glob("*.css")):
        path.write_text(without_comments(_text(path)), encoding="utf-8")
    join(site, {path: _text(path) for path in site.rglob("*.html")})


def join(site: Path, pages: Mapping[Path, str]) -> None:
    """Put the sheets that every page links into the last of them: one request in place of three."""
    linked = [[name for _, name in LINK.findall(text)] for text in pages.values()]
    common = [name for name in next(iter(linked), []) if all(name in names for names in linked)]
    if len(common) < 2:  # nothing to join, or joined before
        return
    *others, last = (site / FOLDER / name for name in common)
    last.write_text("".join(map(_text, (*others, last))), encoding="utf-8")
    gone = {path.name for path in others}
    for path in others:
        path.unlink()
    for path, text in pages.items():
        path.write_text(
            LINK.sub(lambda link: "" if link[2] in gone else link[0], text), encoding="utf-8"
        )


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def without_comments(text: str) -> str:
    """A style sheet without its comments, and without the lines and indents that part its rules."""
    bare = re.sub(r'("[^"\n]*")|/\*.*?\*/\s*', lambda found: found[1] or "", text, flags=re.S)
    return re.sub(r"(?<=[{};,])\s*\n\s*", "", bare)
