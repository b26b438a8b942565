"""The contract of `cache`: readers, the source that they cost, and the Redis in between."""

from __future__ import annotations

import contextlib
import json
import os
import pickle
import random
import secrets
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from redis import Redis

from tests.contract import outages, waiting, workers
from tests.contract.cases import Case
from tests.contract.each import each
from tests.contract.harness import NO_TLS, Server
from tests.contract.host import Host
from tests.contract.pages import (
    allowed,
    assert_head_is_get,
    assert_refused,
    document,
    form_in,
    page,
    send_json,
    submit,
    text,
    values,
)
from tests.contract.postgres import Databases
from tests.contract.smtp import Mailbox
from tests.contract.unsent import status_before_the_file
from tests.contract.webhook import Receiver

HOME, PRICES, MINE, PURGE = "/", "/prices", "/mine", "/purge"
REGIONS = ("eu", "us", "asia")
TOKEN = {"Authorization": "Bearer purge-secret"}
AS_JSON = {"Accept": "application/json"}
# What a browser sends when somebody follows a link.
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
READERS = 20
PRICES_SECONDS = 60
until = partial(waiting.until, patience=15)
HURRIED = {
    "PRICES_SECONDS": "2",
    "FAILED_SECONDS": "1",
    "SOURCE_SECONDS": "10",
    "LOCK_SECONDS": "4",
}
NewClient = Callable[[], httpx.Client]


# --- the source, and who reads ----------------------------------------------------------------


class Source:
    """What the application asks for prices, and how often it was asked since a test began."""

    def __init__(self, receiver: Receiver) -> None:
        self.receiver = receiver
        self._before = {region: len(receiver.calls(region)) for region in REGIONS}
        self._held: list[threading.Event] = []
        self.prices: dict[str, dict[str, int]] = {}
        for region in REGIONS:
            self.change(region)

    def asked(self, region: str) -> int:
        return len(self.receiver.calls(region)) - self._before[region]

    def change(self, region: str) -> dict[str, int]:
        """Other prices than there were."""
        self.prices[region] = {"tea": random.randrange(10**6), "<b>salt\u200c</b>": 5}  # noqa: S311
        self.says(region, json.dumps(self.prices[region]).encode())
        return self.prices[region]

    def says(self, region: str, content: bytes, status: int = 200) -> None:
        self.receiver.give(region, content)
        self.receiver.answer(region, status)

    def hold(self, region: str) -> threading.Event:
        self._held.append(self.receiver.hold(region))
        return self._held[-1]

    def let_go(self) -> None:
        for event in self._held:
            event.set()


@pytest.fixture
def source(receiver: Receiver) -> Iterator[Source]:
    one = Source(receiver)
    yield one
    one.let_go()


@pytest.fixture
def cold(client: httpx.Client, source: Source) -> Source:
    """The source, while nothing of it is kept."""
    purge(client)
    return source


def purge(client: httpx.Client) -> None:
    response = client.post(PURGE, headers=TOKEN)
    assert response.status_code == 204, response.text[:300]
    assert response.content == b""


def ask(client: httpx.Client, region: str, **headers: str) -> httpx.Response:
    return client.get(PRICES, params={"region": region}, headers=headers)


def read(client: httpx.Client, region: str) -> dict[str, int]:
    """The prices of a region, as JSON has them."""
    response = ask(client, region, **AS_JSON)
    assert response.status_code == 200, response.text[:300]
    found = response.json()
    assert set(found) == {"region", "prices", "asked"}
    assert found["region"] == region
    return dict(found["prices"])


def shown(response: httpx.Response) -> dict[str, str]:
    """The prices that a page shows."""
    assert response.status_code == 200, response.text[:300]
    rows = document(response).select("table tr")[1:]
    return {text(row.find_all("th")[0]): text(row.find_all("td")[0]) for row in rows}


def as_shown(prices: dict[str, int]) -> dict[str, str]:
    return {article: f"{cents / 100:.2f}" for article, cents in prices.items()}


