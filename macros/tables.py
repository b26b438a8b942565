"""Tables scroll by themselves where they are too wide, so that the page does not."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

WRAP = "table-wrap"


class ScrollingTables(Extension):
    """A Markdown extension that puts each table into a box of its own."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Register with Python-Markdown, which calls this."""
        md.treeprocessors.register(_Wrap(md), "scrolling-tables", 1)


class _Wrap(Treeprocessor):
    def run(self, root: Element) -> None:
        wrap(root)


def wrap(parent: Element) -> None:
    """Put every table below `parent` that has no box into one."""
    boxed = parent.get("class") == WRAP
    for index, child in enumerate(list(parent)):
        wrap(child)
        if child.tag == "table" and not boxed:
            box = Element("div", {"class": WRAP})
            box.tail, child.tail = child.tail, None
            parent[index] = box
            box.append(child)
