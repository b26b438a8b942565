from __future__ import annotations

import io

import pytest
from PIL import Image, ImageColor, ImageFont

from content import cache, shapes
from output.cards import MARGIN, MARK, PAPER, SIZE, card_of, draw, lines_of, write_all

FONT = ImageFont.load_default(76)


@pytest.fixture
def frameworks(project):
    return project.frameworks


@pytest.fixture(autouse=True)
def kept_elsewhere(monkeypatch, tmp_path):
    monkeypatch.setattr(cache, "ROOT", tmp_path)


def test_no_line_is_wider_than_the_card_allows():
    lines = lines_of("A rather long title that needs more than one line to be read", FONT, 600)
    assert len(lines) > 1
    assert all(FONT.getlength(line) <= 600 for line in lines)


def test_a_card_has_the_size_that_its_page_declares(frameworks):
    assert draw("A title", "A site", frameworks).size == SIZE


@pytest.mark.parametrize("shape", shapes.SHAPES)
def test_each_shape_of_the_table_is_drawn_as_such(frameworks, shape):
    one = frameworks[0].model_copy(update={"shape": shape})
    card = draw("", "", [one]).convert("RGB")
    box = card.crop((MARGIN, MARGIN, MARGIN + MARK + 1, MARGIN + MARK + 1))
    inked = sum(count for count, colour in box.getcolors(10_000) if colour != rgb(PAPER))
    assert inked / box.width**2 == pytest.approx(area(shapes.SHAPES[shape]), abs=0.05)
    assert box.getpixel((MARK // 2, MARK // 2)) == rgb(one.colour.light)


def test_no_two_shapes_look_alike(frameworks):
    drawn = {
        draw("", "", [frameworks[0].model_copy(update={"shape": shape})]).tobytes()
        for shape in shapes.SHAPES
    }
    assert len(drawn) == len(shapes.SHAPES)


def test_the_same_card_is_drawn_once(frameworks, monkeypatch):
    first = card_of("A title", "A site", frameworks)
    monkeypatch.setattr("output.cards.draw", None)
    assert card_of("A title", "A site", frameworks) == first
    with Image.open(io.BytesIO(first)) as card:
        assert card.size == SIZE


@pytest.mark.parametrize("change", ["title", "site", "shape", "colour"])
def test_another_word_shape_or_colour_makes_another_card(frameworks, change):
    first = card_of("A title", "A site", frameworks)
    one = frameworks[0]
    other = {
        "shape": {"shape": "diamond"},
        "colour": {"colour": one.colour.model_copy(update={"light": "#123456"})},
    }
    changed = [one.model_copy(update=other.get(change, {})), *frameworks[1:]]
    title = "Another title" if change == "title" else "A title"
    site = "Another site" if change == "site" else "A site"
    assert card_of(title, site, changed) != first


def test_every_page_has_its_own(frameworks, page, tmp_path):
    pages = [page("", "index.html"), page("", "a/index.html")]
    (tmp_path / "site/a").mkdir(parents=True)
    write_all(tmp_path / "site", frameworks, pages)
    top, below = tmp_path / "site/card.png", tmp_path / "site/a/card.png"
    assert top.read_bytes() == card_of("Title of index.html", "S", frameworks)
    assert below.read_bytes() == card_of("Title of a/index.html", "S", frameworks)


def rgb(colour):
    return ImageColor.getrgb(colour)[:3]


def area(corners):
    """The share of its box that a shape fills; without corners it is a circle."""
    following = [*corners[1:], *corners[:1]]
    doubled = sum(a * d - b * c for (a, b), (c, d) in zip(corners, following, strict=True))
    return abs(doubled) / 2 if corners else 3.14159 / 4
