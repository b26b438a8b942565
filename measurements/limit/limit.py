"""The least that a server can be asked to run: what it costs itself."""

BODY = b"Hello"
TYPE, LENGTH = "text/plain; charset=utf-8", str(len(BODY))


def wsgi(environ, start_response):
    """Answer under WSGI."""
    start_response("200 OK", [("Content-Type", TYPE), ("Content-Length", LENGTH)])
    return [BODY]


async def asgi(scope, receive, send):
    """Answer under ASGI."""
    if scope["type"] != "http":
        return
    headers = [(b"content-type", TYPE.encode()), (b"content-length", LENGTH.encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": BODY})
