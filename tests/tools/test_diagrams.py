from __future__ import annotations

import pytest

from content.diagrams import digest
from content.project import ROOT
from tools.record.diagrams import COLOURS, DiagramError, for_page

TEXT = "flowchart TD\n  A --> B\n"
DRAWN = """<svg viewBox="0 0 10 20" width="10" height="20" style="--bg:red">
<style>@import url('https://fonts.example/x'); svg { --_line: red }</style>
<defs>

<marker id="arrow"></marker></defs>
<path stroke="var(--_line)" marker-end="url(#arrow)"/>
</svg>
"""


def test_a_drawing_follows_the_palette_and_keeps_to_itself():
    svg = for_page("ab", TEXT, DRAWN)
    assert "<style" not in svg
    assert "fonts" not in svg
    assert 'id="diagram-ab-arrow"' in svg
    assert "url(#diagram-ab-arrow)" in svg
    assert f'data-source="{digest(TEXT)}"' in svg
    assert "style=" not in svg  # the pages' policy would refuse it


def test_the_style_sheet_gives_every_colour_that_a_drawing_paints_with():
    style = (ROOT / "overrides/assets/stylesheets/site.css").read_text(encoding="utf-8")
    assert [name for name in COLOURS if f"{name}:" not in style] == []


@pytest.mark.parametrize("colour", ['fill="#ff0000"', 'fill="var(--mine)"'])
def test_colours_that_do_not_follow_the_palette_are_refused(colour):
    with pytest.raises(DiagramError, match="do not follow the palette"):
        for_page("ab", TEXT, DRAWN.replace('stroke="var(--_line)"', colour))