def rush(
    new_client: NewClient, source: Source, region: str, readers: int = READERS
) -> tuple[int, list[httpx.Response]]:
    """How often the source was asked while it held so many readers, and what they got."""
    clients = [new_client() for _ in range(readers)]
    before, released = source.asked(region), source.hold(region)
    with ThreadPoolExecutor(readers) as pool:
        running = [pool.submit(ask, one, region, **AS_JSON) for one in clients]
        try:
            until(lambda: source.asked(region) > before, "somebody asks")
            time.sleep(0.5)  # those who do not wait for the first one have asked by then
        finally:
            released.set()
        return source.asked(region) - before, [one.result() for one in running]


def directives(response: httpx.Response) -> set[str]:
    return {one.strip().lower() for one in response.headers["cache-control"].split(",")}


def varies(response: httpx.Response) -> set[str]:
    return {one.strip().lower() for one in response.headers.get("vary", "").split(",")}


def assert_private(response: httpx.Response) -> None:
    asked = f"{response.request.method} {response.request.url}"
    assert {"private", "no-store"} <= directives(response), f"{asked}: {response.status_code}"


def assert_later(response: httpx.Response) -> None:
    """Check that an answer says that it does not work now, and when to come again."""
    assert response.status_code == 503, response.text[:300]
    assert response.headers["retry-after"].isdecimal()
    assert_private(response)


# --- Redis, and applications with other limits ------------------------------------------------


@pytest.fixture
def redis(host: Host, server: Server) -> Iterator[Redis]:
    """The Redis of the application, as an operator sees it."""
    with Redis.from_url(host.given["REDIS_URL"]) as one:
        yield one


@pytest.fixture(scope="session")
def hurried(databases: Databases, mailbox: Mailbox, receiver: Receiver) -> Iterator[Host]:
    """Applications whose limits are seconds."""
    host = Host(databases, mailbox, HURRIED, receiver=receiver)
    yield host
    host.close()


class Nobody:
    """A server that takes connections and says nothing, until it is gone."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=100)
        self.address = f"redis://127.0.0.1:{self._socket.getsockname()[1]}/0"

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def nobody() -> Iterator[Nobody]:
    one = Nobody()
    yield one
    one.close()


@contextlib.contextmanager
def visiting(host: Host, case: Case) -> Iterator[httpx.Client]:
    """A client of another host's application."""
    url = host.server_of(case).url
    with httpx.Client(base_url=url, timeout=20, trust_env=False, verify=NO_TLS) as client:
        yield client


@pytest.fixture
def in_a_hurry(hurried: Host, case: Case, source: Source) -> Iterator[httpx.Client]:
    with visiting(hurried, case) as client:
        purge(client)
        yield client


# --- reading ----------------------------------------------------------------------------------


@pytest.mark.contract("once")
def test_a_second_read_costs_the_source_nothing(new_client: NewClient, cold: Source) -> None:
    visitor = new_client()
    assert submit(visitor, MINE, {"name": "Ada", "region": "eu"}).is_redirect
    first = ask(new_client(), "eu", **AS_JSON)
    assert first.json()["prices"] == cold.prices["eu"]
    for _ in range(12):
        assert ask(new_client(), "eu", **AS_JSON).content == first.content
    assert shown(ask(new_client(), "eu")) == as_shown(cold.prices["eu"])
    assert shown(visitor.get(MINE)) == as_shown(cold.prices["eu"])
    assert cold.asked("eu") == 1


@pytest.mark.contract("once")
def test_other_parameters_and_cookies_make_no_difference(
    client: httpx.Client, cold: Source
) -> None:
    read(client, "eu")
    for query in ("region=eu&utm_source=x", "a=1&region=eu", "region=eu&", "region=e%75"):
        answer = client.get(f"{PRICES}?{query}", headers={"Cookie": f"a={secrets.token_hex(4)}"})
        assert shown(answer) == as_shown(cold.prices["eu"])
    assert cold.asked("eu") == 1


@pytest.mark.contract("once")
def test_each_region_has_its_own(client: httpx.Client, cold: Source) -> None:
    for _ in range(2):
        for region in REGIONS:
            assert read(client, region) == cold.prices[region]
    assert [cold.asked(region) for region in REGIONS] == [1, 1, 1]


