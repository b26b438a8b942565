# --8<-- [start:message]
import smtplib
import ssl
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import localtime

from flask import current_app, render_template
from icalendar import Calendar, Event


def message_of(invitation):
    """The mail, under the same Message-ID at each attempt."""
    # SMTP refuses a line end in a header; no server has to agree to 7-bit bodies first.
    message = EmailMessage(policy=SMTP.clone(cte_type="7bit"))
    message["From"] = current_app.config["MAIL_FROM"]
    message["To"] = Address(display_name=invitation.name, addr_spec=invitation.email)
    message["Subject"] = f"Invitation: {invitation.event}"
    message["Date"] = localtime()
    # By this the receiver can tell a second copy.
    message["Message-ID"] = f"<{invitation.id}@{message['From'].addresses[0].domain}>"
    message["Auto-Submitted"] = "auto-generated"  # no out-of-office note, please
    message.set_content(render_template("invitation.txt", invitation=invitation))
    message.add_alternative(
        render_template("invitation.html", invitation=invitation), subtype="html"
    )
    message.add_attachment(calendar_of(invitation), subtype="calendar", filename="invitation.ics")
    return message


# --8<-- [end:message]


# --8<-- [start:attachment]
def calendar_of(invitation):
    event = Event()
    event.add("uid", str(invitation.id))
    event.add("dtstamp", invitation.created)
    event.add("dtstart", invitation.day)
    event.add("summary", invitation.event)
    event.add("description", invitation.message)
    calendar = Calendar()
    calendar.add("prodid", "-//Invitations//EN")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    return calendar.to_ical().decode()


# --8<-- [end:attachment]


# --8<-- [start:server]
def mail_server():
    """A connection that is encrypted, and waits for no answer longer than SMTP_TIMEOUT."""
    config = current_app.config
    server = smtplib.SMTP(config["SMTP_HOST"], config["SMTP_PORT"], timeout=config["SMTP_TIMEOUT"])
    try:
        if config["SMTP_TLS"]:
            # Without a context of its own, smtplib checks no certificate.
            server.starttls(context=ssl.create_default_context())
        if config["SMTP_USER"]:
            server.login(config["SMTP_USER"], config["SMTP_PASSWORD"])
    except BaseException:
        server.close()
        raise
    return server


# --8<-- [end:server]
