"""What can be wrong in the built site although MkDocs was content."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag

# Traces of machinery that a reader must never see.
LEAKS = {
    "a mark of a section": re.compile(r"--8<--"),
    "Jinja": re.compile(r"\{\{|\{%"),
    "an error of a macro": re.compile(r"Macro (Syntax|Rendering) Error"),
    "an unresolved footnote": re.compile(r"\[\^[\w-]+\]"),
}


# The page that tells contributors how to mark a section.
EXPLAINS_MARKS = "contribute/task/index.html"


@dataclass(frozen=True)
class Page:
    """One built page."""

    name: str  # path in the site, for example "compare/form/index.html"
    soup: BeautifulSoup


def problems(site: Path, base: str) -> Iterator[str]:
    """Check a built site.

    Args:
        site: the folder with the built site.
        base: the path below which it will be published, for example "/" or "/project/".

    Yields:
        One sentence for each finding.
    """
    pages = [
        Page(
            path.relative_to(site).as_posix(),
            BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser"),
        )
        for path in sorted(site.rglob("*.html"))
    ]
    for page in pages:
        yield from leaks(page)
        yield from headings(page)
        yield from images(page)
        yield from tables(page)
        yield from empty_code(page)
    yield from repeated(pages, "title", lambda soup: soup.title.get_text() if soup.title else "")
    yield from repeated(pages, "description", _description)
    yield from links(pages, site, base)


def leaks(page: Page) -> Iterator[str]:
    """No mark, no Jinja and no error message outside of shown code."""
    for code in page.soup.find_all("code"):
        match = LEAKS["a mark of a section"].search(code.get_text())
        if match and page.name != EXPLAINS_MARKS:
            around = match.string.strip()[:80]
            yield f"{page.name}: a mark of a section is shown in code: {around!r}."
    prose = " ".join(
        string
        for string in page.soup.find_all(string=True)
        if not string.find_parent(["pre", "code", "script", "style"])
    )
    values = (str(value) for tag in page.soup.find_all(True) for value in tag.attrs.values())
    prose = " ".join([prose, *values])
    for kind, pattern in LEAKS.items():
        if match := pattern.search(prose):
            around = prose[max(match.start() - 40, 0) : match.end() + 40].strip()
            yield f"{page.name}: {kind} is visible: {around!r}."


def headings(page: Page) -> Iterator[str]:
    """One h1, and no level left out on the way down."""
    found = [int(tag.name[1]) for tag in page.soup.find_all(re.compile(r"^h[1-6]$"))]
    if found.count(1) != 1:
        yield f"{page.name}: {found.count(1)} h1 headings; a page has exactly one."
    for above, below in pairwise(found):
        if below > above + 1:
            yield f"{page.name}: an h{below} follows an h{above}; levels go down one at a time."


def tables(page: Page) -> Iterator[str]:
    """Each column has a name: screen readers read it out, and narrow screens show it."""
    for head in page.soup.find_all("th"):
        if not head.get_text().strip():
            row = head.find_parent("tr")
            names = (
                " | ".join(cell.get_text().strip() for cell in row.find_all("th")) if row else ""
            )
            yield f"{page.name}: a column has no name in the table '{names}'. Name it."


def empty_code(page: Page) -> Iterator[str]:
    """No block of code is empty: what stood there was taken for a mark."""
    for code in page.soup.select("pre code"):
        if not code.get_text().strip():
            heading = code.find_previous(re.compile(r"^h[1-6]$"))
            where = heading.get_text().strip() if heading else "the top"
            yield (
                f"{page.name}: a block of code below '{where}' is empty. Begin a mark that is to "
                "be shown with a semicolon: ;--8<--"
            )


def images(page: Page) -> Iterator[str]:
    """Every picture says in words what it shows (or, with an empty text, that it decorates)."""
    for image in page.soup.find_all("img"):
        if not image.has_attr("alt"):
            yield f'{page.name}: the image {image.get("src")!r} has no alt text. Add alt="…".'
        elif not image["alt"] and image.get("role") != "presentation":
            yield (
                f"{page.name}: the image {image.get('src')!r} has an empty alt text. Describe it "
                '— in Markdown ![what it shows](…) — or mark it role="presentation".'
            )


def repeated(pages: list[Page], kind: str, value_of) -> Iterator[str]:  # type: ignore[no-untyped-def]
    """Titles and descriptions tell pages apart in a list of search results."""
    seen: dict[str, str] = {}
    for page in pages:
        value = value_of(page.soup).strip()
        if not value:
            yield f"{page.name}: the {kind} is missing."
        elif value in seen:
            yield f"{page.name}: {kind} '{value}' is that of {seen[value]} too. Make it unique."
        seen.setdefault(value, page.name)


def links(pages: list[Page], site: Path, base: str) -> Iterator[str]:
    """Every internal address leads to a file, and every anchor to an element."""
    anchors = {page.name: _anchors(page.soup) for page in pages}
    for page in pages:
        here = f"http://site{base}{page.name}"
        for tag in page.soup.find_all(_has_address):
            for address in _addresses(tag):
                parts = urlsplit(urljoin(here, address))
                if parts.scheme not in {"http", "https"} or parts.netloc != "site":
                    continue
                path = unquote(parts.path)
                if page.name == "404.html" and not address.startswith(("/", "#", "http")):
                    yield (
                        f"404.html: '{address}' is relative, but this page is shown at any depth. "
                        f"Right: an address that starts with {base}."
                    )
                if not path.startswith(base):
                    yield f"{page.name}: '{address}' leads out of the site, whose top is {base}."
                    continue
                name = path.removeprefix(base)
                if name == "" or name.endswith("/"):
                    name += "index.html"
                if not (site / PurePosixPath(name)).is_file():
                    yield f"{page.name}: '{address}' leads nowhere: there is no {name}."
                elif (
                    parts.fragment
                    and name in anchors
                    and unquote(parts.fragment) not in anchors[name]
                ):
                    near = ", ".join(sorted(anchors[name])[:20])
                    yield f"{page.name}: '{address}': no such anchor in {name}. It has: {near}."


def _has_address(tag: Tag) -> bool:
    return any(tag.has_attr(name) for name in ("href", "src", "srcset")) and tag.name != "base"


def _addresses(tag: Tag) -> Iterator[str]:
    if tag.name == "link" and tag.get("rel") == ["preconnect"]:
        return
    for name in ("href", "src"):
        if value := tag.get(name):
            yield str(value)
    for candidate in str(tag.get("srcset", "")).split(","):
        if address := candidate.strip().split(" ")[0]:
            yield address


def _anchors(soup: BeautifulSoup) -> set[str]:
    return {str(tag["id"]) for tag in soup.find_all(id=True)} | {
        str(tag["name"]) for tag in soup.find_all("a", attrs={"name": True})
    }


def _description(soup: BeautifulSoup) -> str:
    tag = soup.find("meta", attrs={"name": "description"})
    return str(tag.get("content", "")) if isinstance(tag, Tag) else ""
