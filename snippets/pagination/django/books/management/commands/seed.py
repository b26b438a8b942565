# --8<-- [start:seed]
from django.core.management.base import BaseCommand

from books.models import Book

AUTHORS = ["Ada Lovelace", "Grace Hopper", "Mary Somerville"]
SUBJECTS = ["art", "history", "science", "science"]


class Command(BaseCommand):
    help = "Add books to turn pages in, if there are none."

    def handle(self, **options):
        if not Book.objects.exists():
            Book.objects.bulk_create(
                Book(
                    title=f"Volume {number:03}",
                    author=AUTHORS[number % 3],
                    subject=SUBJECTS[number % 4],
                    year=1950 + number * 7 % 25,
                    cost=1 + number * 11 % 40,
                )
                for number in range(1, 251)
            )


# --8<-- [end:seed]
