# --8<-- [start:test]
from unittest import mock

from django.db import OperationalError
from django.test import TransactionTestCase, override_settings
from django.urls import reverse

from . import streams
from .models import Event

TOKEN = {"Authorization": "Bearer secret"}


@override_settings(PUBLISH_TOKEN="secret", MAX_STREAMS=2, HEARTBEAT=0)
class FeedTests(TransactionTestCase):
    def setUp(self):
        streams.places.clear()
        self.enterContext(mock.patch.object(streams, "POLL", 0))

    async def listen(self, last=0):
        """What comes of an open stream, after its first lines."""
        response = await self.async_client.get(
            reverse("events"), headers={"Last-Event-ID": str(last)}
        )
        self.assertEqual(response.status_code, 200)
        parts = aiter(response.streaming_content)
        self.assertEqual(await anext(parts), b"retry: 3000\n\n")
        return parts

    async def test_publishes_and_hears(self):
        response = await self.async_client.post(
            reverse("events"), {"text": "a\nid: 9"}, headers=TOKEN
        )
        number = response.json()["id"]
        parts = await self.listen(number - 1)
        heard = f'id: {number}\ndata: {{"text": "a\\nid: 9"}}\n\n'
        self.assertEqual(await anext(parts), heard.encode())
        self.assertEqual(await anext(parts), b": still here\n\n")
        await Event.objects.acreate(text="later")
        self.assertIn(b"later", await anext(parts))
        await parts.aclose()

    async def test_goes_on_when_the_database_is_back(self):
        parts = await self.listen()
        with mock.patch.object(Event, "after", side_effect=OperationalError):
            self.assertEqual(await anext(parts), b": still here\n\n")
        await Event.objects.acreate(text="back")
        self.assertIn(b"back", await anext(parts))
        await parts.aclose()

    async def test_a_place_is_given_back(self):
        response = await self.async_client.head(reverse("events"))
        self.assertEqual((response.status_code, len(streams.places)), (200, 0))
        place = streams.Place()
        streams.places.add(place)
        parts = streams.stream(place, 0)
        await anext(parts)
        await parts.aclose()
        self.assertNotIn(place, streams.places)

    async def test_a_stream_too_many_is_refused(self):
        first, second = await self.listen(), await self.listen()
        refused = await self.async_client.get(reverse("events"))
        self.assertEqual((refused.status_code, refused["Retry-After"]), (503, "30"))
        await first.aclose()
        await second.aclose()

    async def test_refuses_who_has_no_token(self):
        for token, given in (("secret", ""), ("secret", "Bearer no"), ("", "Bearer ")):
            with self.subTest(given), override_settings(PUBLISH_TOKEN=token):
                response = await self.async_client.post(
                    reverse("events"), {"text": "a"}, headers={"Authorization": given}
                )
                self.assertEqual(response.status_code, 401)


# --8<-- [end:test]
