# --8<-- [start:message]
from email.headerregistry import Address
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from icalendar import Calendar, Event


def message_of(invitation):
    """The mail, under the same Message-ID at each attempt."""
    context = {"invitation": invitation}
    to = Address(display_name=invitation.name, addr_spec=invitation.email)
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2]
    message = EmailMultiAlternatives(
        subject=f"Invitation: {invitation.event}",
        body=render_to_string("invitations/invitation.txt", context).strip(),
        to=[str(to)],
        headers={
            # By this the receiver can tell a second copy.
            "Message-ID": f"<{invitation.pk}@{domain}>",
            "Auto-Submitted": "auto-generated",  # no out-of-office note, please
        },
    )
    message.attach_alternative(
        render_to_string("invitations/invitation.html", context), "text/html"
    )
    message.attach("invitation.ics", calendar_of(invitation), "text/calendar")
    return message


# --8<-- [end:message]


# --8<-- [start:attachment]
def calendar_of(invitation):
    event = Event()
    event.add("uid", str(invitation.pk))
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
