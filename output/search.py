"""The index of the search, made from the finished pages: a section is what a reader finds.

The script `overrides/assets/javascripts/find.js` reads it. It holds what a section says, block by
block, so that an excerpt shows whole sentences. Notes of sources, whole files of code, controls and
what only decorates are left out; of code and of the heads of tables only words are kept, and
rows of mere counts lose their numbers.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bs4.element import NavigableString, PreformattedString, Tag
from markdown.extensions.toc import slugify

from content.navigation import entries
from content.pages import address
from content.project import Project
from output.pages import Page

FILE = "assets/search.json"  # below the top of the site

HEADINGS = {"h1", "h2", "h3", "h4"}
# Places within a section that have a name and an address of their own: a claim, a term.
PLACES = {"details", "dt"}
DEEPEST = 9  # the level of such a place
# What stands on lines of its own, and so is a block of the excerpt.
BLOCKS = {
    "caption", "dd", "div", "dt", "figcaption", "legend", "li", "ol", "p", "section", "summary",
    "table", "ul",
}  # fmt: skip
UNSEEN_TAGS = {
    "button", "fieldset", "form", "input", "nav", "script", "select", "style", "svg", "template",
}  # fmt: skip
# What a contract checks in every task is said by what differs in each; what a drawing shows beside
# the steps of a framework, by them and by the text around it; screens are to be looked at, and
# nobody searches for a measured number, or for the day of a run.
UNSEEN_CLASSES = {
    "footnote", "headerlink", "mdx-advisories", "mdx-bars--measured", "mdx-contract",
    "mdx-generated", "mdx-kept",
    "mdx-lane--shared", "mdx-lane__beside", "mdx-lane__by", "mdx-lane__calls", "mdx-lanes",
    "mdx-live", "mdx-screens", "mdx-short", "mdx-shown", "mdx-tree", "mdx-tried", "mdx-verified",
    "site-hidden", "tabbed-labels",
}  # fmt: skip
# Words of code that a text would not use by chance: with an underscore, or a capital within.
NAME_IN_CODE = re.compile(r"\b[A-Za-z]+(?:_[a-z0-9]\w*|[a-z][A-Z]\w*)")
WORD = re.compile(r"[^\W\d_]{3,}")
LETTER = re.compile(r"[^\W\d_]")
VERSION = re.compile(r"[<>]=?\d|\d\.\d+\.\d")
SPACES = re.compile(r"\s+")

# Texts that stand more than once in the index are kept once: each is a number between two signs.
PART = re.compile(r"((?<=[.:;!?]) | · )")
SIGN = "\x7f"  # which no page holds
LEAST = 30  # characters of a text that is worth it
# Of pages that weigh less than others, sections are found by their titles.
FULL = 1
# A section that is longer than others by far is a list: of each entry the beginning is kept.
LONGEST, BEGINNING = 2_600, 120
MANY = 3  # sections that have a word of code or of a table's head: one that more have leads nowhere


@dataclass
class Section:
    """A place that a link leads to, with what stands there."""

    anchor: str
    title: str
    level: int
    blocks: list[str] = field(default_factory=list)
    aside: dict[str, None] = field(default_factory=dict)  # words that no excerpt shows, in order


class _Reader:
    """Walks through an article once and cuts it at headings and places."""

    def __init__(self, article: Tag) -> None:
        self.sections: list[Section] = []
        self.line: list[str] = []
        self.name: Any = None  # of a place: it is the title, and no part of the text
        self.in_row = False  # a row of a table is one block, whatever its cells hold
        self.walk(article)
        self.end_block()

    def walk(self, tag: Tag) -> None:
        for child in tag.children:
            if isinstance(child, NavigableString):
                if not isinstance(child, PreformattedString):
                    self.line.append(child)
            elif isinstance(child, Tag) and child is not self.name and not _unseen(child):
                self.enter(child)

    def enter(self, tag: Tag) -> None:
        if tag.name in HEADINGS and tag.get("id"):
            self.begin(str(tag["id"]), _words(tag), int(tag.name[1]))
        elif tag.name == "pre":
            self.aside(NAME_IN_CODE.findall(tag.get_text()))
        elif tag.name == "thead":
            self.aside(WORD.findall(tag.get_text()))
        elif tag.name == "tr":
            self.row(tag)
        elif tag.name in PLACES and tag.get("id"):
            self.name = tag.find("strong")
            self.begin(str(tag["id"]), _words(self.name or tag), DEEPEST)
            self.walk(tag)
            self.end_block()
            if tag.name == "details":  # the line that stays when it is folded begins what it says
                blocks = self.sections[-1].blocks
                blocks[:2] = [". ".join(blocks[:2])]
        elif tag.name in BLOCKS:
            self.end_block()
            self.walk(tag)
            self.end_block()
        else:
            self.walk(tag)

    def begin(self, anchor: str, title: str, level: int) -> None:
        self.end_block()
        self.sections.append(Section(anchor, title, level))

    def end_block(self) -> None:
        if self.in_row:
            self.line.append(" ")
            return
        text = SPACES.sub(" ", "".join(self.line)).strip()
        if text and self.sections:
            self.sections[-1].blocks.append(text)
        self.line.clear()

    def row(self, row: Tag) -> None:
        self.end_block()
        self.in_row = True
        cells = row.find_all(["td", "th"], recursive=False)
        # Nobody searches for counts; a version, or a number that stands beside words, is kept.
        counts = not any(LETTER.search(cell.get_text()) for cell in cells[1:])
        for number, cell in enumerate(cells):
            if number and counts and not VERSION.search(cell.get_text()):
                continue
            self.line.append(" · " if number else "")
            self.walk(cell)
        self.in_row = False
        self.end_block()

    def aside(self, words: Iterable[str]) -> None:
        if self.sections:
            self.sections[-1].aside |= dict.fromkeys(words)


def sections_of(article: Tag) -> list[Section]:
    """What an article says, from heading to heading, and the places within that have a name."""
    return _Reader(article).sections


def all_of(pages: Sequence[Page]) -> dict[str, list[Section]]:
    """The sections of each page that is there to be read, by its address."""
    # Pages of one name say much in the same words: side by side they compress well.
    shown = [page for page in pages if page.has_forms]
    shown.sort(key=lambda page: page.folder.strip("/").split("/")[::-1])
    return {page.folder: sections_of(page.article) for page in shown}


def index(project: Project, pages: Mapping[str, list[Section]]) -> dict[str, Any]:
    """What the search reads: pages, their sections, and what the data say of words."""
    kinds = {address(name): page.meta.type for name, page in project.pages.items()}
    trails = {address(one.page): [*one.trail, one.title] for one in entries(project.root)}
    weights = [project.page_types[kinds[page]].found for page in pages]
    cut = list(pages.values())
    used = Counter(name for sections in cut for one in sections for name in one.aside)
    texts = [
        "\n".join(_brief(one.blocks)) if weight == FULL or one.level == 1 else ""
        for sections, weight in zip(cut, weights, strict=True)
        for one in sections
    ]
    shared = _shared(texts)
    every = [one for sections in cut for one in sections]
    aside = (
        " ".join(name for name in one.aside if used[name] <= MANY and name not in text)
        for one, text in zip(every, texts, strict=True)
    )
    return {
        "pages": [
            [page, trails[page], weight, len(sections)]
            for (page, sections), weight in zip(pages.items(), weights, strict=True)
        ],
        # By columns, which compress better. An anchor that follows from its title is not told.
        "titles": [one.title for one in every],
        "anchors": ["" if one.anchor == slugify(one.title, "-") else one.anchor for one in every],
        "levels": [one.level for one in every],
        "texts": [_with_signs(text, shared) for text in texts],
        "aside": list(aside),
        "shared": list(shared),
        "names": [sorted({one.id, one.name.lower()}) for one in project.frameworks],
        **project.search.model_dump(exclude={"choice"}),
        "choice": [address(name) for name in project.search.choice],
    }


def write(project: Project, site: Path, pages: Mapping[str, list[Section]]) -> None:
    """Write the index."""
    path = site / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(index(project, pages), ensure_ascii=False, separators=(",", ":"))
    path.write_text(text, encoding="utf-8")


def _brief(blocks: list[str]) -> list[str]:
    if sum(map(len, blocks)) <= LONGEST:
        return blocks
    return [textwrap.shorten(block, BEGINNING, placeholder="") for block in blocks]


def _shared(texts: Iterable[str]) -> dict[str, int]:
    counted = Counter(
        part for text in texts for block in text.split("\n") for part in PART.split(block)
    )
    often = [part for part, times in counted.items() if times > 1 and len(part) >= LEAST]
    return {part: number for number, part in enumerate(often)}


def _with_signs(text: str, shared: dict[str, int]) -> str:
    return "\n".join(
        "".join(
            f"{SIGN}{shared[part]}{SIGN}" if part in shared else part for part in PART.split(block)
        )
        for block in text.split("\n")
    )


def _unseen(tag: Tag) -> bool:
    return bool(
        tag.name in UNSEEN_TAGS
        or tag.has_attr("data-search-exclude")
        or tag.get("aria-hidden") == "true"
        or UNSEEN_CLASSES.intersection(tag.get("class") or ())
        or (tag.name == "details" and tag.find("pre"))  # a whole file
        or (tag.name == "sup" and (tag.find(class_="footnote-ref") or tag.get_text() == ", "))
        # The evidence of a claim is a list of sources.
        or (tag.name == "ul" and "mdx-claim" in ((tag.parent and tag.parent.get("class")) or ()))
    )


def _words(tag: Tag) -> str:
    texts = (text for text in tag.strings if not text.find_parent(class_="headerlink"))
    return SPACES.sub(" ", "".join(texts)).strip()
