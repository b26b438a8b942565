"""Runs one application at a time, and the servers that it needs."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping

import pytest

from tests.contract.cases import Case
from tests.contract.harness import Server, ServerError, running
from tests.contract.oidc import Provider
from tests.contract.postgres import Databases
from tests.contract.smtp import Mailbox
from tests.contract.webhook import Receiver


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
        self._mailbox = mailbox
        self._provider = provider or Provider()
        self._receiver = receiver or Receiver()
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
        mail = self._mailbox.variables() if "smtp" in case.services else {}
        sign_in = self._provider.variables() if "oidc" in case.services else {}
        taken = self._receiver.variables() if "webhook" in case.services else {}
        queue = self._databases.variables("redis") if "redis" in case.services else {}
        database = self._databases.variables(case.database)
        self.given = {**database, **queue, **mail, **sign_in, **taken, **self._variables}
        return self._stack.enter_context(
            running(
                case.application.folder,
                meta.start,
                meta.ready,
                case.interpreter,
                variables=self.given,
            )
        )

    def close(self) -> None:
        """End the server, if one runs."""
        self._stack.close()
        self._case = self._server = None
