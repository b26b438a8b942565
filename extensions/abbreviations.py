"""Tooltips of abbreviations: everywhere in the text, but not in headings and glossary terms."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

PLAIN = ("h1", "h2", "h3", "h4", "h5", "h6", "dt")

# Python-Markdown puts tooltips in at 7 and reads headings for the table of contents at 5.
PRIORITY = 6


class PlainHeadings(Extension):
    """A Markdown extension that takes tooltips out of headings and of terms of a glossary."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Register with Python-Markdown, which calls this."""
        md.treeprocessors.register(_Plain(md), "plain-headings", PRIORITY)


class _Plain(Treeprocessor):
    def run(self, root: Element) -> None:
        for tag in PLAIN:
            for heading in root.iter(tag):
                _unwrap(heading)


def _unwrap(parent: Element) -> None:
    """Put the text of each abbreviation below `parent` in the abbreviation's place."""
    for index, child in reversed(list(enumerate(parent))):
        _unwrap(child)
        if child.tag != "abbr":
            continue
        text = f"{child.text or ''}{child.tail or ''}"
        parent.remove(child)
        if index:
            parent[index - 1].tail = f"{parent[index - 1].tail or ''}{text}"
        else:
            parent.text = f"{parent.text or ''}{text}"


def makeExtension(**settings: object) -> Extension:  # noqa: N802
    """Called by Python-Markdown for the name in `mkdocs.yml`."""
    return PlainHeadings(**settings)
