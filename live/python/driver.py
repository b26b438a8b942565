"""Asks a WSGI or an ASGI application, one request at a time, in the thread that calls."""

from __future__ import annotations

import io
import sys
import traceback
from collections.abc import Callable, Coroutine, Iterable
from typing import Any, NamedTuple
from urllib.parse import unquote_to_bytes

Headers = list[tuple[str, str]]
Head = Callable[[int, Headers], None]
Chunk = Callable[[bytes], None]


class Request(NamedTuple):
    """A request as it stands in HTTP: the path still encoded, the body whole."""

    method: str
    path: str
    query: str
    headers: Headers
    body: bytes

    def header(self, name: str) -> str | None:
        """The first value of a header, whatever its case."""
        return next((value for one, value in self.headers if one.lower() == name), None)


class _Answering:
    """Passes an answer on, the head before the first part of the body, and that once."""

    def __init__(self, on_head: Head, on_chunk: Chunk) -> None:
        self.on_head, self.on_chunk = on_head, on_chunk
        self.status, self.headers, self.begun = 0, Headers(), False

    def begin(self, status: int, headers: Headers) -> None:
        self.status, self.headers = status, headers

    def write(self, part: bytes) -> None:
        self.send_head()
        if part:
            self.on_chunk(part)

    def send_head(self) -> None:
        if not self.begun:
            self.begun = True
            self.on_head(self.status, self.headers)

    def fail(self) -> None:
        """What a server does with what nobody caught: it is told, and the answer is 500."""
        told = traceback.format_exc()
        print(told, file=sys.stderr)
        if not self.begun:
            self.begin(500, [("Content-Type", "text/plain; charset=utf-8")])
            self.write(told.encode())


def ask_wsgi(app: Any, request: Request, host: str, on_head: Head, on_chunk: Chunk) -> None:
    """Ask a WSGI application; `host` is where it believes to be served, with its port."""
    answering = _Answering(on_head, on_chunk)

    def start_response(status: str, headers: Headers, exc_info: Any = None) -> Chunk:
        if exc_info and answering.begun:
            raise exc_info[1].with_traceback(exc_info[2])
        answering.begin(int(status.split()[0]), list(headers))
        return answering.write

    parts: Iterable[bytes] = ()
    try:
        parts = app(environ(request, host), start_response)
        if isinstance(parts, (list, tuple)) and len(parts) == 1:
            _say_length(answering.headers, len(parts[0]))
        for part in parts:
            answering.write(part)
        answering.send_head()
    except (Exception, SystemExit):
        answering.fail()
    finally:
        if close := getattr(parts, "close", None):
            close()


def environ(request: Request, host: str) -> dict[str, Any]:
    """The environment of a request, as PEP 3333 has it."""
    name, _, port = host.rpartition(":")
    found: dict[str, Any] = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(request.path).decode("latin-1"),
        "QUERY_STRING": request.query,
        "SERVER_NAME": name,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "REQUEST_URI": f"{request.path}?{request.query}" if request.query else request.path,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(request.body),
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for header, value in request.headers:
        key = header.upper().replace("-", "_")
        if key == "TRANSFER_ENCODING":  # the body is whole, and its length is known
            continue
        if key not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
            key = f"HTTP_{key}"
        separator = "; " if key == "HTTP_COOKIE" else ", "
        found[key] = f"{found[key]}{separator}{value}" if key in found else value
    if request.body or request.method in ("POST", "PUT", "PATCH"):
        found["CONTENT_LENGTH"] = str(len(request.body))
    return found


async def ask_asgi(app: Any, request: Request, host: str, on_head: Head, on_chunk: Chunk) -> None:
    """Ask an ASGI application; `host` is where it believes to be served, with its port."""
    answering = _Answering(on_head, on_chunk)
    name, _, port = host.rpartition(":")
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.5"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": "http",
        "path": unquote_to_bytes(request.path).decode("utf-8", "replace"),
        "raw_path": request.path.encode("latin-1"),
        "query_string": request.query.encode("latin-1"),
        "root_path": "",
        "headers": [(n.lower().encode("latin-1"), v.encode("latin-1")) for n, v in request.headers],
        "client": ("127.0.0.1", 0),
        "server": (name, int(port)),
        "state": {},
    }
    events = [{"type": "http.request", "body": request.body, "more_body": False}]

    async def receive() -> dict[str, Any]:
        return events.pop() if events else {"type": "http.disconnect"}

    async def send(event: dict[str, Any]) -> None:
        if event["type"] == "http.response.start":
            headers = [(n.decode("latin-1"), v.decode("latin-1")) for n, v in event["headers"]]
            answering.begin(event["status"], headers)
        elif event["type"] == "http.response.body":
            answering.write(event.get("body", b""))

    try:
        await app(scope, receive, send)
        answering.send_head()
    except (Exception, SystemExit):
        answering.fail()


def at_once(coroutine: Coroutine[Any, Any, None]) -> None:
    """Run what waits for nothing: there is no thread, and the browser's loop cannot be entered."""
    try:
        coroutine.send(None)
    except StopIteration:
        return
    coroutine.close()
    raise RuntimeError("the application waits for something that only a loop could bring")


def _say_length(headers: Headers, length: int) -> None:
    if not any(name.lower() == "content-length" for name, _ in headers):
        headers.append(("Content-Length", str(length)))
