# --8<-- [start:test]
from django.test import SimpleTestCase
from django.urls import reverse

from .templatetags.prices import pounds


class GreetTests(SimpleTestCase):
    def test_greets_in_the_title_and_in_the_heading(self):
        response = self.client.get(reverse("greet"), {"name": "Ada"})
        self.assertTemplateUsed(response, "shop/base.html")
        self.assertContains(response, "<title>Hello, Ada! – Tea Shop</title>", html=True)
        self.assertContains(response, "<h1>Hello, Ada!</h1>", html=True)

    def test_escapes_the_name(self):
        response = self.client.get(reverse("greet"), {"name": '"><b>'})
        self.assertContains(response, 'value="&quot;&gt;&lt;b&gt;"')
        self.assertNotContains(response, "<b>")


class ProductsTests(SimpleTestCase):
    def test_trusts_the_intro_and_not_the_product(self):
        response = self.client.get(reverse("products"))
        self.assertContains(response, "<strong>£20</strong>")
        self.assertContains(response, "Darjeeling &lt;first flush&gt;: £12.95")

    def test_says_that_a_list_is_empty(self):
        response = self.client.get(reverse("products"), {"kind": "coffee"})
        self.assertContains(response, "There is no coffee in the shop.")

    def test_writes_pence_as_pounds(self):
        for pence, shown in [(0, "£0.00"), (5, "£0.05"), (1295, "£12.95")]:
            with self.subTest(pence):
                self.assertEqual(pounds(pence), shown)


class NotFoundTests(SimpleTestCase):
    def test_shows_the_layout(self):
        response = self.client.get("/no-such-page")
        title = "<title>Page not found – Tea Shop</title>"
        self.assertContains(response, title, status_code=404, html=True)


# --8<-- [end:test]
