"""Which application a server's command line means: the last line with which a reader starts one.

Servers need sockets, which are not to be had here; so the driver asks the application itself. What
a development server adds (static files) is added here too.
"""

from __future__ import annotations

import importlib
import traceback
from typing import Any, Literal, NamedTuple

from live.python.commands import run

Protocol = Literal["wsgi", "asgi"]


class Served(NamedTuple):
    """An application, and how it is asked."""

    app: Any
    protocol: Protocol


def served(argv: list[str]) -> Served | None:
    """What a command line serves; none if it is no server's.

    Args:
        argv: the words of the line, such as `["flask", "--app", "app", "run"]`.
    """
    match argv:
        case ["flask", "--app", where, "run", *_]:
            return _flask(where)
        case ["python", file, "runserver", *_]:
            return _django(file)
        case ["gunicorn" | "uvicorn" as program, *words]:
            return _named(words, "asgi" if program == "uvicorn" else "wsgi")
    return None


def _flask(where: str) -> Served:
    from flask.cli import ScriptInfo

    return Served(ScriptInfo(app_import_path=where).load_app(), "wsgi")


def _django(file: str) -> Served:
    run(["python", file, "check"])  # names the settings, sets Django up, and says what is wrong
    # Without DEBUG it tells nobody of an exception but those whom it can mail.
    signals: Any = importlib.import_module("django.core.signals")
    signals.got_request_exception.connect(_told, weak=False)
    management: Any = importlib.import_module("django.core.management")
    found = management.load_command_class(management.get_commands()["runserver"], "runserver")
    return Served(found.get_handler(use_static_handler=True, insecure_serving=False), "wsgi")


def _told(**_: object) -> None:
    traceback.print_exc()


def _named(words: list[str], protocol: Protocol) -> Served:
    """The application that the last word of a line means: `module:name`, or a module."""
    module, _, name = words[-1].partition(":")
    name = name or "application"
    found: Any = getattr(importlib.import_module(module), name.removesuffix("()"))
    return Served(found() if name.endswith("()") else found, protocol)
