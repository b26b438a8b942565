# --8<-- [start:schedule]
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction

from outbox.models import ATTEMPTS, Message
from outbox.tasks import deliver


class Command(BaseCommand):
    help = "Send what a killed worker left. Let cron or a systemd timer call it each minute."

    def handle(self, **options):
        for message in Message.overdue(settings.LOST_AFTER):
            # One transaction for each, that begins by writing: SQLite lets such a one wait.
            with transaction.atomic():
                if message.attempts >= ATTEMPTS:
                    message.move(Message.Status.FAILED)
                elif message.move(Message.Status.WAITING):
                    deliver.enqueue(str(message.pk), message.attempts)


# --8<-- [end:schedule]
