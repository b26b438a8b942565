"""The contract of `background`."""

from __future__ import annotations

import contextlib
import itertools
import os
import secrets
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from redis import Redis

from tests.contract import outages
from tests.contract.cases import Case
from tests.contract.each import each
from tests.contract.harness import Server
from tests.contract.host import Host
from tests.contract.waiting import until
from tests.contract.webhook import Receiver
from tests.contract.workers import Beside, beside, family_of, owner_of

MESSAGES = "/messages"
ADA, GRACE = ({"Authorization": f"Bearer {token}"} for token in ("first-secret", "second-secret"))
ATTEMPTS = 3
Start = Callable[..., contextlib.AbstractContextManager[Beside]]
Outage = contextlib.AbstractContextManager[None]


# --- what the tests do and see ---------------------------------------------------------------


@pytest.fixture
def start(server: Server, case: Case, host: Host) -> Start:
    """Runs a command beside the server for the length of a `with` block.

    What a slow machine leaves is lost only in a test that asks for it.
    """

    def begin(command: str, lost_after: int = 30) -> contextlib.AbstractContextManager[Beside]:
        return beside(server, case, command, {**host.given, "LOST_AFTER": str(lost_after)})

    return begin


@pytest.fixture
def worker(start: Start) -> Iterator[Beside]:
    with start("work") as one:
        yield one


@pytest.fixture
def text() -> str:
    """A text that no other test sends."""
    return f"text {secrets.token_hex(6)}"


def post(client: httpx.Client, text: str, reference: str = "", **more: str) -> httpx.Response:
    fields = {"reference": reference or secrets.token_hex(6), "text": text, **more}
    return client.post(MESSAGES, data=fields, headers=ADA)


def accepted(response: httpx.Response) -> str:
    """The address of a message that was taken."""
    assert response.status_code == 202, response.text[:300]
    return str(response.headers["location"])


def state(client: httpx.Client, address: str) -> dict[str, Any]:
    response = client.get(address, headers=ADA)
    assert response.status_code == 200, response.text[:300]
    return dict(response.json())


def until_state(client: httpx.Client, address: str, wanted: str) -> dict[str, Any]:
    """Wait for a state, in which a message then is."""
    until(lambda: state(client, address)["status"] == wanted, wanted)
    return state(client, address)


@contextlib.contextmanager
def scheduled(start: Start, lost_after: int) -> Iterator[Callable[[], None]]:
    """The schedule: a command that goes on is started once, one that ends once a second."""
    with contextlib.ExitStack() as stack:
        running = [stack.enter_context(start("schedule", lost_after))]

        def go_on() -> None:
            code = running[0].process.poll()
            assert code in (None, 0), running[0].log()
            if code == 0:
                time.sleep(1)
                running[0] = stack.enter_context(start("schedule", lost_after))

        yield go_on


@pytest.fixture
def unreachable(case: Case, host: Host, server: Server) -> list[Outage]:
    """Puts the database out of reach; and the queue, if the application says that it is another."""
    database = outages.database(host.given.get("DATABASE_URL"), server.folder)
    if case.application.meta.names["queue"] == "redis":
        return [database, outages.redis(host.given["REDIS_URL"])]
    return [database]


@pytest.fixture
def add_jobs(case: Case, host: Host, start: Start) -> Callable[[], None]:
    """Gives what waits two jobs more: a broker brings them again, or the schedule is too eager."""

    def by_broker() -> None:
        with Redis.from_url(host.given["REDIS_URL"]) as one:
            for queue in list(one.scan_iter(_type="list")):
                for job in one.lrange(queue, 0, -1):
                    one.rpush(queue, job, job)

    def by_schedule() -> None:
        for _ in range(2):
            with start("schedule", lost_after=0) as one:
                assert one.process.wait(15) == 0, one.log()

    return by_broker if case.application.meta.names["queue"] == "redis" else by_schedule


# --- accepting -------------------------------------------------------------------------------


@pytest.mark.contract("accepts-at-once")
def test_the_answer_does_not_wait_for_the_receiver(
    client: httpx.Client, worker: Beside, receiver: Receiver, text: str
) -> None:
    released = receiver.hold(text)  # longer than this client has patience
    response = post(client, text, "at-once")
    address = accepted(response)
    assert address == f"{MESSAGES}/{response.json()['id']}"
    assert response.json()["reference"] == "at-once"
    until(lambda: receiver.calls(text), "a call")
    assert state(client, address)["status"] == "running"
    released.set()
    assert until_state(client, address, "done")["attempts"] == 1


