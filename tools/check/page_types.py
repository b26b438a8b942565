"""The types of pages that there are several of: where they stand, and the template each follows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from string import Template

from content.model import Framework

TEMPLATES = "includes/pages"

# The pages of a framework, and how the navigation names them.
LABELS = {
    "index": "What it is",
    "features": "Features",
    "architecture": "Architecture",
    "pros-and-cons": "Strengths and weaknesses",
    "when-to-choose": "When to choose it",
    "first-app": "First application",
}

# By type: a template below TEMPLATES, and the page in docs/ that it makes.
TYPES = {
    "comparison": {"comparison.md": "compare/$name.md"},
    "framework": {f"framework/{part}.md": f"$name/{part}.md" for part in LABELS},
    "guide": {"guide.md": "guides/$name.md"},
    "scenario": {"scenario.md": "choose/scenarios/$name.md"},
}
HEADING = re.compile(r"^(#{2,3}) (.+?)(?: \{[^}]*\})?$", re.M)
FENCED = re.compile(r"^(`{3,}).*?^\1", re.M | re.S)
INLINE = re.compile(r"`[^`\n]+`")
NOTE = re.compile(r"<!--.*?-->", re.S)


def pages(root: Path, kind: str, name: str, title: str) -> dict[str, str]:
    """Fill in the templates of one type.

    Args:
        root: the project's folder.
        kind: one of TYPES.
        name: of the page's file or, for a framework, of its folder.
        title: as readers see it.

    Returns:
        Path from the project's folder → text.
    """
    return {
        f"docs/{Template(page).substitute(name=name)}": _filled(root, template, name, title)
        for template, page in TYPES[kind].items()
    }


def departures(root: Path, frameworks: list[Framework], texts: dict[str, str]) -> Iterator[str]:
    """Compare pages with the templates of their types.

    Args:
        root: the project's folder.
        frameworks: the registry.
        texts: path from the project's folder → Markdown.

    Yields:
        One sentence for each page that lacks a heading or still has a note of its template.
    """
    titles = {framework.id: framework.name for framework in frameworks}
    for path, text in texts.items():
        for note in NOTE.finditer(INLINE.sub("", FENCED.sub("", text))):
            yield (
                f"{path}: a note to the writer is left: '{' '.join(note[0].split())[:60]}…'. "
                "Follow it and take it out."
            )
        for kind, template, name in _types_of(path, titles):
            wanted = headings(_filled(root, template, name, titles.get(name, "")))
            yield from _missing(path, kind, wanted, headings(text))


def headings(text: str) -> list[tuple[str, str]]:
    """The headings below a page's main one, as marks and words, those in code left out."""
    return HEADING.findall(FENCED.sub("", text))


def _filled(root: Path, template: str, name: str, title: str) -> str:
    text = (root / TEMPLATES / template).read_text(encoding="utf-8")
    return Template(text).substitute(name=name, title=title)


def _types_of(path: str, titles: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    for kind, made in TYPES.items():
        for template, page in made.items():
            pattern = re.escape(f"docs/{page}").replace(re.escape("$name"), "([a-z0-9-]+)")
            found = re.fullmatch(pattern, path)
            if found and (found[1] in titles if kind == "framework" else found[1] != "index"):
                yield kind, template, found[1]


def _missing(
    path: str, kind: str, wanted: list[tuple[str, str]], found: list[tuple[str, str]]
) -> Iterator[str]:
    """The pages of a framework have these sections and no others; other pages may have more."""
    sections = [heading for heading in found if heading[0] == "##"]
    if kind == "framework" and sections != [item for item in wanted if item[0] == "##"]:
        extra = [words for heading, words in sections if (heading, words) not in wanted]
        yield (
            f"{path}: its sections are not those of a framework page"
            f"{_quoted(extra)}. Right, in this order: {_listed(wanted)}."
        )
        return
    rest = iter(found)
    for heading in wanted:
        if heading not in rest:
            yield (
                f"{path}: the heading '{' '.join(heading)}' of a {kind} page is missing or out of "
                f"order. Right, in this order: {_listed(wanted)}."
            )
            return


def _quoted(words: list[str]) -> str:
    return f" ('{words[0]}' is not among them)" if words else ""


def _listed(items: list[tuple[str, str]]) -> str:
    return ", ".join(words for _, words in items)
