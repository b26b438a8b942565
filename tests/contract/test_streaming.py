"""The contract of `streaming`."""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import re
import secrets
import signal
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import httpx
import psutil
import psycopg
import pytest

from tests.contract import nginx, outages
from tests.contract.cases import Case
from tests.contract.each import each
from tests.contract.harness import NO_TLS, Server
from tests.contract.host import Host
from tests.contract.pages import document
from tests.contract.stored import stored_by
from tests.contract.waiting import until
from tests.contract.workers import family_of

EVENTS = "/events"
TOKEN = {"Authorization": "Bearer first-secret"}
BACKLOG, STREAMS, WORKERS, CONNECTIONS = 10, 50, 2, 10
PATIENCE = 25.0
# What nginx before 1.29.7 has as 1.0, where it is not said.
BY_DEFAULT = "proxy_http_version 1.1;"
NEWEST = 10**18 - 1  # an id that is higher than any
HELD = (psutil.CONN_ESTABLISHED, psutil.CONN_CLOSE_WAIT)


# --- reading a stream as a browser does --------------------------------------------------------


@dataclass
class Read:
    """What the text of a stream means to a browser."""

    events: list[tuple[str, str, str]] = field(default_factory=list)  # id, type, data
    comments: int = 0
    retry: int | None = None
    others: list[str] = field(default_factory=list)


def parse(text: str) -> Read:
    """Read a stream by the rules of the HTML standard, as far as its lines are whole."""
    found, last, kind, data = Read(), "", "", list[str]()
    for line in re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff"))[:-1]:
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if not line:
            if data:
                found.events.append((last, kind or "message", "\n".join(data)))
            kind, data = "", []
        elif not name:
            found.comments += 1
        elif name == "data":
            data.append(value)
        elif name == "event":
            kind = value
        elif name == "id" and "\0" not in value:
            last = value
        elif name == "retry" and value.isascii() and value.isdigit():
            found.retry = int(value)
        else:
            found.others.append(line)
    return found


class Stream:
    """An open stream, or the answer in its place."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self.status = response.status_code
        self.over = threading.Event()
        self._seen = b""
        self._socket: socket.socket = response.extensions["network_stream"].get_extra_info("socket")
        self.port: int = self._socket.getsockname()[1]
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        with contextlib.suppress(httpx.HTTPError, httpx.StreamError, OSError):
            for chunk in self.response.iter_raw():
                self._seen += chunk
        self.over.set()

    @property
    def read(self) -> Read:
        """What has arrived."""
        return parse(self._seen.decode("utf-8", "replace"))

    @property
    def numbers(self) -> list[int]:
        """The ids of the events that have arrived."""
        return [int(number) for number, _, _ in self.read.events]

    @property
    def texts(self) -> list[str]:
        return [str(json.loads(data)["text"]) for _, _, data in self.read.events]

    def leave(self) -> None:
        """Go, as a closed tab does."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join(5)
        self.response.close()


Listen = Callable[..., Stream]


@pytest.fixture
def visitor() -> Iterator[httpx.Client]:
    """Opens streams at any address; each has a connection of its own."""
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
    with httpx.Client(
        timeout=httpx.Timeout(10, read=30), trust_env=False, verify=NO_TLS, limits=limits
    ) as one:
        yield one


@pytest.fixture
def listen(server: Server, visitor: httpx.Client) -> Iterator[Listen]:
    """Opens streams, which are left when the test is over."""
    opened: list[Stream] = []

    def begin(last: int | str | None = None, path: str = EVENTS, at: str = "") -> Stream:
        headers = {} if last is None else {"Last-Event-ID": str(last).encode()}
        request = visitor.build_request("GET", f"{at or server.url}{path}", headers=headers)
        opened.append(Stream(visitor.send(request, stream=True)))
        return opened[-1]

    yield begin
    for one in opened:
        one.leave()
    if len(opened) > STREAMS:
        until_places(server)


def post(client: httpx.Client, text: str) -> int:
    """Publish a text; its number."""
    response = client.post(EVENTS, data={"text": text}, headers=TOKEN)
    assert response.status_code == 201, response.text[:300]
    return int(response.json()["id"])


@pytest.fixture
def text() -> str:
    """A text that no other test sends."""
    return f"text {secrets.token_hex(6)}"


