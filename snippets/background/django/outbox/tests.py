# --8<-- [start:test]
from unittest import mock

import requests
from django.core.management import call_command
from django.db import OperationalError
from django.test import TestCase, override_settings
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from . import tasks
from .models import Message

ADA, GRACE = {"Authorization": "Bearer a"}, {"Authorization": "Bearer b"}
HELLO = {"reference": "order-1", "text": "Hello"}


@override_settings(API_TOKENS={"ada": "a", "grace": "b"}, FIRST_WAIT=5)
class OutboxTests(TestCase):
    def post(self):
        return self.client.post(reverse("create"), HELLO, headers=ADA)

    def message(self):
        return Message.objects.get(pk=self.post().json()["id"])

    def deliver(self, message, attempts, error=None):
        with mock.patch("outbox.tasks.requests.post", side_effect=error) as asked:
            asked.return_value.__enter__.return_value.status_code = 204
            tasks.deliver.call(str(message.pk), attempts)
        message.refresh_from_db()
        return asked

    def test_stores_message_and_job(self):
        self.assertEqual(self.post().status_code, 202)
        self.assertEqual(Message.objects.count(), DBTaskResult.objects.count())

    def test_refuses_a_reference_twice(self):
        self.post()
        self.assertEqual(self.post().status_code, 409)
        self.assertEqual(DBTaskResult.objects.count(), 1)

    def test_keeps_nothing_when_the_job_cannot_be_stored(self):
        with mock.patch.object(DBTaskResult.objects, "create", side_effect=OperationalError):
            self.assertEqual(self.post().status_code, 503)
        self.assertFalse(Message.objects.exists())

    def test_shows_a_message_to_its_owner_only(self):
        address = self.post()["Location"]
        self.assertEqual(self.client.get(address, headers=ADA).json()["status"], "waiting")
        self.assertEqual(self.client.get(address, headers=GRACE).status_code, 404)
        self.assertEqual(self.client.get(address).status_code, 401)

    @override_settings(API_TOKENS={"ada": ""})
    def test_an_empty_token_is_none(self):
        response = self.client.post(reverse("create"), HELLO, headers={"Authorization": "Bearer "})
        self.assertEqual(response.status_code, 401)

    def test_an_attempt_is_made_once(self):
        message = self.message()
        self.assertEqual(self.deliver(message, 0, requests.Timeout).call_count, 1)
        self.assertEqual(self.deliver(message, 0).call_count, 0)
        self.assertEqual(self.deliver(message, 1).call_count, 1)
        self.assertEqual(self.deliver(message, 1).call_count, 0)
        self.assertEqual((message.status, message.attempts), ("done", 2))

    def test_waits_grow_and_end(self):
        message = self.message()
        for attempts in range(3):
            self.deliver(message, attempts, requests.ConnectionError)
        first, second = DBTaskResult.objects.order_by("enqueued_at")[1:]
        waits = [
            round((job.run_after - job.enqueued_at).total_seconds()) for job in (first, second)
        ]
        self.assertEqual(waits, [5, 10])
        self.assertEqual(message.status, "failed")

    @override_settings(LOST_AFTER=-1)
    def test_finds_what_was_lost(self):
        self.message()
        call_command("find_lost")
        self.assertEqual(DBTaskResult.objects.count(), 2)


# --8<-- [end:test]
