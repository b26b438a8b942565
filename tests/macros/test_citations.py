from __future__ import annotations

import dataclasses
import datetime

import pytest

from content.citations import entry
from content.errors import SiteError
from content.model import Source
from macros.citations import cite

SOURCE = Source(
    title="Design",
    publisher="A project",
    url="https://example.org/design",
    locator="section 2",
    version="3.1",
    checked=datetime.date(2026, 11, 2),
)


@pytest.fixture
def cited(project):
    return dataclasses.replace(project, sources={"design": SOURCE, "other": SOURCE})


def test_cite_marks_the_text(cited):
    assert cite(cited, "design", "other") == "[^source-design]<sup>, </sup>[^source-other]"


def test_unknown_sources_list_the_known(cited):
    with pytest.raises(SiteError) as error:
        cite(cited, "other", "desing")
    assert str(error.value) == (
        'cite("other", "desing"): unknown source \'desing\'. Known: design, other.'
    )


def test_no_source_is_no_citation(cited):
    with pytest.raises(SiteError, match=r"cite\(\) names no source"):
        cite(cited)


@pytest.mark.parametrize(("days", "aged"), [(364, False), (368, True), (1900, True)])
def test_a_source_that_nobody_has_read_for_a_year_says_so(days, aged):
    day = datetime.datetime.now(datetime.UTC).date() - datetime.timedelta(days=days)
    said = entry(SOURCE.model_copy(update={"checked": day}))
    assert said.endswith(", over a year ago.") is aged


def test_an_entry_has_link_place_publisher_version_and_date():
    assert entry(SOURCE).startswith(
        "[Design](https://example.org/design), section 2, A project, 3.1. Checked 2 November 2026"
    )
