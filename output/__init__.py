"""What is made of the finished site, in the order in which one thing needs another."""

from __future__ import annotations

from pathlib import Path

from content.errors import SiteError
from content.project import Project
from output import (
    archives,
    cards,
    csp,
    llms,
    markdown,
    matrix,
    rulebook,
    scripts,
    search,
    styles,
    theme,
)
from output.pages import LOST, Page, read


def finish(project: Project, site: Path, address: str) -> list[Page]:
    """Add to a built site all that its generator does not make; a second time changes nothing.

    Returns the pages as the generator made them. Without an address of the site there are no cards:
    a card is found by its whole address only.
    """
    theme.drop(site, project.root / "overrides")
    archives.write_all(project, site / "downloads")
    rulebook.write(project, site)
    matrix.write_all(project, site / "downloads")
    scripts.write_all(site)
    styles.write_all(site)
    pages = read(site)
    # The page for addresses that lead nowhere is described as the site is.
    whole = next((page for page in pages if page.name == LOST), None)
    if not whole:
        raise SiteError(f"{LOST} is missing in the built site.")
    texts = markdown.all_of(pages)
    markdown.write_all(site, texts)
    llms.write_all(site, whole, address, texts)
    if address:
        cards.write_all(site, project.frameworks, texts)
    search.write(project, site, search.all_of(pages))
    csp.write_all(site, pages)
    return pages
