import json
import logging
from unittest import mock

import requests
from django.http import UnreadablePostError
from django.test import SimpleTestCase, TestCase, override_settings
from django.urls import reverse

from config import logs

from . import joblog, tasks
from .models import Message

ADA, GRACE = {"Authorization": "Bearer a"}, {"Authorization": "Bearer b"}


class Keep(logging.Handler):
    """Takes what goes to the log, as JSON, when it is said: the formatter looks at the moment."""

    def __init__(self):
        super().__init__()
        self.lines: list[dict] = []
        self.setFormatter(logs.JsonFormatter(["very-secret"]))

    def emit(self, record):
        self.lines.append(json.loads(self.format(record)))


class Lines(SimpleTestCase):
    def setUp(self):
        handler = Keep()
        self.lines = handler.lines
        logging.getLogger().addHandler(handler)
        self.addCleanup(logging.getLogger().removeHandler, handler)
        self.addCleanup(logs.end)


@override_settings(API_TOKENS={"ada": "a", "grace": "b"}, TRUSTED_PROXIES=["127.0.0.1"])
class OutboxTests(Lines, TestCase):
    def post(self, **headers):
        return self.client.post(reverse("create"), {"text": "Hello"}, headers=ADA | headers)

    def test_one_id_stands_in_each_record(self):
        answer = self.post(**{"X-Request-ID": "request-1"})
        self.assertEqual((answer.status_code, answer["X-Request-ID"]), (202, "request-1"))
        view, access = self.lines
        self.assertEqual(
            (view["request_id"], view["message_id"]), ("request-1", answer.json()["id"])
        )
        self.assertEqual(
            (access["request_id"], access["user"], access["status"]), ("request-1", "ada", 202)
        )

    def test_an_id_of_somebody_else_is_not_taken(self):
        with override_settings(TRUSTED_PROXIES=["192.0.2.1"]):
            answer = self.post(**{"X-Request-ID": "request-1"})
        self.assertRegex(answer["X-Request-ID"], "^[0-9a-f]{32}$")

    def test_the_id_travels_with_the_job(self):
        with mock.patch.object(tasks.deliver.get_backend(), "enqueue") as enqueue:
            self.post(**{"X-Request-ID": "request-1"})
        (_, _, given), _ = enqueue.call_args
        logs.end()
        self.lines.clear()
        joblog.begin(task_result=mock.Mock(kwargs=given))
        logging.getLogger("x").warning("hello")
        joblog.end()
        logging.getLogger("x").warning("hello")
        self.assertEqual([line.get("request_id") for line in self.lines], ["request-1", None])

    def test_the_job_says_what_came_of_it(self):
        for error, status in [(None, "sent"), (requests.ConnectionError("no"), "failed")]:
            with self.subTest(status):
                message = Message.objects.get(pk=self.post().json()["id"])
                with mock.patch("outbox.tasks.requests.post", side_effect=error):
                    if error:
                        with self.assertRaises(requests.ConnectionError):
                            tasks.deliver.call(str(message.pk), request_id="request-1")
                    else:
                        tasks.deliver.call(str(message.pk), request_id="request-1")
                message.refresh_from_db()
                self.assertEqual(message.status, status)

    def test_a_message_belongs_to_its_owner(self):
        address = self.post()["Location"]
        self.assertEqual(self.client.get(address, headers=ADA).json()["status"], "waiting")
        self.assertEqual(self.client.get(address, headers=GRACE).status_code, 404)


class RecordTests(Lines):
    def test_a_job_that_no_request_asked_for_has_no_id(self):
        joblog.begin(task_result=mock.Mock(kwargs={}))
        logging.getLogger("x").warning("hello")
        self.assertNotIn("request_id", self.lines[0])

    def test_a_secret_is_struck_out_before_a_text_is_cut(self):
        logging.getLogger("x").warning("%s very-secret", "x" * 1994)
        self.assertNotIn("very", self.lines[0]["message"])
        self.assertLess(len(self.lines[0]["message"]), 2010)

    def test_arguments_that_do_not_fit_lose_no_record(self):
        logging.getLogger("x").warning("%d is no number", "x")
        self.assertEqual(self.lines[0]["message"], "%d is no number")

    def test_what_cannot_be_formatted_says_where_it_came_from(self):
        logging.getLogger("x").warning(mock.Mock(__str__=mock.Mock(side_effect=ValueError)))
        start = "could not be formatted: tests.py, line "
        self.assertEqual(self.lines[0]["message"][: len(start)], start)

    def test_secrets_are_found_in_what_the_process_is_told(self):
        found = logs.secrets_in(
            {
                "API_TOKENS": "ada:first-secret,b:short",
                "DATABASE_URL": "postgresql://app:pass%40word@db/app?application_name=messages",
                "WEBHOOK_URL": "https://hooks.example/services/T1?k=other-secret",
            }
        )
        expected = ["/services/T1", "k=other-secret", "other-secret"]
        expected += ["first-secret", "pass%40word", "pass@word"]
        self.assertEqual(sorted(found), sorted(expected))

    def test_of_an_address_gunicorn_tells_no_query(self):
        given = {"msg": "Error handling request %s", "args": ("/x?token=1",), "exc_info": True}
        record = logging.makeLogRecord({**given, "levelno": logging.ERROR})
        self.assertTrue(logs.WithoutContent().filter(record))
        self.assertEqual(record.getMessage(), "Error handling request /x")

    def test_of_itself_gunicorn_tells_all(self):
        text = "Connection in use: ('127.0.0.1', 8000)"
        record = logging.makeLogRecord({"msg": text, "levelno": logging.ERROR})
        self.assertTrue(logs.WithoutContent().filter(record))
        self.assertEqual(record.getMessage(), text)

    def test_who_hung_up_is_no_fault_of_ours(self):
        for error, kept in [(UnreadablePostError(), False), (OSError(), True)]:
            record = logging.makeLogRecord({"exc_info": (type(error), error, None)})
            self.assertEqual(logs.Readable().filter(record), kept)
