"""Somebody else's server on loopback, to which applications send messages in the background."""

from __future__ import annotations

import json
import threading
import time
from collections import defaultdict
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Call:
    """One request that arrived: when, under which key, and from which port."""

    at: float
    key: str
    port: int


class Receiver:
    """Takes messages, answers as it is told, and keeps who called when."""

    def __init__(self) -> None:
        self._server: ThreadingHTTPServer | None = None
        self._calls: dict[str, list[Call]] = defaultdict(list)
        self._answers: dict[str, list[int]] = {}
        self._held: dict[str, threading.Event] = {}

    def variables(self) -> dict[str, str]:
        """What a reader sets to let an application send messages."""
        if self._server is None:
            self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
            threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return {"WEBHOOK_URL": f"http://127.0.0.1:{self._server.server_port}/"}

    def calls(self, text: str) -> list[Call]:
        """The requests that brought a text, the oldest first."""
        return list(self._calls[text])

    def answer(self, text: str, *statuses: int) -> None:
        """Answer a text with these, the last of them for ever; without this, with 204."""
        self._answers[text] = list(statuses)

    def hold(self, text: str) -> threading.Event:
        """Let whoever brings a text wait until the event is set."""
        return self._held.setdefault(text, threading.Event())

    def close(self) -> None:
        """Let everyone go, and end."""
        for event in self._held.values():
            event.set()
        if self._server:
            self._server.shutdown()
            self._server.server_close()

    def _take(self, body: bytes, key: str, port: int) -> int:
        text = str(json.loads(body)["text"])
        self._calls[text].append(Call(time.monotonic(), key, port))
        if text in self._held:
            self._held[text].wait(20)
        statuses = self._answers.get(text, [204])
        return statuses.pop(0) if len(statuses) > 1 else statuses[0]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                key = self.headers.get("Idempotency-Key", "")
                status = receiver._take(body, key, self.client_address[1])
                try:
                    self.send_response(status)
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                except OSError:
                    self.close_connection = True  # who sent this was killed meanwhile

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        return Handler
