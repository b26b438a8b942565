"""The contract of `websocket`."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import signal
import socket
import struct
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import psutil
import pytest
from redis import Redis
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from tests.contract import outages
from tests.contract.each import each
from tests.contract.harness import Server
from tests.contract.host import Host
from tests.contract.pages import hidden, page, send_json, submit
from tests.contract.waiting import until
from tests.contract.workers import family_of

ADA, GRACE = ("ada", "first-secret"), ("grace", "second-secret")
ROOM, OTHER = "lobby", "kitchen"
LIMIT = 16 * 1024
AT_MOST = 20
# In the lines that start the applications.
PLACES, PROCESSES = 20, 2
PATIENCE = 30.0
UTF8 = "\U0001f600"


# --- what the tests do and see ---------------------------------------------------------------


class Socket:
    """An open socket, and what was heard on it."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    def say(self, text: str, **more: Any) -> None:
        self.connection.send(json.dumps({"text": text, **more}))

    def hear(self, patience: float = PATIENCE) -> dict[str, Any]:
        """The next event."""
        return dict(json.loads(self.connection.recv(timeout=patience)))

    def until(self, **wanted: Any) -> list[dict[str, Any]]:
        """What is heard up to an event with these fields, which is the last."""
        heard = []
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                heard.append(self.hear(max(0.1, deadline - time.monotonic())))
            except TimeoutError:
                pytest.fail(f"{wanted} was not heard within {PATIENCE:g} s, but {heard[-5:]}")
            if wanted.items() <= heard[-1].items():
                return heard

    def said(self, **wanted: Any) -> list[dict[str, Any]]:
        """The same without who came and left: those of another test may still be told."""
        return [one for one in self.until(**wanted) if one["type"] not in ("joined", "left")]

    def code(self) -> int | None:
        """With which code the server closes it; what comes before is dropped."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                self.connection.recv(timeout=deadline - time.monotonic())
            except ConnectionClosed as closed:
                return closed.rcvd.code if closed.rcvd else None
            except TimeoutError:
                break
        pytest.fail(f"not closed within {PATIENCE:g} s")

    @property
    def port(self) -> int:
        return int(self.connection.socket.getsockname()[1])


Enter = Callable[..., Socket]
COOKIES: dict[tuple[str, int, str], str] = {}


def cookie(server: Server, person: tuple[str, str]) -> str:
    """The cookies of somebody who has signed in; once for each run of a server."""
    key = (server.url, server.process.pid, person[0])
    if key not in COOKIES:
        COOKIES[key] = signed_in(server, person)
    return COOKIES[key]


def signed_in(server: Server, person: tuple[str, str]) -> str:
    with httpx.Client(base_url=server.url, timeout=20, trust_env=False) as client:
        answer = submit(client, "/sign-in", {"username": person[0], "password": person[1]})
        assert answer.status_code == 302, answer.text[:300]
        return "; ".join(f"{name}={value}" for name, value in client.cookies.items())


def address(server: Server, room: str) -> str:
    return f"{server.url.replace('http', 'ws', 1)}/rooms/{room}/socket"


def opened(
    server: Server,
    person: tuple[str, str] | None = ADA,
    room: str = ROOM,
    origin: str | None = "own",
    cookies: str | None = None,
    **more: Any,
) -> ClientConnection:
    sent = cookies if cookies is not None else cookie(server, person) if person else ""
    headers = {"Cookie": sent} if sent else {}
    if origin is not None:
        headers["Origin"] = server.url if origin == "own" else origin
    more = {"compression": None, "open_timeout": 20, "max_queue": None, **more}
    url = address(server, room)
    made: ClientConnection = connect(url, additional_headers=headers, proxy=None, **more)
    return made


def refusal(*given: Any, **more: Any) -> httpx.Response:
    """The answer to a handshake that has to be refused."""
    with pytest.raises(InvalidStatus) as refused:
        opened(*given, **more).close()
    answer = refused.value.response
    return httpx.Response(answer.status_code, headers=list(answer.headers.raw_items()))


@pytest.fixture
def enter(server: Server) -> Iterator[Enter]:
    """Opens sockets that are in their room when it returns, and closes them afterwards."""
    with contextlib.ExitStack() as stack:

        def into(person: tuple[str, str] = ADA, room: str = ROOM, **more: Any) -> Socket:
            one = Socket(stack.enter_context(opened(server, person, room, **more)))
            one.until(type="joined", name=person[0])
            return one

        yield into


@pytest.fixture
def text() -> str:
    """A text that no other test sends."""
    return f"text {secrets.token_hex(6)}"


@pytest.fixture
def log(server: Server) -> Callable[[], str]:
    """What the server has written since the test began."""
    begin = len(server.log())
    return lambda: server.log()[begin:]


def process_of(server: Server, one: Socket) -> int:
    """The process of the server that holds a socket."""
    for number in family_of(server.process.pid):
        with contextlib.suppress(psutil.Error):
            for link in psutil.Process(number).net_connections("tcp"):
                if link.raddr and link.raddr.port == one.port:
                    return number
    pytest.fail("no process of the server holds the socket")


def elsewhere(server: Server, enter: Enter, one: Socket, *who: Any) -> Socket:
    """A socket in another process than this one's, which stands still meanwhile."""
    held = process_of(server, one)
    os.kill(held, signal.SIGSTOP)
    try:
        other = enter(*who)
    finally:
        os.kill(held, signal.SIGCONT)
    assert process_of(server, other) != held
    return other


