"""Finds the marked sections of the code in `snippets/`, and takes the marks out again."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from macros.errors import SiteError, unknown

# The marks are those of pymdownx.snippets, inside whatever comment the language has.
MARK = re.compile(r"--8<--\s*\[(?P<edge>start|end):(?P<name>[^\]]*)\]")
NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")

# What a folder may hold beside the application: notes for this site, and what a run leaves.
NOT_CODE = {"implementation.yml", "requirements.in"}
LEFTOVERS = {"__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache", "db.sqlite3"}


@dataclass(frozen=True)
class Section:
    """One marked part of one file."""

    name: str
    path: Path
    start: int
    text: str


def files(folder: Path) -> list[Path]:
    """The application's files below a folder, in the order a reader expects: shallow first.

    Args:
        folder: `snippets/<task>/<framework>`.

    Returns:
        The files, without those that only this site reads and those that a run leaves behind.
    """
    found = []
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(set(folders) - LEFTOVERS)
        found += [Path(parent, name) for name in sorted(set(names) - LEFTOVERS - NOT_CODE)]
    return sorted(found, key=lambda path: (len(path.parts), path))


def sections_of(path: Path, text: str) -> list[Section]:
    """Cut one file at its marks.

    Args:
        path: shown in errors.
        text: the content of the file.

    Returns:
        The sections in file order.

    Raises:
        SiteError: a bad name, a start without its end, an end without its start, or nested marks.
    """
    found: list[Section] = []
    name, start, lines = "", 0, []
    for number, line in enumerate(text.splitlines(keepends=True), start=1):
        mark = MARK.search(line)
        if not mark:
            lines.append(line)
            continue
        if not NAME.fullmatch(mark["name"]):
            raise SiteError(
                f"{path}, line {number}: '{mark['name']}' is not a section name. "
                "Right: lower-case words joined by hyphens, as in 'old-values'."
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
            found.append(Section(name, path, start, "".join(lines)))
            start = 0
    if start:
        raise SiteError(
            f"{path}, line {start}: section '{name}' is never closed. Add [end:{name}] below it."
        )
    return found


def sections_in(folder: Path, root: Path) -> dict[str, Section]:
    """All sections of one implementation.

    Args:
        folder: `snippets/<task>/<framework>`.
        root: the project's folder; errors show paths from here.

    Returns:
        Section name → section; its path is relative to `root`.

    Raises:
        SiteError: a mark is wrong, or a name is used twice in the folder.
    """
    found: dict[str, Section] = {}
    for path in files(folder):
        for section in sections_of(path.relative_to(root), _text(path, root)):
            if section.name in found:
                other = found[section.name]
                raise SiteError(
                    f"{section.path}, line {section.start}: section '{section.name}' exists "
                    f"already in {other.path}, line {other.start}. Names are unique in a folder."
                )
            found[section.name] = section
    return found


def _text(path: Path, root: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise SiteError(
            f"{path.relative_to(root)}: this is not text in UTF-8. An application of this site is "
            "made of text files only."
        ) from None


def without_marks(text: str) -> str:
    """Return the text of a file without the lines that hold marks."""
    return "".join(line for line in text.splitlines(keepends=True) if not MARK.search(line))


def check_steps(
    where: Path, steps: Iterable[str], sections: Iterable[str], absent: Iterable[str]
) -> None:
    """Check that an implementation shows exactly the steps of its task.

    Args:
        where: `implementation.yml` of the folder, shown in errors.
        steps: the step ids of the task.
        sections: the section names marked in the folder.
        absent: the steps that the implementation declares absent.

    Raises:
        SiteError: a step is neither marked nor declared absent, or is both, or a name is no step.
    """
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
