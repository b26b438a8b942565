"""Calls an application without a server, in a process of its own.

The command line says what, of which application, and how often:
`made module:application path count` makes the calls, beside which valgrind counts;
`timed module:application path count` prints microseconds of a call;
`layer module:build layer count` prints them without and with the layer.
"""

from __future__ import annotations

import asyncio
import importlib
import inspect
import io
import json
import sys
import time
from collections.abc import Callable
from typing import Any
from wsgiref.util import setup_testing_defaults

WARM = 100  # calls
BLOCKS = 8  # the cheapest counts: what comes between makes a block dearer, nothing makes it cheaper
Many = Callable[[int], None]


def caller(app: Any, asked: dict[str, Any]) -> Many:
    """Makes so many calls.

    `asked` may hold path, method, headers and body; and `reads`, if no answer may set a cookie:
    an application under WSGI that reads a session pays for nothing else.
    """
    request = {"path": "/", "method": "GET", "headers": {}, "body": b"", **asked}
    waits = inspect.iscoroutinefunction(app) or inspect.iscoroutinefunction(type(app).__call__)
    return _asgi(app, request) if waits else _wsgi(app, request)


def _wsgi(app: Any, request: dict[str, Any]) -> Many:
    first: dict[str, Any] = {
        "REQUEST_METHOD": request["method"],
        "PATH_INFO": request["path"],
        "CONTENT_LENGTH": str(len(request["body"])),
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "127.0.0.1",
    }
    for name, value in request["headers"].items():
        key = name.upper().replace("-", "_")
        first[key if key == "CONTENT_TYPE" else f"HTTP_{key}"] = value
    setup_testing_defaults(first)
    seen: set[str] = set()
    said: set[str] = set()

    def start_response(status: str, headers: list[tuple[str, str]], *_: object) -> None:
        seen.add(status)
        said.update(name for name, _ in headers)

    def many(count: int) -> None:
        for _ in range(count):
            answer = app({**first, "wsgi.input": io.BytesIO(request["body"])}, start_response)
            for _part in answer:
                pass
            if close := getattr(answer, "close", None):
                close()
        _refuse_all_but(seen, {"200 OK"}, request)
        if request.get("reads") and "Set-Cookie" in said:
            sys.exit(f"{request['path']} was to be read, and the answer set a cookie.")

    return many


def _asgi(app: Any, request: dict[str, Any]) -> Many:
    headers = {"host": "127.0.0.1", **request["headers"]}
    first = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.4"},
        "http_version": "1.1",
        "method": request["method"],
        "scheme": "http",
        "path": request["path"],
        "raw_path": request["path"].encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
    }
    seen = set()

    async def call() -> None:
        ended, bodies = asyncio.Event(), [request["body"]]

        async def receive() -> dict[str, Any]:
            if bodies:
                return {"type": "http.request", "body": bodies.pop(), "more_body": False}
            await ended.wait()
            return {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                seen.add(message["status"])
            elif not message.get("more_body"):
                ended.set()

        await app({**first, "state": {}}, receive, send)

    async def calls(count: int) -> None:
        for _ in range(count):
            await call()

    loop = importlib.import_module("uvloop").new_event_loop()  # as under Uvicorn

    def many(count: int) -> None:
        loop.run_until_complete(calls(count))
        _refuse_all_but(seen, {200}, request)

    return many


def _refuse_all_but(seen: set[Any], wanted: set[Any], request: dict[str, Any]) -> None:
    if seen != wanted:
        sys.exit(f"{request['method']} {request['path']} was answered with {seen}, not {wanted}.")


def cheapest(callers: list[Many], count: int) -> list[float]:
    """Microseconds of processor time of one call of each, turn by turn."""
    for many in callers:
        many(WARM)
    found = [float("inf")] * len(callers)
    places = list(range(len(callers)))
    for _ in range(BLOCKS):
        for place in places:
            begun = time.process_time_ns()
            callers[place](count)
            found[place] = min(found[place], (time.process_time_ns() - begun) / count / 1000)
        places.reverse()  # neither always comes first
    return found


def main(what: str, named: str, asked: str, count: str) -> None:
    """Do what the command line says."""
    module, _, name = named.partition(":")
    found = getattr(importlib.import_module(module), name)
    if what == "made":
        caller(found, {"path": asked})(int(count))
        return
    if what == "timed":
        callers = [caller(found, {"path": asked})]
    else:
        callers = [caller(app, request) for app, request in found(asked)]
    print(json.dumps([round(one, 3) for one in cheapest(callers, int(count))]))


if __name__ == "__main__":
    main(*sys.argv[1:])