def knock(server: Server, person: tuple[str, str], room: str = ROOM) -> socket.socket:
    """A link on which a handshake was sent; its answer is not read."""
    url = httpx.URL(server.url)
    link = socket.socket()
    # Small, so that a server notices soon that nobody reads.
    link.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    link.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, 536)
    link.settimeout(PATIENCE)
    link.connect((url.host, url.port))
    link.sendall(
        f"GET /rooms/{room}/socket HTTP/1.1\r\nHost: {url.host}:{url.port}\r\n"
        "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        f"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nOrigin: {server.url}\r\n"
        f"Cookie: {cookie(server, person)}\r\n\r\n".encode()
    )
    return link


def reset(link: socket.socket) -> None:
    """Go without a word."""
    link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


class Raw:
    """A socket whose frames are made by hand, and which does nothing by itself."""

    def __init__(self, server: Server, person: tuple[str, str], room: str = ROOM) -> None:
        self.link = knock(server, person, room)
        self.file = self.link.makefile("rb")
        assert b" 101 " in self.file.readline()
        while self.file.readline().strip():
            pass

    def send(self, kind: int, data: bytes, *, last: bool = True, masked: bool = True) -> None:
        first = kind | (0x80 if last else 0)
        mask = secrets.token_bytes(4) if masked else b""
        flag = 0x80 if masked else 0
        size = len(data)
        if size < 126:
            head = struct.pack("!BB", first, flag | size)
        elif size < 65536:
            head = struct.pack("!BBH", first, flag | 126, size)
        else:
            head = struct.pack("!BBQ", first, flag | 127, size)
        if masked:
            data = bytes(byte ^ mask[place % 4] for place, byte in enumerate(data))
        self.link.sendall(head + mask + data)

    def next(self) -> tuple[int, bytes]:
        """Kind and content of the next frame."""
        first, size = self.file.read(2)
        if size == 126:
            (size,) = struct.unpack("!H", self.file.read(2))
        elif size == 127:
            (size,) = struct.unpack("!Q", self.file.read(8))
        return first & 0x0F, self.file.read(size)

    def code(self) -> int:
        """With which code the server closes it."""
        while True:
            kind, data = self.next()
            if kind == CLOSE:
                return int(struct.unpack("!H", data[:2])[0])

    def heard(self, kind: str, **wanted: Any) -> None:
        """Read up to an event."""
        while True:
            frame, data = self.next()
            assert frame == TEXT, (frame, data)
            if {"type": kind, **wanted}.items() <= json.loads(data).items():
                return

    def close(self) -> None:
        self.file.close()
        self.link.close()


