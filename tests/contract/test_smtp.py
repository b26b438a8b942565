"""The mail server for the contracts: it keeps what it gets, refuses when told, and ends."""

from __future__ import annotations

import smtplib
from email.message import EmailMessage

import pytest

from tests.contract.smtp import PACKAGE, Mailbox

pytestmark = pytest.mark.needs(PACKAGE)


@pytest.fixture
def mailbox():
    one = Mailbox()
    yield one
    one.close()


def send(mailbox, to="ada@example.com"):
    where = mailbox.variables()
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "app@example.com", to, "A link"
    mail.set_content("http://127.0.0.1/ž")
    with smtplib.SMTP(where["SMTP_HOST"], int(where["SMTP_PORT"]), timeout=10) as server:
        server.send_message(mail)


def test_a_mail_is_kept_for_whom_it_was_sent_to(mailbox):
    send(mailbox)
    send(mailbox, "eve@example.com")
    (mail,) = mailbox.to("ada@example.com")
    assert (mail["Subject"], mail.get_content().strip()) == ("A link", "http://127.0.0.1/ž")


def test_a_mail_is_refused_when_the_test_asks_for_it(mailbox):
    mailbox.refuses = True
    with pytest.raises(smtplib.SMTPDataError, match="Try again later"):
        send(mailbox)
    assert mailbox.mails == []


def test_the_server_ends(mailbox):
    send(mailbox)
    where = mailbox.variables()
    mailbox.close()
    with pytest.raises(ConnectionRefusedError):
        smtplib.SMTP(where["SMTP_HOST"], int(where["SMTP_PORT"]), timeout=10)
