import os

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = "Add the people of PEOPLE; whoever exists stays as they are."

    def handle(self, **options):
        staff = os.environ.get("STAFF", "").split(",")
        for pair in os.environ["PEOPLE"].split(","):
            username, password = pair.split(":")
            if not User.objects.filter(username=username).exists():
                User.objects.create_user(username, password=password, is_staff=username in staff)
