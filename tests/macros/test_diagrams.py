from __future__ import annotations

import pytest

from content.errors import SiteError
from content.model import DiagramText
from content.project import ROOT, read
from macros.diagrams import diagram
from tools.record.diagrams import for_page

TEXT = "flowchart TD\n  A --> B\n"
DRAWN = '<svg viewBox="0 0 10 20" width="10" height="20">\n<path stroke="var(--_line)"/>\n</svg>'
WORDS = "title: A & B\ndescription: A leads to B.\n"
FOLDER = "data/diagrams"


@pytest.fixture
def drawn(root):
    folder = root / FOLDER
    folder.mkdir(parents=True)
    (folder / "ab.mmd").write_text(TEXT)
    (folder / "ab.svg").write_text(for_page("ab", TEXT, DRAWN))
    (folder / "ab.yml").write_text(WORDS)
    return root


def test_a_diagram_is_one_block_with_a_text_alternative(drawn):
    figure = diagram(read(drawn), "ab")
    assert "\n" not in figure
    assert 'role="img" aria-labelledby="diagram-ab-title"' in figure
    assert '<title id="diagram-ab-title">A &amp; B</title>' in figure
    assert '<desc id="diagram-ab-desc">A leads to B.</desc>' in figure


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("ab.mmd", TEXT + "  B --> C\n", "it does not belong to data/diagrams/ab.mmd as it is now"),
        ("ab.svg", "", "it does not belong to data/diagrams/ab.mmd as it is now"),
        ("ab.svg", for_page("ab", TEXT, DRAWN).replace("<path", "<path d='M0'"), "edited by hand"),
        ("ab.svg", for_page("ab", TEXT, DRAWN).replace("0 0 10 20", "0 0 9 9"), "edited by hand"),
    ],
)
def test_a_drawing_that_is_not_that_of_its_text_is_refused(drawn, file, text, said):
    (drawn / FOLDER / file).write_text(text)
    with pytest.raises(SiteError) as error:
        read(drawn)
    assert str(error.value).startswith(f"{FOLDER}/ab.svg: ")
    assert said in str(error.value)
    assert str(error.value).endswith("make diagrams.")


def test_an_unknown_diagram_is_named(drawn):
    with pytest.raises(SiteError, match=r"unknown diagram 'ba'\. Known: ab\."):
        diagram(read(drawn), "ba")


def test_every_diagram_of_this_project_has_words():
    assert all(isinstance(one.words, DiagramText) for one in read(ROOT).diagrams.values())
