"""Which language a file is in, by the name that Pygments gives it."""

from __future__ import annotations

from functools import cache
from pathlib import PurePath

from pygments.lexers import get_lexer_for_filename
from pygments.util import ClassNotFound


@cache  # Pygments tries its hundreds of patterns one by one
def language(name: str) -> str:
    """Return the Pygments name of a file's language.

    Args:
        name: the file's name.

    Returns:
        For example `python`; `text` for what Pygments does not know. HTML is taken for a
        template, which plain HTML is a case of.
    """
    if PurePath(name).suffix == ".html":
        return "html+jinja"
    try:
        return str(get_lexer_for_filename(name).aliases[0])
    except ClassNotFound:
        return "text"
