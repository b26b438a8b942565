"""What of a package a reader need not fetch."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

OF_ITSELF = re.compile(r"(Metadata-Version|Name|Version): ")

LeftOut = Callable[[str], bool]


def left_out(patterns: Iterable[str]) -> LeftOut:
    """Says of a file, by its path within the folder of packages, whether a pattern meets it."""
    found = re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
    return lambda name: bool(found.fullmatch(name))


def described(metadata: str) -> str:
    """A package's METADATA without its long text: by it the package is found, with its version."""
    lines = metadata.partition("\n\n")[0].splitlines(keepends=True)
    return "".join(line for line in lines if OF_ITSELF.match(line))
