# --8<-- [start:seed]
import os

from django.core.management.base import BaseCommand

from notes.models import User

PEOPLE = {"ada": False, "grace": False, "mary": True}  # name → staff


class Command(BaseCommand):
    help = "Add people to try this with; whoever exists stays as they are."

    def handle(self, **options):
        password = os.environ["DEMO_PASSWORD"]
        known = set(User.objects.values_list("username", flat=True))
        for username in PEOPLE.keys() - known:
            User.objects.create_user(username, password=password, moderates=PEOPLE[username])


# --8<-- [end:seed]
