"""Every file that content may consist of: what is not named here is refused, not ignored.

The text of each is held here too: nothing may stand in it that nobody sees.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from content.errors import SiteError, nearest
from content.model import NAME, NAME_RULE
from content.pages import fits
from content.reader import read_text
from content.sections import LEFTOVERS

# By folder: globs of the files that something reads. `**` is any number of folders.
READ = {
    "data": (
        "*.yml", "advisories.json", "defaults.json", "live-checks.json", "live-library.json",
        "maintenance.json", "packages.json", "screens.json", "tried.json", "verified.json",
        "claims/*.yml", "decide/*.yml", "diagrams/*.yml", "features/*.yml", "measurements/*.json",
        "responses/*/*.txt",
    ),
    "docs": ("**/*.md", "**/*.png", "**/*.svg", "**/*.webp", "**/*.avif"),
    "includes": ("*.md", "pages/*.md", "pages/*/*.md"),
    "snippets": ("mypy.ini", "*/*.yml", "*/*/**/*"),
}  # fmt: skip

# Files at the top of data/ that something reads by its name.
DATA = (
    "advisories", "contract", "decisions", "defaults", "figures", "frameworks", "libraries", "live",
    "maintenance", "measure", "packages", "page-types", "said", "screens", "search", "sources",
    "support", "task-groups",
)  # fmt: skip

# Files that are no text.
PICTURES = {".png", ".webp", ".avif"}

# What frameworks and their tools call their files: each name is one file on every system.
CODE_NAME = re.compile(r"[a-z0-9_.-]+|LC_MESSAGES|README|Dockerfile|Procfile|Makefile")
CODE_RULE = "lower-case letters, digits, and _ - . between them"

# What editors, patches and merges leave behind; an application has no use for any of it.
STRAY = re.compile(
    r".*(~|\.(orig|rej|bak|tmp|swp|swo|save|old|patch|diff))|#.*#|\..*|Thumbs\.db|.* copy.*"
)


def refuse_strangers(root: Path) -> None:
    """Refuse links, leftovers of editors, names that make bad addresses and files nobody reads."""
    if found := strangers(root):
        raise SiteError("\n".join(found))


def strangers(root: Path) -> list[str]:
    """One sentence for each file that may not lie where it lies; a folder is named once."""
    return list(dict.fromkeys(_strangers(root)))


def _strangers(root: Path) -> Iterator[str]:
    for folder, globs in READ.items():
        for path in _walk(root / folder):
            name, inner = _shown(path, root), _shown(path, root / folder)
            if path.is_symlink():
                yield f"{name}: it is a link to '{path.readlink()}'. Put the file itself here."
            elif path.is_dir():
                continue
            elif STRAY.fullmatch(path.name):
                yield f"{name}: an editor or a merge left this file. Take it out."
            elif found := _bad_name(folder, inner):
                yield found
            elif not any(_fits(inner, glob) for glob in globs):
                endings = sorted({glob.rsplit("/", 1)[-1] for glob in globs} - {"*"})
                yield (
                    f"{name}: nothing reads this file, so it would be ignored. Read in {folder}/: "
                    f"{', '.join(endings)}."
                )
            elif folder == "data" and fits(inner, "*.yml") and path.stem not in DATA:
                close = ", ".join(f"{one}.yml" for one in nearest(path.stem, list(DATA)))
                yield f"{name}: nothing reads a file of this name. Nearest: {close}."
            elif path.suffix not in PICTURES:
                yield from _bad_text(path, root)


def _shown(path: Path, above: Path) -> str:
    """The name of a file below a folder, with bytes that are no text written out."""
    return os.fsencode(path.relative_to(above).as_posix()).decode(errors="backslashreplace")


def _bad_name(folder: str, inner: str) -> str | None:
    """What is wrong with the name of a file, or first with that of a folder above it."""
    parts = Path(inner).parts
    for depth, part in enumerate(parts):
        form, rule = (NAME, NAME_RULE)
        if folder == "snippets" and depth > 1:
            form, rule = (CODE_NAME, CODE_RULE)
        elif depth == len(parts) - 1:
            part = Path(part).stem
        if not form.fullmatch(part):
            place = "/".join((folder, *parts[: depth + 1]))
            use = "becomes part of an address" if folder == "docs" else "is no name here"
            return f"{place}: '{part}' {use}. Right: {rule}."
    return None


def _bad_text(path: Path, root: Path) -> Iterator[str]:
    try:
        read_text(path, root)
    except SiteError as error:
        yield str(error)


def _fits(name: str, glob: str) -> bool:
    head, deep, tail = glob.partition("**/")
    if not deep:
        return fits(name, glob)
    above = head.count("/")
    parts = name.split("/")
    return (
        len(parts) > above
        and fits("/".join(parts[:above]), head.rstrip("/"))
        and fits(parts[-1], tail)
    )


def _walk(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        linked = [name for name in folders if Path(parent, name).is_symlink()]
        folders[:] = sorted(set(folders) - LEFTOVERS - set(linked))
        yield from (Path(parent, name) for name in sorted({*names, *linked} - LEFTOVERS))
