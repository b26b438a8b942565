"""Each page as Markdown, for readers that are machines: made from the article that people read."""

from __future__ import annotations

import posixpath
import re
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from bs4.element import NavigableString, Tag
from markdownify import ATX, MarkdownConverter

from output.pages import Page

# Controls, and what only a page in a browser needs.
UNSEEN_TAGS = {
    "button", "form", "input", "nav", "output", "script", "select", "style", "template",
}  # fmt: skip
# The name of a tab stands above its contents instead, footnotes need no way back, and there is no
# code whose lines look otherwise or have marks.
UNSEEN_CLASSES = {
    "footnote-backref", "headerlink", "mdx-generated", "mdx-live", "mdx-shown", "site-hidden",
    "tabbed-labels",
}  # fmt: skip

# Blocks that markdownify takes for words within a line.
BLOCKS = {"details", "figure", "summary"}

# What Markdown would take for a sign; underscores within a word are none.
SIGNS = re.compile(r"[\\`*\[\]]|~~|(?<![^\W_])_|_(?![^\W_])")
ENTITIES = re.compile(r"<|&(?=#?\w+;)")
# What Markdown would take for the beginning of a heading, a list or a quotation.
BEGINNING = re.compile(r"^(\d+)(?=[.)](?:\s|$))|^(?=(?:[-+]+|#+)(?:\s|$)|>)")

# Links to this site are kept between these, which no page holds, until it is known where from.
START, END = "\x02", "\x03"
LINK = re.compile(f"{START}(.*?){END}")


# The stubs of markdownify leave out the methods that a converter of one's own overrides.
Converter: Any = MarkdownConverter


