"""The Redis server for the contracts: it runs, hands out empty databases, and ends."""

from __future__ import annotations

import pytest
from redis import Redis, exceptions

from tests.contract.postgres import Databases
from tools import redis_server

# Redis comes from the distribution: what every machine runs does without.
pytestmark = [pytest.mark.needs(redis_server.PROGRAM), pytest.mark.deep]


@pytest.fixture
def databases():
    one = Databases()
    yield one
    one.close()


def test_each_database_is_a_new_one(databases):
    first, second = (databases.variables("redis")["REDIS_URL"] for _ in range(2))
    with Redis.from_url(first) as one, Redis.from_url(second) as other:
        one.set("name", "ada")
        assert one.get("name") == b"ada"
        assert list(other.scan_iter()) == []


def test_nobody_comes_in_without_the_password(databases):
    address = databases.variables("redis")["REDIS_URL"]
    password = address.split(":")[2].split("@")[0]
    with (
        Redis.from_url(address.replace(password, "wrong")) as stranger,
        pytest.raises(exceptions.AuthenticationError),
    ):
        stranger.ping()


def test_the_server_ends(databases):
    address = databases.variables("redis")["REDIS_URL"]
    databases.close()
    with Redis.from_url(address) as late, pytest.raises(exceptions.ConnectionError):
        late.ping()


def test_a_machine_without_the_program_is_told_how_to_get_it(monkeypatch):
    monkeypatch.setattr(redis_server, "PROGRAM", "no-such-program")
    assert redis_server.why_not() == (
        "no no-such-program on this machine; Debian: apt install no-such-program"
    )
