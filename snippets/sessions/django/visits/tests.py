# --8<-- [start:test]
import os
import runpy
from unittest import mock

from django.conf import settings
from django.test import Client, SimpleTestCase, TestCase, override_settings
from django.urls import reverse

NOTE = {"note": "buy a lamp"}


class VisitsTests(TestCase):
    def visits(self, client=None):
        return (client or self.client).get(reverse("visits")).text

    def test_counts_for_each_client(self):
        self.visits()
        self.assertIn('id="visits">2<', self.visits())
        self.assertIn('id="visits">1<', self.visits(Client()))

    def test_keeps_a_note_and_confirms_it_once(self):
        self.client.post(reverse("visits"), NOTE)
        self.assertIn("Saved: buy a lamp", self.visits())
        later = self.visits()
        self.assertNotIn("Saved", later)
        self.assertIn('id="note">buy a lamp<', later)

    def test_refuses_a_note_that_is_too_long(self):
        form = self.client.post(reverse("visits"), {"note": "x" * 101}).context["form"]
        self.assertTrue(form.has_error("note"))
        self.assertNotIn("note", self.client.session)

    def test_the_end_holds_for_copies_of_the_cookie(self):
        self.client.post(reverse("visits"), NOTE)
        copy = Client()
        copy.cookies.load(self.client.cookies.output(header=""))
        self.assertIn("buy a lamp", self.visits(copy))
        self.assertRedirects(self.client.post(reverse("end")), reverse("ended"))
        self.assertNotIn("buy a lamp", self.visits(copy))

    def test_refuses_a_post_without_token(self):
        client = Client(enforce_csrf_checks=True)
        self.assertEqual(client.post(reverse("visits"), NOTE).status_code, 403)

    @override_settings(SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies")
    def test_works_with_signed_cookies_too(self):
        self.visits()
        self.assertIn('id="visits">2<', self.visits())


class SettingsTests(SimpleTestCase):
    def loaded(self, **variables):
        path = settings.BASE_DIR / "config" / "settings.py"
        with mock.patch.dict(os.environ, variables):
            return runpy.run_path(str(path))

    def test_cookies_need_https_unless_switched_off(self):
        for value, secure in [("1", True), ("0", False)]:
            with self.subTest(value):
                loaded = self.loaded(HTTPS_ONLY=value)
                self.assertIs(loaded["SESSION_COOKIE_SECURE"], secure)
                self.assertIs(loaded["CSRF_COOKIE_SECURE"], secure)

    def test_a_redis_is_used_when_it_is_named(self):
        loaded = self.loaded(REDIS_URL="redis://127.0.0.1:6379/0")
        self.assertEqual(loaded["SESSION_ENGINE"], "django.contrib.sessions.backends.cache")
        cache = loaded["CACHES"][loaded["SESSION_CACHE_ALIAS"]]
        self.assertIn("RedisCache", cache["BACKEND"])
        self.assertIn("JSONSerializer", cache["OPTIONS"]["serializer"])
        self.assertNotIn("RedisCache", loaded["CACHES"]["default"]["BACKEND"])


# --8<-- [end:test]