@pytest.mark.contract("shows-state")
def test_the_state_goes_from_waiting_to_done(
    client: httpx.Client, start: Start, receiver: Receiver, text: str
) -> None:
    released = receiver.hold(text)
    address = accepted(post(client, text))
    assert state(client, address)["status"] == "waiting"
    assert state(client, address)["attempts"] == 0
    with start("work"):
        assert until_state(client, address, "running")["attempts"] == 1
        released.set()
        assert until_state(client, address, "done")["attempts"] == 1
    assert set(state(client, address)) == {"id", "reference", "status", "attempts"}


@pytest.mark.contract("other-process")
def test_the_call_comes_from_a_process_of_the_worker(
    client: httpx.Client, server: Server, worker: Beside, receiver: Receiver, text: str
) -> None:
    released = receiver.hold(text)
    accepted(post(client, text))
    until(lambda: receiver.calls(text), "a call")
    port = receiver.calls(text)[0].port
    found = owner_of(port, worker.family()), owner_of(port, family_of(server.process.pid))
    released.set()
    assert found == (True, False)


@pytest.mark.contract("other-process")
def test_a_message_is_sent_while_the_server_is_down(
    client: httpx.Client, server: Server, start: Start, receiver: Receiver, text: str
) -> None:
    address = accepted(post(client, text))
    os.killpg(server.process.pid, signal.SIGKILL)
    server.process.wait(5)
    try:
        with start("work"):
            until(lambda: receiver.calls(text), "a call")
    finally:
        server.restart()
    assert state(client, address)["attempts"] == 1


@pytest.mark.contract("waits-for-worker")
def test_a_message_waits_until_there_is_a_worker(
    client: httpx.Client, start: Start, receiver: Receiver, text: str
) -> None:
    address = accepted(post(client, text))
    time.sleep(1.5)
    assert not receiver.calls(text)
    assert state(client, address)["status"] == "waiting"
    with start("work"):
        until_state(client, address, "done")
    assert len(receiver.calls(text)) == 1


# --- refusing --------------------------------------------------------------------------------


@pytest.mark.contract("asks-who")
@each(
    "given",
    [
        *(None, "", "Bearer", "Bearer wrong", "Basic Zmlyc3Q6", "Token first-secret"),
        *("first-secret", "Bearer first-secret2", "Bearer first-secre", "Bearer \u00e9"),
    ],
)
def test_nobody_comes_in_without_a_token(client: httpx.Client, given: str | None) -> None:
    headers = {} if given is None else {"Authorization": given.encode()}
    fields = {"reference": "stranger", "text": "x"}
    for response in (
        client.post(MESSAGES, data=fields, headers=headers),
        client.options(MESSAGES, headers=headers),
        *(
            client.request(
                method, f"{MESSAGES}/11111111-1111-4111-8111-111111111111", headers=headers
            )
            for method in ("GET", "HEAD", "OPTIONS")
        ),
    ):
        assert response.status_code == 401, response.request.method
        assert response.headers["www-authenticate"].startswith("Bearer")


@pytest.mark.contract("asks-who")
def test_what_a_stranger_sends_is_not_stored(client: httpx.Client, text: str) -> None:
    client.post(MESSAGES, data={"reference": "taken-by-nobody", "text": text})
    accepted(post(client, text, "taken-by-nobody"))


@pytest.mark.contract("foreign-is-unknown")
def test_the_message_of_another_is_unknown(client: httpx.Client, text: str) -> None:
    address = accepted(post(client, text))
    unknown = client.get(f"{MESSAGES}/11111111-1111-4111-8111-111111111111", headers=GRACE)
    foreign = client.get(address, headers=GRACE)
    assert (foreign.status_code, foreign.text) == (404, unknown.text)
    assert client.head(address, headers=GRACE).status_code == 404
    assert state(client, address)["id"] in address


@pytest.mark.contract("refuses-input")
@each(
    ("field", "value"),
    [
        *(("reference", wrong) for wrong in ("", " ", "a b", "../x", "\u00e9", "x" * 51, "a\0")),
        *(("text", wrong) for wrong in ("", "  ", "x" * 1001, "a\0b")),
    ],
)  # fmt: skip
def test_a_wrong_field_is_named(client: httpx.Client, field: str, value: str) -> None:
    reference = secrets.token_hex(6)
    fields = {"reference": reference, "text": "x", field: value}
    response = client.post(MESSAGES, data=fields, headers=ADA)
    assert response.status_code == 400, response.text[:300]
    assert response.json()["fields"] == [field]
    if field == "text":
        accepted(post(client, "x", reference))  # nothing was stored under it


