# --8<-- [start:test]
from django.core.management import call_command
from django.test import TestCase
from django.urls import reverse

from .models import Book
from .views import newest_after


def book(number):
    title = f"Volume {number % 9}"
    return Book(title=title, author="Ada", subject="art", year=1950 + number % 5, cost=1)


class BookTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        Book.objects.bulk_create(book(number) for number in range(1, 46))
        cls.first = Book.objects.order_by("pk").first()

    def get(self, **query):
        return self.client.get(reverse("index"), query)

    def test_pages_hold_every_book_once(self):
        pages = [self.get(page=page) for page in (1, 2, 3)]
        shown = [book for page in pages for book in page.context["page_obj"]]
        self.assertEqual(shown, list(Book.objects.order_by("title", "pk")))
        self.assertContains(pages[2], "41 to 45 of 45")

    def test_a_page_takes_two_queries(self):
        with self.assertNumQueries(2):
            self.get(page=2)

    def test_there_is_no_such_page(self):
        for page in ("0", "4", "one", "9" * 30):
            with self.subTest(page):
                self.assertEqual(self.get(page=page).status_code, 404)

    def test_refuses_what_the_form_does_not_offer(self):
        for name, value in [
            *(("size", "1000"), ("sort", "cost"), ("subject", "x"), ("q", "\0"), ("q", "x" * 101)),
        ]:
            with self.subTest(name, value=value):
                response = self.get(**{name: value})
                self.assertEqual(response.status_code, 400)
                self.assertEqual(set(response.context["form"].errors), {name})

    def test_a_percent_sign_is_no_wildcard(self):
        self.assertContains(self.get(q="%"), "No book matches.")

    def test_links_take_nothing_from_the_address(self):
        page = self.get(q="volume", size=10, utm_source="mail")
        link = 'href="?q=volume&amp;subject=&amp;sort=title&amp;size=10&amp;page=2"'
        self.assertContains(page, link)
        self.assertNotContains(page, "mail")

    def test_newest_goes_on_where_a_page_ended(self):
        last = Book.objects.filter(year=1953).order_by("pk").last()
        after = f"{last.year}-{last.pk}"
        last.delete()
        response = self.client.get(reverse("newest"), {"after": after})
        wanted = Book.objects.filter(year__lte=1953).order_by("-year", "-pk")[:20]
        self.assertEqual(response.context["books"], list(wanted))

    def test_newest_begins_in_the_index(self):
        plan = newest_after((1953, self.first.pk))[:20].explain()
        self.assertIn("SEARCH books_book USING INDEX book_year_id (year<?)", plan)
        self.assertNotIn("TEMP B-TREE", plan)

    def test_there_is_no_such_position(self):
        for after in ("", "1953", "1953-x", "1953-" + "9" * 19):
            with self.subTest(after):
                response = self.client.get(reverse("newest"), {"after": after})
                self.assertEqual(response.status_code, 404)


class SeedTests(TestCase):
    def test_seeds_once(self):
        for _ in range(2):
            call_command("seed")
            self.assertEqual(Book.objects.count(), 250)

    def test_migrations_make_the_models(self):
        call_command("makemigrations", check=True, dry_run=True, verbosity=0)


# --8<-- [end:test]
