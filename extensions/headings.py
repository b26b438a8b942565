"""Links to headings: for the eye and the mouse, so that a heading is called what it says."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

LINK = "headerlink"
# After Python-Markdown's own `toc` (5), which adds the links.
PRIORITY = 4


class NamedHeadings(Extension):
    """A Markdown extension that takes the sign of its link out of the name of a heading.

    What stands on a page is a list of the same links, each named by its heading: they are for who
    listens, and for who uses a keyboard.
    """

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Register with Python-Markdown, which calls this."""
        md.treeprocessors.register(_Hide(md), "named-headings", PRIORITY)


class _Hide(Treeprocessor):
    def run(self, root: Element) -> None:
        for link in root.iter("a"):
            if link.get("class") == LINK:
                link.set("aria-hidden", "true")
                link.set("tabindex", "-1")


def makeExtension(**settings: object) -> Extension:  # noqa: N802
    """Called by Python-Markdown for the name in `mkdocs.yml`."""
    return NamedHeadings(**settings)
