# --8<-- [start:run]
import logging
import smtplib

from django.conf import settings
from django.core import mail
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from invitations.mail import message_of
from invitations.models import Invitation

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Send what waits. Let cron or a systemd timer call it each minute."

    def handle(self, **options):
        for invitation in Invitation.lost(settings.LOST_AFTER):
            try_later(invitation)
        keys = Invitation.waiting()
        if not keys:
            return
        mailer = mail_server()
        try:
            mailer.open()
        except OSError as error:  # SMTPException is one
            raise CommandError(f"{len(keys)} wait, no mail server: {error}") from error
        with mailer:
            # What another run has is not ours to send.
            states = [send(mailer, taken) for key in keys if (taken := Invitation.claim(key))]
        if Invitation.Status.SENT not in states and states.count(Invitation.Status.REFUSED) > 1:
            raise CommandError("Every mail was refused. Check the settings.")


def mail_server():
    if hasattr(mail, "mailers"):
        return mail.mailers.default
    return mail.get_connection()  # before Django 6.1


def send(mailer, invitation):
    """Send one mail; returns the state that follows."""
    try:
        mailer.send_messages([message_of(invitation)])
    except (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError) as error:
        return answered(invitation, error)
    except OSError as error:
        # Nobody knows whether it was taken. The next mails need another connection.
        try_later(invitation)
        raise CommandError(f"The mail server broke off: {error}") from error
    except Exception:
        # A mistake of ours. Those behind do not wait for it.
        logger.exception("No mail could be made of %s", invitation.pk)
        return try_later(invitation)
    return invitation.move(Invitation.Status.SENT)


# --8<-- [end:run]


# --8<-- [start:answers]
def answered(invitation, error):
    """The server does not take this mail: for good, or for now."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        [(code, text)] = error.recipients.values()
    else:
        code, text = error.smtp_code, error.smtp_error
    logger.warning("%s: %s %r", invitation.pk, code, text)
    if code >= 500:
        return invitation.move(Invitation.Status.REFUSED)
    state = try_later(invitation)
    if code == 421:
        raise CommandError("The mail server closed the connection.")
    return state


def try_later(invitation):
    """After a wait that doubles up to an hour; after some days, never."""
    age = timezone.now() - invitation.created
    if age.total_seconds() > settings.GIVE_UP_AFTER:
        return invitation.move(Invitation.Status.FAILED)
    wait = settings.FIRST_WAIT * 2 ** min(invitation.attempts - 1, 20)
    return invitation.move(Invitation.Status.WAITING, min(wait, 3600))


# --8<-- [end:answers]
