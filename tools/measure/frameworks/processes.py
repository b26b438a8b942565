"""What the processes of a server use: processor time, memory, threads."""

from __future__ import annotations

from dataclasses import dataclass

import psutil


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
