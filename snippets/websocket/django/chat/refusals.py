# --8<-- [start:refuse]
import asyncio

from django.conf import settings


async def refuse(send, status, *headers):
    """Answer a handshake with a status; `websocket.close` would always answer 403."""
    await send({"type": "websocket.http.response.start", "status": status, "headers": headers})
    await send({"type": "websocket.http.response.body", "body": b""})
    # Uvicorn logs an error if the application returns before the connection is closed.
    await asyncio.sleep(0)


async def not_found(scope, receive, send):
    await refuse(send, 404)


def own_pages_only(application):
    """Channels' OriginValidator answers 500 where `Origin` is no address."""

    async def guarded(scope, receive, send):
        # SameSite keeps no page of another port or subdomain out. A browser says which asks.
        origins = [value.decode("latin-1") for name, value in scope["headers"] if name == b"origin"]
        if len(origins) == 1 and origins[0] in settings.ALLOWED_ORIGINS:
            await application(scope, receive, send)
        else:
            await refuse(send, 403)

    return guarded


# --8<-- [end:refuse]
