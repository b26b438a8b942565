# --8<-- [start:test]
import os
import re
import runpy
from unittest import mock

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import Permission, User
from django.core.management import call_command
from django.test import Client, SimpleTestCase, TestCase
from django.urls import reverse
from django.urls.resolvers import RoutePattern, URLResolver

from .models import Author, Book

BOOKS = "admin:library_book_changelist"


def addresses(patterns, start):
    for one in patterns:
        if isinstance(one.pattern, RoutePattern):
            address = start + re.sub("<.+?>", "1", str(one.pattern))
            if isinstance(one, URLResolver):
                yield from addresses(one.url_patterns, address)
            else:
                yield address


class BackOfficeTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        author = Author.objects.create(name="Jane Austen")
        cls.book = Book.objects.create(title="Persuasion", author=author)
        cls.ada = User.objects.create_superuser("ada", password="analytical-engine")
        cls.bob = User.objects.create_user("bob", password="difference-engine")

    def act(self, client):
        data = {"action": "take_out_of_print", "_selected_action": [self.book.pk]}
        return client.post(reverse(BOOKS), data)

    def in_print(self):
        return list(Book.objects.filter(in_print=True).values_list("title", flat=True))

    def test_staff_see_the_books(self):
        self.client.force_login(self.ada)
        self.assertContains(self.client.get(reverse(BOOKS)), "Persuasion")

    def test_every_address_is_closed_to_others(self):
        found = set(addresses(admin.site.get_urls(), reverse("admin:index")))
        self.assertGreater(len(found), 20)
        for user in (None, self.bob):
            if user:
                self.client.force_login(user)
            for address in found - {reverse("admin:login")}:
                leaves = address == reverse("admin:logout")
                leads_to = reverse("admin:index" if leaves else "admin:login")
                for ask in (self.client.get, self.client.post):
                    with self.subTest(address, user=user, ask=ask.__name__):
                        self.assertEqual(ask(address).url.partition("?")[0], leads_to)

    def test_an_action_is_on_record(self):
        self.client.force_login(self.ada)
        self.act(self.client)
        self.assertEqual(self.in_print(), [])
        page = self.client.get(reverse("admin:library_book_history", args=[self.book.pk]))
        self.assertContains(page, "Taken out of print.")
        self.assertContains(page, "ada")

    def test_who_may_only_look_cannot_act(self):
        User.objects.filter(pk=self.bob.pk).update(is_staff=True)
        self.client.force_login(self.bob)
        self.assertEqual(self.client.get(reverse(BOOKS)).status_code, 403)
        self.bob.user_permissions.add(Permission.objects.get(codename="view_book"))
        self.assertEqual(self.client.get(reverse(BOOKS)).status_code, 200)
        self.act(self.client)
        self.assertEqual(self.in_print(), ["Persuasion"])

    def test_a_post_without_token_changes_nothing(self):
        client = Client(enforce_csrf_checks=True)
        client.force_login(self.ada)
        self.assertEqual(self.act(client).status_code, 403)
        self.assertEqual(self.in_print(), ["Persuasion"])

    def test_migrations_make_the_models(self):
        call_command("makemigrations", check=True, dry_run=True, verbosity=0)


class SettingsTests(SimpleTestCase):
    def test_cookies_need_https_unless_switched_off(self):
        path = settings.BASE_DIR / "config" / "settings.py"
        for value, secure in [("1", True), ("0", False)]:
            with self.subTest(value), mock.patch.dict(os.environ, HTTPS_ONLY=value):
                loaded = runpy.run_path(str(path))
                self.assertIs(loaded["SESSION_COOKIE_SECURE"], secure)
                self.assertIs(loaded["CSRF_COOKIE_SECURE"], secure)


# --8<-- [end:test]
