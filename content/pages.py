"""The pages of `docs/`: their text, their head, and the type each says it is of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from content.errors import SiteError, unknown
from content.model import FrontMatter, PageType, PageTypes
from content.reader import Loaded, load_with_lines, parse, read_text

TYPES = "data/page-types.yml"
TEMPLATES = "includes/pages"
HEAD = re.compile(r"---\n(?P<head>.*?\n)---\n", re.S)


@dataclass(frozen=True)
class Page:
    """One page. Its name is the path below `docs/`."""

    name: str
    path: str
    head: Loaded[FrontMatter]
    text: str
    first_line: int

    @property
    def meta(self) -> FrontMatter:
        """The checked front matter."""
        return self.head.content

    def at(self, position: int) -> str:
        """File and line of a place in the text below the front matter."""
        return f"{self.path}, line {self.first_line + self.text.count(chr(10), 0, position)}"


def read_types(root: Path) -> dict[str, PageType]:
    """The kinds of page; the template of each is there."""
    loaded = load_with_lines(root / TYPES, PageTypes, root)
    folder = root / TEMPLATES
    names = [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*.md"))]
    for kind, meta in loaded.content.root.items():
        if meta.template and not any(fits(name, meta.template) for name in names):
            raise unknown(loaded.at(kind, "template"), "template", meta.template, names)
    return loaded.content.root


def read_pages(root: Path) -> dict[str, Page]:
    """Every page by name; one whose front matter is wrong is refused."""
    types = read_types(root)
    paths = sorted((root / "docs").rglob("*.md"))
    return {page.name: page for page in (read_page(path, root, types) for path in paths)}


def read_page(path: Path, root: Path, types: dict[str, PageType]) -> Page:
    """One page with its head checked."""
    name = path.relative_to(root).as_posix()
    text = read_text(path, root)
    found = HEAD.match(text)
    if not found:
        raise SiteError(
            f"{name}, line 1: the front matter is missing. Begin with --- and type:, title:, "
            "description:, and end it with ---."
        )
    head = parse(found["head"], FrontMatter, name, offset=1, type=set(types))
    page = Page(
        path.relative_to(root / "docs").as_posix(),
        name,
        head,
        text[found.end() :],
        text.count("\n", 0, found.end()) + 1,
    )
    kind = types[page.meta.type]
    if not any(fits(page.name, glob) for glob in kind.place):
        raise SiteError(
            f"{head.at('type')}: a page of the type '{page.meta.type}' stands in "
            f"{' or '.join(f'docs/{glob}' for glob in kind.place)}."
        )
    return page


def fits(name: str, glob: str) -> bool:
    """Whether a path fits a glob, folder by folder: * is one name and crosses no folder."""
    parts, globs = name.split("/"), glob.split("/")
    return len(parts) == len(globs) and all(map(fnmatch, parts, globs))


def address(page: str) -> str:
    """Where a page of `docs/` stands below the top of the site, with its heading if it has one."""
    path, hash_, heading = page.partition("#")
    folder = f"{path.removesuffix('.md')}/".removesuffix("index/")
    return f"{folder}{hash_}{heading}"
