"""What `make new-page` and `make new-task` share: names, titles, places in the page tree."""

from __future__ import annotations

import re
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
    """Write files, given by their paths from `root`, with the folders that they need."""
    for path, text in made.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return list(made)


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
