"""The contract of `logging`. It reads what the server and the worker write."""

from __future__ import annotations

import base64
import contextlib
import json
import re
import secrets
import socket
import sqlite3
import struct
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import UUID, uuid4

import httpx
import pytest

from tests.contract.cases import Case
from tests.contract.each import each
from tests.contract.harness import NO_TLS, Server, ServerError, running
from tests.contract.host import Host
from tests.contract.pages import answer_to
from tests.contract.waiting import until
from tests.contract.webhook import Receiver
from tests.contract.workers import Beside, beside
from tools.running import end

MESSAGES, HEALTH, UNKNOWN = "/messages", "/health", "/no-such-page"
TOKENS = ("first-secret", "second-secret")
ADA, GRACE = ({"Authorization": f"Bearer {token}"} for token in TOKENS)
ALWAYS = {"time", "level", "logger", "message"}
OF_A_REQUEST = {"request_id", "method", "path"}
SEVERE = {"WARNING", "ERROR", "CRITICAL"}
FORGED = '{"level": "CRITICAL", "message": "forged"}'
# Python runs it first: what a library may do, told as the process ends.
AT_THE_END = """
import atexit, logging, warnings

class Odd:
    def __str__(self):
        raise ValueError

class Full:
    def write(self, text):
        raise OSError

def at_last():
    logging.getLogger().handlers[0].stream = Full()
    logging.getLogger("odd").error("not written")

atexit.register(at_last)  # the last one: each goes before those given earlier
atexit.register(warnings.warn, "of two\\nlines")
atexit.register(lambda: logging.getLogger("odd").error(Odd()))
"""
JOB = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
Start = Callable[..., contextlib.AbstractContextManager[Beside]]
Another = Callable[..., contextlib.AbstractContextManager[Server]]


# --- what the tests do and see ---------------------------------------------------------------


def records(text: str) -> list[dict[str, Any]]:
    """Every line as the JSON object that it has to be."""
    found = []
    for line in text.splitlines():
        try:
            record = json.loads(line)
        except ValueError:
            raise AssertionError(f"no JSON in the log: {line[:300]!r}") from None
        assert isinstance(record, dict), f"no record: {line[:300]!r}"
        assert record.keys() >= ALWAYS, f"incomplete: {line[:300]!r}"
        found.append(record)
    return found


def from_the_server(text: str) -> str:
    """Without what the commands before the server printed."""
    lines = text.splitlines(keepends=True)
    begin = next(i for i, line in enumerate(lines) if "starting gunicorn" in line.lower())
    return "".join(lines[begin:])


@dataclass
class Log:
    """What a process writes from some moment on."""

    source: Server | Beside
    begin: int

    def text(self) -> str:
        """What was written, up to the end of its last whole line."""
        text = self.source.log()[self.begin :]
        return text[: text.rfind("\n") + 1]

    def records(self, **fields: Any) -> list[dict[str, Any]]:
        """The records that have these values."""
        return [one for one in records(self.text()) if one.items() >= fields.items()]

    def severe(self) -> list[dict[str, Any]]:
        return [record for record in self.records() if record["level"] in SEVERE]

    def faults(self) -> list[dict[str, Any]]:
        """What wakes somebody."""
        return [record for record in self.records() if record["level"] in {"ERROR", "CRITICAL"}]


def log_of(source: Server | Beside) -> Log:
    return Log(source, len(source.log()))


@pytest.fixture
def log(server: Server, client: httpx.Client) -> Log:
    """The log of the server from here on, once what came before is answered."""
    client.get(HEALTH)
    return log_of(server)


def visitor(server: Server) -> httpx.Client:
    limits = httpx.Limits(max_keepalive_connections=0)
    return httpx.Client(
        base_url=server.url, timeout=20, trust_env=False, verify=NO_TLS, limits=limits
    )


@pytest.fixture
def another(case: Case, host: Host, server: Server) -> Another:
    """Runs a second server with other variables, on another last line if `run` changes it."""
    del server  # it has asked the host for the services

    @contextlib.contextmanager
    def start(
        *, run: Callable[[str], str] = str, whole: bool = True, **variables: str
    ) -> Iterator[Server]:
        meta = case.application.meta
        before = meta.start[:-1] if whole else meta.exports
        with running(
            case.application.folder,
            [*before, run(meta.start[-1])],
            meta.ready,
            case.interpreter,
            variables={**host.given, **variables},
        ) as one:
            yield one

    return start


