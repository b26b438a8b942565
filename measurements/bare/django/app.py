"""A text, and JSON from memory. With DEFAULTS=1 it has what `startproject` adds."""

import os

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
)


def text(request):
    return HttpResponse("Hello", content_type="text/plain; charset=utf-8")


def json(request):
    return JsonResponse({"message": "Hello", "numbers": [1, 2, 3]})


urlpatterns = [path("text", text), path("json", json)]
application = get_wsgi_application()
