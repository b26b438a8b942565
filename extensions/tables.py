"""Tables on narrow screens: they stack, turn or scroll; the page itself never scrolls."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER_RE

WRAP = "table-wrap"

# Tables with this many columns stack: each cell under the one before it, named by its column.
STACKING = 3

# In the box of tables of numbers, one with this many columns turns: its rows become columns.
NUMBERS = "mdx-counts"
TURNING = 5

# A browser forgets what a table is when its rows become blocks, unless it is said again.
ROLES = {"table": "table", "thead": "rowgroup", "tbody": "rowgroup", "tr": "row",
         "th": "columnheader", "td": "cell"}  # fmt: skip


TAG = re.compile(r"<[^>]*>")


class ScrollingTables(Extension):
    """A Markdown extension that puts each table into a box of its own."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Register with Python-Markdown, which calls this."""
        md.treeprocessors.register(_Wrap(md), "scrolling-tables", 1)


class _Wrap(Treeprocessor):
    def run(self, root: Element) -> None:
        wrap(root, self.md.htmlStash.rawHtmlBlocks)


def wrap(parent: Element, kept: Sequence[Any] = (), numbers: bool = False) -> None:
    """Put every table below `parent` that has no box into one.

    Args:
        parent: any element.
        kept: HTML that Markdown has put aside, such as code, in the order of its numbers.
        numbers: whether it stands in a box of numbers.
    """
    kinds = parent.get("class", "").split()
    numbers = numbers or NUMBERS in kinds
    for index, child in enumerate(list(parent)):
        wrap(child, kept, numbers)
        # Markdown gives its tables no class; one that has a class has a layout of its own.
        if child.tag == "table" and WRAP not in kinds and not child.get("class"):
            box = Element("div", {"class": " ".join([WRAP, *narrow_layout(child, kept, numbers)])})
            box.tail, child.tail = child.tail, None
            parent[index] = box
            box.append(child)
            name_rows(child)


def narrow_layout(table: Element, kept: Sequence[Any], numbers: bool) -> list[str]:
    """Prepare a table for narrow screens.

    Args:
        table: any table.
        kept: HTML that Markdown has put aside.
        numbers: whether its numbers are compared in columns.

    Returns:
        The class under which the style sheet lays it out; none if it just scrolls.
    """
    columns = len(list(table.iter("th")))
    if columns < (TURNING if numbers else STACKING):
        return []
    keep_roles(table)
    if numbers:
        return ["turns"]
    name_cells(table, kept)
    return ["stacks"]


def name_rows(table: Element) -> None:
    """Make the first cell of each row its head, and say what each head is the head of."""
    for head in table.findall("thead/tr/th"):
        head.set("scope", "col")
    for row in table.findall("tbody/tr"):
        first, *others = row
        if others and ("".join(first.itertext()).strip() or len(first)):
            first.tag = "th"
            first.set("scope", "row")
            if first.get("role"):
                first.set("role", "rowheader")


def keep_roles(table: Element) -> None:
    """Say of each part of a table what it is, however it is laid out."""
    for element in table.iter():
        if element.tag in ROLES:
            element.set("role", ROLES[element.tag])


def name_cells(table: Element, kept: Sequence[Any] = ()) -> None:
    """Give each cell the name of its column, for a style sheet to show where columns are gone.

    Args:
        table: the content of each cell but the first, which names the row, gets a box of its own,
            beside which the name has room.
        kept: HTML that Markdown has put aside, of which the words are wanted here.
    """
    labels = [
        HTML_PLACEHOLDER_RE.sub(lambda put: _text(kept, int(put[1])), _words(head)).strip()
        for head in table.iter("th")
    ]
    for row in table.iter("tr"):
        for label, cell in list(zip(labels, row.findall("td"), strict=False))[1:]:
            cell.set("data-label", label)
            content = Element("div")
            content.text, cell.text = cell.text, None
            content.extend(cell)
            cell[:] = [content]


def _text(kept: Sequence[Any], number: int) -> str:
    """The words of code, or of what a macro wrote; of half a tag there are none."""
    return html.unescape(TAG.sub("", str(kept[number]))) if number < len(kept) else ""


def _words(element: Element) -> str:
    """What it says, without the numbers of its sources."""
    inner = (
        ("" if child.tag == "sup" else _words(child)) + (child.tail or "") for child in element
    )
    return "".join([element.text or "", *inner])


def makeExtension(**settings: object) -> Extension:  # noqa: N802
    """Called by Python-Markdown for the name in `mkdocs.yml`."""
    return ScrollingTables(**settings)
