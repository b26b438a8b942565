"""What `make new-page` and `make new-task` share: names, titles, places in the page tree."""

from __future__ import annotations

import re
from contextlib import suppress
from itertools import takewhile
from pathlib import Path

from content.errors import SiteError
from content.model import NAME, NAME_RULE


def valid_name(name: str) -> None:
    """Refuse what cannot be a part of an address."""
    if not NAME.fullmatch(name):
        raise SiteError(f"NAME={name!r} is not a valid name. Right: {NAME_RULE}.")


def title_of(name: str) -> str:
    """A first title: the name in words."""
    return name.replace("-", " ").capitalize()


def write_all(root: Path, made: dict[str, str]) -> list[str]:
    """Write files, given by their paths from `root`, with their folders: all or none."""
    before = {root / path: (root / path).exists() for path in made}
    try:
        for path, text in made.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(text, encoding="utf-8")
    except OSError:
        _take_back(root, [path for path, was_there in before.items() if not was_there])
        raise
    return list(made)


def _take_back(root: Path, paths: list[Path]) -> None:
    """Remove files, and the folders that hold nothing without them."""
    for path in paths:
        with suppress(OSError):  # it was never written, or its folder still holds something
            path.unlink(missing_ok=True)
            for folder in takewhile(lambda parent: parent != root, path.parents):
                folder.rmdir()


def in_navigation(navigation: str, folder: str, lines: list[str], outdent: int = 0) -> str:
    """Add lines to the text of `mkdocs.yml` below the last page of a folder.

    The lines come without the indentation of that folder's pages; `outdent` is how much less they
    get.
    """
    text = navigation.splitlines(keepends=True)
    page = re.compile(rf"(\s+)- (?:[^:]+: )?{re.escape(folder)}/[^/]+$")
    places = [(index, found[1]) for index, line in enumerate(text) if (found := page.match(line))]
    if not places:
        raise SiteError(f"mkdocs.yml: found no '- {folder}/….md' in nav to put the page below.")
    last, indent = places[-1]
    added = [f"{indent[outdent:]}{line}\n" for line in lines]
    return "".join([*text[: last + 1], *added, *text[last + 1 :]])
