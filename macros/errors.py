"""The one error that content raises: it names the place, the wrong value, and the right ones."""

from __future__ import annotations

from collections.abc import Iterable

import click


class SiteError(click.ClickException):
    """Something in `docs/`, `snippets/` or `data/` is wrong.

    It derives from click's exception, so that MkDocs prints the sentence instead of a traceback
    and exits with 1.
    """

    def __str__(self) -> str:
        return self.message


def unknown(where: object, kind: str, value: object, known: Iterable[object]) -> SiteError:
    """Say that a name is not one of the known names.

    Args:
        where: the file (with line, if there is one) or macro call that holds the name.
        kind: what the name should name, for example "section".
        value: the wrong name.
        known: the names that would be right.

    Returns:
        The error, for the caller to raise.
    """
    names = ", ".join(sorted(str(name) for name in known)) or "none yet"
    return SiteError(f"{where}: unknown {kind} '{value}'. Known: {names}.")
