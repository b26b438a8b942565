"""The rules that hold the built site: the one place where they stand.

Here are those that a contributor can break, so that `make build` refuses such a site with Python
alone. What only a template can break, html-validate finds in tests/site/test_built.py; what is
known before a build, tools/check/pages.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qsl, unquote, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

import output.pages
from content.errors import nearest, right
from content.model import is_public
from output import csp

# Traces of machinery that a reader must never see.
MARK = re.compile(r"--8<--")
LEAKS = {
    "a mark of a section": MARK,
    "Jinja": re.compile(r"\{\{|\{%"),
    "an error of a macro": re.compile(r"Macro (Syntax|Rendering) Error"),
    "an unresolved footnote": re.compile(r"\[\^[\w-]+\]"),
}
CODE = ["pre", "code", "script", "style"]
# The page that tells contributors how to mark a section.
EXPLAINS_MARKS = "contribute/task/index.html"

HEADINGS = "h1, h2, h3, h4, h5, h6"
PICTURE = re.compile(r"\S+\.(avif|gif|jpe?g|png|svg|webp)", re.I)
SCHEMES = ("https", "http", "mailto")
RUN = ("javascript", "vbscript")
LOADED = (
    "[src], link[rel~=stylesheet], link[rel~=icon], link[rel~=preload], link[rel~=modulepreload]"
)
# Where a text of a page may have been typed, beside the page itself.
SOURCES = ("data", "includes", "snippets", "overrides")


class Finding(NamedTuple):
    """What is wrong, and a text that leads to the line on which it was typed."""

    sentence: str
    typed: str


@dataclass(frozen=True)
class Page:
    """One built page; its name is the path in the site, for example `compare/form/index.html`."""

    name: str
    html: str

    @cached_property
    def tree(self) -> LexborHTMLParser:
        """Its elements."""
        return LexborHTMLParser(self.html)

    @cached_property
    def prose(self) -> list[str]:
        """Each line of text and each attribute outside of shown code."""
        tree = LexborHTMLParser(self.html)
        tree.strip_tags(CODE)
        values = [value or "" for tag in tree.css("*") for value in tag.attributes.values()]
        return [*(tree.root.text(separator="\n") if tree.root else "").splitlines(), *values]

    @cached_property
    def choices(self) -> dict[str, set[str]]:
        """The fields of its forms from which one value is chosen, with the values."""
        found: dict[str, set[str]] = {}
        for tag in self.tree.css("input[type=radio][name]"):
            name = tag.attributes["name"] or ""
            found.setdefault(name, set()).add(tag.attributes.get("value") or "")
        return found

    @cached_property
    def anchors(self) -> set[str]:
        """What can stand behind # in an address that leads here."""
        named = [tag.attributes.get("name") for tag in self.tree.css("a[name]")]
        return {*(tag.id or "" for tag in self.tree.css("[id]")), *(name or "" for name in named)}


@dataclass(frozen=True)
class Site:
    """A built site, to be published below `base`, for example `/` or `/project/`."""

    folder: Path
    base: str

    @cached_property
    def files(self) -> set[str]:
        """The path of each file."""
        found = (path for path in self.folder.rglob("*") if path.is_file())
        return {path.relative_to(self.folder).as_posix() for path in found}

    @cached_property
    def pages(self) -> dict[str, Page]:
        """Each page by its name."""
        names = sorted(name for name in self.files if name.endswith(".html"))
        return {
            name: Page(name, (self.folder / name).read_text(encoding="utf-8")) for name in names
        }


Rule = Callable[[Page, Site], Iterator[Finding]]


def problems(
    root: Path, folder: Path, base: str, parsed: Sequence[output.pages.Page] = ()
) -> Iterator[str]:
    """One sentence for each fault of a built site; `root` holds what it was built from.

    `parsed` are the pages as they were before output.finish: what runs there is held against what
    the templates run.
    """
    site = Site(folder, base)
    for page in site.pages.values():
        for rule in RULES:
            for finding in rule(page, site):
                yield f"{place(root, page.name, finding.typed)}: {finding.sentence}"
    if parsed:
        yield from csp.intruders(parsed)


def place(root: Path, page: str, typed: str) -> str:
    """File and line that hold what a page shows, its own Markdown first; else the built page."""
    stem = PurePosixPath(page).parent
    own = [root / f"docs/{stem}.md", root / "docs" / stem / "index.md"]
    others = (path for folder in SOURCES for path in sorted((root / folder).rglob("*")))
    for path in (*own, *others):
        if typed and path.is_file():
            before, found, _ = path.read_bytes().partition(typed.encode())
            if found:
                line = before.count(b"\n") + 1
                return f"{path.relative_to(root).as_posix()}, line {line}"
    return page


def leaks(page: Page, site: Site) -> Iterator[Finding]:
    """No mark, no Jinja and no error message outside of shown code, and no mark in it."""
    for kind, pattern in LEAKS.items():
        if line := next((line.strip() for line in page.prose if pattern.search(line)), None):
            yield Finding(f"{kind} is visible: '{line[:80]}'.", line)
    if page.name == EXPLAINS_MARKS:
        return
    for code in page.tree.css("code"):
        for line in code.text().splitlines():
            if MARK.search(line):
                yield Finding(f"a mark of a section is shown in code: '{line.strip()[:80]}'.", line)


