"""A mail server for one test session, on a port of its own: it keeps what applications send."""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage
from typing import Any

from tools.setup.ports import free_port

PACKAGE = "aiosmtpd"


class Mailbox:
    """Every mail that applications sent; the server starts when its address is asked for."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refuses = False
        self._controller: Any = None

    def variables(self) -> dict[str, str]:
        """What a reader sets to let an application send mail.

        Returns:
            Environment variables.
        """
        if self._controller is None:
            # Not installed on every machine: the tests that need it say so and do not run.
            from aiosmtpd.controller import Controller

            self._controller = Controller(self, hostname="127.0.0.1", port=free_port())
            self._controller.start()
        return {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(self._controller.port)}

    def to(self, address: str) -> list[EmailMessage]:
        """The mails to one address, the oldest first.

        Args:
            address: as it stands in the envelope.
        """
        return [mail for mail in self.mails if address in mail.get_all("X-Envelope-To", [])]

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Take a mail; aiosmtpd calls this."""
        if self.refuses:
            return "451 Try again later"
        mail = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(mail, EmailMessage)
        for address in envelope.rcpt_tos:
            mail["X-Envelope-To"] = address
        self.mails.append(mail)
        return "250 OK"

    def close(self) -> None:
        """End the server, if it runs."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None
