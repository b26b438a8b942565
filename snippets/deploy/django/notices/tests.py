# --8<-- [start:test]
from unittest import mock

from django.core.management import call_command
from django.db import OperationalError
from django.test import SimpleTestCase, TestCase
from django.urls import reverse

from .models import Notice

NO_HASH = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}


class PageTests(TestCase):
    def test_lists_notices(self):
        Notice.objects.create(title="<b>")
        with self.settings(STORAGES=NO_HASH):
            self.assertContains(self.client.get(reverse("index")), "<li>&lt;b&gt;</li>")

    def test_is_ready(self):
        self.assertEqual(self.client.get(reverse("ready")).content, b"ready\n")

    def test_migrations_make_the_models(self):
        call_command("makemigrations", check=True, verbosity=0)


class OutageTests(SimpleTestCase):
    def test_alive_without_the_database(self):
        self.assertEqual(self.client.get(reverse("alive")).content, b"alive\n")

    def test_tells_that_the_database_is_away(self):
        away = mock.patch("notices.views.connection", **{"cursor.side_effect": OperationalError})
        with away, self.assertLogs("notices.middleware", "ERROR"):
            answer = self.client.get(reverse("ready"))
        self.assertContains(answer, "Back soon", status_code=503)
        self.assertEqual(answer.headers["Retry-After"], "10")


# --8<-- [end:test]