@pytest.fixture
def start(server: Server, case: Case, host: Host) -> Start:
    """Runs the worker beside a server, for the length of a `with` block."""

    def begin(of: Server = server, **variables: str) -> contextlib.AbstractContextManager[Beside]:
        return beside(of, case, "work", {**host.given, **variables})

    return begin


@pytest.fixture
def text() -> str:
    """A text that no other test sends."""
    return f"text {secrets.token_hex(6)}"


def post(client: httpx.Client, text: str, **headers: str) -> httpx.Response:
    return client.post(MESSAGES, data={"text": text}, headers={**ADA, **headers})


def accepted(response: httpx.Response) -> str:
    """The address of a message that was taken."""
    assert response.status_code == 202, response.text[:300]
    return str(response.headers["location"])


def until_status(client: httpx.Client, address: str, wanted: str) -> None:
    def is_there() -> bool:
        return bool(client.get(address, headers=ADA).json()["status"] == wanted)

    until(is_there, wanted)


@contextlib.contextmanager
def without_table(server: Server, case: Case) -> Iterator[None]:
    """The table is gone for the length of a `with` block."""
    (path,) = server.folder.rglob("db.sqlite3")
    table = case.application.meta.names["table"]
    with contextlib.closing(sqlite3.connect(path, timeout=20)) as database:
        database.execute(f'ALTER TABLE "{table}" RENAME TO gone')
        database.commit()
        try:
            yield
        finally:
            database.execute(f'ALTER TABLE gone RENAME TO "{table}"')
            database.commit()


def message_in(body: str, framing: str = "Transfer-Encoding: chunked") -> bytes:
    """A message whose body is sent as it stands here."""
    head = {"Host": "127.0.0.1", "Content-Type": "application/x-www-form-urlencoded", **ADA}
    lines = [f"{name}: {value}" for name, value in head.items()]
    start = [f"POST {MESSAGES} HTTP/1.1", *lines, framing, "Connection: close"]
    return "\r\n".join([*start, "", body]).encode()


def hang_up(server: Server, request: bytes, *, reset: bool) -> None:
    """Send this much, wait until the server waits for more, and leave, with RST if you like."""
    url = httpx.URL(server.url)
    with socket.create_connection((url.host, url.port or 80), timeout=10) as one:
        one.sendall(request)
        time.sleep(0.5)
        if reset:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def id_of(response: httpx.Response) -> str:
    (found,) = response.headers.get_list("x-request-id")
    return str(found)


# --- the form --------------------------------------------------------------------------------


@pytest.mark.contract("one-form")
def test_every_line_of_the_server_is_a_record(another: Another) -> None:
    with another() as server:
        with visitor(server) as client:
            for path in (HEALTH, UNKNOWN):
                client.get(path)
            answer_to(server.url, b"no request\r\n\r\n")
        end(server.process)
        found = records(from_the_server(server.log()))
    said = " ".join(record["message"] for record in found)
    assert "Starting gunicorn" in said and "Shutting down" in said
    assert "Invalid request" in said
    for record in found:
        moment = datetime.fromisoformat(record["time"])
        assert moment.utcoffset() == timedelta(0), record["time"]
        assert record["level"] in {"DEBUG", "INFO", *SEVERE}
        assert record["logger"] and record["message"]


@pytest.mark.contract("one-form")
def test_a_server_that_finds_no_application_says_so_in_records(another: Another) -> None:
    def without_pairs(line: str) -> str:
        return f"env API_TOKENS=nonsense {line}"

    with pytest.raises(ServerError) as failed, another(run=without_pairs, whole=False):
        pass
    lines = from_the_server(str(failed.value)).splitlines()
    # Gunicorn also prints the words of the exception, and no more.
    other = [line for line in lines if not line.startswith("{")]
    (record,) = [one for one in records("\n".join(set(lines) - set(other))) if "exception" in one]
    assert record["level"] == "ERROR"
    assert record["exception"].startswith("Traceback")
    assert [line for line in other if line not in record["exception"]] == []


@pytest.mark.contract("one-form")
def test_a_server_whose_port_is_taken_names_it(another: Another, server: Server) -> None:
    taken = httpx.URL(server.url).port

    def with_it(line: str) -> str:
        return f"{line} --bind 127.0.0.1:{taken}"

    with pytest.raises(ServerError) as failed, another(run=with_it, whole=False):
        pass
    found = records(from_the_server(str(failed.value)))
    assert [one for one in found if one["level"] == "ERROR" and str(taken) in one["message"]]