def until_heard(stream: Stream, text: str) -> None:
    until(lambda: text in stream.texts, f"{text!r} on a stream")


def processes(server: Server) -> dict[int, list[int]]:
    """Each process of the server, and the ports of the clients that it is connected with."""
    port = httpx.URL(server.url).port
    found = {}
    for number in family_of(server.process.pid):
        with contextlib.suppress(psutil.Error):
            found[number] = [
                one.raddr.port
                for one in psutil.Process(number).net_connections("tcp")
                if one.raddr and one.laddr.port == port and one.status in HELD
            ]
    return found


def connected(server: Server) -> int:
    """How many connections of clients the server holds."""
    return len(set().union(*processes(server).values()))


def until_alone(server: Server) -> None:
    until(lambda: connected(server) == 0, "no connection is left")


def until_places(server: Server) -> None:
    """Wait for those who left a full server, so that the next test finds places."""
    until_alone(server)
    time.sleep(4)  # a write closes a socket, and it may take another one until a server notices


# --- opening and hearing -----------------------------------------------------------------------


@pytest.mark.contract("opens")
def test_a_stream_begins_with_the_last_events(client: httpx.Client, listen: Listen) -> None:
    sent = [post(client, f"backlog {number}") for number in range(BACKLOG + 3)]
    stream = listen()
    assert stream.status == 200
    kind, *parameters = stream.response.headers["content-type"].lower().split(";")
    assert kind == "text/event-stream"
    assert [one.strip() for one in parameters] in ([], ["charset=utf-8"])
    until(lambda: len(stream.numbers) >= BACKLOG, "the last ten events")
    assert stream.numbers == sent[-BACKLOG:]
    assert stream.texts == [f"backlog {number}" for number in range(3, BACKLOG + 3)]
    assert not stream.over.is_set()
    found = stream.read
    assert 1000 <= (found.retry or 0) <= 60_000
    assert {kind for _, kind, _ in found.events} == {"message"}
    assert not found.others


@pytest.mark.contract("opens")
def test_the_last_events_are_ten_where_numbers_are_missing(
    client: httpx.Client, server: Server, host: Host, case: Case, listen: Listen, text: str
) -> None:
    table = case.application.meta.names["table"]
    sent = [post(client, text) for _ in range(2 * BACKLOG)]
    with stored_by(case, host, server).held(table, sent[0]) as run:
        run(f"DELETE FROM {table} WHERE id IN {tuple(sent[1::2])}")  # noqa: S608 - own numbers
    before = listen(sent[0] - 1)
    stream = listen()
    until(lambda: len(before.numbers) >= BACKLOG, "those that are left")
    assert before.numbers == sent[::2]
    until(lambda: len(stream.numbers) >= BACKLOG, "the last ten events")
    assert stream.numbers == sent[::2]


@pytest.mark.contract("live")
def test_every_stream_hears_whichever_process_serves_it(
    client: httpx.Client, server: Server, listen: Listen, text: str
) -> None:
    streams: list[Stream] = []

    def serving() -> set[int]:
        ports = {one.port for one in streams}
        held = processes(server)
        # The process that starts the workers may have the connection in its name as well.
        held.pop(server.process.pid, None)
        return {number for number, theirs in held.items() if ports & set(theirs)}

    for _ in range(STREAMS):
        streams.append(listen())
        if len(serving()) >= WORKERS:
            break
    assert len(serving()) >= WORKERS, "all streams were served by one process"
    number = post(client, text)
    for stream in streams:
        until_heard(stream, text)
        assert stream.numbers.count(number) == 1
        assert not stream.over.is_set()


@pytest.mark.contract("resumes")
def test_a_stream_resumes_after_a_break(client: httpx.Client, listen: Listen, text: str) -> None:
    first, second = post(client, f"{text} 1"), post(client, f"{text} 2")
    stream = listen(first)
    until_heard(stream, f"{text} 2")
    stream.leave()
    missed = [post(client, f"{text} {number}") for number in range(3, 16)]
    stream = listen(stream.numbers[-1])
    until_heard(stream, f"{text} 15")
    last = post(client, f"{text} 16")
    until_heard(stream, f"{text} 16")
    assert stream.numbers == [*missed, last]
    assert second not in stream.numbers


