from __future__ import annotations

from markdown import Markdown

from macros.tables import ScrollingTables

TABLE = "| a | b |\n| - | - |\n| 1 | 2 |\n"


def html(text):
    return Markdown(extensions=["tables", "md_in_html", ScrollingTables()]).convert(text)


def test_a_table_gets_a_box_of_its_own():
    assert html(f"before\n\n{TABLE}\nafter").count('<div class="table-wrap"><table>') == 1


def test_each_table_has_one_box_wherever_it_stands():
    found = html(
        f'{TABLE}\n<div class="other" markdown>\n\n{TABLE}\n</div>\n\n- item\n\n    {TABLE}'
    )
    assert found.count("<table>") == found.count("table-wrap") >= 2
