"""Runs a command line of a reader's shell in this interpreter, as far as it is Python."""

from __future__ import annotations

import importlib.util
import runpy
import sys
from importlib.metadata import entry_points


class CommandError(Exception):
    """A line that ended with another status than 0, or that cannot be run here."""


def run(argv: list[str]) -> None:
    """Run one line to its end.

    Args:
        argv: its words: a script of a package, or `python` with a file, a module or code.

    Raises:
        CommandError: with the line and its status.
    """
    before = sys.argv
    try:
        match argv:
            case ["python", "-m", module, *rest]:
                sys.argv = [module, *rest]
                runpy.run_module(module, run_name="__main__", alter_sys=True)
            case ["python", "-c", code, *rest]:
                sys.argv = ["-c", *rest]
                exec(compile(code, "<string>", "exec"), {"__name__": "__main__"})  # noqa: S102
            case ["python", file, *rest]:
                sys.argv = [file, *rest]
                _run_file(file)
            case [script, *rest]:
                found = entry_points(group="console_scripts", name=script)
                if not found:
                    raise CommandError(f"{script}: this command is not here")
                sys.argv = [script, *rest]
                sys.exit(found[script].load()())
    except SystemExit as ended:
        if ended.code not in (None, 0):
            raise CommandError(f"{' '.join(argv)} ended with {ended.code}") from None
    finally:
        sys.argv = before


def _run_file(file: str) -> None:
    """Run a file as the main module, which it stays: settings may name it."""
    spec = importlib.util.spec_from_file_location("__main__", file)
    if not spec or not spec.loader:
        raise CommandError(f"{file}: this is no Python")
    module = sys.modules["__main__"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
