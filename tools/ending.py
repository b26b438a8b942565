"""How a command for people ends: what was foreseen is said in one sentence, without a traceback."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from content.errors import SiteError

Options = ParamSpec("Options")
STOPPED = 130  # what shells say of a program that Ctrl-C ended


def ends_well(main: Callable[Options, int]) -> Callable[Options, int]:
    """Let a command say in one sentence that the content, the system or a person stopped it."""

    @wraps(main)
    def ending(*arguments: Options.args, **options: Options.kwargs) -> int:
        try:
            return main(*arguments, **options)
        except KeyboardInterrupt:
            print("Stopped.", file=sys.stderr)
            return STOPPED
        except SiteError as error:
            print(f"Error: {error}", file=sys.stderr)
        except OSError as error:
            words = [str(error.filename)] if error.filename else []
            print(
                "Error:", ": ".join([*words, error.strerror or str(error)]) + ".", file=sys.stderr
            )
        return 1

    return ending
