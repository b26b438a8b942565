# --8<-- [start:away]
import logging

from django.db import InterfaceError, OperationalError
from django.shortcuts import render

logger = logging.getLogger(__name__)


class DatabaseAway:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if not isinstance(exception, (InterfaceError, OperationalError)):
            return None  # a fault of ours, and Django's to answer
        state = getattr(exception.__cause__, "sqlstate", None)  # none from a broken connection
        if state and not state.startswith(("08", "57P")):
            return None  # such as a deadlock
        logger.error("The database does not answer", exc_info=True)
        response = render(request, "503.html", status=503)
        response.headers["Cache-Control"] = "no-store"
        response.headers["Retry-After"] = "10"
        return response


# --8<-- [end:away]
