"""A text, JSON from memory, and a hundred rows of two tables.

With DEFAULTS=1 the applications and the middleware of `startproject` are added; CONN_MAX_AGE keeps
connections to the database.
"""

import os

import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse, JsonResponse
from django.urls import path

CONTRIB = ["admin", "auth", "contenttypes", "sessions", "messages", "staticfiles"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
DEFAULTS = os.environ.get("DEFAULTS") == "1"
TEMPLATES = {
    "BACKEND": "django.template.backends.django.DjangoTemplates",
    "APP_DIRS": True,
    "OPTIONS": {
        "context_processors": [
            "django.template.context_processors.request",
            "django.contrib.auth.context_processors.auth",
            "django.contrib.messages.context_processors.messages",
        ],
    },
}

settings.configure(
    SECRET_KEY="measured",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    STATIC_URL="static/",
    INSTALLED_APPS=[f"django.contrib.{name}" for name in CONTRIB] if DEFAULTS else [],
    MIDDLEWARE=MIDDLEWARE if DEFAULTS else [],
    TEMPLATES=[TEMPLATES] if DEFAULTS else [],
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


def text(request):
    return HttpResponse("Hello", content_type="text/plain; charset=utf-8")


def json(request):
    return JsonResponse({"message": "Hello", "numbers": [1, 2, 3]})


def books(request):
    found = Book.objects.select_related("author").order_by("pk")
    shown = [{"id": one.pk, "title": one.title, "author": one.author.name} for one in found]
    return JsonResponse(shown, safe=False)


urlpatterns = [path("text", text), path("json", json), path("books", books)]
application = get_wsgi_application()