@pytest.mark.contract("stampede")
def test_twenty_readers_ask_once(new_client: NewClient, cold: Source) -> None:
    asked, answers = rush(new_client, cold, "eu")
    assert {one.status_code for one in answers} == {200}
    assert len({one.content for one in answers}) == 1
    assert answers[0].json()["prices"] == cold.prices["eu"]
    assert (asked, cold.asked("eu")) == (1, 1)


@pytest.mark.contract("stampede")
def test_readers_of_another_process_wait_as_well(
    new_client: NewClient, cold: Source, server: Server
) -> None:
    clients, released = [new_client() for _ in range(6)], cold.hold("eu")
    with ThreadPoolExecutor(len(clients)) as pool:
        running = [pool.submit(ask, clients[0], "eu", **AS_JSON)]
        until(lambda: cold.asked("eu") == 1, "the first one asks")
        port = cold.receiver.calls("eu")[-1].port
        family = workers.family_of(server.process.pid)
        (asking,) = (number for number in family if workers.owner_of(port, {number}))
        try:
            os.kill(asking, signal.SIGSTOP)  # so that another process takes the others
            running += [pool.submit(ask, one, "eu", **AS_JSON) for one in clients[1:]]
            time.sleep(1)
        finally:
            os.kill(asking, signal.SIGCONT)
            released.set()
        assert [one.result().status_code for one in running] == [200] * len(clients)
    assert cold.asked("eu") == 1


@pytest.mark.contract("ages")
def test_what_is_old_is_asked_anew(in_a_hurry: httpx.Client, source: Source) -> None:
    began = time.monotonic()
    old = read(in_a_hurry, "eu")
    new = source.change("eu")
    seen = [old]

    def changed() -> bool:
        seen.append(read(in_a_hurry, "eu"))
        return seen[-1] != old

    until(changed, "prices change")
    assert time.monotonic() - began >= float(HURRIED["PRICES_SECONDS"]) - 0.5
    assert seen[-1] == new
    assert source.asked("eu") == 2


@pytest.mark.contract("ages")
def test_keys_end_by_themselves(client: httpx.Client, cold: Source, redis: Redis) -> None:
    cold.says("asia", b"", 500)
    for region in REGIONS:
        ask(client, region)
    for _ in range(3):
        purge(client)
        read(client, "eu")
    left = {key: redis.ttl(key) for key in redis.scan_iter()}
    endless = [key for key, seconds in left.items() if seconds == -1]
    assert len(endless) <= 1, f"without an end: {endless}"
    assert len(left) >= 5
    assert max(left.values()) <= PRICES_SECONDS


# --- purging ----------------------------------------------------------------------------------


@pytest.mark.contract("purge")
def test_after_a_purge_everyone_gets_what_is_said_now(
    client: httpx.Client, new_client: NewClient, cold: Source
) -> None:
    visitor = new_client()
    assert submit(visitor, MINE, {"name": "Ada", "region": "us"}).is_redirect
    old = {region: read(client, region) for region in REGIONS}
    new = {region: cold.change(region) for region in REGIONS}
    assert {region: read(client, region) for region in REGIONS} == old
    purge(client)
    _, answers = rush(new_client, cold, "eu", readers=10)
    assert [one.json()["prices"] for one in answers] == [new["eu"]] * 10
    assert {region: read(client, region) for region in REGIONS} == new
    assert shown(visitor.get(MINE)) == as_shown(new["us"])
    assert [cold.asked(region) for region in REGIONS] == [2, 2, 2]


@pytest.mark.contract("purge-in-between")
def test_an_answer_from_before_the_purge_is_not_kept(
    client: httpx.Client, new_client: NewClient, cold: Source
) -> None:
    other, released = new_client(), cold.hold("eu")
    with ThreadPoolExecutor(1) as pool:
        late = pool.submit(ask, other, "eu", **AS_JSON)
        until(lambda: cold.asked("eu") == 1, "a question")
        new = cold.change("eu")
        purge(client)
        released.set()
        assert late.result().status_code == 200
    assert read(client, "eu") == new
    assert cold.asked("eu") == 2


