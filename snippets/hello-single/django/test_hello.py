# --8<-- [start:test]
from django.test import SimpleTestCase


class HelloTests(SimpleTestCase):
    def test_greets_the_world(self):
        response = self.client.get("/")
        self.assertContains(response, "<h1>Hello, World!</h1>", html=True)

    def test_greets_by_name(self):
        self.assertContains(self.client.get("/hello/Zoë"), "<h1>Hello, Zoë!</h1>", html=True)

    def test_escapes_the_name(self):
        self.assertContains(self.client.get("/hello/<b>Ada"), "Hello, &lt;b&gt;Ada!")

    def test_refuses_post(self):
        response = self.client.post("/")
        self.assertEqual(response.status_code, 405)
        self.assertEqual(response.headers["Allow"], "GET, HEAD")


# --8<-- [end:test]
