import os
import runpy
from unittest import mock

from django.conf import settings
from django.core.management import call_command
from django.test import Client, SimpleTestCase, TestCase
from django.urls import reverse

from .models import Note, User


class NotesTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.ada, cls.grace, cls.mary = (
            User.objects.create(username=name, moderates=name == "mary")
            for name in ("ada", "grace", "mary")
        )
        cls.note = Note.objects.create(owner=cls.ada, title="Sketch", text="Secret")

    def status(self, user, name, method="get"):
        self.client.force_login(user)
        return getattr(self.client, method)(reverse(name, args=[self.note.pk])).status_code

    def test_who_may_do_what(self):
        for user, expected in [
            (self.ada, {"detail": 200, "edit": 200, "delete": 200}),
            (self.grace, {"detail": 404, "edit": 404, "delete": 404}),
            (self.mary, {"detail": 200, "edit": 403, "delete": 200}),
        ]:
            with self.subTest(user=user.username):
                self.assertEqual({name: self.status(user, name) for name in expected}, expected)

    def test_others_do_not_delete(self):
        self.assertEqual(self.status(self.grace, "delete", "post"), 404)
        self.assertTrue(Note.objects.exists())
        self.assertEqual(self.status(self.mary, "delete", "post"), 302)
        self.assertFalse(Note.objects.exists())

    def test_a_list_holds_ones_own(self):
        for user, count in [(self.ada, "1 note"), (self.grace, "0 notes"), (self.mary, "1 note")]:
            with self.subTest(user=user.username):
                self.client.force_login(user)
                self.assertContains(self.client.get(reverse("index")), f"<p>{count}</p>", html=True)

    def test_the_staff_reads_a_list_in_one_query(self):
        Note.objects.create(owner=self.grace, title="Loom", text="Words")
        self.client.force_login(self.mary)
        with self.assertNumQueries(3):  # session, user, notes with their owners
            self.client.get(reverse("index"))

    def test_the_owner_is_no_input(self):
        self.client.force_login(self.grace)
        sent = {"title": "Mine", "text": "Words", "owner": self.ada.pk}
        self.client.post(reverse("create"), sent)
        self.assertEqual(Note.objects.get(title="Mine").owner, self.grace)

    def test_every_page_asks_for_a_login(self):
        for path in ("/", "/notes/new", self.note.get_absolute_url(), "/people"):
            with self.subTest(path):
                self.assertRedirects(self.client.get(path), f"/login?next={path}")

    def test_a_role_counts_at_once(self):
        self.client.force_login(self.grace)
        self.assertEqual(self.client.get(reverse("people")).status_code, 403)
        User.objects.filter(pk=self.grace.pk).update(moderates=True)
        self.assertEqual(self.client.get(reverse("people")).status_code, 200)

    def test_the_staff_gives_a_role_but_not_to_itself(self):
        self.client.force_login(self.mary)
        self.client.post(reverse("person", args=[self.grace.pk]), {"moderates": "on"})
        self.grace.refresh_from_db()
        self.assertTrue(self.grace.moderates)
        own = self.client.post(reverse("person", args=[self.mary.pk]))
        self.assertEqual(own.status_code, 404)

    def test_refuses_a_post_without_token(self):
        client = Client(enforce_csrf_checks=True)
        client.force_login(self.ada)
        response = client.post(reverse("delete", args=[self.note.pk]))
        self.assertEqual(response.status_code, 403)
        self.assertTrue(Note.objects.exists())

    def test_migrations_make_the_models(self):
        call_command("makemigrations", check=True, dry_run=True, verbosity=0)


class SeedTests(TestCase):
    @mock.patch.dict(os.environ, DEMO_PASSWORD="any")
    def test_whoever_exists_stays(self):
        User.objects.create(username="grace", moderates=True)
        call_command("seed")
        staff = User.objects.filter(moderates=True).order_by("username")
        self.assertEqual([str(user) for user in staff], ["grace", "mary"])


class SettingsTests(SimpleTestCase):
    def test_cookies_need_https_unless_switched_off(self):
        path = settings.BASE_DIR / "config" / "settings.py"
        for value, secure in [("1", True), ("0", False)]:
            with self.subTest(value), mock.patch.dict(os.environ, HTTPS_ONLY=value):
                loaded = runpy.run_path(str(path))
                self.assertIs(loaded["SESSION_COOKIE_SECURE"], secure)
                self.assertIs(loaded["CSRF_COOKIE_SECURE"], secure)
