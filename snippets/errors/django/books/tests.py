import json
from datetime import date
from unittest import mock

from django.http import HttpResponse
from django.test import RequestFactory, SimpleTestCase, TestCase, override_settings
from rest_framework.response import Response

from .errors import error_answers
from .logs import JsonFormatter, current
from .models import Book


@override_settings(ALLOWED_HOSTS=["testserver"])
class ErrorTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        Book.objects.create(pk=1, title="Emma", year="1815")
        Book.objects.create(pk=2, title="Sequel", year="2100", released=False)
        Book.objects.create(pk=3, title="Beowulf", year="unknown")

    def setUp(self):
        self.client.raise_request_exception = False

    def test_errors_are_pages_and_json(self):
        for path, status in [("/no-such-page", 404), ("/books/2", 403), ("/books/3", 500)]:
            with self.subTest(path):
                page = self.client.get(path)
                self.assertContains(page, page.headers["X-Request-ID"], status_code=status)
                problem = self.client.get(path, headers={"accept": "application/json"})
                self.assertEqual(problem.json()["status"], status)
                self.assertEqual(problem.json()["request_id"], problem.headers["X-Request-ID"])

    def test_the_api_answers_in_json(self):
        for path in ("/api/no-such-thing", "/api/books/2", "/api/books/3"):
            with self.subTest(path):
                answer = self.client.get(path)
                self.assertEqual(answer.headers["Content-Type"], "application/problem+json")

    def test_what_may_be_asked_is_kept(self):
        answer = self.client.delete("/books/1")
        self.assertEqual(answer.status_code, 405)
        self.assertIn("GET", answer.headers["Allow"])

    def test_a_fault_is_logged_once(self):
        with self.assertLogs(level="ERROR") as logs:
            self.client.get("/books/3?token=secret", headers={"x-request-id": "request-1"})
        (record,) = logs.records
        entry = json.loads(JsonFormatter().format(record))
        self.assertEqual((entry["request_id"], entry["path"]), ("request-1", "/books/3"))
        self.assertIn("ValueError", entry["exception"])
        self.assertNotIn("secret", str(entry))

    def test_a_foreign_host_is_a_warning(self):
        with self.assertLogs(level="WARNING") as logs:
            self.client.get("/", headers={"host": "other.example"})
        (record,) = logs.records
        self.assertEqual(record.levelname, "WARNING")
        self.assertIn("other.example", record.getMessage())

    def test_an_error_page_asks_no_database(self):
        with self.assertNumQueries(0):
            self.client.get("/no-such-page")

    def test_an_error_page_that_fails_leaves_plain_text(self):
        broken = mock.patch("books.errors.render_to_string", side_effect=RuntimeError)
        with broken, self.assertLogs(level="ERROR") as logs:
            answer = self.client.get("/no-such-page")
        self.assertEqual((answer.status_code, answer.content), (404, b"Not Found"))
        (record,) = logs.records
        self.assertEqual(record.getMessage(), "The error page failed")

    def test_another_form_of_id_is_made_anew(self):
        for sent in ("short", "x" * 65, "with blank"):
            with self.subTest(sent):
                answer = self.client.get("/", headers={"x-request-id": sent})
                self.assertRegex(answer.headers["X-Request-ID"], "^[0-9a-f]{32}$")


class FinishTests(SimpleTestCase):
    """What another view, or a middleware further in, may hand on."""

    def setUp(self):
        token = current.set({"request_id": "request-1"})
        self.addCleanup(current.reset, token)

    def finished(self, response, path="/api/x"):
        return error_answers(lambda request: response)(RequestFactory().get(path))

    def problem(self, data, status=400):
        return json.loads(self.finished(Response(data, status=status)).content)

    def test_an_answer_without_data_is_a_problem(self):
        self.assertEqual(self.problem(None, 404)["title"], "Not Found")

    def test_a_field_may_be_named_detail(self):
        found = self.problem({"detail": ["Too long."]})
        self.assertEqual(found["fields"], {"detail": ["Too long."]})
        self.assertIsInstance(found["detail"], str)

    def test_a_library_says_why_and_no_more(self):
        found = self.problem({"detail": "Not so.", "status": 200, "request_id": "other"})
        self.assertEqual(found["detail"], "Not so.")
        self.assertEqual((found["status"], found["request_id"]), (400, "request-1"))

    def test_a_date_is_written_as_text(self):
        self.assertEqual(self.problem({"since": date(2026, 1, 2)})["fields"]["since"], "2026-01-02")

    def test_headers_of_the_body_before_are_gone(self):
        kept = {"Retry-After": "5"}
        gone = {"Content-Encoding": "gzip", "ETag": '"x"', "Content-Disposition": "attachment"}
        for path in ("/x", "/api/x"):
            answer = self.finished(HttpResponse(b"x", status=503, headers=kept | gone), path)
            self.assertEqual(answer.headers["Retry-After"], "5")
            self.assertEqual([name for name in gone if name in answer.headers], [])
