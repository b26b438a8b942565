# --8<-- [start:request]
import logging
import re
import time
from uuid import uuid4

from flask import current_app, g, request

import logs

access = logging.getLogger("access")


def init_app(app):
    app.before_request(begin)
    app.after_request(finish)  # the first one given runs last


def begin():
    g.begun = time.perf_counter()
    # Without the query, which may hold a token.
    logs.begin(request_id=given_id() or uuid4().hex, method=request.method, path=request.path)


def given_id():
    """The id that a proxy of ours sent; of anybody else it is not taken."""
    # Without what ProxyFix made of it.
    environ = request.environ.get("werkzeug.proxy_fix.orig", request.environ)
    if environ.get("REMOTE_ADDR") not in current_app.config["TRUSTED_PROXIES"]:
        return None
    known = re.fullmatch(r"[A-Za-z0-9_-]{8,64}", request.headers.get("X-Request-ID", ""))
    return known and known[0]


def finish(response):
    response.headers["X-Request-ID"] = logs.request_id()
    took = round((time.perf_counter() - g.begun) * 1000, 1)
    access.info("answered", extra={"status": response.status_code, "duration_ms": took})
    return response


# --8<-- [end:request]
