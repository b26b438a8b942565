# --8<-- [start:release]
import time

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

LOCK = 728_114_602  # any number, the same in every release


class Command(BaseCommand):
    help = "Get ready for this version. Of several that begin at once, one does it at a time."

    def handle(self, **options):
        call_command("check", deploy=True, fail_level="WARNING")
        with connection.cursor() as cursor:
            # Whoever waits in PostgreSQL is in the way of CREATE INDEX CONCURRENTLY.
            for _ in range(600):
                cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
                if cursor.fetchone()[0]:
                    break
                time.sleep(1)
            else:
                raise CommandError("another release has been at it for 10 minutes")
            try:
                call_command("collectstatic", interactive=False)
                call_command("migrate", interactive=False)
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


# --8<-- [end:release]