CONTINUED, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10


@pytest.fixture
def raw(server: Server) -> Iterator[Callable[..., Raw]]:
    """Opens sockets whose frames are made by hand."""
    with contextlib.ExitStack() as stack:

        def make(person: tuple[str, str] = GRACE, room: str = ROOM) -> Raw:
            one = Raw(server, person, room)
            stack.callback(one.close)
            one.heard("joined", name=person[0])
            return one

        yield make


# --- speaking --------------------------------------------------------------------------------


@pytest.mark.contract("room")
def test_all_in_a_room_hear_what_one_says(enter: Enter, text: str) -> None:
    ada = enter(ADA)
    grace = enter(GRACE)
    ada.until(type="joined", name="grace")
    message = f"  {text} <b>{UTF8}</b> "
    grace.say(message)
    for one in (ada, grace):
        heard = one.until(type="message")[-1]
        assert heard == {"type": "message", "name": "grace", "text": message.strip()}
    ada.say(text)
    for one in (ada, grace):
        assert one.until(type="message")[-1] == {"type": "message", "name": "ada", "text": text}
    grace.connection.close()
    assert ada.until(type="left")[-1] == {"type": "left", "name": "grace"}


@pytest.mark.contract("processes")
def test_they_hear_each_other_from_process_to_process(
    server: Server, enter: Enter, text: str
) -> None:
    ada = enter(ADA)
    grace = elsewhere(server, enter, ada, GRACE)
    ada.until(type="joined", name="grace")
    grace.say(text)
    ada.say(f"{text} back")
    for one in (ada, grace):
        heard = [one.until(type="message")[-1] for _ in range(2)]
        assert sorted((event["name"], event["text"]) for event in heard) == [
            ("ada", f"{text} back"),
            ("grace", text),
        ]
    grace.connection.close()
    ada.until(type="left", name="grace")


@pytest.mark.contract("at-once")
def test_of_many_at_once_each_is_heard_once_and_in_order(
    server: Server, enter: Enter, text: str
) -> None:
    sockets = [enter(ADA)]
    sockets.append(elsewhere(server, enter, sockets[0], GRACE))
    sockets += [enter(ADA) for _ in range(3)]
    each_says = 15

    def speak(number: int) -> None:
        for count in range(each_says):
            sockets[number].say(f"{text} {number} {count}")

    def listen(one: Socket) -> list[list[int]]:
        heard: list[list[int]] = [[] for _ in sockets]
        while sum(map(len, heard)) < each_says * len(sockets):
            event = one.until(type="message")[-1]
            number, count = event["text"].removeprefix(f"{text} ").split()
            heard[int(number)].append(int(count))
        return heard

    with ThreadPoolExecutor(2 * len(sockets)) as pool:
        spoken = [pool.submit(speak, number) for number in range(len(sockets))]
        for heard in pool.map(listen, sockets):
            assert heard == [list(range(each_says))] * len(sockets)
        assert [one.result() for one in spoken]


@pytest.mark.contract("apart")
def test_another_room_hears_nothing(enter: Enter, text: str) -> None:
    here, there = enter(ADA), enter(GRACE, OTHER)
    here.say(text)
    here.until(type="message", text=text)
    there.say(f"{text} there")
    heard = there.said(type="message")
    assert [(event["name"], event["text"]) for event in heard] == [("grace", f"{text} there")]
    here.say(f"{text} last")
    assert len(here.said(text=f"{text} last")) == 1


# --- coming in -------------------------------------------------------------------------------


@pytest.mark.contract("signed-in")
@each("cookies", ["", "session=x; sessionid=x", "session=eyJwZXJzb24iOiJhZGEifQ.aaaaaa.bbbb"])
def test_nobody_comes_in_without_a_session(
    server: Server, log: Callable[[], str], cookies: str
) -> None:
    assert refusal(server, cookies=cookies).status_code == 403
    assert "Traceback" not in log()