@pytest.mark.contract("refuses-input")
def test_no_field_and_the_limits_themselves(client: httpx.Client) -> None:
    response = client.post(MESSAGES, headers=ADA)
    assert response.status_code == 400
    assert sorted(response.json()["fields"]) == ["reference", "text"]
    accepted(post(client, "\u00e9" * 1000, secrets.token_hex(25)))
    response = post(client, "x", " space-around\n")
    accepted(response)
    assert response.json()["reference"] == "space-around"


@pytest.mark.contract("refuses-input")
@each(
    ("kind", "body"),
    [
        ("application/json", b'{"reference": "a", "text": "b"}'),
        ("application/json", b"[" * 60_000),
        ("application/x-www-form-urlencoded", b"reference=%ff&text=%00"),
        ("application/x-www-form-urlencoded", b"&" * 60_000),
        ("multipart/form-data", b"--"),
    ],
)
def test_an_odd_body_is_refused(client: httpx.Client, kind: str, body: bytes) -> None:
    response = client.post(MESSAGES, content=body, headers={**ADA, "Content-Type": kind})
    assert response.status_code == 400, response.text[:300]


@pytest.mark.contract("refuses-input")
def test_a_body_over_the_limit_is_refused(client: httpx.Client, text: str) -> None:
    assert post(client, text, "too-large", more="x" * 65_536).status_code in (400, 413)
    fields, files = {"reference": "too-large", "text": text}, {"more": b"x" * 65_536}
    response = client.post(MESSAGES, data=fields, files=files, headers=ADA)
    assert response.status_code in (400, 413)
    accepted(post(client, text, "too-large"))


@pytest.mark.contract("once")
def test_a_reference_counts_once_for_each_person(client: httpx.Client, text: str) -> None:
    accepted(post(client, text, "mine"))
    assert post(client, text, "mine").status_code == 409
    fields = {"reference": "mine", "text": text}
    assert client.post(MESSAGES, data=fields, headers=GRACE).status_code == 202


@pytest.mark.contract("once")
def test_ten_at_the_same_time_leave_one_job(
    new_client: Callable[[], httpx.Client], start: Start, receiver: Receiver, text: str
) -> None:
    clients = [new_client() for _ in range(10)]
    with ThreadPoolExecutor(len(clients)) as pool:
        answers = list(pool.map(lambda one: post(one, text, "raced"), clients))
    assert sorted(one.status_code for one in answers) == [202, *[409] * 9]
    (first,) = (one for one in answers if one.status_code == 202)
    last = f"{text} last"
    with start("work"):
        until_state(clients[0], accepted(first), "done")
        # Jobs are taken in their order: when this one is through, all before it were.
        until_state(clients[0], accepted(post(clients[0], last)), "done")
    assert len(receiver.calls(text)) == 1


@pytest.mark.contract("names-no-job")
def test_other_fields_are_ignored(
    client: httpx.Client, worker: Beside, receiver: Receiver, text: str
) -> None:
    chosen = {
        "task": "os.system", "task_path": "os.system", "func": "os.system", "args": '["id"]',
        "queue": "other", "owner": "grace", "status": "done", "attempts": "9", "id": "1",
        "url": "http://127.0.0.1:1/", "WEBHOOK_URL": "http://127.0.0.1:1/",
    }  # fmt: skip
    response = post(client, text, "chosen", **chosen)
    address = accepted(response)
    assert (response.json()["status"], response.json()["attempts"]) == ("waiting", 0)
    assert until_state(client, address, "done")["attempts"] == 1
    assert len(receiver.calls(text)) == 1
    assert client.get(address, headers=GRACE).status_code == 404


@pytest.mark.contract("refuses-methods")
@each("method", ["PUT", "PATCH", "DELETE"])
def test_other_methods_are_refused(client: httpx.Client, text: str, method: str) -> None:
    address = accepted(post(client, text))
    before = state(client, address)
    for path in (MESSAGES, address):
        response = client.request(method, path, headers=ADA)
        assert response.status_code == 405
        assert "POST" in response.headers["allow"] or "GET" in response.headers["allow"]
    assert client.get(MESSAGES, headers=ADA).status_code == 405
    assert client.post(address, headers=ADA).status_code == 405
    assert client.head(address, headers=ADA).content == b""
    assert state(client, address) == before


# --- failing ---------------------------------------------------------------------------------


@pytest.mark.contract("tries-again")
def test_a_delivery_that_fails_is_tried_after_longer_waits(
    client: httpx.Client, worker: Beside, receiver: Receiver, text: str
) -> None:
    receiver.answer(text, 503, 302, 204)
    address = accepted(post(client, text))
    assert until_state(client, address, "done")["attempts"] == ATTEMPTS
    calls = receiver.calls(text)
    first, second = (later.at - one.at for one, later in itertools.pairwise(calls))
    assert 1 <= first < second
    assert second >= 2
    assert {one.key for one in calls} == {state(client, address)["id"]}


