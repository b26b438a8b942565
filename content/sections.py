"""Cuts the marked sections out of the code in `snippets/`: the one place that knows the marks."""

from __future__ import annotations

import os
import re
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from content.errors import NEAREST, SiteError, unknown
from content.model import NAME, NAME_RULE
from content.reader import read_text

# A mark stands inside whatever comment the language has.
MARK = re.compile(r"--8<--\s*\[(?P<edge>start|end):(?P<name>[^\]]*)\]")

# What looks like a mark or an include, with a sign too many or too few.
SCISSORS = re.compile(r"[-–—]{2,} ?8[<>]|8[<>] ?[-–—]{2,}|[-–—]8[<>][-–—]")

# What a folder may hold beside the application: notes for this site, and what a run leaves.
NOT_CODE = {"implementation.yml", "requirements.in"}
LEFTOVERS = {"__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache", "db.sqlite3"}


@dataclass(frozen=True)
class Section:
    """One marked part of one file: its code, and the first and last line of it in the file."""

    name: str
    path: Path
    text: str
    first: int
    last: int

    @property
    def lines(self) -> str:
        """Where it stands, as addresses of repositories write it."""
        return f"L{self.first}-L{self.last}"


def files(folder: Path) -> list[Path]:
    """The application's files below `snippets/<task>/<framework>`, shallow ones first.

    What only this site reads and what a run leaves behind is left out.
    """
    found = []
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(set(folders) - LEFTOVERS)
        found += [Path(parent, name) for name in sorted(set(names) - LEFTOVERS - NOT_CODE)]
    return sorted(found, key=lambda path: (len(path.parts), path))


def sections_of(path: Path, text: str) -> list[Section]:
    """Cut one file at its marks; a bad name, an unclosed, nested or repeated mark is refused."""
    found: list[Section] = []
    name, start, lines = "", 0, []
    for number, line in enumerate(text.splitlines(keepends=True), start=1):
        mark = MARK.search(line)
        if not mark:
            if SCISSORS.search(line):
                raise SiteError(
                    f"{path}, line {number}: '{line.strip()}' is no mark. "
                    "Right: --8<-- [start:name] or --8<-- [end:name]."
                )
            lines.append(line)
            continue
        if not NAME.fullmatch(mark["name"]):
            raise SiteError(
                f"{path}, line {number}: '{mark['name']}' is not a section name. "
                f"Right: {NAME_RULE}."
            )
        if mark["edge"] == "start":
            if start:
                raise SiteError(
                    f"{path}, line {number}: section '{mark['name']}' starts inside '{name}' "
                    f"(line {start}). Close that one first: [end:{name}]."
                )
            name, start, lines = mark["name"], number, []
        else:
            if not start or mark["name"] != name:
                expected = f"[end:{name}]" if start else f"[start:{mark['name']}] before it"
                raise SiteError(
                    f"{path}, line {number}: [end:{mark['name']}] closes nothing. "
                    f"Expected {expected}."
                )
            if not "".join(lines).strip():
                raise SiteError(f"{path}, line {start}: section '{name}' is empty.")
            code = textwrap.dedent("".join(lines))
            found.append(Section(name, path, code, start + 1, number - 1))
            start = 0
    if start:
        raise SiteError(
            f"{path}, line {start}: section '{name}' is never closed. Add [end:{name}] below it."
        )
    return found


def section_with(where: str, piece: str, sections: Iterable[Section]) -> tuple[Section, int]:
    """The section whose one line holds a piece of code, and the line's place in it, from 0.

    `where` is the file and line that names the piece; found nowhere or twice, it is refused.
    """
    found = [
        (section, at)
        for section in sections
        for at, line in enumerate(section.text.splitlines())
        if piece in line
    ]
    if len(found) == 1:
        return found[0]
    if found:
        places = [f"{section.path}, line {section.first + at}" for section, at in found]
        raise SiteError(
            f"{where}: '{piece}' is in {len(found)} lines: {'; '.join(places[:NEAREST])}. Write "
            "more of the one that is meant."
        )
    lines = {line.strip() for section in sections for line in section.text.splitlines()} - {""}
    raise unknown(where, "line of the steps", piece, lines)


def sections_in(folder: Path, root: Path) -> dict[str, Section]:
    """All sections of one implementation by name; their paths are relative to `root`."""
    found: dict[str, Section] = {}
    for path in files(folder):
        for section in sections_of(path.relative_to(root), read_text(path, root)):
            if section.name in found:
                other = found[section.name]
                raise SiteError(
                    f"{section.path}, line {section.first - 1}: section '{section.name}' exists "
                    f"already in {other.path}, line {other.first - 1}. Names are unique in a "
                    "folder."
                )
            found[section.name] = section
    return found


def without_marks(text: str) -> str:
    """The text of a file without the lines that hold marks."""
    return "".join(line for _, line in unmarked(text))


def unmarked(text: str) -> list[tuple[int, str]]:
    """The lines of a file that hold no marks, each with its number in the file."""
    lines = enumerate(text.splitlines(keepends=True), start=1)
    return [(number, line) for number, line in lines if not MARK.search(line)]


def check_steps(
    where: Path, steps: Iterable[str], sections: Iterable[str], absent: Iterable[str]
) -> None:
    """Refuse an implementation (`where`) that does not show exactly the steps of its task."""
    steps, sections, absent = list(steps), set(sections), set(absent)
    for name in sorted(sections | absent):
        if name not in steps:
            raise unknown(where, "step", name, steps)
    for name in steps:
        if name in sections and name in absent:
            raise SiteError(f"{where}: step '{name}' is declared absent, but it is marked.")
        if name not in sections and name not in absent:
            raise SiteError(
                f"{where}: section '{name}' is missing. Mark it in the code with "
                f"[start:{name}] … [end:{name}], or give the reason under 'absent'. "
                f"Marked: {', '.join(sorted(sections)) or 'none'}."
            )
