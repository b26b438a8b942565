"""What the processes of a server use: processor time, memory, threads."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import psutil

from content.errors import SiteError

PATIENCE = 10  # seconds until all workers of a server listen


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
    members = family(root)
    own = sum(sum(one.cpu_times()[:2]) for one in members)
    ended = sum(sum(one.cpu_times()[2:4]) for one in members)
    return Use(own + ended, sum(one.num_threads() for one in members))


def memory(root: int) -> Memory:
    """What is in use now."""
    members = family(root)
    return Memory(sum(one.memory_full_info().pss for one in members), len(members))


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
