"""The picture that a link to a page shows elsewhere: its title, drawn with Pillow alone."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from pathlib import Path

import PIL
from PIL import Image, ImageDraw, ImageFont

from content import shapes
from content.cache import ROOT, kept, source_of
from content.model import Framework
from content.palette import tokens
from output.pages import Page

SIZE = (1200, 630)
MARGIN = 80
MARK, GAP = 44, 20
COLOURS = tokens(ROOT)  # those of the pages
PAPER, INK, MUTED = (COLOURS[name].light for name in ("paper", "ink", "muted"))
SOURCES = (source_of(__file__), source_of(shapes.__file__), PIL.__version__, PAPER, INK, MUTED)


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


def draw(title: str, site: str, frameworks: Sequence[Framework]) -> Image.Image:
    """A card: the mark of each framework, the title of a page, the name of the site."""
    card = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(card)
    # Pillow carries one scalable font, so that no machine needs one and all draw the same.
    large, small = ImageFont.load_default(76), ImageFont.load_default(34)
    for index, framework in enumerate(frameworks):
        mark(pen, MARGIN + index * (MARK + GAP), MARGIN, framework)
    width = SIZE[0] - 2 * MARGIN
    text = "\n".join(lines_of(title, large, width)[:4])
    pen.multiline_text((MARGIN, MARGIN + 100), text, fill=INK, font=large, spacing=18)
    pen.text((MARGIN, SIZE[1] - MARGIN), site, fill=MUTED, font=small, anchor="ls")
    return card.quantize(64)


def mark(pen: ImageDraw.ImageDraw, left: int, top: int, framework: Framework) -> None:
    """Draw a framework's shape in its colour."""
    colour = framework.colour.light
    if corners := shapes.corners_at(framework.shape, left, top, MARK):
        pen.polygon(corners, fill=colour)
    else:
        pen.ellipse((left, top, left + MARK, top + MARK), fill=colour)


def card_of(title: str, site: str, frameworks: Sequence[Framework]) -> bytes:
    """The card as a PNG; one drawn earlier from the same is taken again."""

    def drawn() -> bytes:
        written = io.BytesIO()
        draw(title, site, frameworks).save(written, "PNG", optimize=True)
        return written.getvalue()

    return kept("cards", (title, site, frameworks, SOURCES), drawn)


def write_all(site: Path, frameworks: Sequence[Framework], pages: Iterable[Page]) -> None:
    """Write the card of each page beside it."""
    for page in pages:
        card = card_of(page.title, page.site_name, frameworks)
        (site / page.folder / "card.png").write_bytes(card)
