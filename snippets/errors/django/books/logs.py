# --8<-- [start:request-id]
import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime
from uuid import uuid4

# What the records of this request say of it. The server may log after it, and then ends it.
current: ContextVar[dict] = ContextVar("current")


def request_ids(get_response):
    def middleware(request):
        sent = request.headers.get("X-Request-ID", "")
        known = re.fullmatch(r"[A-Za-z0-9_-]{8,64}", sent)
        number = sent if known else uuid4().hex
        # Without the query, which may hold a token.
        current.set({"request_id": number, "method": request.method, "path": request.path_info})
        response = get_response(request)
        response.headers["X-Request-ID"] = number
        return response

    return middleware


def request_id():
    return current.get()["request_id"]


def end():
    """Gunicorn calls this: its thread goes on to another visitor's request."""
    current.set({})


# --8<-- [end:request-id]


# --8<-- [start:log]
class AsWarning(logging.Filter):
    """What a visitor got wrong is no ERROR, but worth a line."""

    def filter(self, record):
        record.levelno, record.levelname, record.exc_info = logging.WARNING, "WARNING", None
        return True


class JsonFormatter(logging.Formatter):
    """One record, one line, whatever a visitor sent."""

    def format(self, record):
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        entry |= current.get({})
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return json.dumps(entry)


# --8<-- [end:log]
