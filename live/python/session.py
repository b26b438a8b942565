"""One application from its start to its end: what the worker and Node's bridge call."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Mapping
from typing import Any

from live.python import driver
from live.python.commands import run
from live.python.jar import Jar
from live.python.servers import Served, served

HOST = "127.0.0.1:8000"  # where the pages tell a reader to start it


class Session:
    """An application in a folder of its own, as a reader's machine would hold it."""

    def __init__(self, folder: str, env: Mapping[str, str]) -> None:
        os.environ.update(env)
        os.chdir(folder)
        sys.path.insert(0, folder)
        self.jar = Jar()
        self.served: Served | None = None

    def do(self, line: str) -> bool:
        """Run a line of the shell, or take the application that it serves.

        Returns:
            Whether the application can be asked now.
        """
        argv = shlex.split(line, comments=True)
        self.served = served(argv)
        if not self.served:
            run(argv)
        return self.served is not None

    def ask(self, request: driver.Request, host: str, on_head: Any, on_chunk: Any) -> None:
        """Pass a request to the application, and its answer on as it comes."""
        if not self.served:
            raise RuntimeError("no line has served an application yet")
        if self.served.protocol == "asgi":
            driver.at_once(driver.ask_asgi(self.served.app, request, host, on_head, on_chunk))
        else:
            driver.ask_wsgi(self.served.app, request, host, on_head, on_chunk)

    def browse(self, request: driver.Request, on_head: Any, on_chunk: Any) -> None:
        """The same as a browser asks: with the headers and cookies that a browser adds."""
        url = f"http://{HOST}{request.path}" + (f"?{request.query}" if request.query else "")
        given = {name.lower() for name, _ in request.headers}
        added = [("Host", HOST)]
        if "accept" not in given:
            added.append(("Accept", "*/*"))
        if "origin" not in given and request.method not in ("GET", "HEAD"):
            added.append(("Origin", f"http://{HOST}"))
        if "cookie" not in given and (cookie := self.jar.header(url)):
            added.append(("Cookie", cookie))

        def keep(status: int, headers: driver.Headers) -> None:
            self.jar.keep(url, headers)
            on_head(status, headers)

        sent = request._replace(headers=[*added, *request.headers])
        self.ask(sent, HOST, keep, on_chunk)
