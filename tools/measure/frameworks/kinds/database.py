"""A page whose rows come from PostgreSQL: processor time on both sides, and what was asked there.

One server for all runs, on the client's core. Pages only read: applications that are filled alike
share a database. What it is asked stands in its own log, which is switched on once the time is
taken.
"""

from __future__ import annotations

import atexit
import contextlib
import time
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path

import psycopg

from content.errors import SiteError
from content.measure_plan import Arm, DatabasePage, Plan
from tools import postgres
from tools.measure.frameworks import CLIENT_CORE, client, processes
from tools.measure.frameworks.cores import on
from tools.measure.frameworks.kinds.job import Job, Values
from tools.measure.frameworks.kinds.request import CONNECTIONS, TICK
from tools.measure.frameworks.servers import serving
from tools.postgres_log import SETTLE, logged
from tools.running import ServerError

WARM = 20  # requests; a page with a query for each row takes long
BUSY = 1.0  # second of the server's processor time in which a request's share is measured
COUNTED = 20  # requests
# Nothing is written, so that nothing is to be cleaned up meanwhile.
SETTINGS = {"autovacuum": "off"}

_open = contextlib.ExitStack()
atexit.register(_open.close)  # the server ends with the program, whatever ends that


def jobs(root: Path, plan: Plan) -> Iterator[Job]:
    """Each arm of each page."""
    for page in plan.database:
        for arm in page.arms:
            yield Job("database", page.id, arm.id, partial(database, root, plan, page, arm))


def database(root: Path, plan: Plan, page: DatabasePage, arm: Arm, share: float) -> Values:
    """Of one request: microseconds of the server and of PostgreSQL, and what that was asked."""
    scripts = [file for file in (plan.applications[arm.application].database, page.then) if file]
    address, path = filled(*(root / file for file in scripts)), arm.path or page.path
    with serving(root, plan, arm, path, variables={"DATABASE_URL": address}) as server:

        def send(count: int) -> None:
            client.ask(f"{server.url}{path}", count, CONNECTIONS)
            time.sleep(SETTLE)  # a connection ends after the answer

        def used() -> tuple[float, float]:
            both = processes.use(server.process.pid), processes.use(running().pid)
            return both[0].cpu_s, both[1].cpu_s

        send(WARM)  # caches and pools fill
        begin, _ = used()
        send(WARM)
        before, before_there = used()
        count = max(WARM, round(WARM * BUSY * share / max(before - begin, TICK)))
        send(count)
        after, after_there = used()
        asked = logged(running().log, address, partial(send, COUNTED))
    return {
        "cpu_us": round((after - before) / count * 1e6, 2),
        "database_us": round((after_there - before_there) / count * 1e6, 2),
        **{what: number / COUNTED for what, number in asked.items()},
    }


@cache
def running() -> postgres.Postgres:
    """The server, which starts when it is first asked for."""
    try:
        with on(CLIENT_CORE):
            return _open.enter_context(postgres.running(SETTINGS))
    except ServerError as error:
        raise SiteError(str(error)) from None


@cache
def filled(*scripts: Path) -> str:
    """The address of a database that some files of SQL have filled."""
    address = running().new_database()
    with psycopg.connect(address, autocommit=True) as connection:
        for script in scripts:
            connection.execute(script.read_bytes())
        connection.execute("ANALYZE")
    return address
