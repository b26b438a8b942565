"""`make new-page TYPE=… NAME=…`: a page from its type's template, in its place in `nav`."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from macros.errors import SiteError, unknown
from macros.project import ROOT, read
from tools import page_types

NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")

# Pages on a task come with a contract and folders: `make new-task`.
TYPES = sorted(set(page_types.TYPES) - {"comparison"})

# How the navigation names the pages of a framework.
LABELS = {
    "index": "What it is",
    "features": "Features",
    "architecture": "Architecture",
    "pros-and-cons": "Strengths and weaknesses",
    "when-to-choose": "When to choose it",
    "first-app": "First application",
}


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
    title = name.replace("-", " ").capitalize()
    if kind == "framework":
        title = project.framework("NAME (add it to data/frameworks.yml first)", name).name
    made = page_types.pages(root, kind, name, title)
    for path in made:
        if (root / path).exists():
            raise SiteError(f"NAME={name}: {path} exists.")
    made["mkdocs.yml"] = _with_pages(root, kind, name, title, list(made))
    for path, text in made.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return list(made)


def _with_pages(root: Path, kind: str, name: str, title: str, paths: list[str]) -> str:
    navigation = (root / "mkdocs.yml").read_text(encoding="utf-8")
    if kind == "framework":
        last = [one.id for one in read(root).frameworks if f" {one.id}/index.md" in navigation][-1]
        pages = [f"    - {label}: {name}/{part}.md" for part, label in LABELS.items()]
        return in_navigation(navigation, last, [f"- {title}:", *pages], outdent=4)
    (page,) = (path.removeprefix("docs/") for path in paths)
    return in_navigation(navigation, str(Path(page).parent), [f"- {title}: {page}"])


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
