"""What the processes of a server use: processor time, memory, threads."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

import psutil

from content.errors import SiteError

PATIENCE = 10  # seconds until all workers of a server listen
Found = TypeVar("Found")


@dataclass(frozen=True)
class Use:
    """Of a server's processes together."""

    cpu_s: float
    threads: int


@dataclass(frozen=True)
class Memory:
    """Bytes, shared pages divided among those that share them."""

    pss: int
    processes: int


def family(root: int) -> list[psutil.Process]:
    """A process and all below it."""
    first = psutil.Process(root)
    return [first, *first.children(recursive=True)]


def use(root: int) -> Use:
    """What has been used until now, by children that have ended too."""
    return _of_all(root, _used)


def memory(root: int) -> Memory:
    """What is in use now."""
    return _of_all(root, lambda all_: Memory(sum(map(_pss, all_)), len(all_)))


def _of_all(root: int, read: Callable[[list[psutil.Process]], Found]) -> Found:
    """What is read of a process and all below it; anew where one of these has ended meanwhile."""
    while True:
        try:
            return read(family(root))
        except psutil.NoSuchProcess as gone:
            if gone.pid == root:
                raise


def _used(members: list[psutil.Process]) -> Use:
    times = [one.cpu_times() for one in members]
    return Use(sum(sum(one[:4]) for one in times), sum(one.num_threads() for one in members))


def _pss(process: psutil.Process) -> int:
    found: int = process.memory_full_info().pss
    return found


def end_below(root: int) -> None:
    """End all below a process at once."""
    for one in family(root)[1:]:
        with contextlib.suppress(psutil.NoSuchProcess):
            one.kill()


def workers(root: int, count: int) -> list[psutil.Process]:
    """Those below a process that listen, when all do: the first answers before the last is there.

    Raises:
        SiteError: another number of them listens, also after a while.
    """
    last = time.monotonic() + PATIENCE
    while len(found := [one for one in family(root)[1:] if _listens(one)]) != count:
        if time.monotonic() > last:
            raise SiteError(f"{len(found)} workers listen; {count} were asked for.")
        time.sleep(PATIENCE / 100)
    return found


def _listens(process: psutil.Process) -> bool:
    return any(one.status == psutil.CONN_LISTEN for one in process.net_connections("tcp"))


@contextlib.contextmanager
def stopped(processes: Iterable[psutil.Process]) -> Iterator[None]:
    """Stop processes for the length of a `with` block."""
    those = list(processes)
    try:
        for one in those:
            one.suspend()
        yield
    finally:
        for one in those:
            one.resume()
