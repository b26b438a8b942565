"""The index of all pages, and all pages in one text, as https://llmstxt.org describes them.

An `address` is that of the site's top, or empty: then addresses are relative to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from output.markdown import linked_below
from output.pages import Page


def index(whole: Page, address: str, pages: Iterable[Page]) -> str:
    """The text of `llms.txt`; the page `whole` says what the site is called and what it is."""
    lines = [
        f"- [{page.title}]({address}{page.folder}index.md): {page.description}\n" for page in pages
    ]
    return f"{_head(whole)}## Pages\n\n{''.join(lines)}"


def full(whole: Page, address: str, texts: Mapping[Page, str]) -> str:
    """The text of `llms-full.txt`: the Markdown of each page under its title and its address."""
    parts = [
        f"---\n\nPage: {page.title}\nAddress: {address}{page.folder}index.md\n\n"
        f"{linked_below(address, text)}"
        for page, text in texts.items()
    ]
    return _head(whole) + "\n".join(parts)


def write_all(site: Path, whole: Page, address: str, texts: Mapping[Page, str]) -> None:
    """Write both to the top of the site."""
    (site / "llms.txt").write_text(index(whole, address, texts), encoding="utf-8")
    (site / "llms-full.txt").write_text(full(whole, address, texts), encoding="utf-8")


def _head(whole: Page) -> str:
    return f"# {whole.site_name}\n\n> {whole.description}\n\n"