def empty_code(page: Page, site: Site) -> Iterator[Finding]:
    """No block of code is empty: what stood there was taken for a mark."""
    heading = "the top"
    for tag in page.tree.css(f"{HEADINGS}, pre code"):
        text = tag.text().strip()
        if tag.tag != "code":
            heading = text.removesuffix("#")
        elif not text:
            yield Finding(
                f"a block of code below '{heading}' is empty. Begin a mark that is to be shown "
                "with a semicolon: ;--8<--",
                heading,
            )


def tables(page: Page, site: Site) -> Iterator[Finding]:
    """Each column has a name: screen readers read it out, and narrow screens show it."""
    for row in page.tree.css("tr:has(th)"):
        names = [head.text().strip() for head in row.css("th")]
        if "" in names:
            shown = " | ".join(names)
            yield Finding(f"a column has no name in the table '{shown}'. Name it.", shown)


def images(page: Page, site: Site) -> Iterator[Finding]:
    """Every picture says in words what it shows, or that it decorates."""
    for image in page.tree.css("img"):
        source = image.attributes.get("src") or ""
        words = image.attributes.get("alt") or ""
        file = PurePosixPath(unquote(source))
        if image.attributes.get("role") == "presentation" and words == "":
            continue
        if PICTURE.fullmatch(words) or words in (file.name, file.stem):
            fault = f"has the name of a file as its text: '{words}'"
        elif not re.search(r"[^\W\d_]", words):
            fault = f"has no text in words: '{words}'"
        else:
            continue
        yield Finding(
            f"the picture '{file.name}' {fault}. Say what it shows: ![a form with two faults](…).",
            file.name,
        )


def links(page: Page, site: Site) -> Iterator[Finding]:
    """Every address in the site leads to a file, and every anchor to an element."""
    here = f"http://site{site.base}{page.name}"
    for address in _addresses(page):
        parts = _split(address, here)
        if parts is None or parts.scheme not in ("http", "https") or parts.netloc != "site":
            continue
        path, fragment = unquote(parts.path), unquote(parts.fragment)
        if page.name == "404.html" and not address.startswith(("/", "#", "http")):
            yield Finding(
                f"'{address}' is relative, but the page 404.html is shown at any depth. Right: an "
                f"address that starts with {site.base}.",
                address,
            )
        if not path.startswith(site.base):
            yield Finding(f"'{address}' leads out of the site, whose top is {site.base}.", address)
            continue
        name = path.removeprefix(site.base)
        if name == "" or name.endswith("/"):
            name += "index.html"
        if name not in site.files:
            yield Finding(
                f"'{address}' leads nowhere: there is no {name}. {right(name, site.files)}", address
            )
        elif name in site.pages and "=" in fragment:
            yield from _wrong_fields(address, fragment, name, site.pages[name])
        elif name in site.pages and fragment and fragment not in site.pages[name].anchors:
            known = right(fragment, site.pages[name].anchors)
            yield Finding(f"'{address}': no such anchor in {name}. {known}", address)


def _wrong_fields(address: str, fragment: str, name: str, page: Page) -> Iterator[Finding]:
    """Behind # may stand a filled form, as in #a=b&c=d; the page has these fields and values."""
    for field, value in parse_qsl(fragment, keep_blank_values=True):
        if field not in page.choices:
            known = right(field, page.choices)
            yield Finding(f"'{address}': no field '{field}' in {name}. {known}", address)
        elif value not in page.choices[field]:
            known = right(value, page.choices[field])
            yield Finding(f"'{address}': '{field}' in {name} is never '{value}'. {known}", address)


def outward(page: Page, site: Site) -> Iterator[Finding]:
    """Links that leave the site lead to where every reader can go."""
    for link in page.tree.css("article a[href]"):
        address = link.attributes["href"] or ""
        parts = _split(address)
        if parts is None or (parts.netloc and not parts.scheme):
            yield Finding(f"'{address}' is no address. Right: https://host/path.", address)
        elif parts.scheme in RUN:
            continue  # the security policy's rule, output/csp.py, says so for every attribute
        elif parts.scheme and parts.scheme not in SCHEMES:
            close = ", ".join(nearest(parts.scheme, list(SCHEMES)))
            yield Finding(f"'{address}' begins with '{parts.scheme}:'. Right: {close}.", address)
        # <http://127.0.0.1:8000/> is shown as it is: what a server of the reader's answers.
        elif parts.scheme in ("http", "https") and link.text() != address:
            try:
                is_public(address)
            except ValueError as error:
                yield Finding(str(error), address)


def hosts(page: Page, site: Site) -> Iterator[Finding]:
    """No page loads anything from another host."""
    for tag in page.tree.css(LOADED):
        address = tag.attributes.get("src") or tag.attributes.get("href") or ""
        parts = _split(address)
        if parts is None or parts.netloc:
            yield Finding(
                f"'{address}' is fetched from another host. Put the file into the project.", address
            )


RULES: tuple[Rule, ...] = (leaks, empty_code, tables, images, links, outward, hosts)


def _addresses(page: Page) -> Iterator[str]:
    for tag in page.tree.css("[href]:not(base), [src], [srcset]"):
        given = tag.attributes
        candidates = (given.get("srcset") or "").split(",")
        listed = (part.split()[0] for part in candidates if part.strip())
        yield from (
            address for address in (given.get("href"), given.get("src"), *listed) if address
        )


def _split(address: str, page: str = "") -> SplitResult | None:
    try:
        return urlsplit(urljoin(page, address))
    except ValueError:  # such as http://[
        return None
