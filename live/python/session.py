"""One application from its start to its end: what the worker and Node's bridge call."""

from __future__ import annotations

import os
import re
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from live.python import driver
from live.python.commands import run
from live.python.jar import Jar
from live.python.loops import Loops
from live.python.servers import Served, served

HOST = "127.0.0.1:8000"  # where the pages tell a reader to start it
ASSIGNED = re.compile(r"([A-Za-z_]\w*)=(.*)", re.S)
DATA = "*.sqlite3*"


class Session:
    """An application in a folder of its own, as a reader's machine would hold it."""

    def __init__(self, folder: str, env: Mapping[str, str]) -> None:
        os.environ.update(env)
        os.chdir(folder)
        sys.path.insert(0, folder)
        self.folder = folder
        self.loops = Loops(folder)
        self.jar = Jar()
        self.served: Served | None = None

    def change(self, texts: Mapping[str, str]) -> None:
        """Put other texts into files, before anything runs; the data are made anew by its lines.

        From now on a loop that does not end is ended.
        """
        for path, text in texts.items():
            Path(self.folder, path).write_text(text, encoding="utf-8")
        for data in Path(self.folder).rglob(DATA):
            data.unlink()
        self.loops.watch()

    def do(self, line: str) -> bool:
        """Run a line of the shell, or take the application that it serves.

        Returns:
            Whether the application can be asked now.
        """
        argv = shlex.split(line, comments=True)
        while argv and (found := ASSIGNED.fullmatch(argv[0])):
            os.environ[found[1]] = found[2]
            argv = argv[1:]
        self.loops.begin()
        self.served = served(argv)
        if not self.served:
            run(argv)
        return self.served is not None

    def ask(self, request: driver.Request, host: str, on_head: Any, on_chunk: Any) -> None:
        """Pass a request to the application, and its answer on as it comes."""
        if not self.served:
            raise RuntimeError("no line has served an application yet")
        self.loops.begin()
        if self.served.protocol == "asgi":
            driver.at_once(driver.ask_asgi(self.served.app, request, host, on_head, on_chunk))
        else:
            driver.ask_wsgi(self.served.app, request, host, on_head, on_chunk)

    def browse(self, request: driver.Request, on_head: Any, on_chunk: Any) -> str:
        """The same as a browser asks: with the headers and cookies that a browser adds.

        Returns:
            The cookies that it added.
        """
        given = {name.lower() for name, _ in request.headers}
        added = [("Host", HOST)]
        if "accept" not in given:
            added.append(("Accept", "*/*"))
        if "origin" not in given and request.method not in ("GET", "HEAD"):
            added.append(("Origin", f"http://{HOST}"))
        sent = request._replace(headers=[*added, *request.headers])
        return self.visit(sent, on_head, on_chunk)

    def visit(self, request: driver.Request, on_head: Any, on_chunk: Any) -> str:
        """Ask with the cookies of the visitor, unless the request has some, and keep what comes.

        Returns:
            The cookies that were added.
        """
        url = f"http://{HOST}{request.path}" + (f"?{request.query}" if request.query else "")
        cookie = "" if request.header("cookie") else self.jar.header(url) or ""
        if cookie:
            request = request._replace(headers=[*request.headers, ("Cookie", cookie)])

        def keep(status: int, headers: driver.Headers) -> None:
            self.jar.keep(url, headers)
            on_head(status, headers)

        self.ask(request, HOST, keep, on_chunk)
        return cookie
