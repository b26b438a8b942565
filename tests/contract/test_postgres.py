"""The PostgreSQL server for the contracts: it runs, hands out empty databases, and ends."""

from __future__ import annotations

import os
from pathlib import Path

import psycopg
import pytest

from tests.contract.postgres import WHEEL, Databases, running

pytestmark = pytest.mark.needs(WHEEL)


def test_each_database_is_a_new_one_and_the_server_ends():
    with running() as server:
        first, second = server.new_database(), server.new_database()
        with psycopg.connect(first) as connection:
            connection.execute("CREATE TABLE book (title varchar(5))")
            with pytest.raises(psycopg.errors.StringDataRightTruncation):
                connection.execute("INSERT INTO book VALUES ('longer')")
        with psycopg.connect(second) as connection:
            tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
            assert connection.execute(tables).fetchone() == (0,)
            folder = Path(connection.execute("SHOW data_directory").fetchone()[0])
            owner = folder.stat().st_uid
            pid = int((folder / "postmaster.pid").read_text().split()[0])
        assert owner != 0, "PostgreSQL does not run as root"
    assert not folder.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_nobody_comes_in_without_the_password():
    with running() as server:
        address = server.new_database().replace(server.password, "wrong")
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(address)


def test_the_server_starts_when_it_is_needed():
    databases = Databases()
    assert databases.variables("sqlite") == databases.variables(None) == {}
    address = databases.variables("postgresql")["DATABASE_URL"]
    assert databases.variables("postgresql")["DATABASE_URL"] != address
    databases.close()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(address)
