"""The one error that content raises: it names the place, the wrong value, and the right ones."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

# So many right values help; more of them hide the one that was meant.
NEAREST = 3


class SiteError(Exception):
    """Something in `docs/`, `snippets/`, `data/` or `includes/` is wrong; its text says what."""


def unknown(where: object, kind: str, value: object, known: Iterable[object]) -> SiteError:
    """Say that a name is not one of the known names; `where` is the file and line that holds it."""
    return SiteError(f"{where}: unknown {kind} '{value}'. {right(value, known)}")


def right(value: object, known: Iterable[object]) -> str:
    """The names that are right, or the nearest of them if there are many, as a sentence."""
    names = sorted({str(name) for name in known})
    if len(names) <= NEAREST:
        return f"Known: {', '.join(names) or 'none yet'}."
    return f"Nearest: {', '.join(nearest(str(value), names))}."


def nearest(value: str, names: list[str]) -> list[str]:
    """The names most like a value: its own spelling in other case or signs first."""
    folded = {name: name.casefold().replace("_", "-") for name in names}
    wanted = value.casefold().replace("_", "-")
    ranked = sorted(
        names,
        key=lambda name: difflib.SequenceMatcher(None, wanted, folded[name]).ratio(),
        reverse=True,
    )
    return ranked[:NEAREST]


def listed(items: Sequence[str], word: str = "and") -> str:
    """Join words as in a sentence."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {word} {items[-1]}"
