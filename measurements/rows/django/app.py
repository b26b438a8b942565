"""A hundred rows of two tables; CONN_MAX_AGE keeps connections to the database."""

import os

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import JsonResponse
from django.urls import path

settings.configure(
    SECRET_KEY="measured",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": "books.sqlite3",
            "CONN_MAX_AGE": int(os.environ.get("CONN_MAX_AGE", "0")),
        }
    },
)
django.setup()

from django.db import models  # noqa: E402 (models need the settings)


class Author(models.Model):
    name = models.TextField()

    class Meta:
        app_label = "books"
        db_table = "author"


class Book(models.Model):
    title = models.TextField()
    author = models.ForeignKey(Author, on_delete=models.CASCADE)

    class Meta:
        app_label = "books"
        db_table = "book"


def books(request):
    found = Book.objects.select_related("author").order_by("pk")
    shown = [{"id": one.pk, "title": one.title, "author": one.author.name} for one in found]
    return JsonResponse(shown, safe=False)


urlpatterns = [path("books", books)]
application = get_wsgi_application()
