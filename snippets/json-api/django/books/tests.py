# --8<-- [start:test]
from unittest import mock

from django.test import TestCase
from rest_framework.test import APIClient

from .models import Book

DUNE = {"title": "Dune", "author": "Frank Herbert", "year": 1965}


class BookTests(TestCase):
    client_class = APIClient

    def post(self, body):
        return self.client.post("/api/books", body, format="json")

    def test_adds_a_book(self):
        response = self.post(DUNE)
        self.assertEqual(response.status_code, 201)
        book = self.client.get(response["Location"]).json()
        self.assertEqual(book, {"id": response.json()["id"], **DUNE})

    def test_filters_by_author(self):
        Book.objects.create(**DUNE)
        Book.objects.create(title="Emma", author="Jane Austen", year=1815)
        found = self.client.get("/api/books", {"author": "Jane Austen"}).json()
        self.assertEqual([book["title"] for book in found], ["Emma"])

    def test_names_the_field_that_is_wrong(self):
        wrong = [("title", 5), ("title", "  "), ("year", True), ("year", "1965"), ("year", 1965.5)]
        for field, value in wrong:
            with self.subTest(field=field, value=value):
                response = self.post({**DUNE, field: value})
                self.assertEqual(response.status_code, 400)
                self.assertEqual(set(response.json()["fields"]), {field})
        self.assertFalse(Book.objects.exists())

    def test_refuses_a_limit_out_of_range(self):
        response = self.client.get("/api/books", {"limit": "101"})
        self.assertContains(response, '"limit"', status_code=400)

    def test_names_the_body_that_is_nested_too_deeply(self):
        with mock.patch("json.load", side_effect=RecursionError):
            response = self.post(DUNE)
        self.assertContains(response, "nested too deeply", status_code=400)

    def test_answers_in_json_where_no_view_does(self):
        response = self.client.get("/no-such-page")
        self.assertEqual(response.status_code, 404)
        self.assertEqual(response.json(), {"error": "Not found."})


# --8<-- [end:test]
