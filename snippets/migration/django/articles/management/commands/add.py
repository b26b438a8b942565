# --8<-- [start:add]
from django.core.management.base import BaseCommand

from articles.models import Article


class Command(BaseCommand):
    help = "Add an article."

    def add_arguments(self, parser):
        parser.add_argument("title")
        parser.add_argument("text")

    def handle(self, *, title, text, **options):
        Article.objects.create(title=title, text=text)


# --8<-- [end:add]
