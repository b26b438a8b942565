from __future__ import annotations

import dataclasses

import pytest

from content.errors import SiteError
from content.project import ROOT, read
from macros.diagrams import FOLDER, diagram, digest, fresh_svg
from tools.record.diagrams import COLOURS, DiagramError, for_page

TEXT = "flowchart TD\n  A --> B\n"
DRAWN = """<svg viewBox="0 0 10 20" width="10" height="20" style="--bg:red">
<style>@import url('https://fonts.example/x'); svg { --_line: red }</style>
<defs>

<marker id="arrow"></marker></defs>
<path stroke="var(--_line)" marker-end="url(#arrow)"/>
</svg>
"""
WORDS = "title: A & B\ndescription: A leads to B.\n"


@pytest.fixture(scope="module")
def this_project():
    return read(ROOT)


@pytest.fixture
def project(tmp_path, this_project):
    folder = tmp_path / FOLDER
    folder.mkdir(parents=True)
    (folder / "ab.mmd").write_text(TEXT)
    (folder / "ab.svg").write_text(for_page("ab", TEXT, DRAWN))
    (folder / "ab.yml").write_text(WORDS)
    return dataclasses.replace(this_project, root=tmp_path)


def test_a_diagram_is_one_block_with_a_text_alternative(project):
    figure = diagram(project, "ab")
    assert "\n" not in figure
    assert 'role="img" aria-labelledby="diagram-ab-title"' in figure
    assert '<title id="diagram-ab-title">A &amp; B</title>' in figure
    assert '<desc id="diagram-ab-desc">A leads to B.</desc>' in figure


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


@pytest.mark.parametrize("change", ["edit", "remove"])
def test_a_drawing_that_does_not_belong_to_its_text_is_refused(project, change):
    folder = project.root / FOLDER
    if change == "edit":
        (folder / "ab.mmd").write_text(TEXT + "  B --> C\n")
    else:
        (folder / "ab.svg").unlink()
    with pytest.raises(SiteError, match="make diagrams"):
        diagram(project, "ab")


def test_an_unknown_diagram_is_named(project):
    with pytest.raises(SiteError, match=r"unknown diagram 'ba'. Known: ab\."):
        diagram(project, "ba")


@pytest.mark.parametrize("name", sorted(path.stem for path in (ROOT / FOLDER).glob("*.mmd")))
def test_every_drawing_of_this_project_is_fresh(this_project, name):
    assert fresh_svg(this_project, name)
