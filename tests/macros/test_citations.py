from __future__ import annotations

import datetime

import pytest

from content.errors import SiteError
from content.model import Source
from macros.citations import cite, entry, with_sources

SOURCE = Source(
    title="Design",
    publisher="A project",
    url="https://example.org/design",
    locator="section 2",
    version="3.1",
    checked=datetime.date(2026, 11, 2),
)
SOURCES = {"design": SOURCE, "other": SOURCE}


def test_cite_marks_the_text():
    assert cite(SOURCES, "design", "other") == "[^source-design]<sup>, </sup>[^source-other]"


@pytest.mark.parametrize("names", [("desing",), ()])
def test_unknown_sources_list_the_known(names):
    with pytest.raises(SiteError, match=r"Known: design, other\."):
        cite(SOURCES, *names)


def test_an_entry_has_link_place_publisher_version_and_date():
    assert entry(SOURCE) == (
        "[Design](https://example.org/design), section 2, A project, 3.1. Checked 2 November 2026."
    )


def test_sources_are_gathered_once_at_the_end():
    page = with_sources("A[^source-other]. B[^source-design]. C[^source-other].\n", SOURCES)
    assert page.count("[^source-other]:") == 1
    assert page.index("[^source-other]:") < page.index("[^source-design]:")


def test_a_page_without_citations_stays_as_it_is():
    assert with_sources("Nothing.\n", SOURCES) == "Nothing.\n"
