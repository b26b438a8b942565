"""What a page has not: its name can be read, and whoever uses it hears why it is not here."""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import Any, NoReturn

SOCKETS = "a page has no sockets"
PROCESSES = "a page has no other process"
THREADS = "a page has no threads"
SERVERS = "a page has no other server"
RESTART = "a page checks an application from one start to its end"
POSTGRES = "a page has SQLite only"

# Modules that contracts import and that would need any of it, or take more than they bring.
# `make live` does not pack them; their names are given here, and not their use.
NOT_PACKED = {
    "certifi": SOCKETS,
    "httpcore": SOCKETS,
    "psycopg": POSTGRES,
    "pygments": "nothing is coloured here",
    "redis": SOCKETS,
    "tests.contract.cases": SERVERS,
    "tests.contract.harness": SERVERS,
    "tests.contract.host": SERVERS,
    "tests.contract.postgres": POSTGRES,
    "tools.postgres_log": POSTGRES,
}


def not_here(reason: str) -> NoReturn:
    """End a test that asks for what a page has not: it was not asked, and keeps no promise."""
    import pytest  # which needs some of the names above

    pytest.skip(reason)


class _Kind(type):
    """Of classes that stand for whatever a module would have: their own names are such classes."""

    reason = ""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return named(name, cls.reason)


class Absent(Exception, metaclass=_Kind):  # noqa: N818 - no error: some are named in `except`
    """Can be named, made and passed on; using it ends the test."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        not_here(type(self).reason)


def named(name: str, reason: str) -> Any:
    """What stands for a name of an absent module."""
    return _Kind(name, (Absent,), {"reason": reason})


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Comes last: it finds the modules above where nobody has them."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        names = (f"{one}." for one in NOT_PACKED)
        parts = any(f"{fullname}.".startswith(one) or one.startswith(f"{fullname}.")
                    for one in names)  # fmt: skip
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True) if parts else None

    def exec_module(self, module: ModuleType) -> None:
        inside = [why for one, why in NOT_PACKED.items()
                  if f"{module.__name__}.".startswith(f"{one}.")]  # fmt: skip

        def lookup(name: str) -> Any:
            if name.startswith("__") or not inside:
                raise AttributeError(name)
            return named(name, inside[0])

        vars(module)["__getattr__"] = lookup


def refused(reason: str) -> Callable[..., Any]:
    """A function that ends the test."""

    def refuse(*given: Any, **named: Any) -> Any:
        not_here(reason)

    return refuse


def stand_in() -> None:
    """Give the names above, and say it where a test opens a socket, a process or a thread.

    Without that, a socket would be one of the browser's, to the reader's own machine.
    """
    sys.meta_path.append(_Finder())
    places: list[tuple[Any, str, str]] = [
        (socket, "create_connection", SOCKETS),
        (socket.socket, "connect", SOCKETS),
        (socket.socket, "bind", SOCKETS),
        (subprocess.Popen, "__init__", PROCESSES),
        (threading.Thread, "start", THREADS),
    ]
    for holder, name, reason in places:
        setattr(holder, name, refused(reason))
