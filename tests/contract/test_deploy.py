"""The contract of `deploy`."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import shlex
import shutil
import signal
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import psutil
import psycopg
import pytest

from content.project import ROOT
from tests.contract import nginx, tls, waiting
from tests.contract.cases import Case
from tests.contract.each import each
from tests.contract.harness import NO_TLS, Server, ServerError, copy_of, environment, running
from tests.contract.pages import document, text
from tests.contract.postgres import Databases
from tests.contract.workers import family_of
from tests.contract.workplace import REFUSED, Database, Workplace, new_database
from tools.setup.ports import free_port

HOME, REPORT, ALIVE, READY = "/", "/report", "/healthz", "/readyz"
YEAR = 365 * 24 * 60 * 60
PATIENCE = 30.0
until = partial(waiting.until, patience=PATIENCE)
ROWS = ["First", "<b>漢字</b> & more"]
# Apache is compiled against; the environment of the measurements has what was compiled.
APXS, APACHE = "apxs", ROOT / ".venv-measure/bin/python"
REPORTING = (  # who asks for the report at the moment
    "FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%pg_sleep%' "
    "AND pid <> pg_backend_pid() AND datname = current_database()"
)
NOT_ROOT = "unshare --user --map-user=1000 --map-group=1000"  # which Apache refuses

# The version that runs goes on with tables of before.
WITHOUT_RELEASE = "gunicorn --bind 127.0.0.1:{port}"

Start = Callable[..., contextlib.AbstractContextManager[Server]]


# --- what the tests do and see ---------------------------------------------------------------


def visitor(address: str, **more: Any) -> httpx.Client:
    """Somebody who opens a connection for each request."""
    limits = httpx.Limits(max_keepalive_connections=0)
    if "transport" not in more:
        more = {"verify": NO_TLS, "limits": limits} | more
    return httpx.Client(base_url=address, timeout=20, trust_env=False, **more)


def knowing(proxy: tls.Proxy) -> ssl.SSLContext:
    """What a visitor needs to believe in the certificate."""
    return ssl.create_default_context(cafile=str(proxy.certificate))


def table_of(case: Case) -> str:
    return case.application.meta.names["table"]


def add(database: Database, case: Case, *titles: str) -> None:
    for title in titles:
        written = title.replace("'", "''")
        database.ask(f"INSERT INTO {table_of(case)} (title) VALUES ('{written}')")


def titles(response: httpx.Response) -> list[str]:
    """The notices of a page, from top to bottom."""
    assert response.status_code == 200, response.text[:300]
    return [text(one) for one in document(response).find_all("li")]


def version(response: httpx.Response) -> str:
    found = document(response).find(id="version")
    assert found
    return text(found)


def link(response: httpx.Response, relation: str) -> str:
    """Where a link of the page's head leads, as it is written."""
    found = document(response).find("link", rel=relation)
    assert found
    return str(found["href"])


def last_line(output: str) -> str:
    return output.strip().splitlines()[-1]


@pytest.fixture
def database(databases: Databases, case: Case, tmp_path: Path) -> Database:
    """An empty database of the test's own."""
    return new_database(databases, case.database, tmp_path)


@pytest.fixture
def place(case: Case, database: Database) -> Iterator[Workplace]:
    """A copy of the code beside that database, with all that the page exports."""
    with copy_of(case.application.folder) as folder:
        yield Workplace(case, folder, database)


@pytest.fixture
def start(case: Case, database: Database) -> Start:
    """Runs the application on that database for the length of a `with` block.

    `options` follow the last line of the page; `line` takes its place.
    """
    meta = case.application.meta

    def begin(options: str = "", line: str = "", **more: Any) -> Any:
        *before, last = meta.start
        variables = {"DATABASE_URL": database.address, **more.pop("variables", {})}
        lines = [*before, line or f"{last} {options}".strip()]
        interpreter = more.pop("interpreter", case.interpreter)
        return running(
            case.application.folder, lines, ALIVE, interpreter, variables=variables, **more
        )

    return begin