@pytest.mark.contract("signed-in")
def test_nothing_in_an_address_signs_in(server: Server) -> None:
    name, value = cookie(server, ADA).split("; ")[0].split("=", 1)
    for query in (f"{name}={value}", "username=ada&password=first-secret", "person=ada&user=ada"):
        with pytest.raises(InvalidStatus) as refused:
            connect(
                f"{address(server, ROOM)}?{query}",
                additional_headers={"Origin": server.url},
                proxy=None,
            ).close()
        assert refused.value.response.status_code == 403


@pytest.mark.contract("signed-in")
def test_a_wrong_password_signs_nobody_in(server: Server, client: httpx.Client) -> None:
    for name, word in (("ada", "second-secret"), ("ada", ""), ("nobody", "x"), ("", "")):
        answer = submit(client, "/sign-in", {"username": name, "password": word})
        assert answer.status_code == 200
    cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    assert refusal(server, cookies=cookies).status_code == 403
    home = client.get("/")
    assert (home.status_code, home.headers["location"].partition("?")[0]) == (302, "/sign-in")
    assert "no-store" in home.headers["cache-control"]


@pytest.mark.contract("signed-in")
@each("sent", [{"username": "ada", "password": 5}, [1], None])
def test_json_is_no_form(client: httpx.Client, sent: object) -> None:
    assert send_json(client, "/sign-in", sent).status_code == 200
    assert client.get("/").status_code == 302


@pytest.mark.contract("own-origin")
def test_a_page_of_another_site_opens_no_socket(server: Server, log: Callable[[], str]) -> None:
    port = httpx.URL(server.url).port or 80
    others = [
        None, "", "null", "http://evil.example", f"http://evil.example:{port}",
        f"http://127.0.0.1:{port}.evil.example", f"http://127.0.0.1.evil.example:{port}",
        f"http://127.0.0.1@evil.example:{port}", "http://127.0.0.1", f"http://127.0.0.1:{port + 1}",
        f"https://127.0.0.1:{port}", f"http://localhost:{port}", f"127.0.0.1:{port}",
        "http://[", "http://127.0.0.1:99999999", f"{server.url}, http://evil.example", "\u00e9",
    ]  # fmt: skip
    found = {origin: refusal(server, origin=origin).status_code for origin in others}
    assert {origin: status for origin, status in found.items() if status != 403} == {}
    assert "Traceback" not in log()


@pytest.mark.contract("rooms")
def test_the_room_of_the_staff_is_theirs(server: Server, enter: Enter, text: str) -> None:
    assert refusal(server, GRACE, "staff").status_code == 403
    ada = enter(ADA, "staff")
    ada.say(text)
    ada.until(type="message", text=text)


@pytest.mark.contract("rooms")
@each("room", ["attic", "Lobby", "lobby2", "x" * 200, "%00", "%C3%A9", "a.b", "lobby/staff"])
def test_a_room_that_does_not_exist(server: Server, log: Callable[[], str], room: str) -> None:
    assert refusal(server, ADA, room).status_code == 404
    assert "Traceback" not in log()


@pytest.mark.contract("handshake")
def test_what_is_no_handshake_is_refused(
    server: Server, client: httpx.Client, log: Callable[[], str]
) -> None:
    path = f"/rooms/{ROOM}/socket"
    good = {
        "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Origin": server.url,
        "Cookie": cookie(server, ADA),
    }  # fmt: skip
    wrong: list[dict[str, str | None]] = [
        {"Sec-WebSocket-Version": "8"}, {"Sec-WebSocket-Version": None},
        {"Sec-WebSocket-Version": "x"}, {"Sec-WebSocket-Key": None},
        {"Upgrade": None, "Connection": "close"}, {"Upgrade": "h2c"}, {"Connection": "close"},
    ]  # fmt: skip
    for change in wrong:
        headers = {name: value for name, value in {**good, **change}.items() if value is not None}
        answer = client.get(path, headers=headers)
        assert 400 <= answer.status_code <= 426, (change, answer.status_code)
    for method in ("GET", "HEAD", "POST", "PUT", "OPTIONS"):
        answer = client.request(method, path, headers={"Cookie": cookie(server, ADA)})
        assert 400 <= answer.status_code <= 426, (method, answer.status_code)
    answer = client.post(path, headers=good)
    assert 400 <= answer.status_code <= 426, ("POST", answer.status_code)
    assert "Traceback" not in log()


