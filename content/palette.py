"""The colours of the pages, kept in tokens.css alone, and how frameworks' colours stand out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from content.errors import SiteError
from content.model import Frameworks, Palette
from content.reader import load_with_lines, read_text

TOKENS = "overrides/assets/stylesheets/tokens.css"
FRAMEWORKS = "data/frameworks.yml"
TOKEN = re.compile(
    r"--(?P<name>[\w-]+): light-dark\((?P<light>#[0-9a-f]{6}), (?P<dark>#[0-9a-f]{6})\);"
)
# What a framework's colour may stand on, and how far it has to stand out.
BACKGROUNDS = ("paper", "surface")
NEEDED = 4.5


def tokens(root: Path) -> dict[str, Palette]:
    """Every colour of the pages by name, for light and for dark."""
    text = read_text(root / TOKENS, root)
    found = {
        match["name"]: Palette(light=match["light"], dark=match["dark"])
        for match in TOKEN.finditer(text)
    }
    for name in BACKGROUNDS:
        if name not in found:
            raise SiteError(f"{TOKENS}: '--{name}: light-dark(#rrggbb, #rrggbb);' is missing.")
    return found


def luminance(colour: str) -> float:
    """How bright a colour is, from 0 to 1, as the WCAG define it."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def faint_colours(root: Path) -> Iterator[str]:
    """One sentence for each colour of a framework that does not stand out from a background."""
    known = tokens(root)
    loaded = load_with_lines(root / FRAMEWORKS, Frameworks, root)
    for index, framework in enumerate(loaded.content.frameworks):
        for scheme in ("light", "dark"):
            colour = getattr(framework.colour, scheme)
            name, ratio = min(
                ((name, contrast(colour, getattr(known[name], scheme))) for name in BACKGROUNDS),
                key=lambda found: found[1],
            )
            if ratio < NEEDED:
                yield (
                    f"{loaded.at('frameworks', index, 'colour', scheme)}: {colour} has a contrast "
                    f"of {int(ratio * 100) / 100:.2f} to 1 with --{name}, "
                    f"{getattr(known[name], scheme)}, of {TOKENS}; {NEEDED} is needed."
                )