@pytest.mark.contract("resumes")
def test_a_long_absence_is_made_up_for(
    new_client: Callable[[], httpx.Client], listen: Listen, text: str
) -> None:
    clients = [new_client() for _ in range(5)]
    before = post(clients[0], text)

    def fifty(client: httpx.Client) -> list[int]:
        return [post(client, text) for _ in range(50)]

    with ThreadPoolExecutor(len(clients)) as pool:
        sent = sorted(itertools.chain(*pool.map(fifty, clients)))
    assert len(set(sent)) == 250
    stream = listen(before)
    until(lambda: len(stream.numbers) >= len(sent), "250 events")
    assert stream.numbers == sent
    half = listen(sent[124])
    until(lambda: len(half.numbers) >= 125, "125 events")
    assert half.numbers == sent[125:]


@pytest.mark.contract("resumes")
def test_an_address_can_name_the_event_and_the_header_counts_more(
    client: httpx.Client, listen: Listen, text: str
) -> None:
    first, *others = [post(client, f"{text} {number}") for number in range(BACKLOG + 5)]
    named, both = (
        listen(path=f"{EVENTS}?after={first}"),
        listen(others[4], path=f"{EVENTS}?after={first}"),
    )
    for stream in (named, both):
        until_heard(stream, f"{text} {BACKLOG + 4}")
    assert named.numbers == others
    assert both.numbers == others[5:]


@pytest.mark.contract("odd-ids")
@each(
    "given",
    [
        *("x", "-1", "+1", "1.5", "1e3", "0x1", "1_000", "1 2", "1,2", "9" * 19, "9" * 500),
        *("\u0663", "\u00b2", "1; DROP TABLE event", "null", "%00"),
    ],
)
def test_an_id_that_is_no_number_is_refused(listen: Listen, given: str) -> None:
    for one in (listen(given), listen(path=f"{EVENTS}?after={quote(given)}")):
        assert one.status == 400
        assert one.response.headers["content-type"].startswith("application/json")


@pytest.mark.contract("odd-ids")
def test_an_id_from_the_future_is_the_newest(
    client: httpx.Client, listen: Listen, text: str
) -> None:
    post(client, "before")
    streams = [listen("9" * 18), listen(path=f"{EVENTS}?after={'9' * 18}")]
    for stream in streams:
        assert stream.status == 200
        until(lambda one=stream: one.read.comments, "a heartbeat")  # type: ignore[misc]
    number = post(client, text)
    for stream in streams:
        until_heard(stream, text)
        assert stream.numbers == [number]


@pytest.mark.contract("in-order")
def test_ten_at_once_are_heard_once_and_in_order(
    new_client: Callable[[], httpx.Client], listen: Listen, text: str
) -> None:
    clients = [new_client() for _ in range(10)]
    begin = post(clients[0], text)
    stream = listen(begin)
    together = threading.Barrier(len(clients))

    def four(client: httpx.Client) -> list[int]:
        together.wait(10)
        return [post(client, text) for _ in range(4)]

    with ThreadPoolExecutor(len(clients)) as pool:
        sent = list(itertools.chain(*pool.map(four, clients)))
    until(lambda: len(stream.numbers) >= len(sent), "forty events")
    assert stream.numbers == sorted(sent)


WAITS = """
CREATE FUNCTION contract_waits() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN PERFORM pg_advisory_xact_lock(4711); RETURN NULL; END $$
"""
# Deferred: the row is written and has its number, and the commit waits.
AT_COMMIT = """
CREATE CONSTRAINT TRIGGER contract_waits AFTER INSERT ON {table}
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
WHEN (NEW.text LIKE 'slow%') EXECUTE FUNCTION contract_waits()
"""
WAITING = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


@pytest.mark.contract("slow-commit")
def test_a_slow_commit_is_not_passed_by(
    new_client: Callable[[], httpx.Client], host: Host, case: Case, listen: Listen, text: str
) -> None:
    table = case.application.meta.names["table"]
    stream = listen(post(new_client(), "before"))
    with (
        psycopg.connect(host.given["DATABASE_URL"], autocommit=True) as other,
        ThreadPoolExecutor(2) as pool,
    ):
        other.execute(WAITS)
        other.execute(AT_COMMIT.format(table=table).encode())
        other.execute("SELECT pg_advisory_lock(4711)")

        def waiting(count: int) -> bool:
            return other.execute(WAITING).fetchone() == (count,)

        try:
            slow = pool.submit(post, new_client(), f"slow {text}")
            until(lambda: waiting(1), "the slow one waits")
            quick = pool.submit(post, new_client(), f"quick {text}")
            until(lambda: quick.done() or waiting(2), "the quick one is through, or waits as well")
            if quick.done():
                until_heard(stream, f"quick {text}")
        finally:
            other.execute("SELECT pg_advisory_unlock(4711)")
            other.execute("DROP FUNCTION contract_waits CASCADE")
        sent = [slow.result(20), quick.result(20)]
    for one in ("slow", "quick"):
        until_heard(stream, f"{one} {text}")
    assert stream.numbers == sorted(sent)