def workers_of(server: Server) -> set[int]:
    return family_of(server.process.pid) - {server.process.pid}


def answers_report(server: Server, database: Database, then: Callable[[], None]) -> httpx.Response:
    """Ask for what takes its time, and do something while it runs."""
    with visitor(server.url) as client, ThreadPoolExecutor() as pool:
        asked = pool.submit(client.get, REPORT)
        until(lambda: database.ask(f"SELECT 1 {REPORTING}"), "the report begins")
        then()
        return asked.result()


# --- starting --------------------------------------------------------------------------------


@pytest.mark.contract("starts")
def test_an_empty_database_becomes_a_page(server: Server, client: httpx.Client) -> None:
    first = client.get(HOME)
    assert first.status_code == 200
    assert version(first) == "1"
    assert text(document(first).h1 or document(first)) == "Notices"


@pytest.mark.contract("starts")
def test_an_older_database_keeps_its_rows(place: Workplace, case: Case, start: Start) -> None:
    place.run("first")
    add(place.database, case, *ROWS)
    with start() as server, visitor(server.url) as client:
        assert titles(client.get(HOME)) == ROWS
        with pytest.raises(REFUSED):  # the newest migration has run
            add(place.database, case, ROWS[0])
        add(place.database, case, "Third")
        assert titles(client.get(HOME)) == [*ROWS, "Third"]


@pytest.mark.contract("starts")
def test_what_the_address_adds_reaches_the_driver(start: Start, database: Database) -> None:
    seen: list[tuple[Any, ...]] = []

    def look() -> None:
        seen.extend(database.ask(f"SELECT application_name {REPORTING}"))

    address = f"{database.address}?application_name=of-the-address"
    with start(variables={"DATABASE_URL": address}) as server:
        assert answers_report(server, database, look).status_code == 200
    assert seen == [("of-the-address",)]


@pytest.mark.contract("refuses-to-start")
@each(
    ("name", "value"),
    [
        ("SECRET_KEY", None),
        ("ALLOWED_HOSTS", None),
        ("DATABASE_URL", None),
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "qz9-k"),
        ("SECRET_KEY", "qz9-" * 15),
    ],
)
def test_what_is_missing_is_named(place: Workplace, name: str, value: str | None) -> None:
    meta = place.case.application.meta
    exported = [line.removeprefix("export ").split("=")[0] for line in meta.exports]
    assert sorted(exported) == ["ALLOWED_HOSTS", "DATABASE_URL", "SECRET_KEY"]
    given = {
        "SECRET_KEY": "0123456789" * 6,
        "ALLOWED_HOSTS": "127.0.0.1",
        "DATABASE_URL": place.database.address,
    }
    del given[name]
    if value is not None:
        given[name] = value
    port = free_port()
    done = subprocess.run(
        ["sh", "-ec", meta.start[-1].replace("{port}", str(port))],
        cwd=place.folder,
        env={**environment(place.case.interpreter), **given},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,  # a server that starts is ended, and the test with it
    )
    said = done.stdout + done.stderr
    assert done.returncode != 0, said
    assert name in (said if value else last_line(done.stderr)), said
    assert not value or value not in said, "the key is printed"
    assert place.database.everything()[1] == [], "the database was touched"


def got_ready(case: Case, database: Database, home: Path) -> None:
    """Do in a folder what its first line of the start does."""
    Workplace(case, home, database).run("release")


def release(place: Workplace) -> subprocess.CompletedProcess[str]:
    return place.try_to("release")


