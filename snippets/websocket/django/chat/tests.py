import json
from unittest import mock

from asgiref.testing import ApplicationCommunicator
from channels.layers import InMemoryChannelLayer
from django.contrib.auth.models import User
from django.test import TransactionTestCase, override_settings
from redis import RedisError

from config.asgi import application

from .consumers import RoomConsumer

ORIGIN = "http://testserver"
IN_MEMORY = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}


@override_settings(CHANNEL_LAYERS=IN_MEMORY, ALLOWED_ORIGINS=[ORIGIN])
class RoomTests(TransactionTestCase):
    def setUp(self):
        self.ada = User.objects.create_user("ada", is_staff=True)
        self.grace = User.objects.create_user("grace")

    async def socket(self, user=None, room="lobby", origin=ORIGIN):
        headers = [(b"origin", origin.encode())]
        if user:
            await self.async_client.aforce_login(user)
            cookie = self.async_client.cookies["sessionid"].value
            headers.append((b"cookie", f"sessionid={cookie}".encode()))
        scope = {"type": "websocket", "path": f"/rooms/{room}/socket", "headers": headers}
        # Channels' own WebsocketCommunicator wants Daphne installed.
        socket = ApplicationCommunicator(application, scope)
        await socket.send_input({"type": "websocket.connect"})
        return socket

    async def status(self, *given, **more):
        socket = await self.socket(*given, **more)
        return (await socket.receive_output())["status"]

    async def joined(self, user):
        socket = await self.socket(user)
        self.assertEqual((await socket.receive_output())["type"], "websocket.accept")
        self.assertEqual(await self.heard(socket), {"type": "joined", "name": user.username})
        return socket

    async def say(self, socket, text):
        await socket.send_input({"type": "websocket.receive", "text": text})

    async def heard(self, socket):
        return json.loads((await socket.receive_output(5))["text"])

    async def leave(self, socket):
        await socket.send_input({"type": "websocket.disconnect", "code": 1000})
        await socket.wait()

    async def test_the_door_asks_where_who_and_which(self):
        self.assertEqual(await self.status(), 403)
        self.assertEqual(await self.status(self.ada, origin="http://evil.example"), 403)
        self.assertEqual(await self.status(self.grace, "staff"), 403)
        self.assertEqual(await self.status(self.grace, "attic"), 404)
        with override_settings(MAX_SOCKETS=0):
            self.assertEqual(await self.status(self.ada), 503)

    async def test_a_message_comes_to_all_with_its_sender(self):
        ada, grace = await self.joined(self.ada), await self.joined(self.grace)
        await self.heard(ada)
        await self.say(grace, '{"text": " hello ", "name": "ada"}')
        for socket in (ada, grace):
            event = {"type": "message", "name": "grace", "text": "hello"}
            self.assertEqual(await self.heard(socket), event)
        await self.say(grace, '{"text": " "}')
        self.assertEqual((await self.heard(grace))["type"], "error")
        await self.leave(grace)
        self.assertEqual(await self.heard(ada), {"type": "left", "name": "grace"})
        await self.leave(ada)
        self.assertEqual(len(RoomConsumer.here), 0)

    async def test_without_redis_the_socket_is_closed(self):
        ada = await self.joined(self.ada)
        with mock.patch.object(InMemoryChannelLayer, "group_send", side_effect=RedisError):
            await self.say(ada, '{"text": "hello"}')
            self.assertEqual((await ada.receive_output(5))["code"], 1013)

    async def test_signing_out_closes_the_socket(self):
        ada = await self.joined(self.ada)
        await self.async_client.post("/sign-out")
        self.assertEqual((await ada.receive_output(5))["code"], 1008)
