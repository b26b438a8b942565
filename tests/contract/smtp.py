"""A mail server for one test session, on a port of its own: it keeps what applications send."""

from __future__ import annotations

import asyncio
import email
import email.policy
import ssl
import threading
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from tools.setup.ports import free_port

PACKAGE = "aiosmtpd"


@dataclass(frozen=True)
class Received:
    """A mail as it came, taken or not."""

    sender: str
    recipients: list[str]
    content: bytes
    encrypted: bool
    signed_in: bool


@dataclass
class Replies:
    """What the server answers to mails for one address, before it takes the next one."""

    at: str
    left: list[str] = field(default_factory=list)

    def next(self, at: str) -> str | None:
        """The reply to this step; none once they are used up."""
        return self.left.pop(0) if self.left and at == self.at else None


class Mailbox:
    """Every mail that applications sent; the server starts when its address is asked for.

    With a `certificate` (a folder with `certificate.pem` and `key.pem`) it takes mail over TLS
    alone, and with `people` only from them.
    """

    def __init__(
        self, certificate: Path | None = None, people: dict[str, str] | None = None
    ) -> None:
        self.mails: list[EmailMessage] = []
        self.received: list[Received] = []
        self.held: list[str] = []
        self.refuses = False
        self._certificate, self._people = certificate, people
        self._replies: dict[str, Replies] = {}
        self._holds: dict[str, threading.Event] = {}
        self._controller: Any = None

    def variables(self) -> dict[str, str]:
        """What a reader sets to let an application send mail.

        Returns:
            Environment variables.
        """
        if self._controller is None:
            # Not installed on every machine: the tests that need it say so and do not run.
            from aiosmtpd.controller import Controller

            self._controller = Controller(
                self, hostname="127.0.0.1", port=free_port(), **self._options()
            )
            self._controller.start()
        return {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(self._controller.port)}

    def to(self, address: str) -> list[EmailMessage]:
        """The mails to one address, the oldest first.

        Args:
            address: as it stands in the envelope.
        """
        return [mail for mail in self.mails if address in mail.get_all("X-Envelope-To", [])]

    def raw(self, address: str) -> list[Received]:
        """All that came for one address, also what was not taken, the oldest first."""
        return [one for one in self.received if address in one.recipients]

    def answer(self, address: str, *replies: str, at: str = "RCPT") -> None:
        """Answer to the next mails for an address with these, then take them.

        Args:
            address: as it stands in the envelope.
            replies: each with its code; an empty one breaks the connection off.
            at: `RCPT`, or `DATA`, when the whole mail has come.
        """
        self._replies[address] = Replies(at, list(replies))

    def hold(self, address: str) -> threading.Event:
        """Let whoever sends to an address wait, until what this returns is set."""
        self._holds[address] = threading.Event()
        return self._holds[address]

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        """Hear for whom a mail is; aiosmtpd calls this."""
        if reply := self._reply(server, [address], "RCPT"):
            return reply
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Take a mail; aiosmtpd calls this."""
        self.received.append(
            Received(
                envelope.mail_from,
                list(envelope.rcpt_tos),
                envelope.content,
                session.ssl is not None,
                bool(session.authenticated),
            )
        )
        for address in envelope.rcpt_tos:
            if waits := self._holds.get(address):
                self.held.append(address)
                while not waits.is_set():
                    await asyncio.sleep(0.02)
        if self.refuses:
            return "451 Try again later"
        if reply := self._reply(server, envelope.rcpt_tos, "DATA"):
            return reply
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

    def _reply(self, server: Any, addresses: list[str], at: str) -> str | None:
        for address in addresses:
            reply = self._replies.get(address, Replies(at)).next(at)
            if reply == "":
                server.transport.abort()
            if reply is not None:
                return reply or "421 Gone"
        return None

    def _options(self) -> dict[str, Any]:
        options: dict[str, Any] = {}
        if self._certificate:
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(
                self._certificate / "certificate.pem", self._certificate / "key.pem"
            )
            options |= {"tls_context": context, "require_starttls": True}
        if self._people is not None:
            options |= {"authenticator": self._authenticate, "auth_required": True}
        return options

    def _authenticate(
        self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any
    ) -> Any:
        from aiosmtpd.smtp import AuthResult

        name, password = data.login.decode(), data.password.decode()
        known = (self._people or {}).get(name) == password
        return AuthResult(success=known, handled=False, auth_data=name)