@pytest.mark.contract("once")
def test_of_two_that_start_at_once_one_migrates(place: Workplace, case: Case) -> None:
    place.run("first")
    add(place.database, case, *ROWS)
    # Who waits for the table, or has asked for another lock and not been given it.
    waiting = """
        SELECT pid FROM pg_stat_activity WHERE datname = current_database()
        AND pid <> pg_backend_pid() AND (
            pid IN (SELECT pid FROM pg_locks WHERE NOT granted) OR query LIKE '%advisory_lock%'
            AND pid NOT IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted)
        )
    """
    with (
        copy_of(case.application.folder) as other,  # another machine has a disk of its own
        ThreadPoolExecutor() as pool,
        psycopg.connect(place.database.address) as busy,
    ):
        both = [place, Workplace(case, other, place.database)]
        for one in both:
            one.change("index")  # it waits for whoever was in the middle of something
        busy.execute(f"LOCK TABLE {table_of(case)}".encode())  # in the way of both
        begun = [pool.submit(release, one) for one in both]
        try:
            until(
                lambda: len(place.database.ask(waiting)) == 2,
                "both have come to a lock",
                patience=25,
            )
        finally:
            busy.rollback()
        ended = [one.result() for one in begun]
    assert [one.returncode for one in ended] == [0, 0], [one.stderr for one in ended]
    with pytest.raises(REFUSED):
        add(place.database, case, ROWS[0])
    assert place.database.ask(
        "SELECT indisvalid FROM pg_index WHERE indexrelid = 'by_title'::regclass"
    ) == [(True,)]


@pytest.mark.contract("failed-migration")
def test_a_migration_that_fails_leaves_what_runs(
    place: Workplace, case: Case, start: Start, databases: Databases, tmp_path: Path
) -> None:
    place.run("first")
    add(place.database, case, "Twice", "Twice")
    before = place.database.everything()
    # The version that runs was got ready for tables as they were before.
    elsewhere = new_database(databases, case.database, tmp_path)
    with (
        start(line=WITHOUT_RELEASE, prepare=partial(got_ready, case, elsewhere)) as server,
        visitor(server.url) as client,
    ):
        assert titles(client.get(HOME)) == ["Twice", "Twice"]
        assert release(place).returncode != 0
        with pytest.raises(ServerError, match=r"ended with [1-9]"), start():
            pass
        assert place.database.everything() == before
        assert titles(client.get(HOME)) == ["Twice", "Twice"]
        place.database.ask(
            f"DELETE FROM {table_of(case)} WHERE id = (SELECT MAX(id) FROM {table_of(case)})"
        )
        place.run("release")
        assert titles(client.get(HOME)) == ["Twice"]


@pytest.mark.contract("failed-migration")
def test_of_two_migrations_the_second_fails(place: Workplace, case: Case) -> None:
    place.change("rows")  # the first brings them, the second refuses them
    assert release(place).returncode != 0
    stays = {"first": [("Twice",)] * 2, "neither": None}[case.application.meta.names["of-two"]]
    (found,) = place.database.ask(f"SELECT to_regclass('{table_of(case)}')")
    assert (found[0] is not None) == (stays is not None)
    if stays is not None:
        assert place.database.ask(f"SELECT title FROM {table_of(case)}") == stays


# --- health, and a database that goes away ---------------------------------------------------


