"""What every page is measured for: processor time of a request and of a start, and memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from content.measure_kinds import PRELOADED, Kind
from content.measure_plan import Arm, MeasuredPage, Plan
from tools.measure.frameworks import client, processes
from tools.measure.frameworks.kinds.job import Job, Values
from tools.measure.frameworks.servers import cookie_of, serving

CONNECTIONS = 4
WARM = 200  # requests
BUSY = 1.0  # second of the server's processor time in which a request's share is measured
TICK = 0.01  # second: the least that the system counts
# For each worker, before its memory is read: from here to 2,000 no server with one worker grows by
# more than 4 % (tried on 27 November 2026). Preloaded ones can, as docs/evidence/memory.md says.
REQUESTS = 300
TURNS = 3  # in which several workers are asked, one after the other


def jobs(root: Path, plan: Plan) -> Iterator[Job]:
    """Each arm of each page, and the servers alone on the first."""
    for page in plan.pages:
        if page.topic != "request":
            continue
        for arm in [*page.arms, *(plan.limits() if page is plan.pages[0] else ())]:
            for kind in page.kinds:
                yield Job(kind, page.id, arm.id, partial(RUNS[kind], root, plan, page, arm))
            if page.id in plan.workers.pages:
                yield from _several(root, plan, page, arm)


def _several(root: Path, plan: Plan, page: MeasuredPage, arm: Arm) -> Iterator[Job]:
    several = arm.model_copy(update={"workers": plan.workers.count})
    at = (root, plan, page, several)
    yield Job("memory", page.id, several.id, partial(memory, *at))
    if option := plan.servers[arm.server].preload:
        run = partial(memory, *at, options=option)
        yield Job("memory", page.id, f"{several.id}.{PRELOADED}", run)


def cost(root: Path, plan: Plan, page: MeasuredPage, arm: Arm, share: float) -> Values:
    """Microseconds of processor time of the whole server for one request."""
    with serving(root, plan, arm, page.path, page.fill) as server:
        url, cookie = f"{server.url}{page.path}", cookie_of(server.url, page.login)
        return {"cpu_us": cpu_us(url, server.process.pid, share, cookie)}


def cpu_us(url: str, number: int, share: float, cookie: str = "") -> float:
    """Microseconds of a warm server, known by the number of its process, for one request."""
    client.ask(url, WARM, CONNECTIONS, cookie)  # caches fill
    begin = processes.use(number).cpu_s
    client.ask(url, WARM, CONNECTIONS, cookie)
    before = processes.use(number).cpu_s
    count = round(WARM * BUSY * share / max(before - begin, TICK))
    client.ask(url, count, CONNECTIONS, cookie)
    return round((processes.use(number).cpu_s - before) / count * 1e6, 2)


def memory(
    root: Path, plan: Plan, page: MeasuredPage, arm: Arm, share: float, options: str = ""
) -> Values:
    """Bytes after some requests: of a worker alone, and of all processes together."""
    with serving(root, plan, arm, page.path, page.fill, options) as server:
        url, cookie = f"{server.url}{page.path}", cookie_of(server.url, page.login)
        turns = max(1, round(TURNS * share))
        ask_each(url, server.process.pid, arm.workers, round(REQUESTS * share), turns, cookie)
        found = processes.memory(server.process.pid)
        return {"pss": found.pss, "processes": found.processes}


def ask_each(
    url: str, number: int, count: int, requests: int, turns: int, cookie: str = ""
) -> None:
    """Send so many requests to each worker of a server, known by the number of its process.

    Workers that wait at one socket do not share what comes in: one of four may take all. So the
    others are stopped meanwhile, and never for as long as a server waits for a sign of life.
    """
    if count == 1:
        client.ask(url, requests, CONNECTIONS, cookie)
        return
    workers = processes.workers(number, count)
    for _ in range(turns):
        for one in workers:
            with processes.stopped(other for other in workers if other != one):
                client.ask(url, requests // turns, CONNECTIONS, cookie)


def start(root: Path, plan: Plan, page: MeasuredPage, arm: Arm, _: float) -> Values:
    """Seconds from the start of the server to its first answer; tables are there already."""
    with serving(root, plan, arm, page.path) as server:
        used = processes.use(server.process.pid).cpu_s
        return {"cpu_s": round(used, 3), "wall_s": round(server.waited, 3)}


RUNS: Mapping[Kind, Callable[..., Values]] = {"cost": cost, "memory": memory, "start": start}
