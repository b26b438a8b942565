"""How much memory a server takes at most while something goes on."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

import psutil

from tests.contract.harness import Server

EVERY = 0.002  # seconds


class Growth:
    """What was seen of the memory of some processes, in bytes."""

    def __init__(self, processes: list[psutil.Process]) -> None:
        self._processes = processes
        self.before = self.most = self._now()

    def look(self) -> None:
        """Look once more."""
        self.most = max(self.most, self._now())

    @property
    def bytes(self) -> int:
        """By how much it grew at most."""
        return self.most - self.before

    def _now(self) -> int:
        return sum(process.memory_info().rss for process in self._processes)


@contextlib.contextmanager
def growth_of(server: Server) -> Iterator[Growth]:
    """Look at the memory of a server and its workers again and again, until the block ends."""
    root = psutil.Process(server.process.pid)
    growth = Growth([root, *root.children(recursive=True)])
    over = threading.Event()

    def watch() -> None:
        while not over.wait(EVERY):
            growth.look()

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    try:
        yield growth
    finally:
        over.set()
        thread.join()
    growth.look()
