"""Each shape is drawn from one table, in styles and in pictures."""

from __future__ import annotations

import pytest
from PIL import ImageChops

from content.errors import SiteError
from content.model import Frameworks
from content.project import ROOT, read
from content.reader import parse
from content.shapes import SHAPES, clip_path, corners_at
from output.cards import MARGIN, MARK, draw


@pytest.mark.parametrize("shape", SHAPES)
def test_corners_lie_in_their_box(shape):
    assert all(10 <= x <= 30 and 5 <= y <= 25 for x, y in corners_at(shape, 10, 5, 20))


def test_styles_and_pictures_have_the_same_corners():
    assert clip_path("triangle") == "polygon(50% 0%,100% 100%,0% 100%)"
    assert corners_at("triangle", 0, 0, 100) == [(50, 0), (100, 100), (0, 100)]
    assert clip_path("circle") == "circle()"


def test_every_shape_is_another_in_a_card():
    one = read(ROOT).frameworks[0]
    drawn = []
    for shape in SHAPES:
        card = draw("A title", "A site", [one.model_copy(update={"shape": shape})])
        box = (MARGIN, MARGIN, MARGIN + MARK, MARGIN + MARK)
        drawn.append(card.convert("RGB").crop(box))
    for index, card in enumerate(drawn):
        for other in drawn[index + 1 :]:
            assert ImageChops.difference(card, other).getbbox()


@pytest.mark.parametrize(("wrong", "near"), [("traingle", "triangle"), ("sqare", "square")])
def test_an_unknown_shape_is_refused_with_the_nearest(wrong, near):
    text = (ROOT / "data/frameworks.yml").read_text("utf-8")
    known = read(ROOT).frameworks[0].shape
    with pytest.raises(SiteError, match=rf"line \d+: unknown shape '{wrong}'\. Nearest: .*{near}"):
        parse(text.replace(f"shape: {known}", f"shape: {wrong}"), Frameworks, "data/frameworks.yml")
