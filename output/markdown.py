"""The pages as plain Markdown, and their index `llms.txt`, for readers that are machines."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from macros import memory

TAB = re.compile(r'^(?P<indent> *)(?:===|\?\?\?\+?) +"(?P<title>[^"]*)"$')
SNIPPET = re.compile(r'^(?P<indent> *)--8<-- "(?P<source>[^":]+):(?P<section>[^"]+)"$', re.M)
WHOLE = re.compile(r'^--8<-- "(?P<source>[^":]+)"$', re.M)
FOLDED = re.compile(r"^<details\b[^>]*>\n<summary>(.*?)</summary>$|^</details>\n", re.M)
FENCE = re.compile(r"^( *)(`{3,}) \{ \.([\w+-]+)(?: title=\"([^\"]*)\")? \}$", re.M)
ATTRIBUTES = re.compile(r"^ *\{ [.#][^}]*\}\n", re.M)
SPOKEN = re.compile(r"^.*\n *\{ \.site-hidden \}\n", re.M)
ANCHOR = re.compile(r"^(#+ .*?) \{ #[^}]*\}$", re.M)
BOX = re.compile(r"^ *(?:</?div[^>]*>)+\n?", re.M)
CONTROLS = re.compile(r"<(claims-filter|script)\b.*?</\1>", re.S)
MARKUP = re.compile(r"</?(?:div|span|sup|br|ul|li)\b[^>]*>")
FIGURE = re.compile(r"<figure.*?<title[^>]*>(.*?)</title><desc[^>]*>(.*?)</desc>.*?</figure>", re.S)


@dataclass(frozen=True)
class Entry:
    """One page of the index."""

    url: str
    title: str
    description: str
    markdown: str


def plain(markdown: str, included: Callable[[str, str | None], str]) -> str:
    """Turn a page, after its macros ran, into Markdown without this site's extensions.

    Args:
        markdown: the page.
        included: file and section name → the code of that section, or of the whole file.

    Returns:
        The page: tabs and folded blocks stand one after the other under their names, code is
        where it was included, diagrams are their text alternatives.
    """
    text = SNIPPET.sub(
        lambda found: textwrap.indent(
            included(found["source"], found["section"]).rstrip(), found["indent"]
        ),
        markdown,
    )
    text = memory.once(("plain", text), lambda: _without_extensions(text))
    # Whole files come last, as they are; so do marks that are shown as marks.
    text = WHOLE.sub(lambda found: included(found["source"], None).rstrip(), text)
    return text.replace(";--8<--", "--8<--")


def index(name: str, description: str, root: str, entries: Iterable[Entry]) -> str:
    """The text of `llms.txt`.

    Args:
        name: of the site.
        description: of the site.
        root: the address of the site's top, or an empty text for relative addresses.
        entries: the pages.

    Returns:
        Markdown in the form that https://llmstxt.org describes.
    """
    lines = [
        f"- [{entry.title}]({root}{entry.url}index.md): {entry.description}" for entry in entries
    ]
    return (
        f"# {name}\n\n> {' '.join(description.split())}\n\n## Pages\n\n" + "\n".join(lines) + "\n"
    )


def write_all(
    site: Path,
    name: str,
    description: str,
    root: str,
    entries: list[Entry],
    included: Callable[[str, str | None], str],
) -> None:
    """Write `llms.txt`, and each page as `index.md` beside its `index.html`."""
    for entry in entries:
        text = plain(entry.markdown, included)
        (site / entry.url / "index.md").write_text(text, encoding="utf-8")
    (site / "llms.txt").write_text(index(name, description, root, entries), encoding="utf-8")


def _without_extensions(text: str) -> str:
    text = FIGURE.sub(lambda found: f"Diagram: {found[1]}. {found[2]}", text)
    text = FOLDED.sub(lambda found: f"**{found[1]}**" if found[1] else "", text)
    text = FENCE.sub(_fence, text)
    text = ANCHOR.sub(r"\1", SPOKEN.sub("", text))
    text = "\n".join(_unfolded(text.splitlines()))
    text = ATTRIBUTES.sub("", BOX.sub("", CONTROLS.sub("", text)))
    return re.sub(r"\n{3,}", "\n\n", MARKUP.sub("", text)).strip() + "\n"


def _fence(found: re.Match[str]) -> str:
    title = f"{found[1]}`{found[4]}`:\n\n" if found[4] else ""
    return f"{title}{found[1]}{found[2]}{found[3]}"


def _unfolded(lines: list[str]) -> Iterable[str]:
    """Take the contents of tabs and folded blocks out of their indentation."""
    number = 0
    while number < len(lines):
        found = TAB.match(lines[number])
        number += 1
        if not found:
            yield lines[number - 1]
            continue
        deeper = found["indent"] + "    "
        inside = []
        while number < len(lines) and (
            not lines[number].strip() or lines[number].startswith(deeper)
        ):
            inside.append(lines[number].removeprefix(deeper))
            number += 1
        yield f"**{MARKUP.sub('', found['title'])}**"
        yield from _unfolded(inside)