@pytest.mark.contract("purge-asks-who")
@each(
    "given",
    [
        *(None, "", "Bearer", "Bearer wrong", "Basic cHVyZ2Utc2VjcmV0Og=="),
        *("Token purge-secret", "purge-secret", "Bearer purge-secre", "Bearer purge-secret2"),
        *("Bearer \u00e9", "Bearer purge-secret purge-secret"),
    ],
)
def test_nobody_purges_without_the_token(
    client: httpx.Client, cold: Source, given: str | None
) -> None:
    read(client, "eu")
    before = cold.asked("eu")
    headers = {} if given is None else {"Authorization": given.encode()}
    response = client.post(PURGE, headers=headers, data={"token": "purge-secret"})
    assert response.status_code == 401
    assert response.headers["www-authenticate"].startswith("Bearer")
    assert_private(response)
    read(client, "eu")
    assert cold.asked("eu") == before


@pytest.mark.contract("purge-down")
def test_a_purge_that_redis_does_not_hear_of_says_so(
    client: httpx.Client, cold: Source, host: Host
) -> None:
    old, new = read(client, "eu"), cold.change("eu")
    with outages.redis(host.given["REDIS_URL"]):
        began = time.monotonic()
        assert_later(client.post(PURGE, headers=TOKEN))
        assert time.monotonic() - began < 10
    assert read(client, "eu") == old, "half a purge"
    purge(client)
    assert read(client, "eu") == new


# --- failing ----------------------------------------------------------------------------------


@pytest.mark.contract("without-redis")
def test_while_redis_refuses_pages_show_what_the_source_says(
    client: httpx.Client, new_client: NewClient, cold: Source, host: Host
) -> None:
    visitor = new_client()
    assert submit(visitor, MINE, {"name": "Ada", "region": "eu"}).is_redirect
    read(client, "eu")
    with outages.redis(host.given["REDIS_URL"]):
        new = cold.change("eu")
        began = time.monotonic()
        assert read(client, "eu") == new
        assert time.monotonic() - began < 5
        assert shown(visitor.get(MINE)) == as_shown(new)
        cold.says("eu", b"", 500)
        assert_later(ask(client, "eu"))
    last = cold.change("eu")
    purge(client)
    before = cold.asked("eu")
    assert [read(client, "eu") for _ in range(3)] == [last] * 3
    assert cold.asked("eu") == before + 1


@pytest.mark.contract("without-redis")
def test_a_source_that_fails_is_asked_once_while_redis_refuses(
    client: httpx.Client, cold: Source, host: Host
) -> None:
    cold.says("eu", b"", 500)
    with outages.redis(host.given["REDIS_URL"]):
        assert_later(ask(client, "eu"))
    assert cold.asked("eu") == 1


@pytest.mark.contract("without-redis")
def test_a_redis_that_hangs_or_is_gone_does_not_stop_pages(
    databases: Databases, mailbox: Mailbox, receiver: Receiver, case: Case, source: Source,
    nobody: Nobody,
) -> None:  # fmt: skip
    host = Host(databases, mailbox, {"REDIS_URL": nobody.address}, receiver=receiver)
    with contextlib.closing(host), visiting(host, case) as client:
        for state in ("hangs", "gone"):
            began = time.monotonic()
            assert read(client, "eu") == source.prices["eu"], state
            assert time.monotonic() - began < 5, state
            assert_later(client.post(PURGE, headers=TOKEN))
            nobody.close()


@pytest.mark.contract("source-fails")
@each(
    ("status", "content"),
    [(status, b'{"tea": 1}') for status in (500, 404, 429, 302)]
    + [
        (200, content)
        for content in (
            *(b"", b"{", b"[]", b"null", b"5", b'"tea"', b"\xff\xfe", b"<html>"),
            *(b'{"tea": "free"}', b'{"tea": -1}', b'{"tea": true}', b'{"tea": 4.5}'),
            *(b'{"tea": NaN}', b'{"tea": null}', b'{"\\ud800": 1}', b'{"tea": {"eu": 1}}'),
            *(b"[" * 100_000, b'{"tea": ' + b"9" * 5000 + b"}", b'{"tea": 1' + b"0" * 400 + b"}"),
        )
    ],
)
def test_what_is_no_answer_is_not_kept_as_one(
    client: httpx.Client, cold: Source, status: int, content: bytes
) -> None:
    purge(client)
    before = cold.asked("eu")
    cold.says("eu", content, status)
    page = ask(client, "eu", Accept=BROWSER)
    assert_later(page)
    document(page)
    as_json = ask(client, "eu", **AS_JSON)
    assert_later(as_json)
    assert set(as_json.json()) == {"error"}
    assert cold.asked("eu") == before + 1
    assert read_changed(client, cold)


