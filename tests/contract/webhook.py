"""Somebody else's server on loopback: applications send it messages, or ask it for what it has."""

from __future__ import annotations

import json
import threading
import time
from collections import defaultdict
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Call:
    """One request that arrived: when, under which key, from which port, and with which id."""

    at: float
    key: str
    port: int
    request_id: str = ""


class Receiver:
    """Takes messages and questions, answers as it is told, and keeps who called when.

    A message is known by its text, a question (`GET`) by its path without the first slash.
    """

    def __init__(self) -> None:
        self._server: ThreadingHTTPServer | None = None
        self._calls: dict[str, list[Call]] = defaultdict(list)
        self._answers: dict[str, list[int]] = {}
        self._reasons: dict[str, str] = {}
        self._given: dict[str, bytes] = {}
        self._held: dict[str, threading.Event] = {}

    def variables(self) -> dict[str, str]:
        """What a reader sets to let an application send messages."""
        return {"WEBHOOK_URL": self._address()}

    def upstream(self) -> dict[str, str]:
        """What a reader sets to let an application ask."""
        return {"UPSTREAM_URL": self._address()}

    def _address(self) -> str:
        if self._server is None:
            self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
            threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self._server.server_port}/"

    def calls(self, text: str) -> list[Call]:
        """The requests that brought a text, the oldest first."""
        return list(self._calls[text])

    def answer(self, text: str, *statuses: int, reason: str = "") -> None:
        """Answer a text with these, the last of them for ever; without this, with 204.

        Args:
            text: of the message.
            statuses: in this order.
            reason: what stands behind the status in the first line.
        """
        self._answers[text] = list(statuses)
        self._reasons[text] = reason

    def give(self, text: str, content: bytes) -> None:
        """Answer a question with this; with 200, unless `answer` says otherwise."""
        self._given[text] = content

    def hold(self, text: str) -> threading.Event:
        """Let whoever brings a text from now on wait until the event is set."""
        self._held[text] = threading.Event()
        return self._held[text]

    def close(self) -> None:
        """Let everyone go, and end."""
        for event in self._held.values():
            event.set()
        if self._server:
            self._server.shutdown()
            self._server.server_close()

    def _take(self, text: str, call: Call, otherwise: int) -> tuple[int, str | None]:
        self._calls[text].append(call)
        if text in self._held:
            self._held[text].wait(20)
        statuses = self._answers.get(text, [otherwise])
        status = statuses.pop(0) if len(statuses) > 1 else statuses[0]
        return status, self._reasons.get(text) or None

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                text = str(json.loads(body)["text"])
                self._answer(*receiver._take(text, self._call(), 204), b"")

            def do_GET(self) -> None:
                text = self.path.removeprefix("/")
                # What there is when somebody asks, however long the answer is held.
                content = receiver._given.get(text)
                known = 404 if content is None else 200
                self._answer(*receiver._take(text, self._call(), known), content or b"")

            def _call(self) -> Call:
                return Call(
                    time.monotonic(),
                    self.headers.get("Idempotency-Key", ""),
                    self.client_address[1],
                    self.headers.get("X-Request-ID", ""),
                )

            def _answer(self, status: int, reason: str | None, content: bytes) -> None:
                try:
                    self.send_response(status, reason)
                    self.send_header("Content-Length", str(len(content)))
                    self.end_headers()
                    self.wfile.write(content)
                except OSError:
                    self.close_connection = True  # who sent this was killed meanwhile

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        return Handler
