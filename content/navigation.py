"""The page tree of `mkdocs.yml`: which pages it names, and in which line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from content.errors import SiteError
from content.reader import read_text, tree_of

FILE = "mkdocs.yml"


@dataclass(frozen=True)
class Entry:
    """One page of the tree."""

    title: str
    page: str
    line: int
    trail: tuple[str, ...] = ()  # the titles of what it stands below, from the top

    @property
    def place(self) -> str:
        """File and line."""
        return f"{FILE}, line {self.line}"


def entries(root: Path) -> list[Entry]:
    """All pages of the tree in their order."""
    tree = tree_of(read_text(root / FILE, root), FILE)
    pairs = tree.value if isinstance(tree, yaml.MappingNode) else []
    top = next((value for key, value in pairs if key.value == "nav"), None)
    if not isinstance(top, yaml.SequenceNode):
        raise SiteError(f"{FILE}: 'nav' is missing. It lists the pages in their order.")
    return list(_below(top, ()))


def _below(node: yaml.Node, titles: tuple[str, ...]) -> list[Entry]:
    if isinstance(node, yaml.ScalarNode):
        title = titles[-1] if titles else ""
        return [Entry(title, node.value, node.start_mark.line + 1, titles[:-1])]
    if isinstance(node, yaml.SequenceNode):
        return [entry for item in node.value for entry in _below(item, titles)]
    if isinstance(node, yaml.MappingNode):
        return [entry for key, value in node.value for entry in _below(value, (*titles, key.value))]
    return []
