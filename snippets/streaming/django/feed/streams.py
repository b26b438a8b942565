import asyncio
import json
import logging
import re
import time
import weakref

from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.exceptions import BadRequest
from django.db import OperationalError
from django.http import HttpResponse, StreamingHttpResponse

from .errors import unavailable
from .models import BATCH, Event

logger = logging.getLogger(__name__)

BACKLOG = 10
POLL = 1  # seconds


# --8<-- [start:listen]
class Place:
    """What an open stream holds."""


# Weak: if the client leaves before the generator begins, nothing runs that could free a place.
places: weakref.WeakSet[Place] = weakref.WeakSet()


def are_taken():
    return len(places) >= settings.MAX_STREAMS


async def listen(request):
    refused = unavailable("All places for streams are taken.", 30)
    if are_taken():
        return refused
    try:
        last = await sync_to_async(position)(request)
    except OperationalError:
        return unavailable("The database is away.", 10)
    if are_taken():  # others came meanwhile
        return refused
    place = Place()
    places.add(place)
    return StreamingHttpResponse(
        stream(place, last),
        content_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},  # the second for nginx
    )


# --8<-- [end:listen]


# --8<-- [start:head]
async def head(request):
    """Django would send the stream to a HEAD request too, and the server drop it for ever."""
    response = await listen(request)
    return HttpResponse(status=response.status_code, headers=response.headers)


# --8<-- [end:head]


# --8<-- [start:position]
def position(request):
    """After which event to begin: the last one that a browser has heard, or that is asked for."""
    given = request.headers.get("Last-Event-ID") or request.GET.get("after")
    if given and not re.fullmatch("[0-9]{1,18}", given):
        raise BadRequest("The id of an event is a number.")
    # A number that is not there yet, as after a backup was restored, would mean silence.
    return min(int(given), Event.newest()) if given else Event.newest(BACKLOG)


# --8<-- [end:position]


# --8<-- [start:stream]
async def stream(place, last):
    try:
        yield "retry: 3000\n\n"
        said = time.monotonic()
        while True:
            try:
                events = await sync_to_async(Event.after)(last)
            except OperationalError as error:
                logger.warning("A stream waits: %s", type(error).__name__)
                events = []
            for number, text in events:
                yield message(number, text)
                last = number
            if events:
                said = time.monotonic()
            elif time.monotonic() - said >= settings.HEARTBEAT:
                yield ": still here\n\n"  # keeps proxies patient
                said = time.monotonic()
            if len(events) < BATCH:
                await asyncio.sleep(POLL)
    finally:
        # The client is gone: Django cancels the task, so that `await` raises CancelledError. Its
        # traceback holds this frame, and so the place, until Python collects garbage.
        places.discard(place)


# --8<-- [end:stream]


# --8<-- [start:message]
def message(number, text):
    # In JSON a line end is `\n`: nothing that a text holds begins a field or ends the event.
    return f"id: {number}\ndata: {json.dumps({'text': text})}\n\n"


# --8<-- [end:message]
