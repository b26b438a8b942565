from __future__ import annotations

from bs4 import BeautifulSoup
from markdown import Markdown

from extensions.tables import ScrollingTables

TABLE = "| a | b |\n| - | - |\n| 1 | 2 |\n"
WIDE = "| a | *b* | <b>c</b> |\n| - | - | - |\n| 1 | x *2* y | |\n"


def html(text):
    extensions = ["tables", "md_in_html", ScrollingTables()]
    return BeautifulSoup(Markdown(extensions=extensions).convert(text), "html.parser")


def test_a_table_gets_a_box_of_its_own():
    found = html(f"before\n\n{TABLE}\nafter")
    assert str(found.find("div")).startswith('<div class="table-wrap"><table>')


def test_each_table_has_one_box_wherever_it_stands():
    found = html(
        f'{TABLE}\n<div class="other" markdown>\n\n{TABLE}\n</div>\n\n- item\n\n    {TABLE}'
    )
    assert len(found.find_all("table")) == len(found.select(".table-wrap")) >= 2


def test_a_table_that_has_a_class_keeps_its_own_layout():
    found = html('<div markdown>\n<table class="own"><tr><th>a</th></tr></table>\n</div>')
    assert found.select_one("table.own")
    assert not found.select(".table-wrap")


def test_a_table_of_three_columns_stacks_and_names_its_cells():
    table = html(WIDE).select_one(".table-wrap.stacks > table")
    assert [cell["data-label"] for cell in table.find_all("td")] == ["b", "c"]
    assert table.find_all("td")[0].decode_contents() == "<div>x <em>2</em> y</div>"
    roles = [(tag.name, tag["role"]) for tag in table.find_all(True) if tag.has_attr("role")]
    assert list(dict.fromkeys(roles)) == [
        ("thead", "rowgroup"), ("tr", "row"), ("th", "columnheader"),
        ("tbody", "rowgroup"), ("th", "rowheader"), ("td", "cell"),
    ]  # fmt: skip
    assert table["role"] == "table"


def test_a_badge_in_a_heading_leaves_its_words():
    found = html(WIDE.replace("*b*", '<span class="x">Alpha</span> now'))
    assert found.find("td")["data-label"] == "Alpha now"


def test_code_in_a_heading_leaves_its_words_too():
    found = html(WIDE.replace("*b*", "`b < 2`"))
    assert found.find("td")["data-label"] == "b < 2"


def test_tables_of_numbers_keep_their_columns_or_turn():
    numbers = '<div class="mdx-counts" markdown>\n\n{}\n</div>'
    found = html(numbers.format(WIDE))
    assert found.select('.mdx-counts > [class="table-wrap"] > table')
    many = "| a | b | c | d | e |\n| - | - | - | - | - |\n| x | 1 | 2 | 3 | 4 |\n"
    found = html(numbers.format(many))
    assert found.select(".mdx-counts > .table-wrap.turns > table[role=table]")
    assert not found.select(".stacks, [data-label]")


def test_the_first_cell_of_a_row_is_its_head():
    for text in (TABLE, WIDE):
        found = html(text)
        assert {head["scope"] for head in found.select("thead th")} == {"col"}
        rows = found.select("tbody tr")
        assert [head["scope"] for row in rows for head in row.find_all("th")] == ["row"]
        assert all(row.find().name == "th" for row in rows)


def test_an_empty_cell_is_no_head():
    found = html("| a | b |\n| - | - |\n| | 2 |\n")
    assert not found.select("tbody th")


def test_what_stands_alone_in_its_row_is_no_head():
    assert not html("| a |\n| - |\n| 1 |\n").select("tbody th")
