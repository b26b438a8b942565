from __future__ import annotations

import pytest

from output.llms import full, index
from output.markdown import all_of


@pytest.fixture
def pages(page):
    return [
        page("<h1>Home</h1>", "index.html"),
        page('<h1>B</h1><p><a href="../..">up</a></p>'),
    ]


@pytest.fixture
def whole(page):
    return page("", "404.html")


def test_the_index_names_every_page(whole, pages):
    assert index(whole, "https://example.org/", pages) == (
        "# S\n\n> What 404.html is.\n\n## Pages\n\n"
        "- [Title of index.html](https://example.org/index.md): What index.html is.\n"
        "- [Title of a/b/index.html](https://example.org/a/b/index.md): What a/b/index.html is.\n"
    )


def test_without_an_address_the_index_leads_from_the_top(whole, pages):
    assert "(a/b/index.md)" in index(whole, "", pages)


def test_all_pages_follow_one_another_with_title_and_address(whole, pages):
    assert full(whole, "https://example.org/", all_of(pages)) == (
        "# S\n\n> What 404.html is.\n\n"
        "---\n\nPage: Title of index.html\nAddress: https://example.org/index.md\n\n# Home\n\n"
        "---\n\nPage: Title of a/b/index.html\nAddress: https://example.org/a/b/index.md\n\n"
        "# B\n\n[up](https://example.org/index.md)\n"
    )