@pytest.mark.contract("one-form")
def test_warnings_and_what_cannot_be_written_are_records(another: Another, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(AT_THE_END, encoding="utf-8")
    with another(whole=False, PYTHONPATH=str(tmp_path)) as server:
        end(server.process)
        found = records(from_the_server(server.log()))
    assert [one for one in found if one["logger"] == "py.warnings"
            and one["level"] == "WARNING" and "of two\nlines" in one["message"]]  # fmt: skip
    odd = [one for one in found if one["logger"] == "odd"]
    assert {(one["level"], "sitecustomize" in one["message"]) for one in odd} == {("ERROR", True)}


@pytest.mark.contract("one-form")
def test_every_line_of_a_working_worker_is_a_record(
    client: httpx.Client, start: Start, receiver: Receiver, text: str
) -> None:
    receiver.answer(text, 500)
    failing = accepted(post(client, text))
    address = accepted(post(client, f"{text} again"))
    with start() as worker:
        until_status(client, failing, "failed")
        until_status(client, address, "sent")
        log = Log(worker, 0)
        until(log.faults, "the job's fault")
        until(lambda: log.records(message="sent"), "the job's record")


# --- the access record -----------------------------------------------------------------------


@pytest.mark.contract("one-access-record")
@each(
    ("method", "path", "headers", "status", "user"),
    [
        ("GET", HEALTH, {}, 204, None),
        ("HEAD", HEALTH, {}, 204, None),
        ("GET", f"{MESSAGES}/{uuid4()}", ADA, 404, "ada"),
        ("GET", f"{MESSAGES}/x", GRACE, 404, None),
        ("POST", MESSAGES, GRACE, 400, "grace"),
        ("POST", MESSAGES, {"Authorization": "Bearer other"}, 401, None),
        ("POST", MESSAGES, {"Authorization": "Basic eDp5"}, 401, None),
        ("BREW", f"{MESSAGES}/x", ADA, 404, None),
        ("GET", UNKNOWN, {}, 404, None),
        ("GET", UNKNOWN, {"Content-Type": "text/html; charset=rot13"}, 404, None),
        ("GET", HEALTH, {"Host": "other.example"}, 400, None),
        ("OPTIONS", UNKNOWN, ADA, 404, None),
    ],
)
def test_each_request_leaves_one(
    client: httpx.Client, log: Log, method: str, path: str, headers: dict[str, str], status: int,
    user: str | None,
) -> None:  # fmt: skip
    begun = time.monotonic()
    answer = client.request(method, f"{path}?a=1", headers=headers)
    took = (time.monotonic() - begun) * 1000
    assert answer.status_code == status
    (record,) = log.records(request_id=id_of(answer))
    assert record["logger"] == "access"
    assert record["level"] == "INFO"
    assert (record["method"], record["path"], record["status"]) == (method, path, status)
    assert record.get("user") == user
    assert 0 <= record["duration_ms"] <= took + 1


@pytest.mark.contract("one-access-record")
@each("method", ["POST", "PUT", "DELETE", "BREW"])
def test_a_method_that_is_refused_leaves_one(client: httpx.Client, log: Log, method: str) -> None:
    answer = client.request(method, HEALTH)
    assert answer.status_code in {403, 405}
    (record,) = log.records(request_id=id_of(answer))
    assert (record["logger"], record["level"]) == ("access", "INFO")
    assert (record["method"], record["status"]) == (method, answer.status_code)


@pytest.mark.contract("one-access-record")
def test_a_body_over_the_limit_leaves_one(client: httpx.Client, log: Log) -> None:
    answer = post(client, "x" * 70_000)
    assert answer.status_code in {400, 413}
    (record,) = log.records(request_id=id_of(answer))
    assert record["logger"] == "access"
    assert record["status"] == answer.status_code


@pytest.mark.contract("one-access-record")
def test_a_fault_leaves_one(client: httpx.Client, server: Server, case: Case, log: Log) -> None:
    with without_table(server, case):
        answer = post(client, "x")
    assert answer.status_code == 500
    (record,) = log.records(request_id=id_of(answer), logger="access")
    assert (record["status"], record["level"], record["user"]) == (500, "INFO", "ada")
    assert "exception" not in record


# --- the id ----------------------------------------------------------------------------------


@pytest.mark.contract("request-id")
@each("path", [HEALTH, UNKNOWN, MESSAGES])
def test_a_proxy_names_the_request(client: httpx.Client, log: Log, path: str) -> None:
    for known in ("abcdefgh", "A_b-9" * 12, "7d3ac5d0-8f6c-4ee6-9a3f-0a5d1c8f2b11"):
        answer = client.get(path, headers={"X-Request-ID": known})
        assert id_of(answer) == known
        assert log.records(request_id=known)


@pytest.mark.contract("request-id")
@each(
    "sent",
    ["", "short67", "x" * 65, "with a blank", "<script>alert(1)", "é" * 9, "\u0663" * 9,
     "id\tid-id-", '{"a": 1}', "x" * 5000, "12345678,"],
)  # fmt: skip
def test_another_form_is_made_anew(client: httpx.Client, log: Log, sent: str) -> None:
    made = set()
    for _ in range(2):
        answer = client.get(UNKNOWN, headers={b"X-Request-ID": sent.encode()})
        made.add(id_of(answer))
    assert len(made) == 2
    assert all(len(one) >= 20 and one.isalnum() and one.isascii() for one in made)
    assert made <= {record["request_id"] for record in log.records()}
    assert not sent or f'"{sent}"' not in log.text()


@pytest.mark.contract("request-id")
def test_a_list_of_proxies_is_set_off_by_commas_or_blanks(another: Another) -> None:
    trusted = "192.0.2.1,127.0.0.1, 192.0.2.2"
    with another(whole=False, TRUSTED_PROXIES=trusted) as server, visitor(server) as client:
        assert id_of(client.get(HEALTH, headers={"X-Request-ID": "sent-by-one"})) == "sent-by-one"


@pytest.mark.contract("request-id")
def test_two_ids_are_none(client: httpx.Client) -> None:
    two = [("X-Request-ID", "first-one"), ("X-Request-ID", "second-one")]
    assert id_of(client.get(UNKNOWN, headers=two)) not in {"first-one", "second-one"}


@pytest.mark.contract("trusted-only")
def test_an_id_of_somebody_else_is_not_taken(another: Another) -> None:
    for trusted in ("192.0.2.1", "127.0.0.11 10.127.0.0"):
        with another(whole=False, TRUSTED_PROXIES=trusted) as server, visitor(server) as client:
            for forwarded in ("", "192.0.2.1", "127.0.0.11"):
                headers = {"X-Request-ID": "sent-by-me", "X-Forwarded-For": forwarded}
                assert id_of(client.get(HEALTH, headers=headers)) != "sent-by-me"
            assert "sent-by-me" not in server.log()


@pytest.mark.contract("trusted-only")
def test_who_has_no_address_is_in_no_empty_list(another: Another) -> None:
    def at_a_socket(line: str) -> str:
        return f"{line} --bind unix:by-path"

    with another(run=at_a_socket, whole=False, TRUSTED_PROXIES=", ") as server:
        path = httpx.HTTPTransport(uds=str(server.folder / "by-path"))
        with httpx.Client(transport=path, base_url="http://127.0.0.1") as client:
            answer = client.get(HEALTH, headers={"X-Request-ID": "sent-by-me"})
        assert id_of(answer) != "sent-by-me"


@pytest.mark.contract("through-view-and-job")
def test_one_id_leads_through_all(
    client: httpx.Client, log: Log, start: Start, receiver: Receiver, text: str
) -> None:
    answer = post(client, text)
    address = accepted(answer)
    message = answer.json()["id"]
    known = {"request_id": id_of(answer), "user": "ada"}
    view, access = log.records(**known)
    assert (view["level"], view["message_id"]) == ("INFO", message)
    assert (view["method"], view["path"]) == ("POST", MESSAGES)
    assert (access["logger"], access["status"]) == ("access", 202)
    with start() as worker:
        until_status(client, address, "sent")
        until(lambda: Log(worker, 0).records(**known), "the job's record")
        found = Log(worker, 0).records(**known)
    (sent,) = [record for record in found if record.get("message_id") == message
               and record["message"] == view["message"].replace("accepted", "sent")]  # fmt: skip
    assert sent["level"] == "INFO"
    assert not OF_A_REQUEST - {"request_id"} & sent.keys()
    (call,) = receiver.calls(text)
    assert call.request_id == known["request_id"]


# --- faults ----------------------------------------------------------------------------------


@pytest.mark.contract("fault")
def test_a_fault_is_one_record(client: httpx.Client, server: Server, case: Case, log: Log) -> None:
    with without_table(server, case):
        answer = post(client, "x")
    assert answer.status_code == 500
    assert answer.json()["request_id"] == id_of(answer)
    assert "no such table" not in answer.text
    (record,) = log.severe()
    assert record["level"] == "ERROR"
    assert {name: record[name] for name in (*OF_A_REQUEST, "user")} == {
        "request_id": id_of(answer), "method": "POST", "path": MESSAGES, "user": "ada",
    }  # fmt: skip
    assert record["exception"].startswith("Traceback")
    assert "no such table" in record["exception"].splitlines()[-1] + record["exception"]
    assert len(log.records()) == 2  # this, and the access record


@pytest.mark.contract("job-fault")
def test_a_fault_of_a_job_is_one_record(
    client: httpx.Client, start: Start, receiver: Receiver, text: str
) -> None:
    receiver.answer(text, 500)
    answer = post(client, text)
    with start() as worker:
        until_status(client, accepted(answer), "failed")
        log = Log(worker, 0)
        until(log.faults, "the job's fault")
        # One more, so that whatever else is said of the first has been written.
        until_status(client, accepted(post(client, f"{text} again")), "sent")
        (record,) = log.faults()
    assert record["level"] == "ERROR"
    assert record["request_id"] == id_of(answer)
    assert (record["user"], record["message_id"]) == ("ada", answer.json()["id"])
    assert record["exception"].startswith("Traceback")
    assert "500 Server Error" in record["exception"]


# --- nobody else's ---------------------------------------------------------------------------


@pytest.mark.contract("never-mixed")
def test_each_record_names_its_own_request(
    new_client: Callable[[], httpx.Client], server: Server, log: Log, start: Start, text: str,
    receiver: Receiver,
) -> None:  # fmt: skip
    names = {id(one): name for one, name in ((ADA, "ada"), (GRACE, "grace"))}

    def ask(number: int) -> tuple[str, str, str, int]:
        client, who = new_client(), (ADA, GRACE)[number % 3 == 0]
        if number % 2:
            path = MESSAGES
            answer = client.post(path, data={"text": f"{text} {number}"}, headers=who)
            accepted(answer)
        else:
            path = f"{MESSAGES}/{UUID(int=number)}"
            answer = client.get(path, headers=who)
        return id_of(answer), path, names[id(who)], answer.status_code

    with ThreadPoolExecutor(8) as pool:
        asked = list(pool.map(ask, range(24)))
    seen = [(one["request_id"], one["path"], one["user"], one["status"])
            for one in log.records(logger="access")]  # fmt: skip
    assert sorted(seen) == sorted(asked)
    views = [one for one in log.records() if one["logger"] != "access"]
    assert Counter((one["request_id"], one["user"]) for one in views) == Counter(
        (number, user) for number, _, user, status in asked if status == 202
    )
    posted = {number: user for number, _, user, status in asked if status == 202}
    with start() as first, start() as second:
        logs = [Log(first, 0), Log(second, 0)]
        until(
            lambda: sum(len(one.records(message="sent")) for one in logs) == len(posted),
            "all are sent",
        )
        done = [record for one in logs for record in one.records(message="sent")]
        # What workers say by themselves names the job; two requests never share one.
        named = {(job, one["request_id"]) for log in logs for one in log.records()
                 if one.get("request_id") for job in JOB.findall(one["message"])}  # fmt: skip
    assert {one["request_id"]: one["user"] for one in done} == posted
    assert named and len({job for job, _ in named}) == len(named)
    for number in range(1, 24, 2):
        (call,) = receiver.calls(f"{text} {number}")
        assert call.request_id == asked[number][0]


@pytest.mark.contract("ended")
def test_a_request_that_could_not_be_read_is_not_taken_for_another(
    new_client: Callable[[], httpx.Client], server: Server, log: Log
) -> None:
    with ThreadPoolExecutor(8) as pool:  # each thread of the server has had a request
        list(pool.map(lambda number: new_client().get(f"{UNKNOWN}-{number}"), range(16)))
    begin = len(log.records())
    for _ in range(8):
        answer_to(server.url, b"no request\r\n\r\n")
    found = log.records()[begin:]
    assert len(found) == 8
    assert [record for record in found if record.keys() & {*OF_A_REQUEST, "user"}] == []


@pytest.mark.contract("visitors")
def test_what_a_visitor_got_wrong_is_no_fault(client: httpx.Client, log: Log) -> None:
    many = {f"n{number}": "x" for number in range(1001)}
    asked = {"Cookie": f"csrftoken={'x' * 32}", "Connection": "close"}
    answers = [
        client.get(UNKNOWN),
        client.get(MESSAGES, headers=ADA),
        client.get(HEALTH, headers={"Host": "other.example"}),
        client.get(HEALTH, headers={"Host": "a b"}),
        client.get("/%00/%ff/..%2f"),
        client.post(MESSAGES, data=many, headers=ADA),
        client.post(HEALTH, data=many, headers=asked),
        client.post(HEALTH, data={"x": "x" * 70_000}, headers=asked),
        client.post(MESSAGES, files={f"n{number}": b"x" for number in range(101)},
                    headers={**ADA, "Connection": "close"}),
        client.post(MESSAGES, content=b"\xff", headers={
            **ADA, "Content-Type": "multipart/form-data"}),
        client.post(MESSAGES, content=b"text=%ff%00", headers={
            **ADA, "Content-Type": "application/x-www-form-urlencoded; charset=rot13"}),
        client.post(MESSAGES, json={"text": "x"}, headers=ADA),
        post(client, ""), post(client, " "), post(client, "x" * 1001), post(client, "a\0b"),
        client.post(MESSAGES, data={"text": "x"}),
        client.post(MESSAGES, data={"text": "x"}, headers={b"Authorization": "Bearer é".encode()}),
    ]  # fmt: skip
    wrong = [one for one in answers if one.status_code not in {400, 401, 403, 404, 405, 413}]
    assert [(one.request.method, one.url, one.status_code) for one in wrong] == []
    assert log.severe() == []
    assert len(log.records(logger="access")) == len(answers)


@pytest.mark.contract("visitors")
def test_a_body_that_cannot_be_read_is_no_fault(server: Server, log: Log) -> None:
    for body in ("text=x", "6\r\ntext=x\r\nsize", "5\r\ntext=x\r\n", "0\r\na b: c\r\n"):
        answer = answer_to(server.url, message_in(f"{body}\r\n"))
        assert answer.startswith(b"HTTP/1.1 400 "), answer
    assert log.faults() == []


@pytest.mark.contract("visitors")
def test_who_hangs_up_while_sending_leaves_no_fault(server: Server, log: Log) -> None:
    for reset in (True, False):
        hang_up(server, message_in("text=x", "Content-Length: 100"), reset=reset)
    until(lambda: len(log.records(logger="access")) == 2, "both are answered")
    assert log.severe() == []


# --- secrets ---------------------------------------------------------------------------------


def hidden(secret: str, *logs: str) -> None:
    """Check that a secret is in no log, however it is written."""
    forms = {secret, quote(secret, safe=""), base64.b64encode(secret.encode()).decode().rstrip("=")}
    for log in logs:
        assert log, "nothing was logged"
        for line in log.splitlines():
            assert not [form for form in forms if form in line], line[:2000]


@pytest.mark.contract("no-secrets")
def test_what_a_visitor_keeps_to_himself_is_in_no_line(
    another: Another, start: Start, case: Case
) -> None:
    secret = f"k{secrets.token_hex(12)}"
    basic = base64.b64encode(f"ada:{secret}".encode()).decode()
    kept = {"Cookie": f"sessionid={secret}; csrftoken={secret}", "X-Api-Key": secret,
            "Referer": f"http://127.0.0.1/?{secret}", "User-Agent": secret,
            "X-Request-ID": f"!{secret}"}  # fmt: skip
    with another(LOG_LEVEL="DEBUG") as server, visitor(server) as client:
        for credentials in (f"Bearer {secret}", f"Basic {basic}", ADA["Authorization"]):
            headers = {**kept, "Authorization": credentials}
            for path in (HEALTH, UNKNOWN, MESSAGES, f"{MESSAGES}/{uuid4()}"):
                client.get(f"{path}?token={secret}&password={secret}", headers=headers)
                client.post(path, data={"text": "", "password": secret}, headers=headers)
                client.post(path, json={"text": secret, "password": secret}, headers=headers)
                client.post(path, data={"text": secret * 100}, headers=headers)
        with without_table(server, case):
            answer = client.post(f"{MESSAGES}?token={secret}", headers={**ADA, **kept},
                                 data={"text": secret, "password": secret})  # fmt: skip
        assert answer.status_code == 500
        for line in (f"GET /?token={secret} HTTP/1.1 more", f"GET /?token={secret} HTTP/9.9",
                     f"GET /?token={secret}", f"GET{secret}\0 / HTTP/1.1",
                     f"GET / HTTP/1.1\r\nAuthorization : Bearer {secret}",
                     f"GET / HTTP/1.1\r\n{secret}",
                     f"GET / HTTP/1.1\r\nCookie: {secret}\0",
                     f"GET / HTTP/1.1\r\nHost: a\r\n {secret}",
                     f"GET / HTTP/1.1\r\nHost: a\r\nExpect: {secret}",
                     f"GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: {secret}"):  # fmt: skip
            answer_to(server.url, f"{line}\r\nConnection: close\r\n\r\n".encode())
        for begun in (f"GET /?token={secret}", f"GET / HTTP/1.1\r\nCookie: {secret}"):
            hang_up(server, begun.encode(), reset=False)
        for body in (f"text={secret}", f"5;{secret}\0", f"0\r\n{secret} : a\r\n"):
            answer_to(server.url, message_in(f"{body}\r\n"))
        address = accepted(client.post(f"{MESSAGES}?token={secret}", headers={**ADA, **kept},
                                       data={"text": secret, "password": secret}))  # fmt: skip
        with start(server, LOG_LEVEL="DEBUG") as worker:
            until_status(client, address, "sent")
            written = worker.log()
        for kept_back in (secret, basic.rstrip("=")):
            hidden(kept_back, server.log(), written)
        assert "no such table" in server.log()


@pytest.mark.contract("own-secrets")
def test_the_key_of_the_receiver_is_in_no_line(
    another: Another, start: Start, receiver: Receiver, host: Host, text: str
) -> None:
    key, place = (f"k{secrets.token_hex(12)}" for _ in range(2))
    with another(LOG_LEVEL="DEBUG") as server, visitor(server) as client:
        # One that answers with an error, and one that cannot be reached: each names the address.
        receiver.answer(text, 503)
        closed = "http://127.0.0.1:1/"
        for address in (host.given["WEBHOOK_URL"], closed):
            given = {"WEBHOOK_URL": f"{address}{place}?key={key}", "LOG_LEVEL": "DEBUG"}
            message = accepted(post(client, text))
            with start(server, **given) as worker:
                until_status(client, message, "failed")
                log = Log(worker, 0)
                until(log.faults, "the job's fault")
                (record,) = log.faults()
                assert "Error" in record["exception"].splitlines()[-1]
                passwords = {urlsplit(host.given["REDIS_URL"]).password} - {None, ""}
                for secret in (key, place, *TOKENS, *passwords):
                    hidden(str(secret), from_the_server(server.log()), worker.log())


@pytest.mark.contract("own-secrets")
def test_the_password_of_a_database_that_is_down_is_in_no_line(another: Another) -> None:
    secret = f"k{secrets.token_hex(12)}"
    down = f"postgresql://app:{secret}@127.0.0.1:1/app"
    with (
        another(whole=False, LOG_LEVEL="DEBUG", DATABASE_URL=down) as server,
        visitor(server) as client,
    ):
        answer = post(client, "x")
        assert answer.status_code == 500
        (record,) = [one for one in records(from_the_server(server.log()))
                     if one["level"] == "ERROR"]  # fmt: skip
        assert record["request_id"] == id_of(answer)
        assert "connection" in record["exception"] and "OperationalError" in record["exception"]
        hidden(secret, server.log())


@pytest.mark.contract("own-secrets")
def test_without_redis_a_message_is_refused_at_once(another: Another, case: Case) -> None:
    if not any("REDIS_URL" in line for line in case.application.meta.exports):
        return  # its jobs lie elsewhere
    secret = f"k{secrets.token_hex(12)}"
    down = f"redis://:{secret}@127.0.0.1:1/0"
    with another(LOG_LEVEL="DEBUG", REDIS_URL=down) as server, visitor(server) as client:
        begun = time.monotonic()
        answer = post(client, "x")
        assert (answer.status_code, time.monotonic() - begun < 3) == (503, True)
        (record,) = [one for one in records(from_the_server(server.log()))
                     if one["level"] == "ERROR"]  # fmt: skip
        assert record["request_id"] == id_of(answer)
        hidden(secret, server.log())


@pytest.mark.contract("own-secrets")
def test_what_the_process_was_told_is_struck_out_wherever_it_turns_up(another: Another) -> None:
    told = [secrets.token_hex(6) for _ in range(4)]
    base, queue, place, key = told

    def quoting(line: str) -> str:
        # Of which the server complains.
        return f"{line} --bind unix:/nowhere/{'/'.join(told)}/of-a-setting"

    with pytest.raises(ServerError) as failed, another(
        run=quoting, whole=False, DATABASE_URL=f"postgresql://app:{base}@127.0.0.1/app?a=of-a-setting",
        REDIS_URL=f"redis://:{queue}@127.0.0.1/0", WEBHOOK_URL=f"http://127.0.0.1:1/{place}?key={key}",
    ):  # fmt: skip
        pass
    log = from_the_server(str(failed.value))
    assert "/nowhere/***" in log and "/of-a-setting" in log
    for secret in told:
        hidden(secret, log)


# --- what others send ------------------------------------------------------------------------


@pytest.mark.contract("one-line")
def test_what_is_sent_makes_no_second_line(client: httpx.Client, server: Server, log: Log) -> None:
    ends = ("%0A", "%0D%0A", "%0D", "%E2%80%A8", "%C2%85", "%00", "%0C", "%1B%5B2J", "%E2%80%AE")
    for sent in ends:
        client.get(f"/x{sent}{FORGED}")
        client.get(f"{MESSAGES}/x{sent}{FORGED}", headers=ADA)
    client.get('/x"}, ' + FORGED)
    client.get("/%ed%a0%80%ff")
    for header in (b"X-Request-ID: abcdefgh\r\n\t" + FORGED.encode(), b"Host: a\r\n b",
                   b"X-Request-ID: abcdefgh\n" + FORGED.encode(), b"A\x1b: \x1b[2J"):  # fmt: skip
        answer_to(server.url, b"GET / HTTP/1.1\r\n" + header + b"\r\nConnection: close\r\n\r\n")
    assert "forged" not in [record["message"] for record in log.records()]
    assert len(log.records(logger="access")) >= 2 * len(ends) + 2
    assert log.text().isascii()
    assert not set(map(chr, [*range(10), *range(11, 32), 127])) & set(log.text())


@pytest.mark.contract("one-line")
def test_what_a_receiver_answers_makes_no_second_line(
    client: httpx.Client, start: Start, receiver: Receiver, text: str
) -> None:
    receiver.answer(text, 500, reason=f"\r{FORGED}\x85\x1b[2J")
    address = accepted(post(client, text))
    with start() as worker:
        until_status(client, address, "failed")
        log = Log(worker, 0)
        until(log.faults, "the job's fault")
        (record,) = log.faults()
        assert "forged" in record["exception"]
        assert worker.log().isascii()


@pytest.mark.contract("cut")
def test_a_long_path_is_cut(client: httpx.Client, log: Log) -> None:
    for path in ("/" + "x" * 3500, "/" + "%01" * 1200):
        answer = client.get(path)
        assert answer.status_code == 404
        (record,) = log.records(request_id=id_of(answer))
        assert 100 < len(record["path"]) <= 1010


@pytest.mark.contract("cut")
def test_a_long_traceback_is_cut(
    client: httpx.Client, start: Start, receiver: Receiver, text: str
) -> None:
    receiver.answer(text, 500, reason="x" * 50_000)
    address = accepted(post(client, text))
    with start() as worker:
        until_status(client, address, "failed")
        log = Log(worker, 0)
        until(log.faults, "the job's fault")
        (record,) = log.faults()
    assert 500 < len(record["exception"]) <= 16010
    assert len(record["message"]) <= 2010
    assert "for url: " in record["exception"].splitlines()[-1]


# --- the level, and a log that fails ---------------------------------------------------------


@pytest.mark.contract("level")
def test_the_level_comes_from_outside(another: Another) -> None:
    with another(whole=False, LOG_LEVEL="WARNING") as server, visitor(server) as client:
        client.get(HEALTH)
        assert post(client, "x").status_code == 500  # no table was made
        found = records(server.log())
        assert found and {record["level"] for record in found} <= SEVERE
    with another(whole=False, LOG_LEVEL="CRITICAL") as server, visitor(server) as client:
        assert post(client, "x").status_code == 500
        assert records(server.log()) == []
    with pytest.raises(ServerError), another(whole=False, LOG_LEVEL="LOUD"):
        pass


@pytest.mark.contract("level")
def test_the_level_of_a_worker_comes_from_outside(
    client: httpx.Client, start: Start, receiver: Receiver, text: str
) -> None:
    receiver.answer(text, 500)
    addresses = [accepted(post(client, one)) for one in (f"{text} again", text)]
    with start(LOG_LEVEL="WARNING") as worker:
        until_status(client, addresses[0], "sent")
        log = Log(worker, 0)
        until(log.faults, "the job's fault")
        assert {record["level"] for record in log.records()} <= SEVERE


@pytest.mark.contract("log-fails")
def test_requests_outlive_their_log(another: Another) -> None:
    broken = ["sh -c '{line} 2>&1 | head -n 1 > /dev/null'"]
    if Path("/dev/full").exists():
        broken.append("{line} > /dev/full 2>&1")
    for form in broken:

        def run(line: str, form: str = form) -> str:
            return form.replace("{line}", line.replace("'", '"'))

        with another(run=run, whole=False) as server, visitor(server) as client:
            for _ in range(40):  # more than a buffer holds
                answer = client.get("/" + "x" * 900)
                assert answer.status_code == 404
                assert id_of(answer)
            assert post(client, "x").status_code == 500
            answer_to(server.url, b"no request\r\n\r\n")
            assert client.get(HEALTH).status_code == 204