def read_changed(client: httpx.Client, cold: Source) -> bool:
    new = cold.change("eu")
    purge(client)
    return read(client, "eu") == new


@pytest.mark.contract("source-fails")
def test_twenty_readers_ask_a_source_that_fails_once(new_client: NewClient, cold: Source) -> None:
    cold.says("eu", b"", 503)
    asked, answers = rush(new_client, cold, "eu")
    for one in answers:
        assert_later(one)
    assert (asked, cold.asked("eu")) == (1, 1)


@pytest.mark.contract("source-fails")
def test_a_source_that_failed_is_asked_again(in_a_hurry: httpx.Client, source: Source) -> None:
    source.says("eu", b"", 500)
    assert_later(ask(in_a_hurry, "eu"))
    new = source.change("eu")
    until(lambda: ask(in_a_hurry, "eu").status_code == 200, "prices again")
    assert read(in_a_hurry, "eu") == new
    assert source.asked("eu") == 2


@pytest.mark.contract("source-fails")
def test_a_source_that_hangs_ends_in_503(in_a_hurry: httpx.Client, source: Source) -> None:
    source.hold("eu")
    began = time.monotonic()
    assert_later(ask(in_a_hurry, "eu"))
    assert time.monotonic() - began < 15


@pytest.mark.contract("late")
def test_whoever_is_late_leaves_the_lock_of_another(
    in_a_hurry: httpx.Client, hurried: Host, case: Case, source: Source
) -> None:
    name = case.application.meta.names["lock"]

    def owner() -> Any:
        (key,) = (key for key in redis.scan_iter() if name in key.decode())
        return redis.get(key)

    with Redis.from_url(hurried.given["REDIS_URL"]) as redis, ThreadPoolExecutor(2) as pool:
        slow = source.hold("eu")
        late = pool.submit(ask, in_a_hurry, "eu", **AS_JSON)
        until(lambda: source.asked("eu") == 1, "the first one asks")
        first, rest = owner(), source.hold("eu")
        other: Future[httpx.Response] = pool.submit(ask, in_a_hurry, "eu", **AS_JSON)
        until(lambda: source.asked("eu") == 2, "the lock ends, and the second one asks")
        second = owner()
        assert second != first
        slow.set()
        assert late.result().status_code == 200
        assert owner() == second, "the late one released it"
        rest.set()
        assert other.result().status_code == 200


@pytest.mark.contract("late")
def test_whoever_is_late_replaces_nothing(in_a_hurry: httpx.Client, source: Source) -> None:
    slow = source.hold("eu")
    with ThreadPoolExecutor(1) as pool:
        late = pool.submit(ask, in_a_hurry, "eu", **AS_JSON)
        until(lambda: source.asked("eu") == 1, "the first one asks")
        new = source.change("eu")
        source.hold("eu").set()
        assert read(in_a_hurry, "eu") == new, "the lock ended, and the second one asked"
        slow.set()
        assert late.result().status_code == 200
    assert read(in_a_hurry, "eu") == new, "the late one replaced it"
    assert source.asked("eu") == 2


@pytest.mark.contract("late")
def test_nobody_waits_for_one_after_the_other(in_a_hurry: httpx.Client, source: Source) -> None:
    source.hold("eu")
    with ThreadPoolExecutor(3) as pool:
        running = [pool.submit(ask, in_a_hurry, "eu", **AS_JSON) for _ in range(3)]
        # The third one's turn would be after two locks.
        done, _ = wait(running, timeout=7, return_when=FIRST_COMPLETED)
        asked = source.asked("eu")
        source.let_go()
    answers = sorted((one.result() for one in running), key=lambda one: one.status_code)
    assert [one.result().status_code for one in done] == [503]
    assert [one.status_code for one in answers] == [200, 200, 503]
    assert_later(answers[-1])
    assert asked == 2


# --- what lies in Redis -----------------------------------------------------------------------


