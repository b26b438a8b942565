import json
import logging
import re
import time

from flask import Blueprint, Response, abort, current_app, request
from werkzeug.exceptions import ServiceUnavailable

from errors import NO_DATABASE
from models import BATCH, after, db, newest

bp = Blueprint("streams", __name__)
logger = logging.getLogger(__name__)

BACKLOG = 10
POLL = 1  # seconds


# --8<-- [start:listen]
@bp.get("/events")
def listen():
    places = current_app.extensions["places"]
    if not places.acquire(blocking=False):
        raise ServiceUnavailable("All places for streams are taken.", retry_after=30)
    try:
        last = position()
    except Exception:
        places.release()
        raise
    # The stream outlasts the request and its contexts: it gets what it needs.
    events = stream(last, db.engine, current_app.config["HEARTBEAT"])
    response = Response(events, mimetype="text/event-stream")
    # The server closes each response, also one to HEAD, whose generator never begins.
    response.call_on_close(places.release)
    response.cache_control.no_store = True
    response.headers["X-Accel-Buffering"] = "no"  # for nginx
    return response


# --8<-- [end:listen]


# --8<-- [start:position]
def position():
    """After which event to begin: the last one that a browser has heard, or that is asked for."""
    given = request.headers.get("Last-Event-ID") or request.args.get("after")
    if given and not re.fullmatch("[0-9]{1,18}", given):
        abort(400, "The id of an event is a number.")
    # A number that is not there yet, as after a backup was restored, would mean silence.
    return min(int(given), newest()) if given else newest(BACKLOG)


# --8<-- [end:position]


# --8<-- [start:stream]
def stream(last, engine, heartbeat):
    yield "retry: 3000\n\n"
    said = time.monotonic()
    while True:
        try:
            events = after(engine, last)
        except NO_DATABASE as error:
            logger.warning("A stream waits: %s", type(error).__name__)
            events = []
        for number, text in events:
            yield message(number, text)
            last = number
        if events:
            said = time.monotonic()
        elif time.monotonic() - said >= heartbeat:
            # Keeps proxies patient. A write is also how we learn that nobody listens any more.
            yield ": still here\n\n"
            said = time.monotonic()
        if len(events) < BATCH:
            time.sleep(POLL)


# --8<-- [end:stream]


# --8<-- [start:message]
def message(number, text):
    # In JSON a line end is `\n`: nothing that a text holds begins a field or ends the event.
    return f"id: {number}\ndata: {json.dumps({'text': text})}\n\n"


# --8<-- [end:message]
