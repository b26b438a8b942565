"""A server that sends a folder as GitHub Pages would, notes what it sent, and can be slow."""

from __future__ import annotations

import gzip
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

LEVEL = 6  # of gzip, as GitHub Pages sends
PAUSE = 0.03  # seconds between the pieces of a page
KINDS = {
    "text/html": "HTML",
    "text/css": "CSS",
    "text/javascript": "JS",
    "application/javascript": "JS",  # on systems with older tables of types
}
TEXT = ("text/", "application/javascript", "application/json", "application/xml", "image/svg+xml")


@dataclass(frozen=True)
class Sent:
    """One response."""

    path: str
    kind: str  # HTML, CSS, JS or other
    size: int  # bytes of the body as they were sent


@dataclass
class Served:
    """A folder on its server."""

    url: str  # of the top, with a slash at the end
    sent: list[Sent] = field(default_factory=list)


@contextmanager
def serving(folder: Path, pieces: int = 1) -> Iterator[Served]:
    """Serve a folder, which may still be empty, on a free port; HTML goes out in pieces."""

    @cache  # compressed once, so that the server costs a page no time
    def compressed(path: Path) -> bytes:
        return gzip.compress(path.read_bytes(), LEVEL, mtime=0)

    class Handler(SimpleHTTPRequestHandler):
        protocol_version = "HTTP/1.1"  # connections are kept, as everywhere else

        def do_GET(self) -> None:
            path, status = Path(self.translate_path(self.path)), 200
            if path.is_dir():
                path /= "index.html"
            if not path.is_file():
                path, status = folder / "404.html", 404
            kind = self.guess_type(path)
            text = kind.startswith(TEXT)
            body = compressed(path) if text else path.read_bytes()
            served.sent.append(Sent(self.path, KINDS.get(kind, "other"), len(body)))
            self.send_response(status)
            self.send_header("Content-Type", f"{kind}; charset=utf-8" if text else kind)
            if text:
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Cache-Control", "max-age=600")
            self.end_headers()
            size = -(-len(body) // pieces) if kind == "text/html" else len(body)
            for start in range(0, len(body), size or 1):
                if start:
                    time.sleep(PAUSE)
                self.wfile.write(body[start : start + size])

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """Say nothing of a browser that left; tell of all else."""
            if not isinstance(sys.exception(), ConnectionError):
                super().handle_error(request, client_address)  # type: ignore[arg-type]

    with Server(("127.0.0.1", 0), partial(Handler, directory=str(folder))) as server:
        served = Served(f"http://127.0.0.1:{server.server_port}/")
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield served
        finally:
            server.shutdown()
