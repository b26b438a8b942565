"""Frameworks are data: refuses their names in code, templates, styles and test bodies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from content.model import Frameworks
from content.project import FRAMEWORKS
from content.reader import load

# Where no framework may be named, and the endings of what is code there.
PLACES = (
    "content", "macros", "extensions", "output", "tools", "overrides", "tests", "includes/pages",
)  # fmt: skip
ENDINGS = {".py", ".sh", ".mjs", ".js", ".css", ".html", ".md"}
# Data of the tests: frameworks laid over a copy, and faults to put into code.
DATA = ("tests/fixtures/", "tests/faults/")
MADE = {"__pycache__", "node_modules"}


def named(root: Path) -> Iterator[str]:
    """One sentence for each line that names a framework of the registry, or its package."""
    frameworks = load(root / FRAMEWORKS, Frameworks, root).frameworks
    known = {word for one in frameworks for word in (one.id, one.name, one.package)}
    longest_first = "|".join(re.escape(word) for word in sorted(known, key=len, reverse=True))
    # A word ends at an underscore too: names in code are made of words.
    word = re.compile(rf"(?<![^\W_])({longest_first})(?![^\W_])", re.I)
    for path in _texts(root):
        name = path.relative_to(root).as_posix()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if found := word.search(line):
                yield (
                    f"{name}, line {number}: it names '{found[0]}', but frameworks are data. "
                    f"Read it from {FRAMEWORKS} or another file of data/."
                )


def _texts(root: Path) -> Iterator[Path]:
    for place in PLACES:
        for path in sorted((root / place).rglob("*")):
            inside = path.relative_to(root)
            if (
                path.suffix in ENDINGS
                and path.is_file()
                and not MADE & set(inside.parts)
                and not inside.as_posix().startswith(DATA)
            ):
                yield path