@pytest.mark.contract("text-is-text")
@each(
    "given",
    [
        "a\nid: 999999\nevent: admin\ndata: forged\n\ndata: second",
        "a\rid: 7\rdata: forged\r\rb",
        "a\r\n\r\nretry: 1\r\n\r\nb",
        "a\n\n\n\n:b",
        'data: x\\n\\nid: 1 "quoted" \\u0041',
        "</script><script>alert(1)</script> &amp; <b>",
        "\u00e9 \u65e5\u672c \U0001f600 \u2028\u2029\u0085 \ufeff x",
        "\x1b[31m \x7f \x01 end",
        "null",
    ],
)
def test_a_text_arrives_as_it_was_sent(client: httpx.Client, listen: Listen, given: str) -> None:
    number = post(client, given)
    end = post(client, "end")
    stream = listen(number - 1)
    until(lambda: end in stream.numbers, "the event behind it")
    found = stream.read
    assert [(one, kind) for one, kind, _ in found.events] == [
        (str(number), "message"),
        (str(end), "message"),
    ]
    assert stream.texts == [given, "end"]
    assert (found.retry or 0) >= 1000
    assert not found.others


@pytest.mark.contract("heartbeat")
def test_a_quiet_stream_gets_comments(client: httpx.Client, listen: Listen, text: str) -> None:
    number = post(client, text)
    stream = listen(number)
    until(lambda: stream.read.comments >= 2, "two heartbeats")
    assert not stream.read.events
    assert not stream.read.others
    assert not stream.over.is_set()


# --- many, and gone ----------------------------------------------------------------------------


def asking(server: Server) -> socket.socket:
    """A connection on which a stream is asked for."""
    address = httpx.URL(server.url)
    one = socket.create_connection((address.host, address.port or 80), 20)
    one.sendall(f"GET {EVENTS} HTTP/1.1\r\nHost: {address.netloc.decode()}\r\n\r\n".encode())
    return one


def hasty(server: Server, wait: float) -> None:
    """Ask for a stream, and be gone before it has begun."""
    with asking(server) as one:
        time.sleep(wait)
        # Reset, not closed in order.
        one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def until_all_free(server: Server, listen: Listen) -> list[Stream]:
    """Open as many streams as all workers have places; one that is kept is missed."""
    until_alone(server)
    streams: list[Stream] = []
    deadline = time.monotonic() + PATIENCE
    while len(streams) < WORKERS * STREAMS:
        assert time.monotonic() < deadline, f"{len(streams)} of {WORKERS * STREAMS} places"
        one = listen(NEWEST)
        if one.status == 200:
            streams.append(one)
        else:  # that worker is full, or has not noticed yet who left
            one.leave()
            time.sleep(0.02)
    return streams


@pytest.mark.contract("gone")
def test_who_leaves_gives_connection_and_place_back(server: Server, listen: Listen) -> None:
    for _ in range(3):
        streams = until_all_free(server, listen)
        assert connected(server) >= WORKERS * STREAMS
        for one in streams:
            one.leave()
    until_alone(server)


@pytest.mark.contract("gone")
def test_who_leaves_before_the_stream_begins_keeps_no_place(server: Server, listen: Listen) -> None:
    def first_byte() -> float:
        began = time.monotonic()
        stream = listen(NEWEST)
        took = time.monotonic() - began
        stream.leave()
        return took

    usual = min(first_byte() for _ in range(5))
    for number in range(2 * WORKERS * STREAMS):
        hasty(server, 2 * usual * (number % 40) / 40)
    until_all_free(server, listen)


