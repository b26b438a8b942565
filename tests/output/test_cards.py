from __future__ import annotations

from PIL import Image, ImageFont

from content.project import ROOT, read
from output.cards import SIZE, draw, lines_of, write

FRAMEWORKS = read(ROOT).frameworks
FONT = ImageFont.load_default(76)


def test_no_line_is_wider_than_the_card_allows():
    lines = lines_of("A rather long title that needs more than one line to be read", FONT, 600)
    assert len(lines) > 1
    assert all(FONT.getlength(line) <= 600 for line in lines)


def test_a_card_has_the_size_that_its_page_declares():
    card = draw("A title", "A site", FRAMEWORKS)
    assert card.size == SIZE
    assert len(card.convert("RGB").getcolors(100_000)) > 3


def test_the_same_words_are_drawn_once(tmp_path):
    kept = tmp_path / "kept"
    for _ in range(2):
        write("A title", "A site", FRAMEWORKS, tmp_path / "a/card.png", kept)
    (drawn,) = kept.iterdir()
    before = drawn.stat().st_mtime_ns
    write("A title", "A site", FRAMEWORKS, tmp_path / "b/card.png", kept)
    assert drawn.stat().st_mtime_ns == before
    write("Another", "A site", FRAMEWORKS, tmp_path / "c/card.png", kept)
    assert len(list(kept.iterdir())) == 2
    with Image.open(tmp_path / "c/card.png") as card:
        assert card.size == SIZE
