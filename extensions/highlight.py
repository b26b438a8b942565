"""`pymdownx.highlight`, but the same code is coloured once in a process: for `mkdocs serve`.

PyMdown asks the extension for its highlighter, so that it can be another one. Of a rebuild after an
edit that changes a fifth of the pages, colouring was a quarter.
"""

from __future__ import annotations

from typing import Any

from pymdownx.highlight import Highlight, HighlightExtension  # type: ignore[import-untyped]

_coloured: dict[str, Any] = {}


class RememberedHighlight(Highlight):  # type: ignore[misc]
    """Colours code."""

    def highlight(self, *args: Any, **options: Any) -> Any:
        """Colour it, or remember what came of it before."""
        if options.get("inline"):  # gives an element, which its page goes on to change
            return super().highlight(*args, **options)
        settings = {name: value for name, value in vars(self).items() if name != "md"}
        made_from = repr((settings, args, options))
        if made_from not in _coloured:
            _coloured[made_from] = super().highlight(*args, **options)
        return _coloured[made_from]


class RememberedHighlightExtension(HighlightExtension):  # type: ignore[misc]
    """Has the settings of `pymdownx.highlight`."""

    def get_pymdownx_highlighter(self) -> type[Highlight]:
        """PyMdown's fences and inline code call this."""
        return RememberedHighlight


def makeExtension(**settings: Any) -> RememberedHighlightExtension:  # noqa: N802
    """Python-Markdown calls this."""
    return RememberedHighlightExtension(**settings)