class Planted:
    """Makes a folder when it is unpickled."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __reduce__(self) -> tuple[Callable[[str], None], tuple[str]]:
        return os.mkdir, (str(self.folder),)


@pytest.mark.contract("strange-values")
def test_what_others_write_into_redis_is_not_run(
    client: httpx.Client, cold: Source, redis: Redis, tmp_path: Path
) -> None:
    read(client, "eu")
    for protocol in (0, 2, pickle.HIGHEST_PROTOCOL):
        for mark in (b"", b"!"):  # a cache may mark its pickles
            made = tmp_path / f"made-{protocol}{mark.decode()}"
            for key in list(redis.scan_iter()):
                redis.set(key, mark + pickle.dumps(Planted(made), protocol), keepttl=True)
            assert read(client, "eu") == cold.prices["eu"]
            assert not made.exists(), f"a pickle of protocol {protocol} was run"


@pytest.mark.contract("strange-values")
@each(
    "value",
    [
        *(b"", b"{", b"\xff", b"null", b"5", b"true", b'"x"', b"[1]", b"{}", b"[" * 100_000),
        *(b'"\\ud800"', b'{"prices": 5}', b'{"prices": {}, "asked": 5}', b"9" * 5000),
        *(b'{"prices": {"tea": "5"}, "asked": "x"}', b'{"prices": {"\\ud800": 1}, "asked": "x"}'),
        *(b'{"prices": {"tea": 1}, "asked": "\\ud800"}', b'{"prices": [], "asked": "x"}'),
        b'{"prices": {"tea": 1' + b"0" * 400 + b'}, "asked": "x"}',
    ],
)
def test_what_is_broken_counts_as_missing(
    client: httpx.Client, cold: Source, redis: Redis, value: bytes
) -> None:
    read(client, "eu")
    for key in list(redis.scan_iter()):
        redis.set(key, value, keepttl=True)
    for _ in range(2):
        assert read(client, "eu") == cold.prices["eu"]
        assert shown(ask(client, "eu")) == as_shown(cold.prices["eu"])
    before = cold.asked("eu")
    read(client, "eu")
    assert cold.asked("eu") == before, "nothing is kept any more"
    purge(client)
    assert read_changed(client, cold)


@pytest.mark.contract("strange-values")
def test_a_value_of_another_kind_does_no_harm(
    client: httpx.Client, cold: Source, redis: Redis
) -> None:
    read(client, "eu")
    for key in list(redis.scan_iter()):
        redis.delete(key)
        redis.hset(key, "field", "value")
    assert read(client, "eu") == cold.prices["eu"]
    purge(client)
    assert read_changed(client, cold)


@pytest.mark.contract("own-keys")
def test_keys_of_others_stay(client: httpx.Client, cold: Source, redis: Redis, case: Case) -> None:
    others = {b"session:1", b"generation", b"other:prices", b"1:generation", b"lock:eu"}
    for key in others:
        redis.set(key, "theirs", ex=60)
    for region in REGIONS:
        read(client, region)
    purge(client)
    read(client, "eu")
    assert {key: redis.get(key) for key in others} == dict.fromkeys(others, b"theirs")
    own = set(redis.scan_iter()) - others
    prefix = case.application.meta.names["prefix"].encode()
    assert len(own) >= 3
    assert [key for key in own if not key.startswith(prefix)] == []
    redis.delete(*others)


# --- what others may keep ---------------------------------------------------------------------


@pytest.mark.contract("shared")
@each("accept", [BROWSER, "application/json"])
def test_the_shared_page_is_the_same_for_everyone(
    client: httpx.Client, new_client: NewClient, cold: Source, accept: str
) -> None:
    visitor = new_client()
    assert submit(visitor, MINE, {"name": "Ada", "region": "eu"}).is_redirect
    answers = [ask(one, "eu", Accept=accept) for one in (client, visitor, new_client())]
    assert len({one.content for one in answers}) == 1
    for one in answers:
        assert one.status_code == 200
        assert "set-cookie" not in one.headers
        assert varies(one) == {"accept"}
        assert "no-cache" in directives(one)
        assert not directives(one) & {"private", "no-store"}


@pytest.mark.contract("shared")
@each("accept", [BROWSER, "application/json"])
def test_who_has_the_page_gets_it_again_only_if_it_changed(
    client: httpx.Client, cold: Source, accept: str
) -> None:
    first = ask(client, "eu", Accept=accept)
    held = {"Accept": accept, "If-None-Match": first.headers["etag"]}
    again = ask(client, "eu", **held)
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert "no-cache" in directives(again)
    assert varies(again) == {"accept"}
    other = AS_JSON if accept == BROWSER else {"Accept": BROWSER}
    assert ask(client, "eu", **held | other).status_code == 200, "another form is another thing"
    cold.change("eu")
    purge(client)
    now = ask(client, "eu", **held)
    assert now.status_code == 200
    assert now.headers["etag"] != first.headers["etag"]


@pytest.mark.contract("vary")
@each(
    ("accept", "kind"),
    [
        *((one, "application/json") for one in (
            "application/json", "application/json, */*;q=0.1", "text/html;q=0.5, application/json",
        )),
        *((one, "text/html") for one in (
            BROWSER, "*/*", "", "image/png", "application/json;q=0.5, text/html", "\u00e9",
            "application/json;q=0, */*", ";;,/;q=x", "x" * 4000,
        )),
    ],
)  # fmt: skip
def test_accept_decides(client: httpx.Client, cold: Source, accept: str, kind: str) -> None:
    headers = {b"Accept": accept.encode()}
    response = client.get(f"{PRICES}?region=eu", headers=headers)
    assert response.status_code == 200
    assert response.headers["content-type"].split(";")[0] == kind
    assert "accept" in varies(response)


# --- what nobody else may see -----------------------------------------------------------------


@pytest.mark.contract("personal")
def test_each_visitor_sees_their_own(new_client: NewClient, cold: Source) -> None:
    def visit(number: int) -> list[str]:
        client, region = new_client(), REGIONS[number % 3]
        assert submit(client, MINE, {"name": f"Ada {number}", "region": region}).is_redirect
        found = []
        for _ in range(4):
            answer = client.get(MINE)
            assert shown(answer) == as_shown(cold.prices[region])
            name = page(answer).find(id="my-name")
            assert name
            found.append(text(name))
        return found

    with ThreadPoolExecutor(8) as pool:
        seen = list(pool.map(visit, range(8)))
    assert seen == [[f"Ada {number}"] * 4 for number in range(8)]
    stranger = new_client().get(MINE)
    assert "Ada" not in stranger.text


@pytest.mark.contract("personal")
def test_no_cache_may_keep_any_answer_there(client: httpx.Client, cold: Source) -> None:
    first = client.get(MINE)
    token = values(form_in(page(first)))
    saved = client.post(MINE, data={**token, "name": "Ada", "region": "eu"})
    assert saved.is_redirect
    answers = [
        first,
        saved,
        client.get(MINE),
        client.head(MINE),
        client.post(MINE, data={**token, "name": "", "region": "x"}),
        client.put(MINE, data=token),
        client.delete(MINE),
        client.post(MINE, content=b"x" * 20_000, headers={"Content-Type": "text/plain"}),
        client.get(MINE, headers={"Host": "other.example"}),
        client.get(f"{MINE}/", headers={"Host": "other.example"}),
    ]
    client.cookies.clear()
    answers += [client.post(MINE, data={"name": "Eve", "region": "eu"}), client.options(MINE)]
    for one in answers:
        assert_private(one)
    assert "cookie" in varies(client.get(MINE))


@pytest.mark.contract("personal")
def test_a_personal_page_without_prices_is_not_kept_either(
    client: httpx.Client, cold: Source
) -> None:
    assert submit(client, MINE, {"name": "Ada", "region": "eu"}).is_redirect
    cold.says("eu", b"", 500)
    purge(client)
    answer = client.get(MINE)
    assert_later(answer)
    assert document(answer).find(id="my-name") is None
    other = values(form_in(document(answer))) | {"name": "Ada", "region": "us"}
    assert client.post(MINE, data=other).is_redirect
    assert shown(client.get(MINE)) == as_shown(cold.prices["us"])


@pytest.mark.contract("input")
@each(
    "query",
    [
        *("", "region", "region=", "region=EU", "region=eu%20", "region=%00", "region=eu%00"),
        *("region=%C3%A9", "region=%FF", "region=eu,us", "region=eu/../us", "region=*"),
        *("region=eu&region=us", "region=eu&region=eu", "Region=eu", "region=mars"),
        *("region[]=eu", f"region={'x' * 3000}", "region=prices", "region=generation"),
    ],
)
def test_an_unknown_region_asks_nobody(
    client: httpx.Client, cold: Source, redis: Redis, query: str
) -> None:
    before, asked = set(redis.scan_iter()), [cold.asked(region) for region in REGIONS]
    response = client.get(f"{PRICES}?{query}")
    assert response.status_code == 404
    assert_private(response)
    assert set(redis.scan_iter()) <= before
    assert [cold.asked(region) for region in REGIONS] == asked


@pytest.mark.contract("input")
@each(
    "changes",
    [{"name": ""}, {"name": "  "}, {"name": "x" * 51}, {"name": "a\0b"}, {"region": "mars"},
     {"region": ""}, {"region": "eu\0"}],
)  # fmt: skip
def test_a_field_that_is_not_valid_changes_nothing(
    new_client: NewClient, cold: Source, changes: dict[str, str]
) -> None:
    client = new_client()
    response = submit(client, MINE, {"name": "Ada", "region": "eu", **changes})
    assert response.status_code == 200
    (field,) = changes
    assert page(response).find(id=f"{field}-error") or page(response).select(".errorlist")
    again = page(client.get(MINE))
    assert again.find(id="my-name") is None


@pytest.mark.contract("input")
@each("sent", [{"name": 5, "region": "eu"}, [1], None])
def test_json_is_no_form(client: httpx.Client, cold: Source, sent: object) -> None:
    assert send_json(client, MINE, sent).status_code == 200
    assert page(client.get(MINE)).find(id="my-name") is None


@pytest.mark.contract("input")
def test_a_name_is_shown_as_typed(client: httpx.Client, cold: Source) -> None:
    name = "<i>\u00e9</i> & " + "x" * 38
    assert submit(client, MINE, {"name": name, "region": "eu"}).is_redirect
    found = page(client.get(MINE)).find(id="my-name")
    assert found
    assert text(found) == name


@pytest.mark.contract("input")
def test_a_post_without_its_token_is_refused(
    client: httpx.Client, new_client: NewClient, cold: Source
) -> None:
    fields = {"name": "Eve", "region": "eu"}
    foreign = values(form_in(page(new_client().get(MINE))))
    for sent in (fields, {**foreign, **fields}):
        client.get(MINE)
        response = client.post(MINE, data=sent)
        assert response.status_code in {400, 403}
        assert_private(response)
    assert page(client.get(MINE)).find(id="my-name") is None


@pytest.mark.contract("input")
def test_a_file_is_refused_before_it_is_read(client: httpx.Client) -> None:
    client.get(MINE)  # the cookie with which a visitor's token is looked for in the body
    assert status_before_the_file(client, MINE, 16 * 1024 + 1) == 413


@pytest.mark.contract("methods")
def test_head_is_get_without_the_body(client: httpx.Client, cold: Source) -> None:
    for path in (HOME, f"{PRICES}?region=eu", MINE):
        assert_head_is_get(client, path)
    head = client.head(f"{PRICES}?region=eu")
    assert directives(head) == directives(ask(client, "eu"))
    assert varies(head) == {"accept"}


@pytest.mark.contract("methods")
@each("method", ["PUT", "PATCH", "DELETE", "BREW"])
def test_other_methods_are_refused(client: httpx.Client, cold: Source, method: str) -> None:
    for path, offered in ((f"{PRICES}?region=eu", "GET"), (PURGE, "POST")):
        response = client.request(method, path, headers=TOKEN)
        assert response.status_code in {403, 405}
        assert_private(response)
        if response.status_code == 405:
            assert_refused(response, offered)


@pytest.mark.contract("methods")
def test_a_link_does_not_purge(client: httpx.Client, cold: Source) -> None:
    read(client, "eu")
    before = cold.asked("eu")
    for method in ("GET", "HEAD"):
        response = client.request(method, PURGE, headers=TOKEN)
        assert response.status_code == 405
        assert "POST" in allowed(response)
        assert_private(response)
    read(client, "eu")
    assert cold.asked("eu") == before
