import asyncio
import json
import logging
from typing import ClassVar

from channels.generic.websocket import AsyncWebsocketConsumer
from django.conf import settings
from redis import RedisError

from .forms import Pace, message_form
from .refusals import refuse

# Close codes of the protocol.
UNSUPPORTED, POLICY, TRY_LATER = 1003, 1008, 1013
ROOMS = {"lobby", "kitchen", "staff"}
SEND_WITHIN = 10

logger = logging.getLogger(__name__)


class RoomConsumer(AsyncWebsocketConsumer):
    here: ClassVar[set["RoomConsumer"]] = set()  # who has a place in this process
    joined = closing = False
    mine: tuple[str, ...] = ()  # groups

    # --8<-- [start:door]
    async def connect(self):
        self.user = self.scope["user"]
        self.room = self.scope["url_route"]["kwargs"]["room"]
        if not self.user.is_authenticated:
            return await self.refuse(403)
        if self.room not in ROOMS:
            return await self.refuse(404)
        if self.room == "staff" and not self.user.is_staff:
            return await self.refuse(403)
        if len(self.here) >= settings.MAX_SOCKETS:
            return await self.refuse(503)
        self.here.add(self)
        self.mine = (f"room.{self.room}", f"person.{self.user.pk}")
        try:
            for group in self.mine:
                await self.channel_layer.group_add(group, self.channel_name)
        except RedisError:
            return await self.refuse(503)
        await self.accept()
        self.joined = True
        self.pace = Pace()
        await self.tell_room("joined")

    # --8<-- [end:door]

    # --8<-- [start:socket]
    async def receive(self, text_data=None, bytes_data=None):
        if self.closing:
            return  # it was on its way
        if text_data is None:
            return await self.close(UNSUPPORTED)
        if self.pace.is_too_fast():
            return await self.close(POLICY)
        form = message_form(text_data)
        if form.is_valid():
            await self.tell_room("message", text=form.cleaned_data["text"])
        else:
            event = {"type": "error", "text": form.errors["text"][0]}
            await self.send(json.dumps(event))

    # --8<-- [end:socket]

    # --8<-- [start:layer]
    async def tell_room(self, kind, **fields):
        event = {"type": kind, "name": self.user.get_username(), **fields}
        # Its type names the method below: no client may choose it.
        message = {"type": "room.event", "text": json.dumps(event)}
        await self.channel_layer.group_send(f"room.{self.room}", message)

    async def room_event(self, message):
        if not self.closing:
            await self.send(message["text"])

    async def signed_out(self, message):
        await self.close(POLICY)

    # --8<-- [end:layer]

    # --8<-- [start:member]
    async def __call__(self, scope, receive, send):
        async def send_in_time(message):
            async with asyncio.timeout(SEND_WITHIN):
                await send(message)

        try:
            await super().__call__(scope, receive, send_in_time)
        except RedisError as error:
            logger.error("Redis: %s", type(error).__name__)
            # The layer may fail in one socket alone, and all have missed something.
            joined = [one for one in self.here if one.joined and not one.closing]
            closes = (one.close(TRY_LATER) for one in joined)
            await asyncio.gather(*closes, return_exceptions=True)
        except TimeoutError:
            logger.warning("A client does not read")
        finally:
            await self.leave()

    async def leave(self):
        self.here.discard(self)
        try:
            for group in self.mine:
                await self.channel_layer.group_discard(group, self.channel_name)
            if self.joined:
                await self.tell_room("left")
        except RedisError:
            pass  # then nobody hears it

    async def close(self, code=None, reason=None):
        self.closing = True
        await super().close(code, reason)

    async def refuse(self, status):
        self.closing = True
        headers = [(b"Retry-After", b"5")] if status == 503 else []
        await refuse(self.base_send, status, *headers)

    # --8<-- [end:member]