@pytest.mark.contract("tries-again")
def test_more_jobs_do_not_shorten_the_waits(
    client: httpx.Client, start: Start, add_jobs: Callable[[], None], receiver: Receiver, text: str
) -> None:
    receiver.answer(text, 500)
    address = accepted(post(client, text))
    add_jobs()
    with start("work"):
        until_state(client, address, "failed")
    first, second, third = (one.at for one in receiver.calls(text))
    assert second - first >= 1
    assert third - second >= 2


@pytest.mark.contract("gives-up")
def test_after_three_attempts_it_has_failed(
    client: httpx.Client, worker: Beside, receiver: Receiver, text: str
) -> None:
    receiver.answer(text, 500)
    address = accepted(post(client, text))
    until_state(client, address, "failed")
    time.sleep(5)  # the next wait would be 4 s
    assert len(receiver.calls(text)) == ATTEMPTS
    found = state(client, address)
    assert set(found) == {"id", "reference", "status", "attempts"}
    assert (found["status"], found["attempts"]) == ("failed", ATTEMPTS)


@pytest.mark.contract("survives-kill")
def test_what_a_killed_worker_sent_is_sent_again(
    client: httpx.Client, start: Start, receiver: Receiver, text: str
) -> None:
    released = receiver.hold(text)
    address = accepted(post(client, text))
    with start("work", lost_after=5) as killed:
        until(lambda: receiver.calls(text), "a call")
        killed.kill()
    released.set()
    assert state(client, address)["status"] == "running"
    with start("work", lost_after=5), scheduled(start, lost_after=5) as go_on:

        def done() -> bool:
            go_on()
            return bool(state(client, address)["status"] == "done")

        until(done, "done after a kill")
    assert state(client, address)["attempts"] == 2
    assert len({one.key for one in receiver.calls(text)}) == 1
    assert len(receiver.calls(text)) == 2


@pytest.mark.contract("ends-well")
def test_a_worker_that_is_asked_to_end_finishes(
    client: httpx.Client, start: Start, receiver: Receiver, text: str
) -> None:
    released = receiver.hold(text)
    address, later = accepted(post(client, text)), f"{text} later"
    with start("work") as first:
        until(lambda: receiver.calls(text), "a call")
        first.ask_to_end()
        time.sleep(0.3)
        left = accepted(post(client, later))
        released.set()
        assert first.process.wait(15) == 0, first.log()
    assert state(client, address)["status"] == "done"
    assert state(client, left)["status"] == "waiting"
    with start("work"):
        until_state(client, left, "done")
    assert (len(receiver.calls(text)), len(receiver.calls(later))) == (1, 1)


@pytest.mark.contract("many-workers")
def test_two_workers_send_each_message_once(
    client: httpx.Client, start: Start, receiver: Receiver, text: str
) -> None:
    texts = [f"{text} {number}" for number in range(20)]
    addresses = [accepted(post(client, one)) for one in texts]
    with start("work"), start("work"):
        for address in addresses:
            until_state(client, address, "done")
    assert [len(receiver.calls(one)) for one in texts] == [1] * 20


@pytest.mark.contract("many-workers")
def test_one_of_three_jobs_sends_a_message(
    client: httpx.Client, start: Start, add_jobs: Callable[[], None], receiver: Receiver, text: str
) -> None:
    released = receiver.hold(text)
    address, last = accepted(post(client, text)), f"{text} last"
    add_jobs()
    with start("work"), start("work"):
        until(lambda: receiver.calls(text), "a call")
        # Jobs are taken in their order: when this one is through, all before it were.
        until_state(client, accepted(post(client, last)), "done")
        released.set()
        assert until_state(client, address, "done")["attempts"] == 1
    assert len(receiver.calls(text)) == 1


@pytest.mark.contract("queue-down")
def test_without_its_queue_nothing_is_taken(
    client: httpx.Client, start: Start, receiver: Receiver, unreachable: list[Outage], text: str,
) -> None:  # fmt: skip
    for outage in unreachable:
        with outage:
            began = time.monotonic()
            response = post(client, text, "down")
            took = time.monotonic() - began
        assert response.status_code == 503, response.text[:300]
        assert took < 10
        assert response.headers["content-type"].startswith("application/json")
    address = accepted(post(client, text, "down"))
    with start("work"):
        until_state(client, address, "done")
    assert len(receiver.calls(text)) == 1
