"""The pages of a built site, each parsed once for all that is made of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

from bs4 import BeautifulSoup, Tag

from content.errors import SiteError

# What is shown for every address that leads nowhere.
LOST = "404.html"


@dataclass(frozen=True, eq=False)  # compared as a whole, a page would be written out
class Page:
    """One page. Its name is the path in the site, for example `compare/form/index.html`."""

    name: str
    html: str
    soup: BeautifulSoup

    @property
    def folder(self) -> str:
        """Its address below the top of the site: empty, or a path that ends with a slash."""
        parent = PurePosixPath(self.name).parent.as_posix()
        return "" if parent == "." else f"{parent}/"

    @property
    def has_forms(self) -> bool:
        """Whether it has a Markdown form and a card: it is there to be read, at its own address."""
        return self.name != LOST

    @cached_property
    def title(self) -> str:
        """What the head says that it is called."""
        return self._said("og:title", property="og:title")

    @cached_property
    def description(self) -> str:
        """What the head says that it is about."""
        return self._said("description", name="description")

    @cached_property
    def site_name(self) -> str:
        """What the head says that the whole site is called."""
        return self._said("og:site_name", property="og:site_name")

    @cached_property
    def article(self) -> Tag:
        """What the page says; templates write all around it."""
        found = self.soup.find("article")
        if not isinstance(found, Tag):
            raise SiteError(f"{self.name}: there is no <article>. The template has to write one.")
        return found

    def _said(self, called: str, **attributes: str) -> str:
        found = self.soup.find("meta", attrs=dict(attributes))
        if not isinstance(found, Tag) or not found.get("content"):
            raise SiteError(f"{self.name}: the head has no meta '{called}'.")
        return str(found["content"])


def read(site: Path) -> list[Page]:
    """Every page: of each folder its own first, then the others, then those of its folders."""
    pages = []
    for path in site.rglob("*.html"):
        html = path.read_text(encoding="utf-8")
        name = path.relative_to(site).as_posix()
        pages.append(Page(name, html, BeautifulSoup(html, "html.parser")))
    sections = {above for page in pages for above in PurePosixPath(page.folder).parents}

    def order(page: Page) -> tuple[tuple[str, ...], str, str]:
        folder = PurePosixPath(page.folder)
        if folder in sections:
            return folder.parts, "", page.name
        return folder.parent.parts, folder.name, page.name

    return sorted(pages, key=order)
