"""The index of the search: what a reader finds is a section."""

from __future__ import annotations

import json

import pytest
from bs4 import BeautifulSoup

from output import search
from output.search import BEGINNING, SIGN, index, sections_of, write

PAGE = """
<h1 id="top">Top<a class="headerlink" href="#top">#</a></h1><p>First <b>words</b>.</p>
<h2 id="part">A part</h2><ul><li>one</li><li>two<p>still two</p></li></ul>
<h3 id="deep-1">Deep</h3><p>Below.</p>
<h2 id="next">Next</h2><p>Last.</p>
"""


def cut(html):
    return sections_of(BeautifulSoup(html, "html.parser"))


def blocks(html):
    return [block for one in cut(f'<h1 id="a">A</h1>{html}') for block in one.blocks]


def test_a_section_ends_where_the_next_heading_begins():
    assert [(one.anchor, one.title, one.level, one.blocks) for one in cut(PAGE)] == [
        ("top", "Top", 1, ["First words."]),
        ("part", "A part", 2, ["one", "two", "still two"]),
        ("deep-1", "Deep", 3, ["Below."]),
        ("next", "Next", 2, ["Last."]),
    ]


def test_a_row_of_a_table_is_one_block():
    html = "<table><tr><td><div><p>one</p><p>more</p></div></td><td>two</td></tr></table>"
    assert blocks(html) == ["one more · two"]


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        (["6.1", "12", "1.5–2"], "6.1"),
        (["Edit", "404", "to the login"], "Edit · 404 · to the login"),
        (["Latest release", "3.1.3", "&gt;=3.12"], "Latest release · 3.1.3 · &gt;=3.12"),
    ],
)
def test_a_row_of_mere_counts_loses_its_numbers(cells, found):
    row = "".join(f"<td>{cell}</td>" for cell in cells)
    assert blocks(f"<table><tr>{row}</tr></table>") == [found.replace("&gt;", ">")]


@pytest.mark.parametrize(
    "html",
    [
        '<div class="footnote"><ol><li>a source</li></ol></div>',
        "<p data-search-exclude>not this</p>",
        '<details><summary>app.py</summary><pre>whole = "file"</pre></details>',
        "<nav>a way</nav><button>Press</button>",
        '<p><span class="site-hidden">unseen</span></p>',
    ],
)
def test_notes_whole_files_and_controls_are_not_found(html):
    assert blocks(f"<p>text</p>{html}") == ["text"]


def test_a_reference_to_a_note_leaves_no_trace():
    html = '<p>Said<sup id="r"><a class="footnote-ref" href="#n">1</a></sup>.</p>'
    assert blocks(html) == ["Said."]


def test_a_place_with_a_name_of_its_own_is_found_by_it():
    html = '<h1 id="a">A</h1><dl><dt id="wsgi"><b>x</b><strong>WSGI</strong></dt><dd>How.</dd></dl>'
    assert [(one.anchor, one.title) for one in cut(html)] == [("a", "A"), ("wsgi", "WSGI")]


def test_a_place_that_can_be_folded_is_found_by_its_name_and_told_with_its_line():
    html = """<h1 id="a">A</h1><details class="mdx-claim" id="c01">
      <summary><strong>“Said.”</strong> C01<span> · </span>False</summary>
      <p>It is not <a class="headerlink" href="#c01">Link</a></p><p>More.</p>
      <ul><li>a source</li></ul></details>"""
    _, claim = cut(html)
    assert (claim.anchor, claim.title) == ("c01", "“Said.”")
    assert claim.blocks == ["C01 · False. It is not", "More."]


def test_of_code_and_of_the_heads_of_tables_only_words_are_kept():
    html = "<table><thead><tr><th>Python</th></tr></thead></table><pre>x = get_user(someList)</pre>"
    [one] = cut(f'<h1 id="a">A</h1>{html}')
    assert (one.blocks, list(one.aside)) == ([], ["Python", "get_user", "someList"])


def test_of_a_very_long_list_the_beginnings_are_kept(project):
    items = "".join(f"<li>{'word ' * 60}{number}</li>" for number in range(60))
    [text] = index(project, {"": cut(f'<h1 id="a">A</h1><ul>{items}</ul>')})["texts"]
    assert max(map(len, text.split("\n"))) <= BEGINNING
    assert text.count("\n") == 59


@pytest.fixture
def found(project):
    """What the small project's only page is found by, as the browser reads it."""
    text = "A text that stands in two places is kept once."
    html = f'<h1 id="a">A</h1><p>{text}</p><h2 id="b_1">B</h2><p>{text}</p>'
    return index(project, {"": cut(html)})


def test_an_anchor_that_follows_from_its_title_is_not_told(found):
    assert found["anchors"] == ["", "b_1"]


def test_what_stands_twice_is_kept_once(found):
    assert found["texts"] == [f"{SIGN}0{SIGN}"] * 2
    assert len(found["shared"]) == 1


def test_the_index_says_where_a_page_stands_in_the_tree(found):
    [[address, trail, weight, sections]] = found["pages"]
    assert (address, trail, weight, sections) == ("", ["Home"], 1, 2)


def test_it_is_written_below_the_top_of_the_site(project, tmp_path):
    write(project, tmp_path, {"": []})
    assert json.loads((tmp_path / search.FILE).read_text("utf-8"))["choice"] == [""]
