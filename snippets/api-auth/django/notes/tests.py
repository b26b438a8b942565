import os
import runpy
from unittest import mock

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.test import RequestFactory, SimpleTestCase, TestCase
from django.utils import timezone
from rest_framework.response import Response
from rest_framework.test import APIClient, force_authenticate
from rest_framework.views import APIView

from .models import ApiToken, Note, User

PASSWORD = "violet anchor 93 quay"
ORIGIN = "http://localhost:5173"


class SessionTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.ada = User.objects.create_user("ada", password=PASSWORD)

    def setUp(self):
        self.client = APIClient(enforce_csrf_checks=True)

    def csrf(self):
        return {"X-CSRFToken": self.client.get("/api/session").json()["csrf_token"]}

    def sign_in(self, headers):
        body = {"username": "ada", "password": PASSWORD}
        return self.client.post("/api/session", body, format="json", headers=headers)

    def write(self, headers):
        return self.client.post("/api/notes", {"text": "x"}, format="json", headers=headers)

    def test_signs_in_and_out(self):
        self.assertEqual(self.sign_in(self.csrf()).json()["user"], "ada")
        response = self.client.delete("/api/session", headers=self.csrf())
        self.assertEqual(response.status_code, 204)
        self.assertIsNone(self.client.get("/api/session").json()["user"])

    def test_signing_in_needs_the_csrf_token_as_well(self):
        self.assertEqual(self.sign_in({}).status_code, 403)

    def test_writing_with_the_cookie_needs_the_csrf_token(self):
        self.sign_in(self.csrf())
        self.assertEqual(self.write({}).status_code, 403)
        self.assertEqual(self.write(self.csrf()).status_code, 201)

    def test_another_origin_may_not_write_with_the_cookie(self):
        self.sign_in(self.csrf())
        token = self.csrf()
        response = self.write({**token, "Origin": "https://evil.example"})
        self.assertEqual(response.status_code, 403)
        self.assertEqual(self.write({**token, "Origin": ORIGIN}).status_code, 201)

    def test_one_origin_may_read(self):
        for origin, named in [(ORIGIN, ORIGIN), ("https://evil.example", None)]:
            with self.subTest(origin):
                response = self.client.get("/api/session", headers={"Origin": origin})
                self.assertEqual(response.get("Access-Control-Allow-Origin"), named)


class TokenTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.ada = User.objects.create_user("ada", password=PASSWORD)
        cls.grace = User.objects.create_user("grace", password=PASSWORD)

    def setUp(self):
        self.client = APIClient()
        self.client.force_login(self.ada)

    def make(self):
        return self.client.post("/api/tokens", {"name": "test"}, format="json").json()

    def ask(self, secret, client=None):
        headers = {"Authorization": f"Bearer {secret}"}
        return (client or APIClient()).get("/api/notes", headers=headers)

    def test_is_stored_as_a_hash_only(self):
        secret = self.make()["token"]
        stored = ApiToken.objects.get()
        self.assertNotIn(secret, (stored.digest, stored.name))

    def test_needs_no_cookie_until_it_is_revoked(self):
        token = self.make()
        self.assertEqual(self.ask(token["token"]).status_code, 200)
        self.client.delete(f"/api/tokens/{token['id']}")
        self.assertEqual(self.ask(token["token"]).status_code, 401)

    def test_expires(self):
        token = self.make()
        ApiToken.objects.update(expires=timezone.now())
        self.assertEqual(self.ask(token["token"]).status_code, 401)

    def test_ends_with_the_account(self):
        token = self.make()
        User.objects.update(is_active=False)
        self.assertEqual(self.ask(token["token"]).status_code, 401)

    def test_makes_no_tokens(self):
        headers = {"Authorization": f"Bearer {self.make()['token']}"}
        response = APIClient().post("/api/tokens", {"name": "x"}, format="json", headers=headers)
        self.assertEqual(response.status_code, 403)

    def test_a_wrong_one_does_not_fall_back_to_the_session(self):
        self.assertEqual(self.ask("wrong", self.client).status_code, 401)

    def test_of_somebody_else_is_unknown(self):
        token = self.make()
        self.client.force_login(self.grace)
        self.assertEqual(self.client.delete(f"/api/tokens/{token['id']}").status_code, 404)
        self.assertEqual(self.client.get("/api/tokens").json(), [])

    def test_a_note_of_somebody_else_is_unknown(self):
        note = Note.objects.create(owner=self.grace, text="secret")
        self.assertEqual(self.client.get(f"/api/notes/{note.pk}").status_code, 404)

    def test_a_view_that_nobody_thought_of_is_closed(self):
        class NewView(APIView):
            def get(self, request):
                return Response({})

        request = RequestFactory().get("/api/new")
        self.assertEqual(NewView.as_view()(request).status_code, 401)
        force_authenticate(request, self.ada)
        self.assertEqual(NewView.as_view()(request).status_code, 200)

    def test_migrations_make_the_models(self):
        call_command("makemigrations", check=True, dry_run=True, verbosity=0)


class SettingsTests(SimpleTestCase):
    def test_one_origin_is_one(self):
        for several in ("*", "https://.*", "https://*.example.com", "null", ""):
            told = self.assertRaisesMessage(ImproperlyConfigured, "APP_ORIGIN")
            with self.subTest(several), mock.patch.dict(os.environ, APP_ORIGIN=several), told:
                runpy.run_path(str(settings.BASE_DIR / "config" / "settings.py"))

    def test_cookies_need_https_unless_switched_off(self):
        for value, secure in [("1", True), ("0", False)]:
            with self.subTest(value), mock.patch.dict(os.environ, HTTPS_ONLY=value):
                loaded = runpy.run_path(str(settings.BASE_DIR / "config" / "settings.py"))
                self.assertIs(loaded["SESSION_COOKIE_SECURE"], secure)
                self.assertIs(loaded["CSRF_COOKIE_SECURE"], secure)
