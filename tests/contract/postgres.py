"""The databases on which applications are held to their contracts."""

from __future__ import annotations

import contextlib
from pathlib import Path

from tools import redis_server
from tools.postgres import WHEEL, Postgres, running

__all__ = ["WHEEL", "Databases", "running"]


class Databases:
    """Hands out databases; the server starts when the first one is asked for."""

    def __init__(self) -> None:
        self._stack = contextlib.ExitStack()
        self._server: Postgres | None = None
        self._redis: redis_server.Redis | None = None

    def variables(self, database: str | None) -> dict[str, str]:
        """What a reader sets to run an application on a database.

        Args:
            database: `postgresql` or `redis`; anything else is what the application takes by
                itself.

        Returns:
            Environment variables. Each call hands out a new, empty database.

        Raises:
            ServerError: the server does not start.
        """
        if database == "redis":
            if self._redis is None:
                self._redis = self._stack.enter_context(redis_server.running())
            return {"REDIS_URL": self._redis.new_database()}
        if database != "postgresql":
            return {}
        if self._server is None:
            self._server = self._stack.enter_context(running())
        return {"DATABASE_URL": self._server.new_database()}

    def close(self) -> None:
        """End the servers that run."""
        self._stack.close()
        self._server = self._redis = None

    @property
    def log(self) -> Path:
        """What PostgreSQL has been asked, once it was told to write that down."""
        assert self._server, "no application runs on PostgreSQL"
        return self._server.log
