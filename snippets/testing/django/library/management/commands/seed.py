import os

from django.core.management.base import BaseCommand

from library.models import Book, User

PEOPLE = {"ada": False, "grace": False, "mary": True}  # name → staff
TITLES = ("Dune", "Emma", "Kim")


class Command(BaseCommand):
    help = "Add people and books to try this with; whatever exists stays as it is."

    def handle(self, **options):
        password = os.environ["DEMO_PASSWORD"]
        people = set(User.objects.values_list("username", flat=True))
        for name in PEOPLE.keys() - people:
            User.objects.create_user(name, f"{name}@example.com", password, is_staff=PEOPLE[name])
        titles = set(Book.objects.values_list("title", flat=True))
        Book.objects.bulk_create(Book(title=title) for title in TITLES if title not in titles)
