"""Waits for what happens beside the answers of an application."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any


def until(holds: Callable[[], Any], what: str, patience: float = 25.0) -> None:
    """Wait for something to become true, for so many seconds at most."""
    deadline = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < deadline, f"{what}: not within {patience:g} s"
        time.sleep(0.05)
