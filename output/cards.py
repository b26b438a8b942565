"""The picture that a link to a page shows elsewhere: its title, drawn with Pillow alone."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from content.model import Framework

SIZE = (1200, 630)
MARGIN = 80
PAPER, INK, MUTED = "#fcfbf8", "#1d1f24", "#54585f"


def lines_of(
    text: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont, width: int
) -> list[str]:
    """Break a text so that no line is wider than `width` pixels."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def draw(title: str, site: str, frameworks: list[Framework]) -> Image.Image:
    """Draw a card.

    Args:
        title: of the page.
        site: the name of the site.
        frameworks: the registry; each gets a spot of its colour.

    Returns:
        The picture.
    """
    card = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(card)
    # Pillow carries one scalable font, so that no machine needs one and all draw the same.
    large, small = ImageFont.load_default(76), ImageFont.load_default(34)
    for index, framework in enumerate(frameworks):
        left = MARGIN + index * 64
        box = (left, MARGIN, left + 44, MARGIN + 44)
        shape = pen.ellipse if framework.shape == "circle" else pen.rectangle
        shape(box, fill=framework.colour.light)
    width = SIZE[0] - 2 * MARGIN
    text = "\n".join(lines_of(title, large, width)[:4])
    pen.multiline_text((MARGIN, MARGIN + 100), text, fill=INK, font=large, spacing=18)
    pen.text((MARGIN, SIZE[1] - MARGIN), site, fill=MUTED, font=small, anchor="ls")
    return card.quantize(64)


def write(title: str, site: str, frameworks: list[Framework], target: Path, kept_in: Path) -> None:
    """Write the card of one page; one drawn earlier from the same words is used again.

    Args:
        title: of the page.
        site: the name of the site.
        frameworks: the registry.
        target: the file to write.
        kept_in: folder that keeps cards from build to build.
    """
    words = repr((title, site, frameworks, Path(__file__).read_bytes()))
    kept = kept_in / f"{hashlib.sha256(words.encode()).hexdigest()[:16]}.png"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        draw(title, site, frameworks).save(kept, optimize=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(kept, target)
