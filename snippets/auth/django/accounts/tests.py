import os
import re
import runpy
from unittest import mock

from django.conf import settings
from django.core import mail
from django.core.management import call_command
from django.test import Client, SimpleTestCase, TestCase, override_settings
from django.urls import reverse

from .models import User

PASSWORD = "violet anchor 93 quay"
ADA = {"username": "ada", "password": PASSWORD}
FORM = {
    "username": "ada",
    "email": "ada@example.com",
    "password1": PASSWORD,
    "password2": PASSWORD,
}


# Hashing takes long on purpose; tests need not wait for it.
quick = override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])


@quick
class RegisterTests(TestCase):
    def test_registers_and_signs_in(self):
        response = self.client.post(reverse("register"), FORM, follow=True)
        self.assertContains(response, "Welcome, ada.")
        response = self.client.post(reverse("login"), ADA, follow=True)
        self.assertContains(response, "Hello, ada")

    def test_refuses_a_common_password(self):
        weak = {**FORM, "password1": "password123", "password2": "password123"}
        form = self.client.post(reverse("register"), weak).context["form"]
        self.assertFormError(form, "password2", "This password is too common.")
        self.assertFalse(User.objects.exists())

    def test_migrations_make_the_models(self):
        call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@quick
class AccountTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.ada = User.objects.create_user("ada", "ada@example.com", PASSWORD)

    def test_refuses_a_name_that_is_taken(self):
        form = self.client.post(reverse("register"), {**FORM, "username": "Ada"}).context["form"]
        self.assertFormError(form, "username", "A user with that username already exists.")

    def test_next_stays_on_this_site(self):
        for target in ("https://evil.example", "//evil.example"):
            with self.subTest(target):
                response = self.client.post(reverse("login", query={"next": target}), ADA)
                self.assertRedirects(response, reverse("account"))

    def test_signing_out_ends_copies_of_the_cookie(self):
        self.client.force_login(self.ada)
        copy = Client()
        copy.cookies.load(self.client.cookies.output(header=""))
        self.assertContains(copy.get(reverse("account")), "Hello, ada")
        self.client.post(reverse("logout"))
        self.assertEqual(copy.get(reverse("account")).status_code, 302)

    def test_a_link_sets_one_new_password(self):
        self.client.post(reverse("password_reset"), {"email": "ada@example.com"})
        (link,) = re.findall(r"http\S+", mail.outbox[0].body)
        form = self.client.get(link, follow=True)
        new = {
            "new_password1": "seven grey mules 41 hum",
            "new_password2": "seven grey mules 41 hum",
        }
        response = self.client.post(form.request["PATH_INFO"], new)
        self.assertRedirects(response, reverse("login"))
        self.assertContains(self.client.get(link), "This link was used")

    def test_an_unknown_address_gets_no_mail(self):
        self.client.post(reverse("password_reset"), {"email": "eve@example.com"})
        self.assertEqual(mail.outbox, [])

    def test_slows_down_after_five_failures(self):
        for _ in range(5):
            self.client.post(reverse("login"), {**ADA, "password": "wrong"})
        self.assertEqual(self.client.post(reverse("login"), ADA).status_code, 429)

    def test_refuses_a_post_without_token(self):
        client = Client(enforce_csrf_checks=True)
        self.assertEqual(client.post(reverse("login"), ADA).status_code, 403)


class SettingsTests(SimpleTestCase):
    def load(self, **environment):
        with mock.patch.dict(os.environ, environment):
            return runpy.run_path(str(settings.BASE_DIR / "config" / "settings.py"))

    def test_cookies_need_https_unless_switched_off(self):
        for value, secure in [("1", True), ("0", False)]:
            with self.subTest(value):
                loaded = self.load(HTTPS_ONLY=value)
                self.assertIs(loaded["SESSION_COOKIE_SECURE"], secure)
                self.assertIs(loaded["CSRF_COOKIE_SECURE"], secure)
