"""Marks in a server's log that tell who answered a request, by the port of its client.

Gunicorn reads this file as its configuration while answers are recorded. It changes no answer.
"""

from __future__ import annotations

import inspect
import sys
from pathlib import Path
from types import FrameType
from typing import Any

FRAMEWORK, CALLED, CODE = "framework", "called", "code"
HOME = str(Path.cwd())

client = 0  # the port of the request that this worker answers


def pre_request(_worker: Any, request: Any) -> None:
    """A request was understood and goes to the framework; Gunicorn calls this."""
    global client
    client = request.peer_addr[1]
    _mark(FRAMEWORK)


def post_worker_init(_worker: Any) -> None:
    """Watch for functions of the project; Gunicorn calls this in each worker, before requests."""
    sys.setprofile(_watch)


def _watch(frame: FrameType, event: str, value: object) -> None:
    code = frame.f_code
    if (
        event in ("call", "return")
        and code.co_flags & inspect.CO_OPTIMIZED  # a function; no module or class being read
        and code.co_filename.startswith(HOME)
    ):
        # A function that raises returns None to whoever watches.
        _mark(CODE if event == "return" and value is not None else CALLED)


def _mark(what: str) -> None:
    print(f"{client} {what}", file=sys.stderr, flush=True)
