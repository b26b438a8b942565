"""What PostgreSQL was asked while something was done, by its own log."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import psycopg

SETTLE = 0.1  # second, in which the server reads its settings anew, and what has ended is counted
LOGGED = {"log_statement": "all", "log_connections": "all", "log_line_prefix": ""}
CONNECTED = "LOG:  connection authorized:"
STATEMENT = re.compile(r"^LOG:  (?:statement|execute [^:]+): (.+(?:\n\t.*)*)", re.M)
TRANSACTION = re.compile(r"BEGIN|START TRANSACTION|COMMIT|ROLLBACK|SAVEPOINT|RELEASE")


def logged(log: Path, address: str, act: Callable[[], None]) -> dict[str, int]:
    """What PostgreSQL logs while something is done, by kind.

    Args:
        log: of the server, where nobody else may ask anything meanwhile.
        address: of a database there, for a superuser.
        act: what is done.

    Returns:
        Kind → how many, as `counted` has them.
    """
    with psycopg.connect(address, autocommit=True) as connection:
        tables = {
            str(name)
            for (name,) in connection.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
            )
        }
        _set(connection, "ALTER SYSTEM SET {} = '{}'")
        begin = log.stat().st_size
        act()
        with log.open("rb") as file:
            file.seek(begin)
            said = file.read().decode()
        _set(connection, "ALTER SYSTEM RESET {}")
    return counted(said, tables)


def _set(connection: psycopg.Connection, statement: str) -> None:
    for name, value in LOGGED.items():
        connection.execute(statement.format(name, value).encode())
    connection.execute("SELECT pg_reload_conf()")
    time.sleep(SETTLE)


def counted(log: str, tables: set[str]) -> dict[str, int]:
    """Connections and statements in a log; queries are those that name a table."""
    found = Counter(_kind(statement, tables) for statement in STATEMENT.findall(log))
    kinds = ("queries", "transactions", "rest")
    return {"connections": log.count(CONNECTED), **{kind: found[kind] for kind in kinds}}


def _kind(statement: str, tables: set[str]) -> str:
    if TRANSACTION.match(statement):
        return "transactions"
    return "queries" if tables & set(re.findall(r"\w+", statement)) else "rest"
