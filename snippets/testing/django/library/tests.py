import os
from datetime import date
from unittest import mock

from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError
from django.test import Client, SimpleTestCase, TestCase, override_settings
from django.urls import reverse

from .models import Book, Loan, User


# --8<-- [start:unit]
class DueTests(SimpleTestCase):  # refuses to ask a database
    def test_a_book_is_due_in_four_weeks(self):
        self.assertEqual(Loan(lent_on=date(2027, 1, 20)).due, date(2027, 2, 17))


# --8<-- [end:unit]


# --8<-- [start:rows]
class LibraryTestCase(TestCase):
    @classmethod
    def setUpTestData(cls):
        """Once for each class; each test gets copies, in a savepoint of its own."""
        cls.ada, cls.grace, cls.mary = (
            User.objects.create(username=name, email=f"{name}@example.com", is_staff=name == "mary")
            for name in ("ada", "grace", "mary")
        )
        cls.dune, cls.emma = (Book.objects.create(title=title) for title in ("Dune", "Emma"))

    def borrow(self, user, book):
        self.client.force_login(user)  # no password is checked for it
        return self.client.post(reverse("borrow", args=[book.pk]))

    def return_(self, user, loan):
        self.client.force_login(user)
        return self.client.post(reverse("return", args=[loan.pk]))

    def assert_loans(self, *expected):
        """Check who has what, and whether it is back."""
        found = Loan.objects.order_by("pk").values_list("borrower__username", "returned_on")
        self.assertEqual([(name, day is not None) for name, day in found], list(expected))


# --8<-- [end:rows]


class ListTests(LibraryTestCase):
    def test_every_page_asks_for_a_login(self):
        response = self.client.get(reverse("index"))
        self.assertRedirects(response, "/login?next=/")
        self.assertIn("no-store", response["Cache-Control"])

    # --8<-- [start:people]
    def test_a_loan_is_stored_and_shown(self):
        self.client.force_login(self.ada)
        self.assertContains(self.client.get(reverse("index")), "Borrow Dune")
        self.borrow(self.ada, self.dune)
        self.assertContains(self.client.get(reverse("index")), "Return Dune")
        self.client.force_login(self.grace)
        self.assertNotContains(self.client.get(reverse("index")), "Return Dune")
        self.assert_loans(("ada", False))

    # --8<-- [end:people]

    # --8<-- [start:queries]
    def test_a_list_takes_its_queries(self):
        Loan.objects.create(book=self.dune, borrower=self.ada)
        Loan.objects.create(book=self.emma, borrower=self.grace)
        self.client.force_login(self.mary)
        with self.assertNumQueries(4):  # session, who asks, books, loans with who has them
            self.client.get(reverse("index"))

    # --8<-- [end:queries]


# --8<-- [start:mail-tests]
class ReceiptTests(LibraryTestCase):
    def test_a_receipt_is_sent(self):
        with self.captureOnCommitCallbacks(execute=True):
            self.borrow(self.ada, self.dune)
        (receipt,) = mail.outbox
        self.assertEqual(receipt.to, ["ada@example.com"])
        self.assertIn("You have borrowed Dune.", receipt.body)

    def test_a_receipt_is_sent_after_the_commit(self):
        with self.captureOnCommitCallbacks() as callbacks:
            self.borrow(self.ada, self.dune)
        self.assertEqual(mail.outbox, [])
        self.assertEqual(len(callbacks), 1)

    def test_a_loan_stands_without_its_receipt(self):
        with (
            mock.patch("library.models.User.email_user", side_effect=ConnectionRefusedError),
            self.assertLogs("django", "ERROR"),
            self.captureOnCommitCallbacks(execute=True),
        ):
            self.assertRedirects(self.borrow(self.ada, self.dune), "/")
        self.assert_loans(("ada", False))


# --8<-- [end:mail-tests]


# --8<-- [start:rules]
class RuleTests(LibraryTestCase):
    def setUp(self):
        self.loan = Loan.objects.create(book=self.dune, borrower=self.ada)

    def test_a_book_that_is_out_is_refused(self):
        with self.captureOnCommitCallbacks() as callbacks:
            self.assertEqual(self.borrow(self.grace, self.dune).status_code, 409)
        self.assertEqual(callbacks, [])
        self.assert_loans(("ada", False))

    def test_the_database_refuses_a_second_loan(self):
        with self.assertRaisesRegex(IntegrityError, "one_open_loan|library_loan.book_id"):
            Loan.objects.create(book=self.dune, borrower=self.ada)

    def test_a_book_that_came_back_can_be_lent(self):
        self.return_(self.ada, self.loan)
        self.borrow(self.ada, self.dune)
        self.assert_loans(("ada", True), ("ada", False))

    def test_others_do_not_return_a_book(self):
        self.assertEqual(self.return_(self.grace, self.loan).status_code, 403)
        self.assert_loans(("ada", False))

    def test_the_staff_returns_a_book(self):
        self.return_(self.mary, self.loan)
        self.assert_loans(("ada", True))

    # --8<-- [end:rules]

    # --8<-- [start:csrf]
    def test_a_post_without_token_is_refused(self):
        client = Client(enforce_csrf_checks=True)
        client.force_login(self.ada)
        response = client.post(reverse("borrow", args=[self.emma.pk]))
        self.assertEqual(response.status_code, 403)
        self.assert_loans(("ada", False))

    # --8<-- [end:csrf]


@override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])  # quick
class LoginTests(TestCase):
    def test_a_password_opens_the_door(self):
        User.objects.create_user("ada", password="right")
        sent = {"username": "ada", "password": "wrong"}
        self.assertContains(self.client.post(reverse("login"), sent), "correct username")
        sent["password"] = "right"
        self.assertRedirects(self.client.post(reverse("login"), sent), reverse("index"))
        self.assertContains(self.client.get(reverse("index")), "Log ada out")


# --8<-- [start:commands]
@override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"])  # quick
class CommandTests(TestCase):
    @mock.patch.dict(os.environ, DEMO_PASSWORD="any")
    def test_what_exists_is_not_added_again(self):
        User.objects.create(username="ada")
        for _ in range(2):
            call_command("seed")
        names = User.objects.order_by("username").values_list("username", flat=True)
        self.assertEqual(list(names), ["ada", "grace", "mary"])
        self.assertEqual([book.title for book in Book.objects.all()], ["Dune", "Emma", "Kim"])

    def test_migrations_make_the_models(self):
        call_command("makemigrations", check=True, dry_run=True, verbosity=0)


# --8<-- [end:commands]
