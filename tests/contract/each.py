"""Many values in one test: a fact is one test, and each value that breaks it is reported."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterable
from typing import Any

import httpx


def each(names: str | tuple[str, ...], values: Iterable[Any]) -> Callable[[Any], Any]:
    """Run a test with each value, as `parametrize` does, but as one test of one visitor.

    A failure is reported with its values, and the next ones are tried. A test that has to begin
    anew for each value takes `parametrize`.
    """
    rows = (
        [dict(zip(names, row, strict=True)) for row in values]
        if isinstance(names, tuple)
        else [{names: value} for value in values]
    )
    if not rows:
        raise ValueError("each() without values would test nothing")

    def decorate(test: Any) -> Any:
        @functools.wraps(test)
        def run(subtests: Any, **fixtures: Any) -> None:
            for row in rows:
                try:
                    test(**fixtures, **row)
                except httpx.TransportError:
                    raise  # the server is gone, for the other values as well
                except Exception as error:
                    with subtests.test(**row):
                        raise error

        given = inspect.signature(test)
        kept = [item for name, item in given.parameters.items() if name not in rows[0]]
        own = inspect.Parameter("subtests", inspect.Parameter.POSITIONAL_OR_KEYWORD)
        run.__signature__ = given.replace(parameters=[own, *kept])  # type: ignore[attr-defined]
        return run

    return decorate
