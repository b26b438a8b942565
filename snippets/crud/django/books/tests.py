# --8<-- [start:test]
import os
import runpy
from unittest import mock

from django.conf import settings
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client, SimpleTestCase, TestCase
from django.urls import reverse

from .models import Book

ADA = {"title": "Notes", "author": "Ada Lovelace"}


def titles():
    return [book.title for book in Book.objects.all()]


class WithoutBookTests(TestCase):
    def test_adds_a_book_and_says_so(self):
        response = self.client.post(reverse("create"), ADA, follow=True)
        self.assertContains(response, "Added: Notes")
        self.assertEqual(titles(), ["Notes"])

    def test_refuses_a_long_title(self):
        response = self.client.post(reverse("create"), {**ADA, "title": "x" * 101})
        message = "Ensure this value has at most 100 characters (it has 101)."
        self.assertFormError(response.context["form"], "title", message)
        self.assertEqual(titles(), [])

    def test_migrations_make_the_models(self):
        call_command("makemigrations", check=True, dry_run=True, verbosity=0)


class WithBookTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.book = Book.objects.create(**ADA)

    def test_changes_a_book(self):
        self.client.post(reverse("edit", args=[self.book.pk]), {**ADA, "title": "Sketch"})
        self.assertEqual(titles(), ["Sketch"])

    def test_asks_before_it_deletes(self):
        address = reverse("delete", args=[self.book.pk])
        self.assertContains(self.client.get(address), "Delete Notes?")
        self.assertEqual(titles(), ["Notes"])
        self.assertRedirects(self.client.post(address), reverse("index"))
        self.assertEqual(titles(), [])

    def test_refuses_a_title_that_is_taken(self):
        response = self.client.post(reverse("create"), ADA)
        form = response.context["form"]
        self.assertFormError(form, "title", "Another book has this title.")
        self.assertEqual(titles(), ["Notes"])

    def test_the_database_refuses_it_too(self):
        with self.assertRaises(IntegrityError), transaction.atomic():
            Book.objects.create(**ADA)

    def test_refuses_a_post_without_token(self):
        client = Client(enforce_csrf_checks=True)
        response = client.post(reverse("delete", args=[self.book.pk]))
        self.assertEqual(response.status_code, 403)
        self.assertEqual(titles(), ["Notes"])


class SettingsTests(SimpleTestCase):
    def test_cookies_need_https_unless_switched_off(self):
        path = settings.BASE_DIR / "config" / "settings.py"
        for value, secure in [("1", True), ("0", False)]:
            with self.subTest(value), mock.patch.dict(os.environ, HTTPS_ONLY=value):
                loaded = runpy.run_path(str(path))
                self.assertIs(loaded["SESSION_COOKIE_SECURE"], secure)
                self.assertIs(loaded["CSRF_COOKIE_SECURE"], secure)


# --8<-- [end:test]
