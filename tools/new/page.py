"""`make new-page TYPE=… NAME=…`: a page from its type's template, in its place in `nav`."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from content.errors import SiteError, unknown
from content.project import ROOT, read
from tools.check import page_types
from tools.check.page_types import LABELS

NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")

# Pages on a task come with a contract and folders: `make new-task`.
TYPES = sorted(set(page_types.TYPES) - {"comparison"})


def valid_name(name: str, example: str) -> None:
    """Refuse what cannot be the name of a file in an address.

    Raises:
        SiteError: with an example that is right.
    """
    if not NAME.fullmatch(name):
        raise SiteError(
            f"NAME={name!r} is not a valid name. "
            f"Right: lower-case words joined by hyphens, as in '{example}'."
        )


def title_of(name: str) -> str:
    """A first title: the name in words."""
    return name.replace("-", " ").capitalize()


def write_all(root: Path, made: dict[str, str]) -> list[str]:
    """Write files, with the folders that they need.

    Args:
        root: the project's folder.
        made: path from there → text.

    Returns:
        The paths.
    """
    for path, text in made.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return list(made)


def in_navigation(navigation: str, folder: str, lines: list[str], outdent: int = 0) -> str:
    """Add lines to `mkdocs.yml` below the last page of a folder.

    Args:
        navigation: the text of `mkdocs.yml`.
        folder: of the pages that the new ones follow.
        lines: what to add, without the indentation of those pages.
        outdent: how much less to indent.

    Returns:
        The new text.

    Raises:
        SiteError: no page of that folder is in the navigation.
    """
    text = navigation.splitlines(keepends=True)
    page = re.compile(rf"(\s+)- (?:[^:]+: )?{re.escape(folder)}/[^/]+$")
    places = [(index, found[1]) for index, line in enumerate(text) if (found := page.match(line))]
    if not places:
        raise SiteError(f"mkdocs.yml: found no '- {folder}/….md' in nav to put the page below.")
    last, indent = places[-1]
    added = [f"{indent[outdent:]}{line}\n" for line in lines]
    return "".join([*text[: last + 1], *added, *text[last + 1 :]])


def create(root: Path, kind: str, name: str) -> list[str]:
    """Make the page or, for a framework, its pages.

    Args:
        root: the project's folder.
        kind: the type.
        name: of the page's file or the framework's id.

    Returns:
        The paths of what was made or changed.

    Raises:
        SiteError: the type or name is not valid or the page exists; nothing was written then.
    """
    if kind not in TYPES:
        raise unknown("TYPE", "type", kind, TYPES)
    valid_name(name, "file-upload")
    project = read(root)
    title = title_of(name)
    if kind == "framework":
        title = project.framework("NAME (add it to data/frameworks.yml first)", name).name
    made = page_types.pages(root, kind, name, title)
    for path in made:
        if (root / path).exists():
            raise SiteError(f"NAME={name}: {path} exists.")
    navigation = (root / "mkdocs.yml").read_text(encoding="utf-8")
    if kind == "framework":
        shown = [one.id for one in project.frameworks if f" {one.id}/index.md" in navigation]
        pages = [f"    - {label}: {name}/{part}.md" for part, label in LABELS.items()]
        added = in_navigation(navigation, shown[-1], [f"- {title}:", *pages], outdent=4)
    else:
        (page,) = (path.removeprefix("docs/") for path in made)
        added = in_navigation(navigation, str(Path(page).parent), [f"- {title}: {page}"])
    return write_all(root, {**made, "mkdocs.yml": added})


def main(arguments: list[str]) -> int:
    """Make the page named on the command line; return the exit code."""
    kind, name = (*arguments, "", "")[:2]
    try:
        paths = create(ROOT, kind, name)
    except SiteError as error:
        print(f"Error: {error.message}", file=sys.stderr)
        return 1
    print("\n".join(paths))
    print("Next: follow the notes in <!-- --> and take them out; then make build")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
