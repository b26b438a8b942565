"""A developer's copy of an application, with a database of its own, in which commands run."""

from __future__ import annotations

import contextlib
import os
import secrets
import shlex
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from tests.contract import outages
from tests.contract.cases import Case
from tests.contract.harness import environment
from tests.contract.postgres import Databases

# What a database answers to a row that its table does not take.
REFUSED = (sqlite3.IntegrityError, psycopg.IntegrityError)

# What is in PostgreSQL besides rows, as its catalogue tells it.
SHAPE = """
SELECT table_name, column_name, data_type, character_maximum_length, is_nullable, column_default
FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL
SELECT conrelid::regclass::text, conname::text, pg_get_constraintdef(oid), NULL, NULL, NULL
FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL
SELECT tablename::text, indexname::text, indexdef, NULL, NULL, NULL
FROM pg_indexes WHERE schemaname = 'public'
ORDER BY 1, 2, 3
"""


@dataclass(frozen=True)
class Database:
    """A database at an address, as `DATABASE_URL` takes it."""

    address: str

    @property
    def file(self) -> Path | None:
        """The file of SQLite; no other database is one."""
        kind, _, path = self.address.partition(":///")
        return Path(path) if kind == "sqlite" else None

    def connect(self) -> sqlite3.Connection | psycopg.Connection[Any]:
        """Open a connection, which the caller closes."""
        return sqlite3.connect(self.file) if self.file else psycopg.connect(self.address)

    def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """The rows that a statement answers; what it changes is kept."""
        with contextlib.closing(self.connect()) as connection, connection:
            found = connection.execute(statement)
            return [tuple(row) for row in found.fetchall()] if found.description else []

    def columns(self, table: str) -> list[str]:
        """The names of a table's columns, sorted, as databases add new ones in places of theirs."""
        with contextlib.closing(self.connect()) as connection:
            found = connection.execute(f"SELECT * FROM {table} WHERE 1 = 0").description
            return sorted(column[0] for column in found or ())

    def everything(self) -> list[Any]:
        """All that is in it: tables, columns, constraints, indexes, rows."""
        if self.file:
            with contextlib.closing(sqlite3.connect(self.file)) as connection:
                return list(connection.iterdump())
        tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
        rows = [self.ask(f'SELECT * FROM "{name}" ORDER BY 1') for (name,) in self.ask(tables)]
        return [self.ask(SHAPE), rows]

    @contextlib.contextmanager
    def copied(self, folder: Path) -> Iterator[Database]:
        """A copy of it; a file stands in `folder`."""
        name = f"copy_{secrets.token_hex(6)}"
        if self.file:
            yield Database(f"sqlite:///{shutil.copy(self.file, folder / name)}")
            return
        server, _, original = self.address.rpartition("/")
        with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{original}"'.encode())
            try:
                yield Database(f"{server}/{name}")
            finally:
                connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())

    def closed(self) -> contextlib.AbstractContextManager[None]:
        """Keep everybody out of it for the length of a `with` block."""
        return outages.sqlite(self.file) if self.file else outages.postgres(self.address)


def new_database(databases: Databases, name: str | None, folder: Path) -> Database:
    """An empty database of the kind that a case takes."""
    made = databases.variables(name).get("DATABASE_URL")
    if made:
        return Database(made)
    sqlite3.connect(folder / "empty.sqlite3").close()
    return Database(f"sqlite:///{folder / 'empty.sqlite3'}")


@dataclass(frozen=True)
class Workplace:
    """Code that may be changed, and a database."""

    case: Case
    folder: Path
    database: Database
    variables: Mapping[str, str] = field(default_factory=dict)

    def try_to(
        self, command: str, *given: str, answers: Sequence[str] = ()
    ) -> subprocess.CompletedProcess[str]:
        """Run a command of the application, which may fail.

        Args:
            command: its id.
            given: what is typed behind it.
            answers: what is typed when it asks.
        """
        meta = self.case.application.meta
        line = shlex.join(given)
        return subprocess.run(
            ["sh", "-ec", "\n".join([*meta.exports, f"{meta.commands[command]} {line}"])],
            cwd=self.folder,
            env={
                **environment(self.case.interpreter),
                "DATABASE_URL": self.database.address,
                **self.variables,
            },
            input="".join(f"{answer}\n" for answer in answers),
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    def run(self, command: str, *given: str, answers: Sequence[str] = ()) -> str:
        """Run a command of the application, which must succeed.

        Returns:
            What it printed.
        """
        done = self.try_to(command, *given, answers=answers)
        assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"
        return done.stdout

    def change(self, name: str) -> None:
        """Change the code as the application says."""
        change = self.case.application.meta.changes[name]
        path = self.folder / change.file
        text = path.read_text(encoding="utf-8")
        assert text.count(change.replace) == 1, f"{name}: {change.replace!r}"
        path.write_text(text.replace(change.replace, change.with_), encoding="utf-8")

    def files(self) -> dict[str, bytes]:
        """Every file of the code and what is in it."""
        found = {}
        for parent, _, names in os.walk(self.folder):
            for path in (Path(parent, name) for name in names):
                if path.suffix not in {".pyc", ".sqlite3"}:
                    found[path.relative_to(self.folder).as_posix()] = path.read_bytes()
        return found

    def written_by(self, command: str, answers: Sequence[str] = ()) -> dict[str, bytes]:
        """The files that a command added, or changed."""
        before = self.files()
        self.run(command, answers=answers)
        return {name: text for name, text in self.files().items() if before.get(name) != text}

    def add(self, files: Mapping[str, bytes]) -> None:
        """Write files, such as those that a colleague has made."""
        for name, text in files.items():
            self.folder.joinpath(name).write_bytes(text)
