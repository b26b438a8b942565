from django.test import SimpleTestCase


class AnswerTests(SimpleTestCase):
    def test_it_answers(self):
        self.assertEqual(self.client.get("/").status_code, 200)
