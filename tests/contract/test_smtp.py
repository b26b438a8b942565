"""The mail server for the contracts: it keeps what it gets, refuses when told, and ends."""

from __future__ import annotations

import smtplib
import ssl
import threading
from email.message import EmailMessage

import pytest

from tests.contract.smtp import PACKAGE, Mailbox
from tests.contract.tls import write_certificate

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


def test_a_reply_is_given_once(mailbox):
    mailbox.answer("ada@example.com", "550 No such person", "450 Later")
    for code in (550, 450):
        with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
            send(mailbox)
        assert refused.value.recipients["ada@example.com"][0] == code
    send(mailbox, "eve@example.com")
    assert mailbox.raw("ada@example.com") == []
    send(mailbox)
    assert len(mailbox.to("ada@example.com")) == 1


def test_what_is_refused_at_its_end_was_received(mailbox):
    mailbox.answer("ada@example.com", "554 No", at="DATA")
    with pytest.raises(smtplib.SMTPDataError):
        send(mailbox)
    (received,) = mailbox.raw("ada@example.com")
    assert received.sender == "app@example.com"
    assert b"Subject: A link\r\n" in received.content
    assert mailbox.mails == []


def test_an_empty_reply_breaks_the_connection_off(mailbox):
    mailbox.answer("ada@example.com", "", at="DATA")
    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(mailbox)
    send(mailbox)


def test_a_mail_is_held(mailbox):
    released = mailbox.hold("ada@example.com")
    mailbox.variables()  # Started here: two threads that ask at once would start two.
    sender = threading.Thread(target=send, args=[mailbox])
    sender.start()
    send(mailbox, "eve@example.com")
    assert mailbox.to("ada@example.com") == []
    released.set()
    sender.join(10)
    assert len(mailbox.to("ada@example.com")) == 1
    assert mailbox.held == ["ada@example.com"]


def test_tls_and_a_password(tmp_path):
    write_certificate(tmp_path)
    safe = Mailbox(tmp_path, {"app": "secret"})
    try:
        with pytest.raises(smtplib.SMTPSenderRefused, match="STARTTLS"):
            send(safe)
        where = safe.variables()
        context = ssl.create_default_context(cafile=tmp_path / "certificate.pem")
        with smtplib.SMTP(where["SMTP_HOST"], int(where["SMTP_PORT"]), timeout=10) as server:
            server.starttls(context=context)
            with pytest.raises(smtplib.SMTPAuthenticationError):
                server.login("app", "wrong")
            server.login("app", "secret")
            server.sendmail("app@example.com", ["ada@example.com"], "Subject: x\r\n\r\nx")
        (received,) = safe.raw("ada@example.com")
        assert (received.encrypted, received.signed_in) == (True, True)
    finally:
        safe.close()


def test_the_server_ends(mailbox):
    send(mailbox)
    where = mailbox.variables()
    mailbox.close()
    with pytest.raises(ConnectionRefusedError):
        smtplib.SMTP(where["SMTP_HOST"], int(where["SMTP_PORT"]), timeout=10)
