"""The contract of data/contract.yml, which every application keeps whatever its task."""

from __future__ import annotations

import secrets
from typing import Any

import httpx
import pytest

from tests.contract.cases import Case
from tests.contract.harness import Server

UNKNOWN = "/no-such-page"

# What only pages for developers show: a trace, source files, a debugger, the table of routes.
FOR_DEVELOPERS = (
    "traceback",
    "debugger",
    "debug = true",
    'file "',
    ".py",
    "urlconf",
    "site-packages",
)

# Paths and queries at which debuggers and their toolbars answer.
DEBUGGERS = ("/console", "/__debug__/", "/_debug_toolbar/", "/_profiler/", "/silk/")
DEBUGGERS_FILES = (
    "__debugger__=yes&cmd=resource&f=style.css",
    "__debugger__=yes&cmd=resource&f=debugger.js",
    "__debugger__=yes&cmd=printpin&s=",
)


def kind(response: httpx.Response) -> str:
    return str(response.headers.get("content-type", "")).split(";")[0]


def assert_shows_nothing(response: httpx.Response, server: Server) -> None:
    """Check that an error is explained without a word about the code behind it."""
    if response.status_code < 400:
        return
    shown = response.text.lower()
    asked = f"{response.request.method} {response.request.url}"
    for trace in (*FOR_DEVELOPERS, str(server.folder).lower()):
        assert trace not in shown, f"{asked} shows {trace!r} to everyone"


@pytest.mark.contract("hides-internals")
def test_an_error_page_shows_nothing_of_the_code(
    client: httpx.Client, server: Server, case: Case
) -> None:
    ready = case.application.meta.ready
    unknown = client.get(UNKNOWN)
    assert unknown.status_code == 404
    assert_shows_nothing(unknown, server)
    for path in ("/%ff%fe", "/%00", "/..%2fetc%2fpasswd", f"{ready}/", f"{ready}?{'a&' * 1001}"):
        assert_shows_nothing(client.get(path), server)
    malformed: list[dict[str, Any]] = [
        {"data": {"name": "x"}},
        {"content": b'{"half": ', "headers": {"Content-Type": "application/json"}},
        {"content": b"\xff\xfe", "headers": {"Content-Type": "multipart/form-data"}},
        {"content": b"x", "headers": {"Content-Type": "text/plain; charset=no-such"}},
    ]
    for path in (ready, UNKNOWN):
        for sent in malformed:
            assert_shows_nothing(client.post(path, **sent), server)
        for headers in ({"Cookie": "session=x; sessionid=x; messages=x"}, {"Host": "a b"}):
            assert_shows_nothing(client.get(path, headers=headers), server)
        assert_shows_nothing(client.request("BREW", path), server)


@pytest.mark.contract("hides-internals")
def test_no_debugger_answers(client: httpx.Client, server: Server, case: Case) -> None:
    for path in DEBUGGERS:
        answer = client.get(path)
        assert answer.status_code == 404, f"something answers at {path}"
        assert_shows_nothing(answer, server)
    for path in (case.application.meta.ready, UNKNOWN):
        plain = kind(client.get(path))
        for query in DEBUGGERS_FILES:
            answer = client.get(f"{path}?{query}")
            assert kind(answer) == plain, f"a debugger answers to {path}?{query}"
            assert_shows_nothing(answer, server)


@pytest.mark.contract("own-hosts-only")
def test_a_host_name_that_is_not_ours_is_refused(
    client: httpx.Client, server: Server, case: Case
) -> None:
    ready = case.application.meta.ready
    assert client.get(ready).status_code < 400
    # Nobody can have listed a name that is made up here.
    stranger = f"{secrets.token_hex(8)}.example"
    for host in (stranger, f"{stranger}:80", f"127.0.0.1.{stranger}", f"localhost.{stranger}"):
        for path in (ready, UNKNOWN):
            answer = client.get(path, headers={"Host": host})
            assert answer.status_code == 400, f"{path} is served as {host!r}"
            assert_shows_nothing(answer, server)