@pytest.mark.contract("fifty")
def test_full_places_leave_room_for_others(
    client: httpx.Client, server: Server, listen: Listen, text: str
) -> None:
    streams = until_all_free(server, listen)
    for number in range(10):
        began = time.monotonic()
        assert client.get("/").status_code == 200
        post(client, f"{text} {number}")
        assert time.monotonic() - began < 5
    for stream in streams:
        until_heard(stream, f"{text} 9")
        assert len(stream.numbers) == 10
        assert not stream.over.is_set()


@pytest.mark.contract("limit")
def test_a_stream_too_many_is_refused(
    client: httpx.Client, server: Server, listen: Listen, text: str
) -> None:
    for _ in range(10):
        assert listen("x").status == 400  # which takes no place
    streams = until_all_free(server, listen)
    refused = listen(NEWEST)
    assert refused.status == 503
    assert int(refused.response.headers["retry-after"]) > 0
    assert refused.response.headers["content-type"].startswith("application/json")
    assert client.get("/").status_code == 200
    post(client, text)
    until_heard(streams[0], text)
    assert not any(one.over.is_set() for one in streams)
    for one in streams:
        one.leave()
    until_all_free(server, listen)
    assert listen(NEWEST).status == 503


@pytest.mark.contract("limit")
def test_many_at_once_do_not_slip_in(server: Server) -> None:
    until_alone(server)
    with contextlib.ExitStack() as stack:
        ones = [stack.enter_context(asking(server)) for _ in range(2 * WORKERS * STREAMS)]
        found = [one.recv(65_536).split()[1] for one in ones]
    until_places(server)
    assert set(found) == {b"200", b"503"}
    assert found.count(b"200") <= WORKERS * STREAMS


@pytest.mark.contract("head")
def test_head_ends_and_keeps_no_place(client: httpx.Client, server: Server, listen: Listen) -> None:
    stream = listen()
    for _ in range(WORKERS * STREAMS + 1):
        response = client.head(EVENTS)
        assert response.status_code == 200
        assert response.content == b""
        for name in ("content-type", "cache-control", "x-accel-buffering"):
            assert response.headers[name] == stream.response.headers[name]
    assert client.head(EVENTS, headers={"Last-Event-ID": "x"}).status_code == 400
    stream.leave()
    until_all_free(server, listen)


@pytest.mark.contract("head")
def test_head_leaves_its_connection_to_the_next_request(server: Server) -> None:
    address = httpx.URL(server.url)
    host = f"Host: {address.netloc.decode()}\r\n"
    with socket.create_connection((address.host, address.port or 80), 15) as one:
        one.sendall(f"HEAD {EVENTS} HTTP/1.1\r\n{host}\r\n".encode())
        assert one.recv(65_536).startswith(b"HTTP/1.1 200")
        # The server may close the connection as well: what it must not do is keep it busy.
        with contextlib.suppress(ConnectionError):
            one.sendall(f"GET / HTTP/1.1\r\n{host}Connection: close\r\n\r\n".encode())
            while one.recv(65_536):
                pass


@pytest.mark.contract("headers")
def test_nobody_keeps_or_holds_a_stream_back(listen: Listen) -> None:
    for stream in (listen(), listen(0)):
        headers = stream.response.headers
        assert headers["cache-control"] == "no-store"
        assert headers["x-accel-buffering"] == "no"
        assert "content-length" not in headers
        assert "content-encoding" not in headers
        assert "set-cookie" not in headers


@pytest.mark.contract("proxy")
@pytest.mark.needs(nginx.PACKAGE)
@pytest.mark.parametrize("version", ["1.1", "1.0"])
def test_nginx_passes_events_on_and_says_who_left(
    client: httpx.Client, server: Server, listen: Listen, text: str, tmp_path: Path, version: str
) -> None:
    until_alone(server)
    written = server.folder.joinpath(nginx.CONFIGURATION).read_text(encoding="utf-8")
    assert written.count(BY_DEFAULT) == 1
    used = written.replace(BY_DEFAULT, BY_DEFAULT.replace("1.1", version))
    tmp_path.joinpath(nginx.CONFIGURATION).write_text(used, encoding="utf-8")
    address = httpx.URL(server.url).netloc.decode()
    with nginx.in_front_of(tmp_path, address) as front:
        before = post(client, f"{text} before")
        streams = [listen(before, at=front) for _ in range(3)]
        post(client, f"{text} then")
        for stream in streams:
            until_heard(stream, f"{text} then")
            assert not stream.over.is_set()
        last = streams[0].numbers[-1]
        for stream in streams:
            stream.leave()
        until_alone(server)
        post(client, f"{text} missed")
        again = listen(last, at=front)
        until_heard(again, f"{text} missed")
        assert len(again.numbers) == 1
        again.leave()


