import smtplib
from datetime import timedelta
from unittest import mock

from django.core import mail
from django.core.mail.backends import locmem
from django.core.management import CommandError, call_command
from django.test import TestCase, override_settings
from django.urls import reverse
from django.utils import timezone

from .mail import message_of
from .models import Invitation

ADA, GRACE = {"Authorization": "Bearer a"}, {"Authorization": "Bearer b"}
TEA = {"name": "Zoë, G.", "email": "g@example.com", "event": "Tea", "day": "2026-12-24"}


def refusal(code):
    return smtplib.SMTPRecipientsRefused({"g@example.com": (code, b"No.")})


# The tests' own mailer keeps what is sent in mail.outbox.
def answering(*answers):
    return mock.patch.object(locmem.EmailBackend, "send_messages", side_effect=answers)


@override_settings(API_TOKENS={"ada": "a", "grace": "b"}, FIRST_WAIT=60)
class InvitationTests(TestCase):
    def post(self, **changes):
        data = {**TEA, "message": "Come & see <us>.", **changes}
        return self.client.post(reverse("create"), data, headers=ADA)

    def invited(self, **changes):
        response = self.post(**changes)
        self.assertEqual(response.status_code, 202, response.content)
        return Invitation.objects.get(pk=response.json()["id"])

    def assertState(self, invitation, *expected):  # noqa: N802
        invitation.refresh_from_db()
        self.assertEqual((invitation.status, invitation.attempts), expected)

    def test_the_parts_of_a_mail(self):
        message = message_of(self.invited())
        self.assertEqual(message.to, ['"Zoë, G." <g@example.com>'])
        self.assertIn("Come & see <us>.", message.body)
        self.assertIn("Come &amp; see &lt;us&gt;.", message.alternatives[0].content)
        self.assertIn("SUMMARY:Tea", message.attachments[0].content)

    def test_a_mail_is_sent_once(self):
        invitation = self.invited()
        call_command("send_invitations")
        call_command("send_invitations")
        self.assertState(invitation, "sent", 1)
        self.assertEqual(len(mail.outbox), 1)

    def test_what_the_server_says_decides(self):
        first, second = self.invited(), self.invited(email="h@example.com")
        with answering(refusal(550), 1):
            call_command("send_invitations")
        self.assertState(first, "refused", 1)
        self.assertState(second, "sent", 1)

    def test_waits_double(self):
        invitation = self.invited()
        for attempt, wait in enumerate((60, 120, 240), start=1):
            with answering(refusal(450)):
                call_command("send_invitations")
            self.assertState(invitation, "waiting", attempt)
            due = (invitation.due - timezone.now()).total_seconds()
            self.assertAlmostEqual(due, wait, delta=20)
            Invitation.objects.update(due=timezone.now())

    def test_gives_up_after_days(self):
        invitation = self.invited()
        Invitation.objects.update(created=timezone.now() - timedelta(days=5))
        with answering(refusal(450)):
            call_command("send_invitations")
        self.assertState(invitation, "failed", 1)

    def test_a_broken_connection_ends_the_run(self):
        first, second = self.invited(), self.invited(email="h@example.com")
        broken = answering(smtplib.SMTPServerDisconnected("gone"))
        with broken, self.assertRaisesMessage(CommandError, "broke off"):
            call_command("send_invitations")
        self.assertState(first, "waiting", 1)
        self.assertState(second, "waiting", 0)

    def test_a_mail_that_cannot_be_made_stops_nobody(self):
        first, second = self.invited(), self.invited(email="h@example.com")
        Invitation.objects.filter(pk=first.pk).update(email="=?no-such?q?x?=@example.com")
        with self.assertLogs("invitations", "ERROR"):
            call_command("send_invitations")
        self.assertState(first, "waiting", 1)
        self.assertState(second, "sent", 1)

    def test_no_mail_server_is_no_attempt(self):
        invitation = self.invited()
        away = mock.patch.object(locmem.EmailBackend, "open", side_effect=ConnectionRefusedError)
        with away, self.assertRaisesMessage(CommandError, "1 wait"):
            call_command("send_invitations")
        self.assertState(invitation, "waiting", 0)

    def test_a_domain_in_ascii(self):
        for typed, sent in [
            ("G@Bücher.example.com", "g@xn--bcher-kva.example.com"),
            ("g@straße.example.com", "g@strasse.example.com"),
        ]:
            with self.subTest(typed):
                self.assertEqual(self.invited(email=typed).email, sent)

    def test_refuses_what_is_not_one_line(self):
        response = self.post(event="Tea\r\nBcc: eve@example.com")
        self.assertEqual(response.json()["fields"], ["event"])

    def test_shows_an_invitation_to_its_owner_only(self):
        address = self.post()["Location"]
        self.assertEqual(self.client.get(address, headers=ADA).json()["status"], "waiting")
        self.assertEqual(self.client.get(address, headers=GRACE).status_code, 404)
        self.assertEqual(self.client.get(address).status_code, 401)

    @override_settings(API_TOKENS={"ada": ""})
    def test_an_empty_token_lets_nobody_in(self):
        for given in ("Bearer", "Bearer ", ""):
            response = self.client.post(reverse("create"), headers={"Authorization": given})
            self.assertEqual(response.status_code, 401)
