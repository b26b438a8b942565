"""Small pieces of Markdown that several macros print."""

from __future__ import annotations

import html
import json
import re
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from content.languages import language


class Named(Protocol):
    """A framework, or something else that can be picked."""

    @property
    def id(self) -> str: ...  # noqa: D102
    @property
    def name(self) -> str: ...  # noqa: D102


def fence(code: str, name: str, title: str = "", address: str = "", about: str = "") -> str:
    """A fenced block of code that nothing in the code can end.

    The file's name decides the language; the title stands above the code, and leads to an address;
    `about` is what there is to say of single lines (extensions/code_lines.py).
    """
    longest = max((len(run) for run in re.findall(r"`{3,}", code)), default=2)
    ticks = "`" * (longest + 1)
    heading = f' title="{html.escape(title)}"' if title else ""
    if title and address:
        link = f"<a href='{html.escape(address)}'>{html.escape(title)}</a>"
        heading = f' title="{link}" title_mode="html"'
    return f"{ticks} {{ .{language(name)}{heading}{about} }}\n{code.rstrip()}\n{ticks}"


def about_lines(made: Iterable[int], after: Mapping[int, str]) -> str:
    """The attribute of a fence that says something of single lines, for extensions/code_lines.py.

    Args:
        made: the places, from 0, of lines that a command wrote.
        after: HTML that follows a line, by the line's place.
    """
    places = sorted(made)
    if not places and not after:
        return ""
    value = html.escape(json.dumps([places, after], separators=(",", ":")))
    return f' data-lines="{value.replace("`", "&#96;")}"'  # the head of a fence holds no backtick


def tabs(blocks: Iterable[tuple[str, str]]) -> str:
    """Content tabs of PyMdown Extensions, from labels and Markdown."""
    return "\n\n".join(
        f'=== "{label}"\n\n{textwrap.indent(content, "    ")}' for label, content in blocks
    )


def badge(one: Named) -> str:
    """A framework's name with its colour and shape, which say nothing that the name does not."""
    return f"<span class='mdx-framework' data-framework='{one.id}'>{html.escape(one.name)}</span>"


def columns(blocks: Iterable[tuple[Named, str]]) -> str:
    """Markdown of several frameworks, in tabs that become columns where each has room.

    Those who hear the page, or read it as Markdown, are told which column they are in.
    """
    named = [(badge(one), f"{one.name}\n{{ .site-hidden }}\n\n{text}") for one, text in blocks]
    return section("mdx-compare", tabs(named))


def in_html(value: str) -> str:
    """A sentence of the data, its code marked as such."""
    parts = html.escape(value, quote=False).split("`")
    return "".join(f"<code>{one}</code>" if odd % 2 else one for odd, one in enumerate(parts))


def section(css_class: str, content: str) -> str:
    """Markdown inside a `div` with a class."""
    return f'<div class="{css_class}" markdown>\n\n{content}\n\n</div>'


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; vertical bars are escaped."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(_cell(value) for value in line) + " |" for line in lines)


def _cell(value: object) -> str:
    """One line; a bar outside of code would end the cell, and inside it ends nothing."""
    parts = " ".join(str(value).split()).split("`")
    return "`".join(
        part if index % 2 else part.replace("|", "\\|") for index, part in enumerate(parts)
    )
