"""Asks another service and passes its answer on: `/` from a thread, `/async` from a coroutine."""

import asyncio
import os
from http.client import HTTPConnection

from django.conf import settings
from django.core.asgi import get_asgi_application
from django.core.wsgi import get_wsgi_application
from django.http import JsonResponse
from django.urls import path

settings.configure(SECRET_KEY="measured", ALLOWED_HOSTS=["127.0.0.1"], ROOT_URLCONF=__name__)


def index(request):
    upstream = HTTPConnection(os.environ["UPSTREAM"])
    upstream.request("GET", "/")
    with upstream.getresponse() as response:
        return JsonResponse({"status": response.status, "length": len(response.read())})


async def waiting(request):
    host, port = os.environ["UPSTREAM"].split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(f"GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    head, body = (await reader.read()).split(b"\r\n\r\n", 1)
    writer.close()
    return JsonResponse({"status": int(head.split()[1]), "length": len(body)})


urlpatterns = [path("", index), path("async", waiting)]
application = get_wsgi_application()
asgi = get_asgi_application()
