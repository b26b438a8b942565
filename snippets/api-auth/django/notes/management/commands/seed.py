import os

from django.core.management.base import BaseCommand

from notes.models import User


class Command(BaseCommand):
    help = "Add people to try this with; whoever exists stays as they are."

    def handle(self, **options):
        password = os.environ["DEMO_PASSWORD"]
        known = set(User.objects.values_list("username", flat=True))
        for username in {"ada", "grace"} - known:
            User.objects.create_user(username, password=password)
