"""What browsers pass over in silence in our style sheets: the rest of a file, a file, a value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from content.errors import unknown
from content.reader import read_text

FOLDER = "overrides/assets"
# Where the values of our own names are set, beside the sheets; those of the theme begin with --md-.
SETTERS = ("content", "macros", "extensions", "output", "overrides")
# Text in which a brace or an address means nothing.
NO_CODE = re.compile(r"/\*.*?\*/|\"[^\"\n]*\"|'[^'\n]*'", re.S)
COMMENT = re.compile(r"/\*.*?\*/", re.S)
ADDRESS = re.compile(r"url\(\s*[\"']?([^\"')]*)|@import\s+[\"']([^\"']*)")
NAME = re.compile(r"--[\w-]+")
USED = re.compile(r"var\(\s*(--(?!md-)[\w-]+)\s*\)")
ELSEWHERE = re.compile(r"([a-z]+:)?//", re.I)


def problems(root: Path) -> Iterator[str]:
    """One sentence, with file and line, for each."""
    known = names(root)
    for path in sorted((root / FOLDER).rglob("*.css")):
        file, text = path.relative_to(root).as_posix(), read_text(path, root)
        plain = COMMENT.sub(_blanked, text)
        yield from unbalanced(file, NO_CODE.sub(_blanked, text))
        for found in ADDRESS.finditer(plain):
            yield from wrong_address(path, f"{file}, {_line(plain, found.start())}", found)
        for found in USED.finditer(plain):
            if found[1] not in known:
                yield str(
                    unknown(f"{file}, {_line(plain, found.start())}", "value", found[1], known)
                )


def names(root: Path) -> set[str]:
    """The names of values that something sets, in a sheet or in what writes `style`."""
    paths = (path for room in SETTERS for path in (root / room).rglob("*") if path.is_file())
    texts = (
        read_text(path, root) for path in paths if path.suffix in {".css", ".html", ".js", ".py"}
    )
    return {name for text in texts for name in NAME.findall(USED.sub("", text))}


def unbalanced(file: str, text: str) -> Iterator[str]:
    """A brace without its other half, after which a browser reads nothing as it was meant."""
    opened: list[int] = []
    for found in re.finditer(r"[{}]", text):
        if found[0] == "{":
            opened.append(found.start())
        elif opened:
            opened.pop()
        else:
            yield f"{file}, {_line(text, found.start())}: this '}}' closes no block."
            return
    if opened:
        yield f"{file}, {_line(text, opened[-1])}: the block that begins here is not closed."


def wrong_address(path: Path, where: str, found: re.Match[str]) -> Iterator[str]:
    """An address on another host, or of no file; data and parts of the page itself are neither."""
    address = found[1] or found[2] or ""
    if ELSEWHERE.match(address):
        yield f"{where}: '{address}' is on another host. Put the file below {FOLDER}."
    elif (
        address and not address.startswith(("data:", "#")) and not (path.parent / address).exists()
    ):
        near = {str(one.name) for one in path.parent.parent.rglob("*") if one.is_file()}
        yield str(unknown(where, "file", address, near))


def _line(text: str, at: int) -> str:
    return f"line {text.count(chr(10), 0, at) + 1}"


def _blanked(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found[0])
