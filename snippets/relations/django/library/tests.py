import os
import runpy
from unittest import mock

from django.conf import settings
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client, SimpleTestCase, TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from .models import Author, Book, Loan, Tag


class LibraryTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.ada = Author.objects.create(name="Ada")
        cls.maths, cls.poetry = (Tag.objects.create(name=name) for name in ("maths", "poetry"))
        cls.notes, cls.sketch = (
            Book.objects.create(title=title, author=cls.ada, pages=100, copies=copies)
            for title, copies in (("Notes", 1), ("Sketch", 0))
        )
        cls.notes.tags.set([cls.maths, cls.poetry])

    def test_a_list_takes_two_queries(self):
        with self.assertNumQueries(2):  # books with their authors; their tags
            response = self.client.get(reverse("index"))
        self.assertContains(response, "maths, poetry")

    def test_authors_without_books_are_counted(self):
        Author.objects.create(name="Grace")
        with self.assertNumQueries(1):
            response = self.client.get(reverse("authors"))
        found = {one.name: (one.book_count, one.average) for one in response.context["author_list"]}
        self.assertEqual(found, {"Ada": (2, 100), "Grace": (0, None)})

    def test_an_edit_sets_the_tags(self):
        sent = {"title": "Notes", "author": self.ada.pk, "pages": 7, "tags": [self.maths.pk]}
        self.client.post(reverse("edit", args=[self.notes.pk]), sent)
        self.assertEqual(list(self.notes.tags.all()), [self.maths])

    def test_an_edit_leaves_the_copies_alone(self):
        sent = {"title": "Notes", "author": self.ada.pk, "pages": 7, "copies": 9}
        with CaptureQueriesContext(connection) as queries:
            self.client.post(reverse("edit", args=[self.notes.pk]), sent)
        (update,) = [one["sql"] for one in queries if one["sql"].startswith("UPDATE")]
        self.assertNotIn("copies", update)

    def test_the_database_refuses_it_too(self):
        with self.assertRaises(IntegrityError), transaction.atomic():
            Book.objects.create(title="Notes", author=self.ada, pages=1, copies=1)

    def test_a_loan_is_whole_or_not_at_all(self):
        books = [self.notes.pk, self.sketch.pk]
        response = self.client.post(reverse("loan"), {"reader": "Mary", "books": books})
        message = "No copy is left of Sketch by Ada."
        self.assertFormError(response.context["form"], "books", message)
        self.notes.refresh_from_db()
        self.assertEqual(self.notes.copies, 1)
        self.assertFalse(Loan.objects.exists())

    def test_an_author_with_books_stays(self):
        response = self.client.post(reverse("delete", args=[self.ada.pk]))
        self.assertFormError(response.context["form"], None, "Ada has books and stays.")
        self.ada.books.all().delete()
        self.client.post(reverse("delete", args=[self.ada.pk]))
        self.assertFalse(Author.objects.exists())

    def test_refuses_a_post_without_token(self):
        client = Client(enforce_csrf_checks=True)
        response = client.post(reverse("delete", args=[self.ada.pk]))
        self.assertEqual(response.status_code, 403)

    def test_migrations_make_the_models(self):
        call_command("makemigrations", check=True, dry_run=True, verbosity=0)


class SeedTests(TestCase):
    def test_it_fills_an_empty_library_once(self):
        for _ in range(2):
            call_command("seed")
            self.assertEqual(Book.objects.count(), 20)


class SettingsTests(SimpleTestCase):
    def test_cookies_need_https_unless_switched_off(self):
        path = settings.BASE_DIR / "config" / "settings.py"
        for value, secure in [("1", True), ("0", False)]:
            with self.subTest(value), mock.patch.dict(os.environ, HTTPS_ONLY=value):
                loaded = runpy.run_path(str(path))
                self.assertIs(loaded["SESSION_COOKIE_SECURE"], secure)
                self.assertIs(loaded["CSRF_COOKIE_SECURE"], secure)
