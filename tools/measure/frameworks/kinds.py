"""The kinds of measurement: each takes one arm and gives the values of one run."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from content.errors import SiteError
from content.measurements import PRELOADED, WAITING, Arm, Kind, MeasuredPage, Plan
from tools.measure.frameworks import client, processes
from tools.measure.frameworks.servers import serving
from tools.setup.ports import free_port

CONNECTIONS = 4
WARM = 200  # requests
BUSY = 1.5  # seconds of the server's processor time in which a request's share is measured
TICK = 0.01  # second: the least that the system counts
REQUESTS = 1000  # for each worker, before its memory is read

Values = dict[str, float]


@dataclass(frozen=True)
class Job:
    """What is done once in each round; `run` takes the share of the full length, 1 or less."""

    kind: Kind
    page: str
    arm: str
    run: Callable[[float], Values]


def jobs(root: Path, plan: Plan) -> Iterator[Job]:
    """Everything that the plan asks for."""
    for page in plan.pages:
        for arm in [*page.arms, *(plan.limits() if page is plan.pages[0] else ())]:
            at = (root, plan, page, arm)
            yield Job("cost", page.id, arm.id, partial(cost, *at))
            yield Job("start", page.id, arm.id, partial(start, *at))
            yield Job("memory", page.id, arm.id, partial(memory, *at))
            if page.id in plan.workers.pages:
                yield from _several(*at)
    for arm in plan.waiting.arms:
        yield Job("waiting", WAITING, arm.id, partial(waiting, root, plan, arm))


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
        url, number = f"{server.url}{page.path}", server.process.pid
        client.ask(url, WARM, CONNECTIONS)  # caches fill
        begin = processes.use(number).cpu_s
        client.ask(url, WARM, CONNECTIONS)
        before = processes.use(number).cpu_s
        count = round(WARM * BUSY * share / max(before - begin, TICK))
        client.ask(url, count, CONNECTIONS)
        return {"cpu_us": round((processes.use(number).cpu_s - before) / count * 1e6, 2)}


def memory(
    root: Path, plan: Plan, page: MeasuredPage, arm: Arm, share: float, options: str = ""
) -> Values:
    """Bytes after some requests: of a worker alone, and of all processes together."""
    with serving(root, plan, arm, page.path, page.fill, options) as server:
        count = round(REQUESTS * share) * arm.workers
        client.ask(f"{server.url}{page.path}", count, CONNECTIONS * arm.workers)
        found = processes.memory(server.process.pid)
        return {"uss": found.uss, "pss": found.pss, "processes": found.processes}


def start(root: Path, plan: Plan, page: MeasuredPage, arm: Arm, _: float) -> Values:
    """Seconds from the start of the server to its first answer; tables are there already."""
    with serving(root, plan, arm, page.path) as server:
        server.process.terminate()
        server.process.wait()
        begun = time.monotonic()
        server.restart()
        wall = time.monotonic() - begun
        used = processes.use(server.process.pid).cpu_s
        return {"cpu_s": round(used, 3), "wall_s": round(wall, 3)}


def waiting(root: Path, plan: Plan, arm: Arm, _: float) -> Values:
    """Seconds for all requests at once, with what the server used meanwhile."""
    asked, path = plan.waiting, arm.path or "/"
    with (
        upstream(asked.seconds) as address,
        serving(root, plan, arm, path, variables={"UPSTREAM": address}) as server,
    ):
        url, number = f"{server.url}{path}", server.process.pid
        client.ask(url, arm.workers, arm.workers)
        before = processes.use(number).cpu_s
        wall = client.ask(url, asked.requests, asked.requests)
        after, found = processes.use(number), processes.memory(number)
        return {
            "wall_s": round(wall, 3),
            "cpu_s": round(after.cpu_s - before, 3),
            "threads": after.threads,
            "pss": found.pss,
        }


@contextlib.contextmanager
def upstream(seconds: float) -> Iterator[str]:
    """The address of a service that answers after so many seconds."""
    port = free_port()
    command = [sys.executable, "-m", "tools.measure.frameworks.upstream", str(port), str(seconds)]
    with subprocess.Popen(command) as process:
        try:
            _wait_for(port)
            yield f"127.0.0.1:{port}"
        finally:
            process.terminate()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 5
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except ConnectionRefusedError:
            if time.monotonic() > deadline:
                raise SiteError("the service that answers slowly does not start.") from None
            time.sleep(0.05)
