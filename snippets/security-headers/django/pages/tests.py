import os
import re
import runpy
from unittest import mock

from django.conf import settings
from django.test import Client, SimpleTestCase, override_settings

FROM_PROXY = {
    "REMOTE_ADDR": "10.0.0.1",
    "HTTP_X_FORWARDED_FOR": "203.0.113.9, 10.0.0.9",
    "HTTP_X_FORWARDED_PROTO": "https",
}


@override_settings(SECURE_SSL_REDIRECT=True, ALLOWED_HOSTS=["localhost"], PROXIES=["10.0.0.1"])
class HeadersTests(SimpleTestCase):
    client_class = Client

    def setUp(self):
        self.client = Client(headers={"host": "localhost"}, raise_request_exception=False)

    def test_every_answer_has_the_headers(self):
        for path in ("/", "/broken", "/no-such", "/connection"):
            with self.subTest(path):
                headers = self.client.get(path, secure=True).headers
                self.assertEqual(headers["X-Frame-Options"], "DENY")
                self.assertEqual(headers["X-Content-Type-Options"], "nosniff")
                self.assertIn("default-src 'none'", headers["Content-Security-Policy"])
                self.assertIn("Strict-Transport-Security", headers)

    def test_the_script_has_the_nonce_of_the_policy(self):
        first, second = (self.client.get("/", secure=True) for _ in range(2))
        (nonce,) = re.findall('nonce="(.+?)"', first.text)
        self.assertIn(f"'nonce-{nonce}'", first.headers["Content-Security-Policy"])
        self.assertNotIn(nonce, second.headers["Content-Security-Policy"])

    def test_http_leads_to_https(self):
        answer = self.client.get("/connection/?a=1")
        self.assertEqual(answer.status_code, 301)
        self.assertEqual(answer.headers["Location"], "https://localhost/connection/?a=1")
        self.assertNotIn("Strict-Transport-Security", answer.headers)

    def test_the_proxy_is_believed(self):
        seen = self.client.get("/connection/", **FROM_PROXY).json()
        self.assertEqual((seen["scheme"], seen["address"]), ("https", "10.0.0.9"))

    def test_nobody_else_is(self):
        stranger = {**FROM_PROXY, "REMOTE_ADDR": "10.0.0.2"}
        self.assertEqual(self.client.get("/connection/", **stranger).status_code, 301)

    @override_settings(PROXIES=[])
    def test_of_no_proxy_nobody_is_believed(self):
        by_socket = {**FROM_PROXY, "REMOTE_ADDR": ""}
        self.assertEqual(self.client.get("/connection/", **by_socket).status_code, 301)

    def test_an_unknown_host_is_refused(self):
        answer = self.client.get("/", secure=True, headers={"host": "evil.example"})
        self.assertEqual(answer.status_code, 400)


def loaded_with(**variables):
    with mock.patch.dict(os.environ, variables):
        return runpy.run_path(str(settings.BASE_DIR / "config" / "settings.py"))


class SettingsTests(SimpleTestCase):
    def test_a_proxy_is_named_by_its_address(self):
        for value, proxies in [("", []), ("10.0.0.7, ::1,", ["10.0.0.7", "::1"])]:
            with self.subTest(value):
                self.assertEqual(loaded_with(FORWARDED_ALLOW_IPS=value)["PROXIES"], proxies)

    def test_what_is_no_address_stops_the_start(self):
        for value in ("*", "10.0.0.0/8", "proxy"):
            with self.subTest(value), self.assertRaisesRegex(ValueError, "IPv4"):
                loaded_with(FORWARDED_ALLOW_IPS=value)

    def test_cookies_need_https_unless_switched_off(self):
        for value, secure in [("1", True), ("0", False)]:
            with self.subTest(value):
                loaded = loaded_with(HTTPS_ONLY=value)
                self.assertIs(loaded["SESSION_COOKIE_SECURE"], secure)
                self.assertIs(loaded["CSRF_COOKIE_SECURE"], secure)
