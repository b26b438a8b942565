"""A text from an async view, without middleware."""

from django.conf import settings
from django.core.asgi import get_asgi_application
from django.http import HttpResponse
from django.urls import path

settings.configure(SECRET_KEY="measured", ALLOWED_HOSTS=["127.0.0.1"], ROOT_URLCONF=__name__)


async def text(request):
    return HttpResponse("Hello", content_type="text/plain; charset=utf-8")


urlpatterns = [path("text", text)]
application = get_asgi_application()
