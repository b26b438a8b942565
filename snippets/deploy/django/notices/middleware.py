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
        logger.error("The database does not answer: %s", exception)
        response = render(request, "503.html", status=503)
        response.headers["Cache-Control"] = "no-store"
        response.headers["Retry-After"] = "10"
        return response


# --8<-- [end:away]
