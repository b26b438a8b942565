"""Calls without a server: what was asked is what was answered."""

from __future__ import annotations

import pytest

from tools.measure.frameworks.calls import caller


def answers(status="200 OK", headers=()):
    def application(environ, start_response):
        start_response(status, list(headers))
        return [b"Hello"]

    return application


COOKIE = [("Set-Cookie", "session=changed")]


def test_who_only_reads_is_refused_an_answer_that_sets_a_cookie():
    caller(answers(headers=COOKIE), {})(2)
    caller(answers(), {"reads": True})(2)
    with pytest.raises(SystemExit, match="/ was to be read, and the answer set a cookie"):
        caller(answers(headers=COOKIE), {"reads": True})(2)


def test_another_status_than_200_is_refused():
    with pytest.raises(SystemExit, match="answered with"):
        caller(answers("404 Not Found"), {})(2)
