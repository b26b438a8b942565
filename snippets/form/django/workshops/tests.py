# --8<-- [start:test]
import os
import runpy
from unittest import mock

from django.conf import settings
from django.test import Client, SimpleTestCase, TestCase
from django.urls import reverse

VALID = {"name": "Ada Lovelace", "email": "ada@example.com", "seats": "2"}


class SignupTests(TestCase):
    def test_confirms_a_valid_signup_once(self):
        response = self.client.post(reverse("signup"), VALID)
        self.assertRedirects(response, reverse("thanks"), fetch_redirect_response=False)
        self.assertContains(self.client.get(reverse("thanks")), "Ada Lovelace")
        self.assertNotContains(self.client.get(reverse("thanks")), "Ada Lovelace")

    def test_keeps_what_was_typed(self):
        response = self.client.post(reverse("signup"), {**VALID, "seats": "5"})
        form = response.context["form"]
        self.assertFormError(form, "seats", "Ensure this value is less than or equal to 4.")
        self.assertEqual(form["name"].value(), "Ada Lovelace")
        self.assertContains(response, 'value="ada@example.com"')

    def test_refuses_a_blank_name(self):
        form = self.client.post(reverse("signup"), {**VALID, "name": "   "}).context["form"]
        self.assertFormError(form, "name", "This field is required.")

    def test_refuses_a_post_without_token(self):
        client = Client(enforce_csrf_checks=True)
        self.assertEqual(client.post(reverse("signup"), VALID).status_code, 403)


class SettingsTests(SimpleTestCase):
    def test_cookies_need_https_unless_switched_off(self):
        path = settings.BASE_DIR / "config" / "settings.py"
        for value, secure in [("1", True), ("0", False)]:
            with self.subTest(value), mock.patch.dict(os.environ, HTTPS_ONLY=value):
                loaded = runpy.run_path(str(path))
                self.assertIs(loaded["SESSION_COOKIE_SECURE"], secure)
                self.assertIs(loaded["CSRF_COOKIE_SECURE"], secure)


# --8<-- [end:test]
