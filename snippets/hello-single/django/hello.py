# --8<-- [start:application]
import os
import sys

from django.conf import settings
from django.core.management import execute_from_command_line
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.template import engines
from django.urls import path
from django.views.decorators.http import require_safe

settings.configure(
    SECRET_KEY=os.environ["SECRET_KEY"],
    ALLOWED_HOSTS=os.environ.get("ALLOWED_HOSTS", "127.0.0.1,localhost").split(","),
    ROOT_URLCONF=__name__,
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ],
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
)
# --8<-- [end:application]

# --8<-- [start:template]
PAGE = """<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Hello, {{ name }}!</title>
  </head>
  <body>
    <h1>Hello, {{ name }}!</h1>
  </body>
</html>
"""
# --8<-- [end:template]


# --8<-- [start:view]
@require_safe
def hello(request, name="World"):
    page = engines["django"].from_string(PAGE)
    return HttpResponse(page.render({"name": name}, request))


# --8<-- [end:view]

# --8<-- [start:route]
urlpatterns = [
    path("", hello, name="home"),
    path("hello/<str:name>", hello, name="hello"),
]
# --8<-- [end:route]

# --8<-- [start:server]
application = get_wsgi_application()

if __name__ == "__main__":
    execute_from_command_line(sys.argv)
# --8<-- [end:server]
