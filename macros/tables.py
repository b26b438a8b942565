"""Tables on narrow screens: they stack or scroll by themselves; the page does not scroll."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER_RE

WRAP = "table-wrap"

# Tables with this many columns stack: each cell under the one before it, named by its column.
MANY = 3

# The box of tables of numbers, which are compared in columns: they scroll.
NUMBERS = "mdx-counts"

# A browser forgets what a table is when its rows become blocks, unless it is said again.
ROLES = {"table": "table", "thead": "rowgroup", "tbody": "rowgroup", "tr": "row",
         "th": "columnheader", "td": "cell"}  # fmt: skip


class ScrollingTables(Extension):
    """A Markdown extension that puts each table into a box of its own."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Register with Python-Markdown, which calls this."""
        md.treeprocessors.register(_Wrap(md), "scrolling-tables", 1)


class _Wrap(Treeprocessor):
    def run(self, root: Element) -> None:
        wrap(root)


def wrap(parent: Element, numbers: bool = False) -> None:
    """Put every table below `parent` that has no box into one.

    Args:
        parent: any element.
        numbers: whether it stands in a box of numbers.
    """
    kinds = parent.get("class", "").split()
    numbers = numbers or NUMBERS in kinds
    for index, child in enumerate(list(parent)):
        wrap(child, numbers)
        if child.tag == "table" and WRAP not in kinds:
            stacks = len(list(child.iter("th"))) >= MANY and not numbers
            box = Element("div", {"class": f"{WRAP} stacks" if stacks else WRAP})
            box.tail, child.tail = child.tail, None
            parent[index] = box
            box.append(child)
            if stacks:
                name_cells(child)


def name_cells(table: Element) -> None:
    """Give each cell the name of its column, for a style sheet to show where columns are gone.

    Args:
        table: its rows keep their meaning when they are shown as blocks, and each cell's content
            is in a box of its own, beside which the name has room.
    """
    # HTML that a macro wrote, such as a framework's badge, is still kept elsewhere, its words here.
    labels = [HTML_PLACEHOLDER_RE.sub("", "".join(head.itertext())).strip()
              for head in table.iter("th")]  # fmt: skip
    for element in table.iter():
        if element.tag in ROLES:
            element.set("role", ROLES[element.tag])
    for row in table.iter("tr"):
        for label, cell in zip(labels, row.findall("td"), strict=False):
            cell.set("data-label", label)
            content = Element("div")
            content.text, cell.text = cell.text, None
            content.extend(cell)
            cell[:] = [content]
