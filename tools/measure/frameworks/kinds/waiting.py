"""Many requests at once that wait for another service: how long, and with what."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from content.errors import SiteError
from content.measure_kinds import WAITING
from content.measure_plan import Arm, Plan
from tools.measure.frameworks import client, processes
from tools.measure.frameworks.kinds.job import Job, Values
from tools.measure.frameworks.servers import serving
from tools.setup.ports import free_port


def jobs(root: Path, plan: Plan) -> Iterator[Job]:
    """Each arm that waits."""
    for arm in plan.waiting.arms:
        yield Job("waiting", WAITING, arm.id, partial(waiting, root, plan, arm))


def waiting(root: Path, plan: Plan, arm: Arm, share: float) -> Values:
    """Seconds for all requests at once, with what the server used meanwhile."""
    asked, path = plan.waiting, arm.path or "/"
    with (
        upstream(asked.seconds) as address,
        serving(root, plan, arm, path, variables={"UPSTREAM": address}) as server,
    ):
        url, number = f"{server.url}{path}", server.process.pid
        client.ask(url, arm.workers, arm.workers)
        before = processes.use(number).cpu_s
        count = max(arm.workers, round(asked.requests * share))
        wall = client.ask(url, count, count)
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
    command = [
        sys.executable,
        "-m",
        "tools.measure.frameworks.kinds.upstream",
        str(port),
        str(seconds),
    ]
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
