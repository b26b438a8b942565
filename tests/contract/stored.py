"""The database of a running application, by a connection of the contract's own."""

from __future__ import annotations

import contextlib
import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import psycopg
from psycopg import sql

from tests.contract.cases import Case
from tests.contract.harness import Server
from tests.contract.host import Host

Run = Callable[[str], Any]

WITHIN = 8.0  # seconds in which an application has to come to a row that is held
SOON = 0.5  # seconds; SQLite does not say who waits
HOLD = sql.SQL("SELECT id FROM {} WHERE id = {} FOR UPDATE")
REFUSED = (psycopg.errors.IntegrityError, sqlite3.IntegrityError)


class Stored(Protocol):
    """What a contract does beside the application."""

    def held(self, table: str, row: int) -> contextlib.AbstractContextManager[Run]:
        """Keep others from writing a row for the length of a `with` block, then commit.

        The block gets a function that runs a statement in that transaction.
        """

    def until_waiting(self, writers: int) -> None:
        """Go on when so many wait for what is held."""

    def breaking(self, table: str, row: int) -> contextlib.AbstractContextManager[None]:
        """Make each change of a row fail for the length of a `with` block."""


class OnPostgres:
    """Holds single rows, and sees who waits for them."""

    def __init__(self, address: str) -> None:
        self._address = address

    @contextlib.contextmanager
    def held(self, table: str, row: int) -> Iterator[Run]:
        with (
            # A commit that is refused does not close a connection by itself.
            contextlib.closing(psycopg.connect(self._address)) as connection,
            connection.transaction(),
        ):
            connection.execute(HOLD.format(sql.Identifier(table), row))
            yield lambda statement: connection.execute(statement.encode())

    def is_free(self, table: str, row: int) -> bool:
        """Whether nobody holds a row."""
        with psycopg.connect(self._address) as connection:
            try:
                hold = HOLD.format(sql.Identifier(table), row)
                connection.execute(hold + sql.SQL(" NOWAIT"))
            except psycopg.errors.LockNotAvailable:
                return False
        return True

    def until_waiting(self, writers: int) -> None:
        with psycopg.connect(self._address, autocommit=True) as connection:
            deadline = time.monotonic() + WITHIN
            while time.monotonic() < deadline:
                found = connection.execute(
                    "SELECT count(*) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND wait_event_type = 'Lock'"
                ).fetchone()
                if found == (writers,):
                    return
                time.sleep(0.02)
        raise AssertionError(f"not {writers} wait for the row within {WITHIN:g} s, but {found}")

    @contextlib.contextmanager
    def breaking(self, table: str, row: int) -> Iterator[None]:
        with psycopg.connect(self._address, autocommit=True) as connection:
            connection.execute(
                "CREATE FUNCTION contract_breaks() RETURNS trigger LANGUAGE plpgsql AS "
                "$$ BEGIN RAISE EXCEPTION 'made by the contract'; END $$"
            )
            connection.execute(
                sql.SQL(
                    "CREATE TRIGGER contract_breaks BEFORE UPDATE ON {} FOR EACH ROW "
                    "WHEN (OLD.id = {}) EXECUTE FUNCTION contract_breaks()"
                ).format(sql.Identifier(table), row)
            )
            try:
                yield
            finally:
                connection.execute("DROP FUNCTION contract_breaks CASCADE")


class OnSqlite:
    """Holds the whole file, since there is no smaller lock."""

    def __init__(self, file: Path) -> None:
        self._file = file

    @contextlib.contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        with contextlib.closing(sqlite3.connect(self._file, isolation_level=None)) as connection:
            connection.execute("PRAGMA foreign_keys = ON")
            yield connection

    @contextlib.contextmanager
    def held(self, table: str, row: int) -> Iterator[Run]:
        with self._connected() as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield connection.execute
            connection.execute("COMMIT")

    def until_waiting(self, writers: int) -> None:
        time.sleep(SOON)

    @contextlib.contextmanager
    def breaking(self, table: str, row: int) -> Iterator[None]:
        with self._connected() as connection:
            connection.execute(
                f"CREATE TRIGGER contract_breaks BEFORE UPDATE ON {table} WHEN OLD.id = {row} "
                "BEGIN SELECT RAISE(ABORT, 'made by the contract'); END"
            )
            try:
                yield
            finally:
                connection.execute("DROP TRIGGER contract_breaks")


def stored_by(case: Case, host: Host, server: Server) -> Stored:
    """The database of an application that runs."""
    if case.database == "postgresql":
        return OnPostgres(host.given["DATABASE_URL"])
    (file,) = server.folder.rglob("*.sqlite3")
    return OnSqlite(file)
