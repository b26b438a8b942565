# --8<-- [start:request]
import logging
import re
import time
from uuid import uuid4

from django.conf import settings

from config import logs

access = logging.getLogger("access")


def request_log(get_response):
    def middleware(request):
        begun = time.perf_counter()
        number = given_id(request) or uuid4().hex
        # Without the query, which may hold a token.
        logs.begin(request_id=number, method=request.method, path=request.path_info)
        response = get_response(request)
        response.headers["X-Request-ID"] = number
        took = round((time.perf_counter() - begun) * 1000, 1)
        access.info("answered", extra={"status": response.status_code, "duration_ms": took})
        return response

    return middleware


def given_id(request):
    """The id that a proxy of ours sent; of anybody else it is not taken."""
    if request.META.get("REMOTE_ADDR") not in settings.TRUSTED_PROXIES:
        return None
    known = re.fullmatch(r"[A-Za-z0-9_-]{8,64}", request.headers.get("X-Request-ID", ""))
    return known and known[0]


# --8<-- [end:request]
