from django.core.management.base import BaseCommand
from django.db import transaction

from library.models import Author, Book, Tag

AUTHORS = ("Ada Lovelace", "Grace Hopper", "Mary Somerville")
TAGS = ("history", "machines", "maths", "poetry")


class Command(BaseCommand):
    help = "Add books to try this with, if there are none."

    @transaction.atomic
    def handle(self, **options):
        if Tag.objects.exists():
            return
        authors = Author.objects.bulk_create(Author(name=name) for name in AUTHORS)
        tags = Tag.objects.bulk_create(Tag(name=name) for name in TAGS)
        for number in range(20):
            book = Book.objects.create(
                title=f"Notebook {number + 1}",
                author=authors[number % 3],
                pages=100 + number,
                copies=3,
            )
            book.tags.set([tags[number % 4], tags[number % 3]])
