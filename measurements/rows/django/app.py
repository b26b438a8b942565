"""A hundred rows of two tables: DATABASE_URL says where, CONN_MAX_AGE or POOL=1 keeps them open."""

import os

import dj_database_url
import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import JsonResponse
from django.urls import path

database = dj_database_url.config(
    default="sqlite:///books.sqlite3", conn_max_age=int(os.environ.get("CONN_MAX_AGE", "0"))
)
if os.environ.get("POOL") == "1":
    database["OPTIONS"] = {"pool": True}

settings.configure(
    SECRET_KEY="measured",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    DATABASES={"default": database},
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


def shown(found):
    rows = [{"id": one.pk, "title": one.title, "author": one.author.name} for one in found]
    return JsonResponse(rows, safe=False)


def books(request):
    return shown(Book.objects.select_related("author").order_by("pk"))


def lazy(request):
    return shown(Book.objects.order_by("pk"))


urlpatterns = [path("books", books), path("lazy", lazy)]
application = get_wsgi_application()
