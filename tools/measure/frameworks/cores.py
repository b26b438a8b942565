"""Where something runs: each side of a measurement has a core of its own."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator


@contextlib.contextmanager
def on(core: int) -> Iterator[None]:
    """Stay on a core for the length of a `with` block; what is started there inherits it."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
