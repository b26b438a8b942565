# --8<-- [start:request-id]
import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime
from uuid import uuid4

from flask import Request

# What the records of this request say of it. The server may log after it, and then ends it.
current: ContextVar[dict] = ContextVar("current")


def init_app(app):
    app.wsgi_app = begin(app.wsgi_app)
    app.after_request(name_the_request)


def begin(wsgi_app):
    """Around Flask, which opens the session before it calls `before_request`."""

    def begun(environ, start_response):
        request = Request(environ)
        sent = request.headers.get("X-Request-ID", "")
        known = re.fullmatch(r"[A-Za-z0-9_-]{8,64}", sent)
        number = sent if known else uuid4().hex
        # Without the query, which may hold a token.
        current.set({"request_id": number, "method": request.method, "path": request.path})
        return wsgi_app(environ, start_response)

    return begun


def request_id():
    return current.get()["request_id"]


def name_the_request(response):
    response.headers["X-Request-ID"] = request_id()
    return response


def end():
    """Gunicorn calls this: its thread goes on to another visitor's request."""
    current.set({})


# --8<-- [end:request-id]


# --8<-- [start:log]
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


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": JsonFormatter}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"level": "INFO", "handlers": ["stderr"]},
    # Gunicorn logs what the application does not catch, such as in a stream.
    "loggers": {"gunicorn.error": {"handlers": [], "propagate": True}},
}
# --8<-- [end:log]
