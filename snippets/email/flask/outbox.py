# --8<-- [start:run]
import smtplib
from contextlib import closing, suppress
from datetime import UTC, datetime

import click
from flask import current_app
from flask.cli import with_appcontext

from mail import mail_server, message_of
from models import FAILED, REFUSED, SENT, WAITING, claim, lost, move, waiting


@click.command()
@with_appcontext
def send_invitations():
    """Send what waits. Let cron or a systemd timer call it each minute."""
    for invitation in lost(current_app.config["LOST_AFTER"]):
        try_later(invitation)
    keys = waiting()
    if not keys:
        return
    try:
        server = mail_server()
    except OSError as error:  # SMTPException is one
        raise click.ClickException(f"{len(keys)} wait, no mail server: {error}") from error
    with closing(server):
        # What another run has is not ours to send.
        states = [send(server, taken) for key in keys if (taken := claim(key))]
        with suppress(smtplib.SMTPException):
            server.quit()
    if SENT not in states and states.count(REFUSED) > 1:
        raise click.ClickException("Every mail was refused. Check the settings.")


def send(server, invitation):
    """Send one mail; returns the state that follows."""
    try:
        message = message_of(invitation)
        # send_message would write ">From" where a line begins with "From".
        server.sendmail(message["From"], [invitation.email], message.as_bytes())
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError) as error:
        return answered(invitation, error)
    except OSError as error:
        # Nobody knows whether it was taken. The next mails need another connection.
        try_later(invitation)
        raise click.ClickException(f"The mail server broke off: {error}") from error
    except Exception:
        # A mistake of ours. Those behind do not wait for it.
        current_app.logger.exception("No mail could be made of %s", invitation.id)
        return try_later(invitation)
    return move(invitation, SENT)


# --8<-- [end:run]


# --8<-- [start:answers]
def answered(invitation, error):
    """The server does not take this mail: for good, or for now."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        [(code, text)] = error.recipients.values()
    else:
        code, text = error.smtp_code, error.smtp_error
    current_app.logger.warning("%s: %s %r", invitation.id, code, text)
    if code >= 500:
        return move(invitation, REFUSED)
    state = try_later(invitation)
    if code == 421:
        raise click.ClickException("The mail server closed the connection.")
    return state


def try_later(invitation):
    """After a wait that doubles up to an hour; after some days, never."""
    age = datetime.now(UTC) - invitation.created
    if age.total_seconds() > current_app.config["GIVE_UP_AFTER"]:
        return move(invitation, FAILED)
    wait = current_app.config["FIRST_WAIT"] * 2 ** min(invitation.attempts - 1, 20)
    return move(invitation, WAITING, min(wait, 3600))


# --8<-- [end:answers]
