"""What an application needs, put out of reach for the length of a `with` block."""

from __future__ import annotations

import contextlib
import os
import signal
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import psycopg
from redis import Redis

from tests.contract.waiting import until


@contextlib.contextmanager
def redis(address: str, *kinds: str) -> Iterator[None]:
    """Nobody knows the password, and clients of these kinds, else all that ask, are thrown out."""
    with Redis.from_url(address) as one:
        password = str(one.connection_pool.connection_kwargs["password"])
        one.config_set("requirepass", "another")
        for kind in kinds or ("normal",):
            one.client_kill_filter(_type=kind, skipme=True)
        try:
            yield
        finally:
            one.config_set("requirepass", password)


def redis_links(address: str, listeners: int) -> None:
    """All clients are thrown out as soon as so many listen, and may come back at once."""
    with Redis.from_url(address) as one:

        def listen() -> int:
            return sum(bool({"b", "P"} & set(each["flags"])) for each in one.client_list())

        until(lambda: listen() >= listeners, f"{listeners} that listen")
        for kind in ("pubsub", "normal"):
            one.client_kill_filter(_type=kind, skipme=True)


@contextlib.contextmanager
def silent_redis(address: str) -> Iterator[None]:
    """Links stay, and no answer comes."""
    with Redis.from_url(address) as one:
        number = int(one.info("server")["process_id"])
    os.kill(number, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(number, signal.SIGCONT)


def database(address: str | None, folder: Path) -> contextlib.AbstractContextManager[None]:
    """The database of an application; without an address it is the file in its folder."""
    if address:
        return postgres(address)
    (file,) = folder.rglob("*.sqlite3")
    return sqlite(file)


@contextlib.contextmanager
def postgres(address: str) -> Iterator[None]:
    """A database of PostgreSQL takes nobody in, and who was in is out."""
    with _beside(address) as (other, name):
        other.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false'.encode())
        _end(other, name)
        try:
            yield
        finally:
            other.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true'.encode())


@contextlib.contextmanager
def sqlite(file: Path) -> Iterator[None]:
    """A file of SQLite is locked: nobody reads or writes."""
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as one:
        one.execute("BEGIN EXCLUSIVE")
        try:
            yield
        finally:
            one.execute("ROLLBACK")


def end_connections(address: str) -> None:
    """What a restart of PostgreSQL does to those that the application keeps."""
    with _beside(address) as (other, name):
        _end(other, name)


def idle_transactions(address: str) -> int:
    """How many transactions are open while their program does something else."""
    with _beside(address) as (other, name):
        found = other.execute(
            "SELECT FROM pg_stat_activity WHERE datname = %s AND state LIKE 'idle in %%'", [name]
        )
        return found.rowcount


@contextlib.contextmanager
def _beside(address: str) -> Iterator[tuple[psycopg.Connection, str]]:
    """A connection to the same PostgreSQL, and the name of the database there."""
    server, _, name = address.rpartition("/")
    with psycopg.connect(f"{server}/postgres", autocommit=True) as other:
        yield other, name


def _end(other: psycopg.Connection, name: str) -> None:
    other.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
    )
