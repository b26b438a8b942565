"""Runs one application at a time, and the servers that it needs."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping

import pytest

from tests.contract.cases import IN_PAGE, Case
from tests.contract.harness import Server, ServerError, running
from tests.contract.oidc import Provider
from tests.contract.postgres import Databases
from tests.contract.smtp import Mailbox
from tests.contract.webhook import Receiver
from tools.running import READY_WITHIN

IN_PAGE_WITHIN = 4 * READY_WITHIN


class Host:
    """Keeps the server of the current application until another one is asked for.

    `given` are the environment variables of that server.
    """

    def __init__(
        self,
        databases: Databases,
        mailbox: Mailbox,
        variables: Mapping[str, str] | None = None,
        provider: Provider | None = None,
        receiver: Receiver | None = None,
    ) -> None:
        self._databases = databases
        somebody = receiver or Receiver()
        self._services: Mapping[str, Callable[[], dict[str, str]]] = {
            "smtp": mailbox.variables,
            "oidc": (provider or Provider()).variables,
            "webhook": somebody.variables,
            "upstream": somebody.upstream,
            "redis": lambda: databases.variables("redis"),
        }
        self._variables = variables or {}
        self.given: dict[str, str] = {}
        self._case: Case | None = None
        self._stack = contextlib.ExitStack()
        self._server: Server | None = None

    def server_of(self, case: Case) -> Server:
        """The running application; one that did not start is not started, nor explained, again."""
        why = f"No server: see why at the first test of [{case}]."
        if self._case is not case:
            self.close()
            self._case = case
            try:
                self._server = self._started(case)
            except ServerError as error:
                why = str(error)
        if self._server is None:
            pytest.fail(why, pytrace=False)
        return self._server

    def _started(self, case: Case) -> Server:
        if not case.interpreter.exists():
            raise ServerError(f"The environment '{case.environment}' is missing. Run: make setup")
        meta = case.application.meta
        self.given = dict(self._databases.variables(case.database))
        for service in case.services:
            self.given |= self._services[service]()
        self.given |= self._variables
        return self._stack.enter_context(
            running(
                case.application.folder,
                meta.start,
                meta.ready,
                case.interpreter,
                # A line of a page's runtime starts Python anew, and that takes seconds.
                within=IN_PAGE_WITHIN if case.environment == IN_PAGE else READY_WITHIN,
                variables=self.given,
            )
        )

    def close(self) -> None:
        """End the server, if one runs."""
        self._stack.close()
        self._case = self._server = None
