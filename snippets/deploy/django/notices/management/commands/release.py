# --8<-- [start:release]
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection

LOCK = 728_114_602  # any number, the same in every release


class Command(BaseCommand):
    help = "Get ready for this version. Of several that begin at once, one does it at a time."

    def handle(self, **options):
        call_command("check", deploy=True, fail_level="WARNING")
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '10min'")
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            cursor.execute("RESET lock_timeout")
            try:
                call_command("collectstatic", interactive=False)
                call_command("migrate", interactive=False)
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


# --8<-- [end:release]
