"""Many streams of events held open at once: what they cost, and whether others are still answered.

h2load sends many requests, but it cannot hold answers that do not end. What does is a few lines of
streams here, on the client's core. They send nothing more once they are open: this is no load.
"""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Iterator
from functools import partial
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from content.errors import SiteError
from content.measure_kinds import STREAMS
from content.measure_plan import Arm, Plan
from tools.measure.frameworks import CLIENT_CORE, processes
from tools.measure.frameworks.cores import on
from tools.measure.frameworks.kinds.job import Job, Values
from tools.measure.frameworks.servers import serving

EVENTS = "/events"
IN_TIME = 2.0  # seconds to the first event
LONGEST = 15.0  # seconds to the first event of the last stream
LOOK = 0.05  # second, after which it is looked again whether all have come
CHUNK = 1000  # bytes
PER = 10.0  # seconds, for which processor time is told
PAGES = 5  # asked for while the streams are open
BETWEEN = 0.3  # second, so that the pages meet different parts of a second


def jobs(root: Path, plan: Plan) -> Iterator[Job]:
    """Each arm that holds streams open."""
    for arm in plan.streams.arms:
        yield Job("streams", STREAMS, arm.id, partial(streams, root, plan, arm))


def streams(root: Path, plan: Plan, arm: Arm, share: float) -> Values:
    """Hold the streams open, watch the server, and ask for pages beside them."""
    seconds = max(1.0, plan.streams.seconds * share)
    with serving(root, plan, arm, "/") as server, on(CLIENT_CORE):
        try:
            return asyncio.run(held(server.url, server.process.pid, plan.streams.count, seconds))
        except BrokenError as error:
            raise SiteError(f"{arm.id}, {plan.streams.count} streams: {error}.") from None


class BrokenError(Exception):
    """A stream or a page did not come, or a stream ended."""


async def held(url: str, number: int, count: int, seconds: float) -> Values:
    """Open the streams, and tell what the server, known by its process, does meanwhile.

    Raises:
        BrokenError: what was asked for did not come.
    """
    begun, firsts = time.monotonic(), list[float]()
    tasks = [asyncio.create_task(_listen(url, begun, firsts)) for _ in range(count)]
    try:
        while len(firsts) < count:
            _none_has_ended(tasks)
            if time.monotonic() - begun > LONGEST:
                raise BrokenError(f"{count - len(firsts)} had no event within {LONGEST:g} s")
            await asyncio.sleep(LOOK)
        before = processes.use(number)
        await asyncio.sleep(seconds)
        after = processes.use(number)
        pss = processes.memory(number).pss
        waits = []
        for _ in range(PAGES):
            waits.append(await _asked(url))
            await asyncio.sleep(BETWEEN)
        _none_has_ended(tasks)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return {
        "in_time": sum(one <= IN_TIME for one in firsts),
        "last_s": round(max(firsts), 3),
        "best_s": round(min(waits), 4),
        "median_s": round(median(waits), 4),
        "threads": after.threads,
        "pss": pss,
        "cpu_s": round((after.cpu_s - before.cpu_s) / seconds * PER, 2),
    }


def _none_has_ended(tasks: list[asyncio.Task[None]]) -> None:
    if ended := sum(task.done() for task in tasks):
        raise BrokenError(f"{ended} ended by themselves")


async def _listen(url: str, begun: float, firsts: list[float]) -> None:
    """Note the seconds to the first event, and read on for as long as there are more."""
    async with _answer(url, EVENTS) as reader:
        await reader.readuntil(b"data: 0\n\n")
        firsts.append(time.monotonic() - begun)
        while await reader.read(CHUNK):
            pass


async def _asked(url: str) -> float:
    """Seconds for a page on a connection of its own."""
    begun, answer = time.monotonic(), b""
    with contextlib.suppress(OSError):  # TimeoutError is one
        async with asyncio.timeout(LONGEST), _answer(url, "/", "Connection: close\r\n") as reader:
            answer = await reader.read()
    if not answer.startswith(b"HTTP/1.1 200 "):
        raise BrokenError(f"a page beside them was answered with {answer[:30]!r}")
    return time.monotonic() - begun


@contextlib.asynccontextmanager
async def _answer(url: str, path: str, headers: str = "") -> AsyncIterator[asyncio.StreamReader]:
    at = urlsplit(url)
    reader, writer = await asyncio.open_connection(at.hostname, at.port)
    try:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {at.netloc}\r\n{headers}\r\n".encode())
        yield reader
    finally:
        writer.close()
