# --8<-- [start:context]
import json
import logging
import os
import re
from contextvars import ContextVar
from datetime import UTC, datetime
from urllib.parse import unquote, urlsplit

from django.http import UnreadablePostError

# What each record of this request, or of this job, says of it.
context: ContextVar[dict] = ContextVar("context")


def begin(**fields):
    context.set({name: value for name, value in fields.items() if value})


def add(**fields):
    context.set({**context.get({}), **fields})


def end():
    """The thread goes on to somebody else's request, or job."""
    context.set({})


def request_id():
    return context.get({}).get("request_id")


# --8<-- [end:context]


# --8<-- [start:record]
class JsonFormatter(logging.Formatter):
    """One record, one line of ASCII, whatever a visitor sent; only fields that are named here."""

    own = ("status", "duration_ms", "message_id")  # given as `extra`

    def __init__(self, secrets=()):
        super().__init__()
        self.secrets = secrets

    def format(self, record):
        entry = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
        }
        try:
            return json.dumps(entry | self.told(record), default=str)
        except Exception:  # or it would be lost without a word
            where = f"{record.filename}, line {record.lineno}"
            return json.dumps(entry | {"message": f"could not be formatted: {where}"})

    def told(self, record):
        entry = {"message": self.clean(message_of(record), 2000)}
        for name, value in context.get({}).items():
            entry[name] = self.clean(value, 1000)
        for name in self.own:
            if name in vars(record):
                entry[name] = vars(record)[name]
        if record.exc_info and record.exc_info[0]:
            entry["exception"] = self.clean(self.formatException(record.exc_info), 16000)
        return entry

    def clean(self, text, limit):
        text = str(text)
        for secret in self.secrets:
            text = text.replace(secret, "***")
        if len(text) > limit:  # of a traceback the end says most
            text = f"{text[: limit // 3]} ... {text[-limit // 2 :]}"
        return text


def message_of(record):
    try:
        return record.getMessage()
    except Exception:  # its arguments do not fit; better half a record than none
        return record.msg


# --8<-- [end:record]


# --8<-- [start:secrets]
def secrets_in(environ):
    """What this process was told in confidence: it is struck out wherever it turns up."""
    found = [environ.get("SECRET_KEY", "")]
    found += [pair.partition(":")[2] for pair in environ.get("API_TOKENS", "").split(",")]
    for name in ("DATABASE_URL", "REDIS_URL", "WEBHOOK_URL"):
        found.append(urlsplit(environ.get(name, "")).password or "")
    receiver = urlsplit(environ.get("WEBHOOK_URL", ""))
    found += [receiver.path, receiver.query, *re.findall("=([^&]*)", receiver.query)]
    found += [unquote(secret) for secret in found]
    # A shorter one would strike out words.
    return sorted({one for one in found if len(one) >= 8}, key=len, reverse=True)


class WithoutContent(logging.Filter):
    """Gunicorn quotes what it could not read, and addresses with their query."""

    def filter(self, record):
        # Its other errors, such as a port in use, are of its own.
        if record.levelno < logging.ERROR or record.exc_info:
            record.msg, record.args = re.split(r"""['"?]""", record.getMessage())[0], ()
        return True


# --8<-- [end:secrets]


# --8<-- [start:configure]
class Readable(logging.Filter):
    """Who hangs up while sending is no fault of ours."""

    def filter(self, record):
        return not (record.exc_info and isinstance(record.exc_info[1], UnreadablePostError))


LEVEL = os.environ.get("LOG_LEVEL", "INFO").upper()
# Django calls these an ERROR; what was answered is in the access record.
VISITORS = ["DisallowedHost", "RequestDataTooBig", "TooManyFieldsSent", "TooManyFilesSent"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": JsonFormatter, "secrets": secrets_in(os.environ)}},
    "filters": {"readable": {"()": Readable}, "without-content": {"()": WithoutContent}},
    "handlers": {
        # Here too: some loggers have a level of their own.
        "stderr": {"class": "logging.StreamHandler", "formatter": "json", "level": LEVEL},
        "null": {"class": "logging.NullHandler"},
    },
    "root": {"level": LEVEL, "handlers": ["stderr"]},
    "loggers": {
        # By default it mails what went wrong, and prints nothing outside of DEBUG.
        "django": {"handlers": [], "level": "NOTSET"},
        # A WARNING for each answer from 400 on would be a second record of it.
        "django.request": {"level": "ERROR", "filters": ["readable"]},
        "django.security.csrf": {"level": "ERROR"},
        # Gunicorn's own lines, in the same form. One access record is ours.
        "gunicorn.error": {
            "level": "NOTSET",
            "handlers": [],
            "propagate": True,
            "filters": ["without-content"],
        },
        "gunicorn.access": {"level": "WARNING"},
    }
    | {f"django.security.{name}": {"handlers": ["null"], "propagate": False} for name in VISITORS},
}
# Warnings are records, too; and a log that cannot be written must not write why.
logging.captureWarnings(True)
logging.raiseExceptions = False
# --8<-- [end:configure]