CLAIMS = {
    "x-forwarded-for": "203.0.113.9",
    "x-forwarded-proto": "https",
    "x-forwarded-protocol": "ssl",
    "x-forwarded-ssl": "on",
    "x-forwarded-host": "evil.example",
}


@pytest.mark.contract("proxy")
@pytest.mark.needs(nginx.PACKAGE)
def test_nginx_says_itself_who_asks_and_how(server: Server) -> None:
    # In the place of the application, which shows nothing of it to anybody.
    with socket.create_server(("127.0.0.1", 0)) as behind:
        behind.settimeout(10)
        address = "{}:{}".format(*behind.getsockname())
        with (
            nginx.in_front_of(server.folder, address) as front,
            ThreadPoolExecutor() as pool,
        ):
            asked = pool.submit(httpx.get, front, headers=CLAIMS, trust_env=False)
            connection, _ = behind.accept()
            with connection:
                head = connection.recv(65536).decode()
                connection.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")
            assert asked.result().status_code == 204
    sent = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if line)
    assert sent["host"] == httpx.URL(front).netloc.decode()
    said = {name: sent[name] for name in CLAIMS if name in sent}
    assert said == {"x-forwarded-for": "127.0.0.1", "x-forwarded-proto": "http"}


# --- the database and the end ------------------------------------------------------------------