@pytest.mark.contract("handshake")
def test_who_goes_during_the_handshake_leaves_no_traceback(
    server: Server, enter: Enter, log: Callable[[], str]
) -> None:
    ada = enter(ADA)
    for _ in range(6):
        with knock(server, GRACE) as link:
            link.recv(1)
            reset(link)
    family = family_of(server.process.pid)
    for one in family:  # so that they are gone before the answer
        os.kill(one, signal.SIGSTOP)
    try:
        for _ in range(6):
            with knock(server, GRACE) as link:
                reset(link)
    finally:
        for one in family:
            os.kill(one, signal.SIGCONT)
    other = enter(GRACE)
    other.say("last")
    ada.until(type="message", text="last")
    time.sleep(1)
    assert "Traceback" not in log()


# --- what is said ----------------------------------------------------------------------------


@pytest.mark.contract("input")
def test_what_is_no_message_is_told_to_its_sender_alone(enter: Enter, text: str) -> None:
    ada, grace = enter(ADA), enter(GRACE)
    ada.until(type="joined", name="grace")
    wrong = [
        "", "x", "{", "[]", "5", "null", '"text"', "{}", '{"text": 5}', '{"text": null}',
        '{"text": ["x"]}', '{"text": {"text": "x"}}', '{"text": ""}', '{"text": " \\u00a0\\n"}',
        '{"text": "a\\u0000b"}', '{"text": "a\\ud83d"}', json.dumps({"text": "x" * 1001}),
        "[" * 16_000, '{"text": "x"} {"text": "x"}',
    ]  # fmt: skip
    for words in wrong:
        grace.connection.send(words)
        (event,) = grace.said(type="error")
        assert event["text"], words[:40]
    grace.say("x" * 1000)
    for one in (ada, grace):
        (heard,) = one.said(type="message")
        assert (heard["name"], heard["text"]) == ("grace", "x" * 1000)


@pytest.mark.contract("names-nobody")
def test_other_fields_choose_nothing(enter: Enter, text: str) -> None:
    ada, grace, there = enter(ADA), enter(GRACE), enter(ADA, OTHER)
    ada.until(type="joined", name="grace")
    fields: list[dict[str, Any]] = [
        {"name": "ada", "person": "ada", "user": "ada"},
        {"room": OTHER, "group": f"room.{OTHER}", "channel": OTHER},
        *({"type": kind} for kind in ("left", "error", "signed.out", "websocket.close", "_x", 5)),
        {"code": 1000, "signed_out": "ada", "__class__": "x"},
    ]
    for number, more in enumerate(fields):
        grace.say(f"{text} {number}", **more)
        for one in (ada, grace):
            (heard,) = one.said(text=f"{text} {number}")
            assert heard == {"type": "message", "name": "grace", "text": f"{text} {number}"}
    there.say(text)
    assert [event["text"] for event in there.said(type="message")] == [text]


# --- frames ----------------------------------------------------------------------------------


