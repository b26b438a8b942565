from __future__ import annotations

import pytest
from markdown import Markdown

from content.errors import SiteError
from content.project import ROOT, read
from extensions.sources import CitedSources

FIRST, SECOND = list(read(ROOT).sources)[:2]


def html(text):
    return Markdown(extensions=["footnotes", CitedSources()]).convert(text)


def test_sources_stand_once_at_the_end_in_the_order_of_their_marks():
    found = html(f"A[^source-{SECOND}]. B[^source-{FIRST}]. C[^source-{SECOND}].\n")
    assert found.count(f'<li id="fn:source-{SECOND}"') == 1
    assert found.index(f'"fn:source-{SECOND}"') < found.index(f'"fn:source-{FIRST}"')
    assert read(ROOT).sources[FIRST].url in found


def test_a_page_without_citations_gets_none():
    assert html("Nothing.") == "<p>Nothing.</p>"


def test_a_mark_typed_by_hand_that_names_no_source_is_refused():
    with pytest.raises(SiteError, match=r"\[\^source-nothing\]: unknown source 'nothing'"):
        html("A[^source-nothing].")