class _Converter(Converter):  # type: ignore[misc]
    """Turns one article into Markdown; `anchors` has those of all pages (see `anchors_of`)."""

    def __init__(self, page: Page, anchors: Mapping[str, set[str]]) -> None:
        # Lines are not wrapped anew: no word begins a line by chance.
        super().__init__(heading_style=ATX, bullets="-", wrap=True, wrap_width=None)
        self.page = page
        self.anchors = anchors

    def process_tag(self, node: Tag, parent_tags: set[str] | None = None) -> str:
        """Leave out what is not for readers, and take what holds only text or a picture whole."""
        if node.name in UNSEEN_TAGS or node.has_attr("hidden") or UNSEEN_CLASSES & _classes(node):
            return ""
        if node.name == "pre":
            return _code(node)
        if node.name == "svg":
            return _diagram(node)
        return str(super().process_tag(node, parent_tags=parent_tags))

    def process_text(self, el: NavigableString, parent_tags: set[str] | None = None) -> str:
        """Escape what would begin another kind of block; leave out what only parts blocks."""
        if not el.strip() and BLOCKS & {_name(el.previous_sibling), _name(el.next_sibling)}:
            return ""
        text = str(super().process_text(el, parent_tags=parent_tags))
        first = el.previous_sibling is None and el.parent and el.parent.name in {"p", "li", "dd"}
        return BEGINNING.sub(r"\1\\", text) if first else text

    def escape(self, text: str, parent_tags: set[str]) -> str:
        """Escape the signs of Markdown and of HTML, and nothing that reads the same without."""
        text = SIGNS.sub(lambda found: f"\\{found[0]}", text)
        return ENTITIES.sub(lambda found: "&lt;" if found[0] == "<" else "&amp;", text)

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A link leads to the Markdown form of a page, a reference to its footnote."""
        href = str(el.get("href", ""))
        if "footnote-ref" in _classes(el):
            return f"[^{unquote(href).removeprefix('#fn:')}]"
        if "_noformat" in parent_tags or not text.strip():
            return text
        address = self._address(href)
        return f"[{text.strip()}]({address})" if address else text

    def convert_img(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A picture stays one wherever it stands."""
        return f"![{el.get('alt', '')}]({self._address(str(el.get('src', '')))})"

    def convert_br(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """The cell of a table has no other sign for a break."""
        return "<br>"

    def convert_sup(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Markdown has no sign for what is raised, but for footnotes."""
        return text if el.find("a", class_="footnote-ref") else f"<sup>{text}</sup>"

    def convert_sub(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Markdown has no sign for what is lowered."""
        return f"<sub>{text}</sub>"

    def convert_div(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Tabs follow one another, each under its name."""
        if "tabbed-block" in _classes(el):
            text = f"**{_name_of_tab(el)}**\n\n{text.strip()}"
        return str(super().convert_div(el, text, parent_tags))

    def convert_details(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """What can be folded is open."""
        return str(super().convert_div(el, text, parent_tags))

    convert_figure = convert_details

    def convert_summary(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """The name of what can be folded stands above it."""
        return f"\n\n**{text.strip()}**\n\n"

    def convert_strong(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """Within such a name all is strong already."""
        if "summary" in parent_tags:
            return text
        return str(super().convert_strong(el, text, parent_tags))

    def convert_p(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """The title of a note is a paragraph of its own."""
        if "admonition-title" in _classes(el):
            text = f"**{text.strip()}**"
        return str(super().convert_p(el, text, parent_tags))

    def convert_span(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """The name of a file stands above its code."""
        if "filename" not in _classes(el):
            return text
        name = f"`{el.get_text()}`"
        link = f"[{name}]({el.a['href']})" if el.a else name
        return f"\n\n{link}:\n\n"

    def convert_hr(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """The line above footnotes is theirs, not the page's."""
        return "" if el.parent and "footnote" in _classes(el.parent) else "\n\n---\n\n"

    def convert_li(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A footnote is known by its name, which is the same on every page."""
        name = str(el.get("id", ""))
        if not name.startswith("fn:"):
            return str(super().convert_li(el, text, parent_tags))
        definition = textwrap.indent(text.strip(), "    ").lstrip()
        return f"[^{name.removeprefix('fn:')}]: {definition}\n\n"

    def convert_td(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        """A bar would end the cell, also within code."""
        return str(super().convert_td(el, text.replace("|", "\\|"), parent_tags))

    convert_th = convert_td

    def _address(self, href: str) -> str:
        """Where a link leads, empty if only to a place of this page that Markdown cannot name."""
        parts = urlsplit(href)
        if parts.scheme or parts.netloc or parts.path.startswith("/"):
            return href
        target = posixpath.normpath(posixpath.join(self.page.folder, unquote(parts.path) or "."))
        if f"{target}/index.html" in self.anchors or target == ".":
            target = posixpath.normpath(f"{target}/index.html")
        place = unquote(parts.fragment)
        if target in self.anchors:
            place = place if place in self.anchors[target] else ""
            if target == self.page.name and not place:
                return ""
            target = f"{target.removesuffix('.html')}.md"
        return f"{START}{quote(target)}{f'#{place}' if place else ''}{END}"


def markdown_of(page: Page, anchors: Mapping[str, set[str]]) -> str:
    """The article of a page as Markdown, in which links to this site still await `linked_from`."""
    return f"{_Converter(page, anchors).process_tag(page.article).strip()}\n"


def anchors_of(page: Page) -> set[str]:
    """The places of a page that its Markdown form has as well.

    Readers of Markdown name a heading after its words; a heading with another name has none there.
    """
    found = set()
    for heading in page.article.find_all(re.compile(r"^h[1-6]$"), id=True):
        words = "".join(
            text for text in heading.strings if not text.find_parent("a", class_="headerlink")
        )
        if re.sub(r"[^\w\- ]", "", words.strip().lower()).replace(" ", "-") == heading["id"]:
            found.add(str(heading["id"]))
    return found


def linked_from(page: Page, text: str) -> str:
    """Let the links of a page's Markdown lead from it to files of the site."""

    def way(found: re.Match[str]) -> str:
        path, sign, place = found[1].partition("#")
        same = path == f"{page.folder}index.md"
        return f"{'' if same else posixpath.relpath(path, page.folder or '.')}{sign}{place}"

    return LINK.sub(way, text)


def linked_below(address: str, text: str) -> str:
    """Let the links of a text begin with the address of the site's top, which may be empty."""
    return LINK.sub(lambda found: f"{address}{found[1]}", text)


def all_of(pages: Sequence[Page]) -> dict[Page, str]:
    """What `markdown_of` makes of each page that has other forms."""
    shown = [page for page in pages if page.has_forms]
    anchors = {page.name: anchors_of(page) for page in shown}
    return {page: markdown_of(page, anchors) for page in shown}


def write_all(site: Path, texts: Mapping[Page, str]) -> None:
    """Write the Markdown form of each page beside it."""
    for page, text in texts.items():
        target = (site / page.name).with_suffix(".md")
        target.write_text(linked_from(page, text), encoding="utf-8")


def _classes(tag: Tag) -> set[str]:
    found: Any = tag.get("class") or []
    return set(found)


def _name(node: object) -> str:
    return node.name if isinstance(node, Tag) else ""


def _code(pre: Tag) -> str:
    """A block of code as it is, in a fence that nothing in it can end."""
    text = (pre.code or pre).get_text()
    ticks = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    named = [
        name.removeprefix("language-")
        for tag in (pre.code, pre, pre.parent)
        if tag
        for name in sorted(_classes(tag))
        if name.startswith("language-")
    ]
    end = "" if text.endswith("\n") else "\n"
    return f"\n\n{ticks}{named[0] if named else ''}\n{text}{end}{ticks}\n\n"


def _diagram(svg: Tag) -> str:
    """A drawing in the words that stand for it; one without any decorates."""
    title, description = svg.find("title"), svg.find("desc")
    words = [found.get_text().strip() for found in (title, description) if found]
    return f"Diagram: {'. '.join(words)}" if words else ""


def _name_of_tab(block: Tag) -> str:
    contents = block.parent
    labels = contents.find_previous_sibling(class_="tabbed-labels") if contents else None
    number = len(block.find_previous_siblings(class_="tabbed-block"))
    return labels.find_all("label")[number].get_text().strip() if labels else ""