@pytest.mark.contract("frames")
def test_a_frame_that_is_wrong_closes_the_socket(
    raw: Callable[..., Raw], enter: Enter, text: str, log: Callable[[], str]
) -> None:
    ada = enter(ADA)
    sent: list[tuple[int, Callable[[Raw], None]]] = [
        (1003, lambda one: one.send(BINARY, b'{"text": "x"}')),
        (1007, lambda one: one.send(TEXT, b'{"text": "\xff\xfe"}')),
        (1009, lambda one: one.send(TEXT, b" " * (LIMIT + 1))),
        (1009, lambda one: one.send(TEXT, (UTF8 * (LIMIT // 3)).encode())),
        (1002, lambda one: one.send(TEXT, b'{"text": "x"}', masked=False)),
        (1002, lambda one: one.send(3, b"x")),
        (1002, lambda one: one.send(CONTINUED, b"x")),
        (1002, lambda one: one.send(PING, b"x", last=False)),
        (1002, lambda one: one.send(0x40 | TEXT, b"x")),
    ]
    for code, send in sent:
        one = raw(GRACE)
        send(one)
        assert one.code() == code
        ada.until(type="left", name="grace")
    ada.say(text)
    ada.until(type="message", text=text)


@pytest.mark.contract("frames")
def test_a_message_in_parts_is_one_message(raw: Callable[..., Raw], enter: Enter) -> None:
    ada, one = enter(ADA), raw(GRACE)
    for kind, data, last in (
        (TEXT, b'{"text": "a\xf0\x9f', False),  # cut within a character
        (PING, b"between", True),
        (CONTINUED, b"\x98", False),
        (CONTINUED, b'\x80b"}', True),
    ):
        one.send(kind, data, last=last)
    assert ada.until(type="message")[-1]["text"] == f"a{UTF8}b"
    with contextlib.suppress(OSError):
        for number in range(LIMIT // 1000 + 2):  # of a message that does not end
            one.send(CONTINUED if number else TEXT, b" " * 1000, last=False)
    assert one.code() == 1009


@pytest.mark.contract("frames")
def test_a_small_frame_that_is_large_within_is_refused(enter: Enter) -> None:
    one = enter(GRACE, compression="deflate")
    with contextlib.suppress(ConnectionClosed):
        one.connection.send(" " * 200_000)
    assert one.code() == 1009


@pytest.mark.contract("too-fast")
def test_who_speaks_too_fast_is_closed_and_nobody_else(
    enter: Enter, text: str, log: Callable[[], str]
) -> None:
    ada, grace, other = enter(ADA), enter(GRACE), enter(GRACE)
    with contextlib.suppress(ConnectionClosed):
        for number in range(3 * AT_MOST):
            grace.say(f"{text} {number}")
    assert grace.code() == 1008
    heard = ada.until(type="message", text=f"{text} {AT_MOST - 1}")
    heard += ada.until(type="left", name="grace")
    told = [event["text"] for event in heard if event["type"] == "message"]
    assert told == [f"{text} {number}" for number in range(AT_MOST)]
    for one in (ada, other):
        one.say(text)
        one.until(type="message", text=text)
    assert "Traceback" not in log()


@pytest.mark.contract("too-fast")
def test_twenty_at_once_are_well_also_if_they_are_wrong(enter: Enter, text: str) -> None:
    grace = enter(GRACE)
    for _ in range(AT_MOST):
        grace.connection.send("no message")
    for _ in range(AT_MOST):
        assert len(grace.said(type="error")) == 1
    grace.connection.send("one too many")
    assert grace.code() == 1008


# --- who is still there ----------------------------------------------------------------------


@pytest.mark.contract("alive")
def test_a_ping_is_answered(enter: Enter, raw: Callable[..., Raw]) -> None:
    assert enter(ADA).connection.ping().wait(PATIENCE)
    one = raw(GRACE)
    one.send(PING, b"as sent")
    assert one.next() == (PONG, b"as sent")


@pytest.mark.contract("alive")
def test_who_vanishes_has_left(enter: Enter, raw: Callable[..., Raw]) -> None:
    ada, one = enter(ADA), raw(GRACE)
    ada.until(type="joined", name="grace")
    reset(one.link)
    one.close()
    ada.until(type="left", name="grace")


@pytest.mark.contract("alive")
def test_who_answers_no_ping_has_left(enter: Enter, raw: Callable[..., Raw]) -> None:
    ada, one = enter(ADA), raw(GRACE)
    ada.until(type="joined", name="grace")
    while one.next()[0] != PING:  # somebody of a test before may leave meanwhile
        pass
    ada.until(type="left", name="grace")  # since nothing was answered


@pytest.mark.contract("alive")
def test_who_has_left_leaves_nothing_in_redis(server: Server, enter: Enter, host: Host) -> None:
    with Redis.from_url(host.given["REDIS_URL"]) as redis:
        redis.flushdb()
        ada = enter(ADA)
        grace = elsewhere(server, enter, ada, GRACE)
        grace.connection.close()
        ada.until(type="left", name="grace")
        ada.connection.close()
        until(lambda: redis.dbsize() == 0, "nothing is left in Redis")


@pytest.mark.contract("slow-reader")
@pytest.mark.parametrize("talkers", [2, 8])
def test_who_does_not_read_holds_up_nobody(
    enter: Enter, raw: Callable[..., Raw], client: httpx.Client, talkers: int
) -> None:
    ada = enter(ADA)
    raw(GRACE)  # reads no more
    ada.until(type="joined", name="grace")
    speakers = [enter(ADA) for _ in range(talkers)]
    for _ in speakers:
        ada.until(type="joined", name="ada")
    large = UTF8 * 950  # 12 KB in JSON
    count = AT_MOST * len(speakers)

    def speak(number: int) -> None:
        for word in range(AT_MOST):
            speakers[number].say(f"{number} {word} {large}")

    def listen(one: Socket) -> list[dict[str, Any]]:
        heard: list[dict[str, Any]] = []
        for _ in range(count):
            heard += one.until(type="message")
        return heard

    begin = time.monotonic()
    with ThreadPoolExecutor(2 * len(speakers) + 1) as pool:
        spoken = [pool.submit(speak, number) for number in range(len(speakers))]
        heard = list(pool.map(listen, [ada, *speakers]))
        assert [one.result() for one in spoken]
    # It takes a fraction of a second; who waits for the client waits for ten, or for ever.
    assert time.monotonic() - begin < 8
    for events in heard:
        assert len({event["text"] for event in events if event["type"] == "message"}) == count
    assert client.get("/sign-in").status_code == 200
    left = {"type": "left", "name": "grace"}
    assert left in heard[0] or ada.until(**left)
    for one in speakers:
        assert one.connection.ping().wait(PATIENCE)


@pytest.mark.contract("sign-out")
def test_signing_out_closes_the_sockets_of_the_person(
    server: Server, enter: Enter, client: httpx.Client, text: str
) -> None:
    ada, grace = enter(ADA), enter(GRACE)
    other = elsewhere(server, enter, grace, GRACE, OTHER)
    submit(client, "/sign-in", {"username": GRACE[0], "password": GRACE[1]})
    home = client.get("/")
    assert "no-store" in home.headers["cache-control"]
    (form,) = [one for one in page(home).find_all("form") if one.get("action")]
    assert client.post(str(form["action"]), data=hidden(form)).status_code == 302
    assert grace.code() == 1008
    assert other.code() == 1008
    cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
    assert refusal(server, cookies=cookies).status_code == 403
    ada.say(text)
    ada.until(type="message", text=text)


@pytest.mark.contract("full")
def test_when_all_places_are_taken_the_next_is_refused(
    enter: Enter, client: httpx.Client, log: Callable[[], str], text: str
) -> None:
    taken: list[Socket] = []
    deadline = time.monotonic() + PATIENCE
    while len(taken) <= PLACES * PROCESSES:
        try:
            taken.append(enter(ADA, OTHER))
        except InvalidStatus as refused:
            answer = refused.response
            if len(taken) >= PLACES:
                break
            # Those of the test before may not have left yet.
            assert time.monotonic() < deadline, f"only {len(taken)} places"
            time.sleep(0.2)
    assert len(taken) <= PLACES * PROCESSES
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert "Traceback" not in log()
    for _ in range(5):
        assert client.get("/sign-in").status_code == 200
    taken[0].say(text)
    for one in taken:
        one.until(type="message", text=text)
    for one in taken:
        one.connection.close()
    again: list[Socket] = []
    deadline = time.monotonic() + PATIENCE
    while len(again) < PLACES and time.monotonic() < deadline:
        try:
            again.append(enter(ADA, OTHER))
        except InvalidStatus:
            time.sleep(0.2)
    assert len(again) == PLACES


# --- what fails ------------------------------------------------------------------------------


@pytest.mark.contract("redis-down")
def test_without_redis_nobody_waits_in_vain(
    server: Server,
    enter: Enter,
    host: Host,
    client: httpx.Client,
    log: Callable[[], str],
    text: str,
) -> None:
    ada = enter(ADA)
    grace = elsewhere(server, enter, ada, GRACE)
    with outages.redis(host.given["REDIS_URL"], "pubsub", "normal"):
        with contextlib.suppress(ConnectionClosed):
            ada.say(text)
        assert [one.code() for one in (ada, grace)] == [1013, 1013]
        begin = time.monotonic()
        answer = refusal(server)
        assert answer.status_code == 503
        assert int(answer.headers["retry-after"]) > 0
        assert time.monotonic() - begin < 10
        with contextlib.ExitStack() as stack:  # more than there are threads
            knocking = [stack.enter_context(knock(server, ADA)) for _ in range(200)]
            begin = time.monotonic()
            assert client.get("/sign-in").status_code == 200
            assert time.monotonic() - begin < 1.5
            for link in knocking:
                assert link.recv(12) == b"HTTP/1.1 503"
        assert "Traceback" not in log()
    all_works_again(server, enter, text)


@pytest.mark.contract("redis-down")
def test_a_link_that_breaks_for_a_moment_is_told_to_all(
    server: Server, enter: Enter, host: Host, text: str
) -> None:
    here = enter(ADA)
    there = [elsewhere(server, enter, here) for _ in range(3)]
    sockets = [here, *there, *(elsewhere(server, enter, there[0]) for _ in range(2))]
    here.say(text)
    for one in sockets:
        one.until(type="message", text=text)
    # Only who waits on a link misses what is sent when it breaks.
    outages.redis_links(host.given["REDIS_URL"], len({process_of(server, one) for one in sockets}))
    assert [one.code() for one in sockets] == [1013] * len(sockets)
    all_works_again(server, enter, text)


@pytest.mark.contract("redis-down")
def test_a_redis_that_does_not_answer_is_told_to_all(
    server: Server, enter: Enter, host: Host, client: httpx.Client, text: str
) -> None:
    here = enter(ADA)
    sockets = [here, elsewhere(server, enter, here, GRACE)]
    with outages.silent_redis(host.given["REDIS_URL"]):
        assert [one.code() for one in sockets] == [1013] * len(sockets)
        assert client.get("/sign-in").status_code == 200
    all_works_again(server, enter, text)


def all_works_again(server: Server, enter: Enter, text: str) -> None:
    deadline = time.monotonic() + PATIENCE
    back: list[Socket] = []
    while len(back) < 10:  # in a row
        assert time.monotonic() < deadline, "not all come in"
        try:
            back.append(enter(ADA) if len(back) % 2 == 0 else elsewhere(server, enter, back[-1]))
        except InvalidStatus:
            while back:
                back.pop().connection.close()
            time.sleep(0.2)
    back[1].say(text)
    for one in back:
        one.until(type="message", text=text)


@pytest.mark.contract("ends-well")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_server_that_ends_says_so(
    server: Server, enter: Enter, text: str, number: signal.Signals
) -> None:
    ada = enter(ADA)
    grace = elsewhere(server, enter, ada, GRACE)
    family = [psutil.Process(one) for one in family_of(server.process.pid)]
    if number == signal.SIGINT:  # Ctrl-C is told to all processes
        os.killpg(server.process.pid, number)
    else:
        server.process.send_signal(number)
    try:
        assert {one.code() for one in (ada, grace)} <= {1001, 1012}
        server.process.wait(15)
        # Python has a process of its own that ends after the others.
        _, left = psutil.wait_procs([one for one in family if one.is_running()], 5)
        assert not left
    finally:
        server.restart()
    enter(ADA).say(text)
