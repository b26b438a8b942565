"""`pymdownx.highlight`, with no element for code that has the colour of text, and faster.

PyMdown asks the extension for its highlighter, so that it can be another one. Of the longest page's
HTML such elements were two fifths. The same code is coloured once in a process, for `mkdocs serve`:
of a rebuild after an edit that changes a fifth of the pages, colouring was a quarter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pygments.filter import Filter
from pygments.lexer import Lexer
from pygments.token import Name, Operator, Punctuation, Text, Whitespace, _TokenType
from pymdownx.highlight import Highlight, HighlightExtension  # type: ignore[import-untyped]

from extensions.code_lines import ABOUT, dressed

# Most of all code: names, signs and spaces. `and`, `in` and `not` are words, and coloured.
PLAIN = {Name, Name.Attribute, Name.Variable, Operator, Punctuation, Whitespace}

_coloured: dict[str, Any] = {}


class AsText(Filter):
    """Takes what has no colour of its own for text."""

    def filter(
        self, lexer: Lexer | None, stream: Iterable[tuple[_TokenType, str]]
    ) -> Iterator[tuple[_TokenType, str]]:
        """Pygments calls this."""
        for kind, text in stream:
            yield (Text if kind in PLAIN else kind), text


class RememberedHighlight(Highlight):  # type: ignore[misc]
    """Colours code."""

    def get_lexer(self, *args: Any) -> tuple[Lexer, str]:
        """Find the lexer, and have it take names and signs for text."""
        lexer, name = super().get_lexer(*args)
        lexer.add_filter(AsText())
        return lexer, name

    def highlight(self, *args: Any, **options: Any) -> Any:
        """Colour it, or remember what came of it before."""
        if options.get("inline"):  # gives an element, which its page goes on to change
            return super().highlight(*args, **options)
        about = (options.get("attrs") or {}).pop(ABOUT, "")
        settings = {name: value for name, value in vars(self).items() if name != "md"}
        made_from = repr((settings, args, options))
        if made_from not in _coloured:
            _coloured[made_from] = super().highlight(*args, **options)
        if not about:
            return _coloured[made_from]
        skipped = len(args[0]) - len(args[0].lstrip("\n"))
        return dressed(_coloured[made_from], about, skipped)


class RememberedHighlightExtension(HighlightExtension):  # type: ignore[misc]
    """Has the settings of `pymdownx.highlight`."""

    def get_pymdownx_highlighter(self) -> type[Highlight]:
        """PyMdown's fences and inline code call this."""
        return RememberedHighlight


def makeExtension(**settings: Any) -> RememberedHighlightExtension:  # noqa: N802
    """Python-Markdown calls this."""
    return RememberedHighlightExtension(**settings)
