# --8<-- [start:run]
import smtplib
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
    with server:
        for key in keys:
            if invitation := claim(key):  # else another run has it
                send(server, invitation)


def send(server, invitation):
    message = message_of(invitation)
    try:
        # send_message would write ">From" where a line begins with "From".
        server.sendmail(message["From"], [invitation.email], message.as_bytes())
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError) as error:
        answered(invitation, error)
    except OSError as error:
        # Nobody knows whether it was taken. The next mails need another connection.
        try_later(invitation)
        raise click.ClickException(f"The mail server broke off: {error}") from error
    else:
        move(invitation, SENT)


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
        move(invitation, REFUSED)
    else:
        try_later(invitation)


def try_later(invitation):
    """After a wait that doubles up to an hour; after some days, never."""
    age = datetime.now(UTC) - invitation.created
    if age.total_seconds() > current_app.config["GIVE_UP_AFTER"]:
        move(invitation, FAILED)
    else:
        wait = current_app.config["FIRST_WAIT"] * 2 ** min(invitation.attempts - 1, 20)
        move(invitation, WAITING, min(wait, 3600))


# --8<-- [end:answers]
