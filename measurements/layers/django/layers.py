"""An application without middleware, and the same with one layer more."""

from importlib import import_module

from django.conf import settings

MIDDLEWARE = {
    "security": "django.middleware.security.SecurityMiddleware",
    "sessions": "django.contrib.sessions.middleware.SessionMiddleware",
    "common": "django.middleware.common.CommonMiddleware",
    "csrf": "django.middleware.csrf.CsrfViewMiddleware",
    "auth": "django.contrib.auth.middleware.AuthenticationMiddleware",
    "messages": "django.contrib.messages.middleware.MessageMiddleware",
    "frames": "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "gzip": "django.middleware.gzip.GZipMiddleware",
    "locale": "django.middleware.locale.LocaleMiddleware",
    "csp": "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "whitenoise": "whitenoise.middleware.WhiteNoiseMiddleware",
}
DEFAULT = ("security", "sessions", "common", "csrf", "auth", "messages", "frames")

settings.configure(
    SECRET_KEY="measured",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=[
        f"django.contrib.{name}" for name in ("auth", "contenttypes", "sessions", "messages")
    ],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "layers.sqlite3"}},
    STATIC_URL="static/",
    SECURE_CSP={"default-src": ["'self'"]},
)

import django  # noqa: E402 (the rest needs the settings)

django.setup()

from django.core.handlers.wsgi import WSGIHandler  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connections  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.test import override_settings  # noqa: E402
from django.urls import path  # noqa: E402

TOKEN = "t" * 32
LONG = "<p>Twenty letters, yes.</p>\n" * 400


def text(request):
    return HttpResponse("Hello", content_type="text/plain; charset=utf-8")


def long(request):
    return HttpResponse(LONG)


def visits(request):
    return HttpResponse(f"{request.session['visits']}", content_type="text/plain; charset=utf-8")


def user(request):
    return HttpResponse(request.user.username, content_type="text/plain; charset=utf-8")


urlpatterns = [path("text", text), path("long", long), path("visits", visits), path("user", user)]


def application(*layers):
    with override_settings(MIDDLEWARE=[MIDDLEWARE[name] for name in layers]):
        return WSGIHandler()


def session(**values):
    """The cookie of a session."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store.update(values)
    store.save()
    return {"Cookie": f"sessionid={store.session_key}"}


def logged_in():
    """The cookie of somebody who has logged in."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.auth.models import User

    ada = User.objects.create_user("ada")
    return session(**{
        SESSION_KEY: str(ada.pk),
        BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend",
        HASH_SESSION_KEY: ada.get_session_auth_hash(),
    })  # fmt: skip


def token():
    """What a form with its token sends."""
    return {
        "method": "POST",
        "headers": {"Cookie": f"csrftoken={TOKEN}", "X-CSRFToken": TOKEN},
    }


# What is asked instead of the text, where the layer would have nothing to do.
ASKED = {
    "sessions-read": lambda: {"path": "/visits", "headers": session(visits=3)},
    "sessions-cookie-read": lambda: {"path": "/visits", "headers": session(visits=3)},
    "csrf-post": token,
    "defaults-read": lambda: {"path": "/user", "headers": logged_in()},
    "defaults-kept-read": lambda: {"path": "/user", "headers": logged_in()},
    "gzip": lambda: {"path": "/long", "headers": {"Accept-Encoding": "gzip"}},
    "locale": lambda: {"headers": {"Accept-Language": "de,en;q=0.5"}},
}
TOGETHER = {"defaults": DEFAULT, "auth": ("sessions", "auth"), "messages": ("sessions", "messages")}


def build(layer):
    """The application without and with a layer, each with what it is asked."""
    if "cookie" in layer:
        settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    if "kept" in layer:
        connections.settings["default"]["CONN_MAX_AGE"] = 600
    if layer.endswith("-read"):
        call_command("migrate", verbosity=0)
    asked = {"path": "/text", "reads": layer.endswith("-read"), **ASKED.get(layer, dict)()}
    name = layer.split("-")[0]
    layers = () if name == "bare" else TOGETHER.get(name, (name,))
    # Who reads what only the layer brings asks the application without it for the text.
    without = {**asked, "path": "/text"} if layer.endswith("-read") else asked
    return [(application(), without), (application(*layers), asked)]
