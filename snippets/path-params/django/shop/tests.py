# --8<-- [start:test]
from django.test import SimpleTestCase
from django.urls import reverse


class PathTests(SimpleTestCase):
    def test_reads_a_number_from_the_path(self):
        self.assertEqual(self.client.get("/items/5").json(), {"id": 5, "url": "/items/5"})

    def test_does_not_find_what_does_not_fit(self):
        for path in ["/items/abc", "/items/-1", "/items/5/", "/orders/5"]:
            with self.subTest(path):
                self.assertEqual(self.client.get(path).status_code, 404)


class SearchTests(SimpleTestCase):
    def search(self, **query):
        return self.client.get(reverse("search"), query)

    def test_reads_the_query(self):
        response = self.search(q="tea & pot", page="2", tag=["b", "a"])
        self.assertEqual(
            response.json(),
            {
                "q": "tea & pot",
                "page": 2,
                "tag": ["b", "a"],
                "url": "/search?q=tea+%26+pot&page=2&tag=b&tag=a",
            },
        )

    def test_refuses_a_wrong_page(self):
        for page in ["zero", "0", "1001", "1.5"]:
            with self.subTest(page):
                response = self.search(q="tea", page=page)
                self.assertEqual(response.status_code, 400)
                self.assertEqual(list(response.json()["errors"]), ["page"])

    def test_refuses_a_blank_q(self):
        response = self.search(q=" ")
        self.assertEqual(response.status_code, 400)
        self.assertEqual(response.json(), {"errors": {"q": ["This field is required."]}})


# --8<-- [end:test]