OTHERS = """
SELECT count(*), count(*) FILTER (WHERE state LIKE 'idle in transaction%')
FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""


@pytest.mark.contract("few-connections")
def test_streams_hold_no_connections(
    client: httpx.Client, server: Server, host: Host, listen: Listen, text: str
) -> None:
    streams = until_all_free(server, listen)
    for stream in streams:
        until(lambda one=stream: one.read.comments, "a heartbeat")  # type: ignore[misc]
    with psycopg.connect(host.given["DATABASE_URL"], autocommit=True) as other:
        seen = []
        for _ in range(40):
            seen.append(other.execute(OTHERS).fetchone() or (99, 99))
            time.sleep(0.05)
    assert max(count for count, _ in seen) <= CONNECTIONS
    # One may be seen on its way; one that stays is a fault.
    assert min(idle for _, idle in seen) == 0
    post(client, text)
    for stream in streams:
        until_heard(stream, text)


@pytest.mark.contract("outage")
def test_streams_outlast_the_database(
    client: httpx.Client, server: Server, host: Host, listen: Listen, text: str
) -> None:
    before = post(client, f"{text} before")
    streams = [listen(before - 1) for _ in range(5)]
    for stream in streams:
        until_heard(stream, f"{text} before")
    with outages.postgres(host.given["DATABASE_URL"]):
        time.sleep(2)  # each stream has asked in vain
        assert client.get("/").status_code == 200
        for ask in (
            lambda: client.get(EVENTS, timeout=20),
            lambda: client.head(EVENTS, timeout=20),
            lambda: client.post(EVENTS, data={"text": text}, headers=TOKEN, timeout=20),
        ):
            began = time.monotonic()
            response = ask()
            assert time.monotonic() - began < 10
            assert response.status_code == 503, response.text[:300]
            assert int(response.headers["retry-after"]) > 0
            assert response.headers["content-type"].startswith("application/json")
        assert not any(one.over.is_set() for one in streams)
    sent: list[int] = []

    def is_back() -> bool:
        response = client.post(EVENTS, data={"text": f"{text} after"}, headers=TOKEN, timeout=20)
        assert response.status_code in (201, 503)
        sent.extend([int(response.json()["id"])] if response.status_code == 201 else [])
        return bool(sent)

    until(is_back, "the database is back")
    for stream in [*streams, listen(before)]:
        until_heard(stream, f"{text} after")
        assert stream.numbers[-1:] == sent
        assert len(stream.numbers) == len(set(stream.numbers))
        assert text not in stream.texts


@pytest.mark.contract("ends")
def test_the_server_leaves_and_streams_resume(
    client: httpx.Client, server: Server, listen: Listen, text: str
) -> None:
    before = post(client, f"{text} before")
    streams = [listen(before - 1) for _ in range(6)]
    for stream in streams:
        until_heard(stream, f"{text} before")
    os.kill(server.process.pid, signal.SIGTERM)  # as a service manager does
    try:
        server.process.wait(15)
        until(lambda: all(one.over.is_set() for one in streams), "the streams are over", 5)
    finally:
        server.restart()
    missed = post(client, f"{text} missed")
    again = listen(streams[0].numbers[-1])
    until_heard(again, f"{text} missed")
    assert again.numbers == [missed]


# --- refusing ----------------------------------------------------------------------------------


@pytest.mark.contract("asks-who")
@each(
    "given",
    [
        *(None, "", "Bearer", "Bearer wrong", "Basic Zmlyc3Q6", "Token first-secret"),
        *("first-secret", "Bearer first-secret2", "Bearer first-secre", "Bearer \u00e9"),
    ],
)
def test_nobody_publishes_without_the_token(
    client: httpx.Client, listen: Listen, text: str, given: str | None
) -> None:
    before = post(client, "before")
    headers = {} if given is None else {"Authorization": given.encode()}
    response = client.post(EVENTS, data={"text": text}, headers=headers)
    assert response.status_code == 401
    assert response.headers["www-authenticate"].startswith("Bearer")
    behind = post(client, "behind")
    stream = listen(before)
    until(lambda: behind in stream.numbers, "the event behind it")
    assert stream.numbers == [behind]


@pytest.mark.contract("refuses-input")
@each("value", [None, "", "  ", "\n\t\n", "x" * 1001, "a\0b", "\0"])
def test_a_wrong_text_is_refused(client: httpx.Client, listen: Listen, value: str | None) -> None:
    before = post(client, "before")
    fields = {} if value is None else {"text": value}
    response = client.post(EVENTS, data=fields, headers=TOKEN)
    assert response.status_code == 400, response.text[:300]
    assert response.json()["fields"] == ["text"]
    behind = post(client, "\u00e9" * 1000)
    stream = listen(before)
    until(lambda: behind in stream.numbers, "the event behind it")
    assert stream.numbers == [behind]


@pytest.mark.contract("refuses-input")
@each(
    ("kind", "body"),
    [
        ("application/json", b'{"text": "a"}'),
        ("application/x-www-form-urlencoded", b"text=%00"),
        ("application/x-www-form-urlencoded", b"&" * 60_000),
        ("multipart/form-data", b"--"),
        ("text/plain", b"text=a"),
    ],
)
def test_an_odd_body_is_refused(client: httpx.Client, kind: str, body: bytes) -> None:
    response = client.post(EVENTS, content=body, headers={**TOKEN, "Content-Type": kind})
    assert response.status_code == 400, response.text[:300]


@pytest.mark.contract("refuses-input")
def test_a_body_over_the_limit_is_refused(client: httpx.Client, listen: Listen, text: str) -> None:
    before = post(client, "before")
    response = client.post(EVENTS, data={"text": text, "more": "x" * 65_536}, headers=TOKEN)
    assert response.status_code in (400, 413)
    behind = post(client, "behind")
    stream = listen(before)
    until(lambda: behind in stream.numbers, "the event behind it")
    assert stream.numbers == [behind]


@pytest.mark.contract("refuses-methods")
@each("method", ["PUT", "PATCH", "DELETE"])
def test_other_methods_are_refused(client: httpx.Client, method: str) -> None:
    response = client.request(method, EVENTS, headers=TOKEN)
    assert response.status_code == 405
    assert {"GET", "HEAD", "POST"} <= set(response.headers["allow"].replace(" ", "").split(","))
    response = client.request(method, "/")
    assert response.status_code == 405
    assert "GET" in response.headers["allow"]


@pytest.mark.contract("page")
def test_the_page_names_the_stream(client: httpx.Client) -> None:
    response = client.get("/")
    assert response.status_code == 200
    soup = document(response)
    assert soup.find(attrs={"data-events": EVENTS}), "no element names the stream"
    script = soup.find("script")
    assert script and "new EventSource(" in script.text
    assert "textContent" in script.text
    for unsafe in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval("):
        assert unsafe not in script.text
