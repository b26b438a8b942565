"""An event a second for as long as somebody listens, and a page beside it."""

import time

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import path

settings.configure(SECRET_KEY="measured", ALLOWED_HOSTS=["127.0.0.1"], ROOT_URLCONF=__name__)


def numbered():
    number = 0
    while True:
        yield f"data: {number}\n\n"
        number += 1
        time.sleep(1)


def events(request):
    return StreamingHttpResponse(numbered(), content_type="text/event-stream")


def index(request):
    return HttpResponse("Hello", content_type="text/plain; charset=utf-8")


urlpatterns = [path("events", events), path("", index)]
application = get_wsgi_application()
