"""Single lines of a block of code: what follows one, and those that a command wrote."""

from __future__ import annotations

from bs4 import BeautifulSoup
from markdown import Markdown

from extensions.highlight import RememberedHighlightExtension
from macros.markup import about_lines, fence

CODE = '\n\nimport a\n\n\ndef f():\n    """Two\n    lines < & `three`."""\n    return "x"\n'
MARK = '<a class="mark" href="#row" aria-label="A `\' &amp; b"></a>'


def shown(made, after):
    text = fence(CODE, "app.py", about=about_lines(made, after))
    extensions = ["attr_list", "pymdownx.superfences", RememberedHighlightExtension()]
    return BeautifulSoup(Markdown(extensions=extensions).convert(text), "html.parser")


def test_the_code_stays_what_it_is_and_no_attribute_is_left():
    for made, after in [([], {}), (range(9), {}), ([5, 6, 7], {5: MARK, 8: MARK}), ([], {2: MARK})]:
        found = shown(made, after)
        assert found.code.get_text() == CODE.lstrip("\n")
        assert "data-lines" not in str(found)


def test_a_mark_stands_at_the_end_of_its_line():
    found = shown([], {2: MARK, 8: f"{MARK}{MARK}"})
    before = ["".join(mark.find_all_previous(string=True)[::-1]) for mark in found.select(".mark")]
    lines = [found.code.get_text().index(text) + len(text) for text in ("import a", '"x"')]
    assert [len(text) for text in before] == [lines[0], lines[1], lines[1]]
    assert found.select_one(".mark")["aria-label"] == "A `' & b"


def test_lines_that_a_command_wrote_have_one_element_and_no_colours():
    found = shown([5, 6, 7], {5: MARK})
    made = found.select(".mdx-made")
    assert [one.get_text() for one in made] == CODE.split("\n")[5:8]
    assert not any(one.find(True) for one in made)
    assert made[0].find_next_sibling()["class"] == ["mark"]
    assert found.code.find("span", class_="s2").get_text() == '"x"'


def test_the_same_code_without_such_lines_has_none():
    shown([5], {5: MARK})
    assert not shown([], {}).select(".mdx-made, .mark")
