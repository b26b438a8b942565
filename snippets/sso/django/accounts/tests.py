import json
import os
import runpy
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from unittest import mock
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.core.management import call_command
from django.test import Client, SimpleTestCase, TestCase, override_settings
from django.urls import reverse
from joserfc import jwt
from joserfc.jwk import RSAKey

from .models import User
from .provider import provider

KEY = RSAKey.generate_key(2048, {"kid": "1"}, private=True)
CLAIMS: dict[str, object] = {}


class Provider(BaseHTTPRequestHandler):
    """As much of a provider as these tests need: it signs whatever they put into CLAIMS."""

    def do_GET(self):
        issuer = f"http://{self.headers['Host']}"
        documents = {
            "/.well-known/openid-configuration": {
                "issuer": issuer,
                "authorization_endpoint": f"{issuer}/authorize",
                "token_endpoint": f"{issuer}/token",
                "jwks_uri": f"{issuer}/keys",
            },
            "/keys": {"keys": [KEY.as_dict(private=False)]},
        }
        self.answer(documents[self.path])

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        token = jwt.encode({"alg": "RS256", "kid": "1"}, CLAIMS, KEY)
        self.answer({"access_token": "x", "token_type": "Bearer", "id_token": token})

    def answer(self, document):
        body = json.dumps(document).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


class SignInTests(TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = cls.enterClassContext(ThreadingHTTPServer(("127.0.0.1", 0), Provider))
        cls.addClassCleanup(cls.server.shutdown)
        threading.Thread(target=cls.server.serve_forever, daemon=True).start()
        cls.issuer = f"http://127.0.0.1:{cls.server.server_port}"
        client = settings.AUTHLIB_OAUTH_CLIENTS["oidc"]
        address = f"{cls.issuer}/.well-known/openid-configuration"
        cls.enterClassContext(
            override_settings(
                OIDC_ISSUER=cls.issuer,
                AUTHLIB_OAUTH_CLIENTS={"oidc": {**client, "server_metadata_url": address}},
            )
        )
        provider.cache_clear()
        cls.addClassCleanup(provider.cache_clear)

    def sign_in(self, path="/login", **changed):
        question = parse_qs(urlsplit(self.client.get(path).headers["Location"]).query)
        honest = {
            "iss": self.issuer,
            "aud": provider().client_id,
            "sub": "1",
            "name": "Ada",
            "nonce": question["nonce"][0],
            "iat": int(time.time()),
            "exp": int(time.time()) + 60,
        }
        CLAIMS.clear()
        CLAIMS.update(honest | changed)
        answer = {"code": "x", "state": question["state"][0]}
        return self.client.get(reverse("callback"), answer)

    def test_signs_in_and_leads_back(self):
        response = self.sign_in("/login?next=/account?tab=2")
        self.assertRedirects(response, "/account?tab=2")
        self.assertContains(self.client.get(reverse("account")), "Hello, Ada")

    def test_refuses_a_token_that_is_not_for_us(self):
        for claim in ("iss", "aud", "nonce"):
            with self.subTest(claim):
                response = self.sign_in(**{claim: "another"})
                self.assertContains(response, "not valid", status_code=400)
                self.assertFalse(User.objects.exists())

    def test_refuses_a_callback_that_it_did_not_ask_for(self):
        response = self.client.get(reverse("callback"), {"code": "x", "state": "y"})
        self.assertEqual(response.status_code, 400)

    def test_says_so_when_somebody_does_not_agree(self):
        response = self.client.get(reverse("callback"), {"error": "access_denied"})
        self.assertContains(response, "You did not agree.", status_code=403)

    def test_an_address_that_nobody_verified_is_not_kept(self):
        self.sign_in(email="ada@example.com")
        self.assertEqual(User.objects.get().email, "")
        self.client.logout()
        self.sign_in(email="ada@example.com", email_verified=True)
        self.assertEqual(User.objects.get().email, "ada@example.com")

    def test_a_closed_account_stays_closed(self):
        self.sign_in()
        User.objects.update(is_active=False)
        self.assertEqual(self.client.get(reverse("account")).status_code, 302)
        self.assertEqual(self.sign_in().status_code, 403)

    def test_nobody_signs_in_by_password(self):
        self.sign_in()
        self.assertFalse(User.objects.get().has_usable_password())

    def test_next_stays_on_this_site(self):
        for target in ("https://evil.example", "//evil.example"):
            with self.subTest(target):
                response = self.sign_in(reverse("login", query={"next": target}))
                self.assertRedirects(response, reverse("account"))
                self.client.logout()

    def test_refuses_a_post_without_token(self):
        client = Client(enforce_csrf_checks=True)
        self.assertEqual(client.post(reverse("logout")).status_code, 403)

    def test_migrations_make_the_models(self):
        call_command("makemigrations", check=True, dry_run=True, verbosity=0)


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
