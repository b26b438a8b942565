from __future__ import annotations

import dataclasses

import pytest

from content.errors import SiteError
from macros.responses import responses


@pytest.fixture
def recorded(project):
    found = {"alpha": {"get": "HTTP/1.1 200 OK\n"}, "beta": {"get": "HTTP/1.1 404 Not Found\n"}}
    return dataclasses.replace(project, responses=found)


def test_each_framework_has_its_response(recorded):
    text = responses(recorded, "get")
    order = [">Alpha</span>", "200 OK", ">Beta &amp; Co</span>", "404 Not Found", ">Gamma</span>"]
    places = [text.index(words) for words in order]
    assert places == sorted(places)


def test_a_framework_without_any_record_says_so(recorded):
    assert "*Not recorded yet.*" in responses(recorded, "get").split("Gamma")[-1]


def test_an_unknown_response_lists_the_known(recorded):
    with pytest.raises(SiteError) as error:
        responses(recorded, "gte")
    assert str(error.value) == ("responses(\"gte\"): unknown response of Alpha 'gte'. Known: get.")
