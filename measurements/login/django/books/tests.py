from django.test import TestCase


class LoginTests(TestCase):
    def test_a_stranger_is_asked_to_log_in(self):
        self.assertEqual(self.client.get("/").status_code, 302)
