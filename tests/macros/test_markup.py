from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from macros.markup import badge, fence, in_html, section, table, tabs


@pytest.mark.parametrize(
    ("code", "ticks"), [("x = 1", 3), ("a `tick`", 3), ("```\nx\n```", 4), ("`````\n```\n", 6)]
)
def test_a_fence_is_longer_than_any_inside(code, ticks):
    first, *_, last = fence(code, "a.md").splitlines()
    assert first.split(" ")[0] == last == "`" * ticks


def test_a_fence_knows_the_language_by_the_name():
    assert fence("x = 1\n\n", "a.py") == "``` { .python }\nx = 1\n```"
    assert "{ .text }" in fence("x", "a.unknown")


def test_the_title_of_a_fence_is_escaped():
    assert 'title="a&quot;&lt;b&gt;.py"' in fence("x = 1", "a.py", 'a"<b>.py')


def test_tabs_hold_their_content_and_its_blank_lines():
    assert tabs([("A", "one\n\ntwo"), ("B", "three")]) == (
        '=== "A"\n\n    one\n\n    two\n\n=== "B"\n\n    three'
    )


def test_a_section_keeps_blank_lines_so_that_its_markdown_counts():
    assert section("note", "*x*") == '<div class="note" markdown>\n\n*x*\n\n</div>'


def test_a_table_escapes_bars_and_takes_any_value():
    lines = table(["a|b", "n"], [["x|y", 1]]).splitlines()
    start = lines.index(r"| a\|b | n |")
    assert lines[start + 1 : start + 3] == ["| --- | --- |", r"| x\|y | 1 |"]


def test_a_badge_is_the_escaped_name(project):
    beta = project.frameworks[1]
    assert BeautifulSoup(badge(beta), "html.parser").get_text() == "Beta & Co"
    assert "Beta &amp; Co" in badge(beta)


def test_a_sentence_in_html_is_escaped_and_its_code_is_marked():
    assert in_html("`GET <b>` & more") == "<code>GET &lt;b&gt;</code> &amp; more"
