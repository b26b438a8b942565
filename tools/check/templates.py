"""Pages and the templates of their types: filled in for a new page, held against the others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from string import Template

from content.pages import TEMPLATES, Page
from content.project import Project
from content.reader import read_text

HEADING = re.compile(r"^(#{2,3}) (.+?)(?: \{[^}]*\})?$", re.M)
FENCED = re.compile(r"^(`{3,}).*?^\1", re.M | re.S)
INLINE = re.compile(r"`[^`\n]+`")
NOTE = re.compile(r"<!--.*?-->", re.S)


def template_of(project: Project, kind: str, stem: str) -> str:
    """The template of a page; where a type has several, the page's file name chooses."""
    template = project.page_types[kind].template or ""
    return template.replace("*", stem)


def filled(root: Path, template: str, name: str, title: str) -> str:
    """A template with a name and a title put in."""
    text = read_text(root / TEMPLATES / template, root)
    return Template(text).substitute(name=name, title=title)


def headings(text: str) -> list[tuple[str, str]]:
    """The headings below a page's main one, as marks and words, those in code left out."""
    return HEADING.findall(FENCED.sub("", text))


def departures(project: Project, page: Page) -> Iterator[str]:
    """One sentence if a page lacks a heading of its type, one for each note that is left."""
    plain = FENCED.sub(_blanked, page.text)
    for note in NOTE.finditer(INLINE.sub(_blanked, plain)):
        yield (
            f"{page.at(note.start())}: a note to the writer is left: "
            f"'{' '.join(note[0].split())[:60]}…'. Follow it and take it out."
        )
    kind = project.page_types[page.meta.type]
    if kind.template is None:
        return
    path = Path(page.name)
    titles = {one.id: one.name for one in project.frameworks}
    name = path.parent.name if kind.exact else path.stem
    template = template_of(project, page.meta.type, path.stem)
    if not (project.root / TEMPLATES / template).is_file():
        known = sorted(one.stem for one in (project.root / TEMPLATES).glob(kind.template))
        yield f"{page.path}: a {page.meta.type} page has one of these names: {', '.join(known)}."
        return
    wanted = headings(filled(project.root, template, name, titles.get(name, "")))
    found = headings(page.text)
    if kind.exact:
        yield from _other_sections(page, wanted, found)
    yield from _missing(page, wanted, found)


def _other_sections(
    page: Page, wanted: list[tuple[str, str]], found: list[tuple[str, str]]
) -> Iterator[str]:
    for mark, words in found:
        if mark == "##" and (mark, words) not in wanted:
            yield (
                f"{page.path}: '{words}' is no section of a {page.meta.type} page. "
                f"Right, in this order: {_listed(wanted)}."
            )
            return


def _missing(
    page: Page, wanted: list[tuple[str, str]], found: list[tuple[str, str]]
) -> Iterator[str]:
    rest = iter(found)
    for heading in wanted:
        if heading not in rest:
            yield (
                f"{page.path}: the heading '{' '.join(heading)}' of a {page.meta.type} page is "
                f"missing or out of order. Right, in this order: {_listed(wanted)}."
            )
            return


def _blanked(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found[0])


def _listed(items: list[tuple[str, str]]) -> str:
    return ", ".join(words for _, words in items)
