"""Every file that content may consist of: what is not named here is refused, not ignored."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from content.errors import SiteError, nearest
from content.model import NAME, NAME_RULE
from content.pages import fits
from content.sections import LEFTOVERS

# By folder: globs of the files that something reads. `**` is any number of folders.
READ = {
    "data": (
        "*.yml", "packages.json", "verified.json", "claims/*.yml", "features/*.yml",
        "diagrams/*.mmd", "diagrams/*.yml", "diagrams/*.svg", "responses/*/*.txt",
    ),
    "docs": ("**/*.md", "**/*.png", "**/*.svg", "**/*.webp", "**/*.avif"),
    "includes": ("*.md", "pages/*.md", "pages/*/*.md"),
    "snippets": ("mypy.ini", "*/*.yml", "*/*/**/*"),
}  # fmt: skip

# Files at the top of data/ that something reads by its name.
DATA = (
    "contract", "decisions", "frameworks", "packages", "page-types", "sources", "support",
)  # fmt: skip

# What editors, patches and merges leave behind; an application has no use for any of it.
STRAY = re.compile(
    r".*(~|\.(orig|rej|bak|tmp|swp|swo|save|old|patch|diff))|#.*#|\..*|Thumbs\.db|.* copy.*"
)


def refuse_strangers(root: Path) -> None:
    """Refuse links, leftovers of editors, names that make bad addresses and files nobody reads."""
    if found := list(strangers(root)):
        raise SiteError("\n".join(found))


def strangers(root: Path) -> Iterator[str]:
    """One sentence for each file that may not lie where it lies."""
    for folder, globs in READ.items():
        for path in _walk(root / folder):
            name = path.relative_to(root).as_posix()
            inner = path.relative_to(root / folder).as_posix()
            if path.is_symlink():
                yield f"{name}: it is a link to '{path.readlink()}'. Put the file itself here."
            elif path.is_dir():
                continue
            elif STRAY.fullmatch(path.name):
                yield f"{name}: an editor or a merge left this file. Take it out."
            elif not any(_fits(inner, glob) for glob in globs):
                endings = sorted({glob.rsplit("/", 1)[-1] for glob in globs} - {"*"})
                yield (
                    f"{name}: nothing reads this file, so it would be ignored. Read in {folder}/: "
                    f"{', '.join(endings)}."
                )
            elif folder == "data" and inner.endswith(".yml") and "/" not in inner:
                if path.stem not in DATA:
                    close = ", ".join(f"{one}.yml" for one in nearest(path.stem, list(DATA)))
                    yield f"{name}: nothing reads a file of this name. Nearest: {close}."
            elif folder == "docs":
                yield from _bad_address(name, inner)


def _bad_address(name: str, inner: str) -> Iterator[str]:
    for part in Path(inner).with_suffix("").parts:
        if not NAME.fullmatch(part):
            yield f"{name}: '{part}' becomes part of an address. Right: {NAME_RULE}."
            return


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