class Wire:
    """A connection to the database that can be cut, or carry nothing."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._state = "carries"
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def carry(self) -> None:
        """Carry what comes, anew."""
        self._change("carries")

    def cut(self) -> None:
        """End every connection, and refuse new ones."""
        self._change("cut")

    def hush(self) -> None:
        """End every connection; new ones are taken, and hear nothing."""
        self._change("silent")

    def close(self) -> None:
        self._change("cut")
        self._listener.close()

    def _change(self, state: str) -> None:
        with self._lock:
            self._state = state
            for one in self._open:
                with contextlib.suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)
                one.close()
            self._open.clear()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):  # closed at the end
            while True:
                near, _ = self._listener.accept()
                with self._lock:
                    if self._state == "cut":
                        near.close()
                        continue
                    self._open.add(near)
                    if self._state == "silent":
                        continue
                    far = socket.create_connection(self._target, 10)
                    far.settimeout(None)
                    self._open.add(far)
                for pair in ((near, far), (far, near)):
                    threading.Thread(target=self._pump, args=pair, daemon=True).start()

    @staticmethod
    def _pump(source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
        for one in (source, target):
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)


@pytest.fixture
def wire(database: Database) -> Iterator[Wire]:
    parts = urlsplit(database.address)
    assert parts.hostname and parts.port
    one = Wire(parts.hostname, parts.port)
    yield one
    one.close()


@pytest.fixture
def wired(start: Start, database: Database, wire: Wire) -> Iterator[Server]:
    """The application, whose database can be taken away."""
    port = str(urlsplit(database.address).port)
    address = database.address.replace(f":{port}/", f":{wire.port}/")
    with start(variables={"DATABASE_URL": address}) as server:
        yield server


def assert_health(client: httpx.Client, ready: int) -> None:
    for path, expected in ((ALIVE, 200), (READY, ready)):
        began = time.monotonic()
        answer = client.get(path)
        assert answer.status_code == expected, f"{path}: {answer.text[:200]}"
        assert time.monotonic() - began < 10, path
        assert "no-store" in answer.headers["cache-control"], path


@pytest.mark.contract("health")
def test_health_tells_the_process_from_the_database(wired: Server, wire: Wire) -> None:
    with visitor(wired.url) as client:
        assert_health(client, 200)
        for take_away in (wire.cut, wire.hush):
            take_away()
            assert_health(client, 503)
            wire.carry()
            until(lambda: client.get(READY).status_code == 200, "ready again")
            assert_health(client, 200)


@pytest.mark.contract("outage")
def test_the_page_says_that_the_database_is_away(
    wired: Server, wire: Wire, database: Database, case: Case
) -> None:
    add(database, case, *ROWS)
    password = urlsplit(database.address).password
    assert password
    with visitor(wired.url) as client:
        assert titles(client.get(HOME)) == ROWS
        wire.cut()
        answer = client.get(HOME)
        assert answer.status_code == 503
        assert 0 < int(answer.headers["retry-after"]) <= 300
        assert "no-store" in answer.headers["cache-control"]
        assert "Back soon" in text(document(answer))
        assert password not in answer.text
        until(lambda: "does not answer" in wired.log(), "a record in the log")
        assert "OperationalError" in wired.log()
        assert password not in wired.log()
        wire.carry()
        until(lambda: client.get(HOME).status_code == 200, "the page again")


@pytest.mark.contract("outage")
def test_nobody_notices_a_restart_between_two_visits(
    wired: Server, wire: Wire, database: Database, case: Case
) -> None:
    add(database, case, *ROWS)
    with visitor(wired.url) as client, ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: client.get(HOME), range(24)))  # each thread has its connection
        wire.cut()
        wire.carry()
        after = list(pool.map(lambda _: client.get(HOME), range(24)))
    assert [titles(one) for one in after] == [ROWS] * 24


# A table that answers with an error.
FAILING = """
CREATE FUNCTION fail() RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'not now' USING ERRCODE = '55P03'; END $$;
CREATE VIEW {table} AS SELECT id, title FROM elsewhere WHERE fail()
"""


@pytest.mark.contract("logs")
def test_a_fault_is_on_stderr(start: Start, database: Database, case: Case) -> None:
    table = table_of(case)
    with start() as server, visitor(server.url) as client:
        add(database, case, *ROWS)
        for change, error in (
            (f"ALTER TABLE {table} RENAME TO elsewhere", "UndefinedTable"),
            (FAILING.format(table=table), "LockNotAvailable"),
        ):
            database.ask(change)
            answer = client.get(HOME)
            assert answer.status_code == 500
            assert table not in answer.text
            until(lambda error=error: error in server.log(), f"{error} in the log")
        assert server.log().count("Traceback") >= 2
        assert "does not answer" not in server.log()


# --- ends, versions and workers --------------------------------------------------------------


@pytest.mark.contract("ends-well")
def test_what_runs_is_answered_before_the_end(start: Start, database: Database) -> None:
    with start() as server:
        family = family_of(server.process.pid)
        answer = answers_report(
            server, database, lambda: server.process.send_signal(signal.SIGTERM)
        )
        assert answer.status_code == 200
        assert answer.text == "0 notices\n"
        assert server.process.wait(PATIENCE) == 0
        until(lambda: not any(map(psutil.pid_exists, family)), "no process is left")


def as_a_release(home: Path) -> None:
    """Put the code where a link leads to it: `current`, which is `releases/1`."""
    first = home / "releases" / "1"
    names = list(home.iterdir())
    first.mkdir(parents=True)
    for one in names:
        one.rename(first / one.name)
    home.joinpath("current").symlink_to(first)


@pytest.fixture
def first_release(start: Start, case: Case) -> Iterator[Server]:
    """The application, started by the link."""
    last = case.application.meta.start[-1]
    line = last.replace("start.sh", "current/start.sh")
    assert line != last
    with start(line=line, prepare=as_a_release) as server:
        yield server


def new_release(server: Server, case: Case, number: str) -> Path:
    """The code again, in a folder of its own."""
    target = server.folder / "releases" / number
    shutil.copytree(
        case.application.folder, target, ignore=shutil.ignore_patterns("__pycache__", "*.sqlite3")
    )
    subprocess.run(["cp", "-R", "current/static", target], cwd=server.folder, check=True)
    return target


def set_version(folder: Path, case: Case, number: str) -> None:
    path = folder / case.application.meta.names["version"]
    changed = path.read_text(encoding="utf-8").replace('VERSION = "1"', f'VERSION = "{number}"')
    assert f'"{number}"' in changed
    path.write_text(changed, encoding="utf-8")


def switch(server: Server, target: Path) -> None:
    """Let the link lead to another version, in one step, and say so."""
    other = server.folder / "next"
    other.symlink_to(target)
    other.replace(server.folder / "current")
    server.process.send_signal(signal.SIGHUP)


@pytest.mark.contract("broken-code")
def test_code_that_does_not_load_is_refused(
    place: Workplace, case: Case, start: Start, databases: Databases, tmp_path: Path
) -> None:
    place.run("first")  # so that a migration waits for the new version
    elsewhere = new_database(databases, case.database, tmp_path)
    with (
        start(line=WITHOUT_RELEASE, prepare=partial(got_ready, case, elsewhere)) as server,
        visitor(server.url) as client,
    ):
        before = place.database.everything(), workers_of(server)
        broken = place.folder / case.application.meta.names["version"]
        whole = broken.read_text()
        broken.write_text("VERSION = (\n")
        assert release(place).returncode != 0
        assert (place.database.everything(), workers_of(server)) == before
        assert version(client.get(HOME)) == "1"
        broken.write_text(whole)
        place.run("release")
        assert place.database.everything() != before[0]


@dataclass(frozen=True)
class Seen:
    """What a visitor got."""

    began: float
    status: int
    version: str
    style: str | None = None  # of visitors of nginx, who ask for the style sheet as well


@dataclass
class Load:
    """Visitors who ask without a pause, each with a connection of its own for each request."""

    addresses: list[str]
    context: ssl.SSLContext | None = None
    answers: list[Seen] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Load:
        self._threads = [threading.Thread(target=self._ask, args=(one,)) for one in self.addresses]
        for one in self._threads:
            one.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for one in self._threads:
            one.join()

    def _ask(self, address: str) -> None:
        while not self._stop.is_set():
            try:
                self.answers.append(self._visit(address))
            except (OSError, http.client.HTTPException) as error:
                self.failures.append(f"{address}: {error!r}")
            time.sleep(0.01)

    def _visit(self, address: str) -> Seen:
        began = time.monotonic()
        status, body = self._once(address, HOME)
        found = re.search(r'id="version">([^<]*)<', body)
        named = re.search(r'rel="stylesheet" href="([^"]*)"', body)
        seen = Seen(began, status, found[1] if found else "")
        if not address.startswith("https:") or not named:
            return seen
        status, style = self._once(address, named[1])
        return replace(seen, status=max(status, seen.status), style=style)

    def _once(self, address: str, path: str) -> tuple[int, str]:
        netloc = urlsplit(address).netloc
        connection = (
            http.client.HTTPSConnection(netloc, timeout=PATIENCE, context=self.context)
            if address.startswith("https:")
            else http.client.HTTPConnection(netloc, timeout=PATIENCE)
        )
        with contextlib.closing(connection):
            connection.request("GET", path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()

    def goes_on(self, count: int) -> None:
        """Wait until so many more have been answered."""
        enough = len(self.answers) + len(self.failures) + count
        until(lambda: len(self.answers) + len(self.failures) >= enough, "the load goes on")

    def versions(self, since: float = 0) -> set[str]:
        """The versions that were seen by those who asked since then; each got a page."""
        assert not self.failures, f"{len(self.failures)} failed: {self.failures[:3]}"
        assert {one.status for one in self.answers} == {200}
        return {one.version for one in self.answers if one.began > since}

    def styles(self) -> set[tuple[str, str]]:
        """Which style sheet came with which version."""
        return {(one.version, one.style) for one in self.answers if one.style is not None}


@pytest.mark.contract("reload")
@pytest.mark.needs(nginx.PACKAGE)
def test_new_versions_come_while_visitors_are_there(
    first_release: Server, database: Database, case: Case
) -> None:
    server, style = first_release, case.application.meta.names["style"]
    application = server.url.removeprefix("http://")
    styles = {"1": case.application.folder.joinpath(style).read_text()}
    with (
        tls.in_front_of(server.folder, application, "current") as proxy,
        visitor(proxy.secure, verify=knowing(proxy)) as client,
        Load([server.url] * 3 + [proxy.secure] * 3, knowing(proxy)) as load,
    ):
        load.goes_on(30)
        addresses = {"1": link(client.get(HOME), "stylesheet")}
        for number in ("2", "3"):
            target = new_release(server, case, number)
            set_version(target, case, number)
            styles[number] = f"b {{ order: {number} }}\n"
            target.joinpath(style).write_text(styles[number])
            Workplace(case, target, database).run("release")
            old = workers_of(server)
            switch(server, target)
            until(lambda old=old: not old & workers_of(server), "the old workers are gone")
            gone = time.monotonic()
            load.goes_on(60)
            assert load.versions(since=gone) == {number}
            addresses[number] = link(client.get(HOME), "stylesheet")
        assert len(set(addresses.values())) == 3
        assert {one: client.get(address).text for one, address in addresses.items()} == styles
    assert load.versions() == {"1", "2", "3"}
    assert load.styles() == set(styles.items())
    assert len(load.answers) >= 150


@pytest.mark.contract("renews")
def test_no_request_is_lost_when_a_worker_has_had_its_number(start: Start) -> None:
    with start("--max-requests 20 --max-requests-jitter 5") as server:
        before = workers_of(server)
        with Load([server.url] * 4) as load:
            until(lambda: not before & workers_of(server), "the first workers are gone")
            load.goes_on(60)
        assert load.versions() == {"1"}
        assert server.alive()


@pytest.mark.contract("renews")
def test_a_worker_that_was_killed_is_replaced(start: Start) -> None:
    with start() as server, visitor(server.url) as client:
        before = workers_of(server)
        victim = min(before)
        os.kill(victim, signal.SIGKILL)
        until(
            lambda: len(workers_of(server)) == len(before) and victim not in workers_of(server),
            "another worker",
        )
        assert [client.get(HOME).status_code for _ in range(8)] == [200] * 8


# --- nginx -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Site:
    """nginx in front of the application."""

    proxy: tls.Proxy
    plain: httpx.Client
    secure: httpx.Client


@contextlib.contextmanager
def site_at(server: Server, application: str) -> Iterator[Site]:
    with copy_of(server.folder) as home:
        as_a_release(home)
        with (
            tls.in_front_of(home, application, "current") as proxy,
            visitor(proxy.plain) as plain,
            visitor(proxy.secure, verify=knowing(proxy)) as secure,
        ):
            yield Site(proxy, plain, secure)


@pytest.fixture
def site(server: Server) -> Iterator[Site]:
    with site_at(server, server.url.removeprefix("http://")) as one:
        yield one


def kept_for(response: httpx.Response) -> int:
    found = re.search(r"max-age=(\d+)", response.headers.get("cache-control", ""))
    return int(found[1]) if found else 0


@pytest.mark.contract("static")
@pytest.mark.needs(nginx.PACKAGE)
def test_the_style_sheet_is_kept_under_an_address_of_its_own(site: Site, case: Case) -> None:
    address = link(site.secure.get(HOME), "stylesheet")
    answer = site.secure.get(address)
    assert answer.status_code == 200
    folder = case.application.folder
    assert answer.text == folder.joinpath(case.application.meta.names["style"]).read_text()
    assert answer.headers["content-type"].split(";")[0] == "text/css"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "nginx" in answer.headers["server"]
    assert kept_for(answer) >= YEAR
    assert "immutable" in answer.headers["cache-control"]
    digest = re.search(r"[0-9a-f]{12}", address)
    assert digest
    # Neither without its digest nor under another name is it kept for long.
    for other in (
        address.replace(digest[0], ""),
        address.split("?")[0].replace(digest[0], "").replace("..", "."),
        address.replace("site", "no-such"),
    ):
        found = site.secure.get(other)
        assert kept_for(found) < YEAR, other
        assert "immutable" not in found.headers.get("cache-control", ""), other
    assert site.secure.get(address.replace("site", "no-such")).status_code == 404


@pytest.mark.contract("static")
@pytest.mark.needs(nginx.PACKAGE)
@each(
    "path",
    [
        "/nginx.conf",
        "/static/../nginx.conf",
        "/static/%2e%2e/gunicorn.conf.py",
        "/static../start.sh",
        "/static/",
        "/start.sh",
    ],
)
def test_nothing_else_of_the_folder_is_sent(site: Site, path: str) -> None:
    raw = httpx.URL(site.proxy.secure).copy_with(raw_path=path.encode())
    assert site.secure.get(raw).status_code in {403, 404}, path


@pytest.mark.contract("https")
@pytest.mark.needs(nginx.PACKAGE)
@each("host", ["localhost", "evil.example"])
def test_plain_http_leads_to_https(site: Site, host: str) -> None:
    answer = site.plain.get("/readyz?a=b", headers={"Host": host})
    assert answer.status_code in {301, 308}
    assert answer.headers["location"] == "https://localhost:8443/readyz?a=b"


@pytest.mark.contract("https")
@pytest.mark.needs(nginx.PACKAGE)
def test_every_answer_says_that_https_stays(site: Site) -> None:
    style = link(site.secure.get(HOME), "stylesheet")
    for path in (HOME, ALIVE, "/no-such-page", style, "/static/no-such.css"):
        found = site.secure.get(path).headers.get_list("strict-transport-security")
        assert len(found) == 1, f"{path}: {found}"
        assert int(found[0].split("=")[1].split(";")[0]) >= YEAR
    refused = site.secure.get(HOME, headers={"Host": "evil.example"})
    assert refused.status_code == 400
    assert "strict-transport-security" in refused.headers


@pytest.mark.contract("https")
@pytest.mark.needs(nginx.PACKAGE)
@each(
    "claims",
    [
        {},
        {"X-Forwarded-Proto": "http"},
        {"X-Forwarded-Ssl": "off"},
        {"X-Forwarded-Protocol": "http"},
        {"X-Forwarded-Host": "evil.example"},
        {"X-Forwarded-Port": "4433"},
        {"X-Forwarded-Prefix": "/evil", "X-Script-Name": "/evil"},
        {"Forwarded": "for=203.0.113.9;host=evil.example;proto=http"},
    ],
)
def test_a_visitor_cannot_claim_another_address(site: Site, claims: dict[str, str]) -> None:
    answer = site.secure.get(HOME, headers=claims)
    assert answer.status_code == 200
    assert link(answer, "canonical") == f"{site.proxy.secure}/"


@pytest.mark.contract("https")
def test_only_the_proxy_says_that_it_was_https(server: Server) -> None:
    claim = {"X-Forwarded-Proto": "https"}
    for address, scheme in (("127.0.0.1", "https"), ("127.0.0.2", "http")):
        transport = httpx.HTTPTransport(local_address=address, verify=NO_TLS)
        with visitor(server.url, transport=transport) as client:
            answer = client.get(HOME, headers=claim)
            assert link(answer, "canonical").startswith(f"{scheme}://"), address


@pytest.mark.contract("server-away")
@pytest.mark.needs(nginx.PACKAGE)
def test_nginx_says_that_nothing_runs_behind_it(server: Server) -> None:
    with site_at(server, "127.0.0.1:9") as stranded:  # where nothing listens
        answer = stranded.secure.get(HOME)
        assert answer.status_code == 503
        assert 0 < int(answer.headers["retry-after"]) <= 300
        assert "no-store" in answer.headers["cache-control"]
        assert "Back soon" in answer.text
        assert "strict-transport-security" in answer.headers


# --- other servers ---------------------------------------------------------------------------


def line_of(case: Case, command: str, before: str = "") -> str:
    """The line that starts another server."""
    inner = f"exec {before} {case.application.meta.commands[command]}"
    return f"env PORT={{port}} sh -ec {shlex.quote(inner)}"


@pytest.fixture
def under_apache(start: Start, case: Case, database: Database) -> Iterator[Server]:
    """The application under Apache, with the packages of its environment."""
    express = APACHE.with_name("mod_wsgi-express")
    assert express.exists(), "Not compiled. Run: sh tools/setup/environments.sh apache"
    packages = next(case.interpreter.parents[1].glob("lib/python3*/site-packages"))
    with start(
        line=line_of(case, "apache", "" if os.geteuid() else NOT_ROOT),
        interpreter=APACHE,
        variables={"PYTHONPATH": str(packages)},
        prepare=partial(got_ready, case, database),
    ) as server:
        yield server


@pytest.mark.contract("apache")
@pytest.mark.needs(APXS)
def test_under_apache_it_is_the_same(under_apache: Server, database: Database, case: Case) -> None:
    add(database, case, *ROWS)
    with visitor(under_apache.url) as client:
        page = client.get(HOME)
        assert "Apache" in page.headers["server"]
        assert titles(page) == ROWS
        style = client.get(link(page, "stylesheet"))
        assert style.headers["content-type"].split(";")[0] == "text/css"
        assert (
            style.text == (under_apache.folder / case.application.meta.names["style"]).read_text()
        )
        assert_health(client, 200)
        assert client.get(HOME, headers={"Host": "evil.example"}).status_code == 400
        assert client.get("/start.sh").status_code == 404


@pytest.mark.contract("apache")
@pytest.mark.needs(APXS)
def test_apache_answers_what_runs_before_it_ends(under_apache: Server, database: Database) -> None:
    # Its graceful stop; at SIGTERM it cuts what runs.
    answer = answers_report(
        under_apache, database, lambda: under_apache.process.send_signal(signal.SIGWINCH)
    )
    assert answer.text == "0 notices\n"
    assert under_apache.process.wait(PATIENCE) == 0


@pytest.mark.contract("uvicorn")
def test_under_uvicorn_it_does_what_the_page_says(
    start: Start, case: Case, database: Database
) -> None:
    expected = int(case.application.meta.names["under-uvicorn"])
    with (
        start(
            line=line_of(case, "uvicorn"),
            interpreter=case.interpreter_with("uvicorn"),
            prepare=partial(got_ready, case, database),
        ) as server,
        visitor(server.url) as client,
    ):
        assert {client.get(path).status_code for path in (HOME, ALIVE, READY)} == {expected}
