"""A server that sends what GitHub Pages would send, and notes what it sent."""

from __future__ import annotations

import gzip
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

LEVEL = 6  # of gzip, as GitHub Pages sends
KINDS = {
    "text/html": "HTML",
    "text/css": "CSS",
    "text/javascript": "JS",
    "application/javascript": "JS",
}
TEXT = ("text/", "application/javascript", "application/json", "application/xml", "image/svg+xml")


@dataclass(frozen=True)
class Sent:
    """One answer."""

    path: str
    kind: str  # HTML, CSS, JS or other
    size: int  # bytes of the body as they were sent


@dataclass
class Served:
    """The site on its server."""

    url: str
    sent: list[Sent] = field(default_factory=list)


def kind_of(content_type: str) -> str:
    """Sort a content type into HTML, CSS, JS or other."""
    return KINDS.get(content_type.split(";")[0], "other")


def is_text(content_type: str) -> bool:
    """Whether GitHub Pages compresses this type."""
    return content_type.startswith(TEXT)


@cache
def compressed(path: Path) -> bytes:
    """The file as it travels; compressed once, so that the server costs the page no time."""
    return gzip.compress(path.read_bytes(), LEVEL, mtime=0)


@contextmanager
def serving(folder: Path) -> Iterator[Served]:
    """Serve a folder on a free port of this machine; it may still be empty.

    Args:
        folder: the built site.

    Yields:
        The address, and a list of what was sent that grows with each request.
    """

    class Handler(SimpleHTTPRequestHandler):
        protocol_version = "HTTP/1.1"  # connections are kept, as everywhere else

        def do_GET(self) -> None:
            path = Path(self.translate_path(self.path))
            if path.is_dir():
                path /= "index.html"
            status = 200
            if not path.is_file():
                path, status = folder / "404.html", 404
            kind = self.guess_type(path)
            body = compressed(path) if is_text(kind) else path.read_bytes()
            served.sent.append(Sent(self.path, kind_of(kind), len(body)))
            self.send_response(status)
            self.send_header("Content-Type", f"{kind}; charset=utf-8" if is_text(kind) else kind)
            if is_text(kind):
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "max-age=600")
            self.end_headers()
            self.wfile.write(body)

        def __init__(self, *arguments: object) -> None:
            super().__init__(*arguments, directory=str(folder))  # type: ignore[arg-type]

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """Say nothing of a browser that left; tell of all else."""
            if not isinstance(sys.exception(), ConnectionError):
                super().handle_error(request, client_address)  # type: ignore[arg-type]

    with Server(("127.0.0.1", 0), Handler) as server:
        served = Served(f"http://127.0.0.1:{server.server_port}/")
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield served
        server.shutdown()
