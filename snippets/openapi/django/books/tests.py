# --8<-- [start:test]
import json
import tempfile
from pathlib import Path
from unittest import mock

from django.core.management import call_command
from django.test import TestCase
from rest_framework.test import APIClient

from .models import Book

DUNE = {"title": "Dune", "author": "Frank Herbert", "year": 1965}


class DocumentTests(TestCase):
    def test_the_file_for_ci_is_the_document(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "openapi.json")
            options = {"format": "openapi-json", "validate": True, "fail_on_warn": True}
            call_command("spectacular", file=str(path), **options)
            self.assertEqual(json.loads(path.read_bytes()), self.client.get("/openapi.json").json())

    def test_every_operation_has_a_name(self):
        paths = self.client.get("/openapi.json").json()["paths"]
        names = [about["operationId"] for item in paths.values() for about in item.values()]
        self.assertEqual(len(set(names)), 5)
        self.assertEqual(len(names), 5)


class BookTests(TestCase):
    client_class = APIClient

    def post(self, body):
        return self.client.post("/api/books", body, format="json")

    def test_adds_and_changes_a_book(self):
        address = self.post(DUNE)["Location"]
        changed = self.client.put(address, {**DUNE, "year": 1966}, format="json").json()
        self.assertEqual(changed, {"id": changed["id"], **DUNE, "year": 1966})
        self.assertEqual(self.client.get(address).json(), changed)

    def test_deletes_a_book(self):
        book = Book.objects.create(**DUNE)
        self.assertEqual(self.client.delete(f"/api/books/{book.pk}").status_code, 204)
        self.assertEqual(self.client.get(f"/api/books/{book.pk}").status_code, 404)

    def test_filters_by_author(self):
        Book.objects.create(**DUNE)
        Book.objects.create(title="Emma", author="Jane Austen", year=1815)
        found = self.client.get("/api/books", {"author": "Jane Austen"}).json()
        self.assertEqual([book["title"] for book in found], ["Emma"])

    def test_names_the_field_that_is_wrong(self):
        wrong = [("title", 5), ("title", "  "), ("title", "x\n"), ("year", True), ("year", "1965")]
        for field, value in wrong:
            with self.subTest(field=field, value=value):
                response = self.post({**DUNE, field: value})
                self.assertEqual(response.status_code, 400)
                self.assertEqual(set(response.json()["fields"]), {field})
        self.assertFalse(Book.objects.exists())

    def test_names_the_body_that_is_nested_too_deeply(self):
        with mock.patch("json.load", side_effect=RecursionError):
            response = self.post(DUNE)
        self.assertContains(response, "nested too deeply", status_code=400)

    def test_answers_in_json_where_no_view_does(self):
        response = self.client.get("/no-such-page")
        self.assertEqual(response.status_code, 404)
        self.assertEqual(response.json(), {"error": "Not found."})


# --8<-- [end:test]
