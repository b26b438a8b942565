"""An event a second for as long as somebody listens, and a page beside it; all in coroutines."""

import asyncio

from django.conf import settings
from django.core.asgi import get_asgi_application
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import path

settings.configure(SECRET_KEY="measured", ALLOWED_HOSTS=["127.0.0.1"], ROOT_URLCONF=__name__)


async def numbered():
    number = 0
    while True:
        yield f"data: {number}\n\n"
        number += 1
        await asyncio.sleep(1)


async def events(request):
    return StreamingHttpResponse(numbered(), content_type="text/event-stream")


async def index(request):
    return HttpResponse("Hello", content_type="text/plain; charset=utf-8")


urlpatterns = [path("events", events), path("", index)]
application = get_asgi_application()
