"""
ASGI config for config project.

It exposes the ASGI callable as a module-level variable named ``application``.

For more information on this file, see
https://docs.djangoproject.com/en/6.1/howto/deployment/asgi/
"""

# --8<-- [start:route]
import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

# Loads the applications, which the imports below need.
pages = get_asgi_application()

from channels.auth import AuthMiddlewareStack  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.urls import path, re_path  # noqa: E402

from chat.consumers import RoomConsumer  # noqa: E402
from chat.refusals import not_found, own_pages_only  # noqa: E402

sockets = URLRouter(
    [
        path("rooms/<slug:room>/socket", RoomConsumer.as_asgi()),
        # By default an unknown address is a fault, with a 500.
        re_path(r"", not_found),
    ]
)

application = ProtocolTypeRouter(
    {"http": pages, "websocket": own_pages_only(AuthMiddlewareStack(sockets))}
)
# --8<-- [end:route]
