"""Accounts, a login form and a page for whoever is logged in; with ADMIN=1 a back office too."""

import os
import sys

from django.conf import settings
from django.core.management import execute_from_command_line

ADMIN = os.environ.get("ADMIN") == "1"
APPS = ["auth", "contenttypes", "sessions", *(["admin", "messages"] if ADMIN else [])]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    *(["django.contrib.messages.middleware.MessageMiddleware"] if ADMIN else []),
]
CONTEXT = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    *(["django.contrib.messages.context_processors.messages"] if ADMIN else []),
]

settings.configure(
    SECRET_KEY=os.environ.get("SECRET_KEY", "tested"),
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF="urls",
    STATIC_URL="static/",
    LOGIN_URL="/login",
    LOGIN_REDIRECT_URL="/",
    INSTALLED_APPS=["books", *(f"django.contrib.{name}" for name in APPS)],
    MIDDLEWARE=MIDDLEWARE,
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": ["templates"],
            "APP_DIRS": True,
            "OPTIONS": {"context_processors": CONTEXT},
        }
    ],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "db.sqlite3"}},
)

if __name__ == "__main__":
    execute_from_command_line(sys.argv)
else:
    from django.core.wsgi import get_wsgi_application

    application = get_wsgi_application()
