"""What JavaScript calls: it gives and takes plain texts and bytes."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from live.python.driver import Request
from live.python.session import HOST, Session


class Bridge:
    """A session as JavaScript sees it."""

    def __init__(self, folder: str, env: str) -> None:
        self.session = Session(folder, json.loads(env))

    def change(self, texts: str) -> None:
        """Put other texts into files: paths and texts as JSON."""
        self.session.change(json.loads(texts))

    def do(self, line: str) -> bool:
        """Run one line of the shell; true once an application can be asked."""
        return self.session.do(line)

    def ask(
        self,
        asked: str,
        body: Any,
        on_head: Callable[[int, str], None],
        on_chunk: Callable[[Any], None],
    ) -> str:
        """Pass on a request, its parts but the body as JSON: see `boot.js`.

        Without a host a browser asks, which has cookies.

        Returns:
            As JSON what has to be said beside the answer, that a loop was ended, and the cookies
            that were added; both are empty as a rule.
        """
        method, path, query, headers, host, cookies = json.loads(asked)
        request = Request(method, path, query, [(n, v) for n, v in headers], bytes(body))

        def head(status: int, headers: list[tuple[str, str]]) -> None:
            on_head(status, json.dumps(headers))

        added = ""
        if not host:
            added = self.session.browse(request, head, on_chunk)
        elif cookies:
            added = self.session.visit(request, head, on_chunk)
        else:
            self.session.ask(request, host, head, on_chunk)
        return json.dumps({"said": self.session.loops.said, "cookie": added})

    def check(self, given: str, tell: Callable[[str], None]) -> None:
        """Hold the application to its contract; `live.check` is there if it was fetched."""
        from live.check.elsewhere import stand_in

        stand_in()
        from live.check.contract import told

        told(self.session, given, tell)


__all__ = ["HOST", "Bridge"]
