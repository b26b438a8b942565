import os
import smtplib
from datetime import UTC, datetime, timedelta
from unittest.mock import Mock, patch
from uuid import UUID

import pytest

import outbox
from app import create_app
from mail import mail_server, message_of
from models import Invitation, db

ADA, GRACE = {"Authorization": "Bearer a"}, {"Authorization": "Bearer b"}
TEA = {"name": "Zoë, G.", "email": "g@example.com", "event": "Tea", "day": "2026-12-24"}


@pytest.fixture
def app():
    app = create_app(
        SQLALCHEMY_DATABASE_URI=os.environ.get("TEST_DATABASE_URL", "sqlite://"),
        API_TOKENS={"ada": "a", "grace": "b"},
        SMTP_TLS=True,
        FIRST_WAIT=60,
    )
    with app.app_context():
        db.create_all()
        yield app
        db.session.remove()
        db.drop_all()
        db.engine.dispose()


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def invitation(client):
    return invited(client)


def post(client, **changes):
    data = {**TEA, "message": "Come & see <us>.", **changes}
    return client.post("/invitations", data=data, headers=ADA)


def invited(client, **changes):
    response = post(client, **changes)
    assert response.status_code == 202, response.text
    return db.session.get(Invitation, UUID(response.json["id"]))


def run(app, *answers):
    """Run the command against a mail server that answers so to each mail."""
    server = Mock(**{"sendmail.side_effect": answers or None})
    with patch.object(outbox, "mail_server", return_value=server):
        result = app.test_cli_runner().invoke(args=["send-invitations"])
    db.session.expire_all()
    return result


def refusal(code):
    return smtplib.SMTPRecipientsRefused({"g@example.com": (code, b"No.")})


def test_the_parts_of_a_mail(invitation):
    message = message_of(invitation)
    assert str(message["To"]) == '"Zoë, G." <g@example.com>'
    text, html = (message.get_body((kind,)).get_content() for kind in ("plain", "html"))
    assert "Come & see <us>." in text
    assert "Come &amp; see &lt;us&gt;." in html
    (calendar,) = message.iter_attachments()
    assert "SUMMARY:Tea" in calendar.get_content()
    assert message.as_bytes().isascii()


def test_a_mail_is_sent_once(app, invitation):
    assert run(app).exit_code == 0
    assert invitation.status == "sent"
    assert run(app, OSError).exit_code == 0


def test_what_the_server_says_decides(app, client, invitation):
    other = invited(client, email="h@example.com")
    assert run(app, refusal(550), None).exit_code == 0
    assert (invitation.status, other.status) == ("refused", "sent")


def test_waits_double(app, invitation):
    for wait in (60, 120, 240):
        run(app, refusal(450))
        due = invitation.due - datetime.now(UTC)
        assert due == pytest.approx(timedelta(seconds=wait), abs=timedelta(seconds=20))
        invitation.due = datetime.now(UTC)
        db.session.commit()
    assert invitation.status == "waiting"


def test_gives_up_after_days(app, invitation):
    invitation.created -= timedelta(days=5)
    db.session.commit()
    run(app, refusal(450))
    assert invitation.status == "failed"


def test_a_broken_connection_ends_the_run(app, client, invitation):
    other = invited(client, email="h@example.com")
    result = run(app, smtplib.SMTPServerDisconnected("gone"))
    assert result.exit_code == 1
    assert "broke off" in result.output
    assert (invitation.attempts, other.attempts) == (1, 0)


def test_a_mail_that_cannot_be_made_stops_nobody(app, client, invitation):
    other = invited(client, email="h@example.com")
    invitation.email = "=?no-such?q?x?=@example.com"
    db.session.commit()
    result = run(app)
    assert result.exit_code == 0, result.output
    assert (invitation.status, other.status) == ("waiting", "sent")


def test_no_mail_server_is_no_attempt(app, invitation):
    with patch("mail.smtplib.SMTP", side_effect=ConnectionRefusedError("refused")):
        result = app.test_cli_runner().invoke(args=["send-invitations"])
    assert (result.exit_code, invitation.attempts) == (1, 0)


def test_tls_comes_before_the_password(app):
    app.config.update(SMTP_USER="ada", SMTP_PASSWORD="secret")
    with patch("mail.smtplib.SMTP") as smtp:
        mail_server()
    assert [call[0] for call in smtp.return_value.method_calls] == ["starttls", "login"]
    assert smtp.call_args.kwargs["timeout"] > 0


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("G@Bücher.example.com", "g@xn--bcher-kva.example.com"),
        ("g@straße.example.com", "g@xn--strae-oqa.example.com"),
    ],
)
def test_a_domain_in_ascii(client, typed, sent):
    assert invited(client, email=typed).email == sent


def test_refuses_what_is_not_one_line(client):
    assert post(client, event="Tea\r\nBcc: eve@example.com").json["fields"] == ["event"]


def test_shows_an_invitation_to_its_owner_only(client, invitation):
    address = f"/invitations/{invitation.id}"
    assert client.get(address, headers=ADA).json["status"] == "waiting"
    assert client.get(address, headers=GRACE).status_code == 404
    assert client.get(address).status_code == 401


def test_an_empty_token_lets_nobody_in(app, client):
    app.config["API_TOKENS"] = {"ada": ""}
    for given in ("Bearer", "Bearer ", ""):
        assert client.post("/invitations", headers={"Authorization": given}).status_code == 401


def test_migrations_make_the_models(app):
    db.drop_all()
    run = app.test_cli_runner().invoke
    assert run(args=["db", "upgrade"]).exit_code == 0
    checked = run(args=["db", "check"])
    assert checked.exit_code == 0, checked.output
    run(args=["db", "downgrade", "base"])
