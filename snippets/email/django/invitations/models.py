# --8<-- [start:model]
import uuid
from datetime import timedelta

from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone

# What ends a header, and what readers of mail decode in one: =?utf-8?q?…?=
one_line = RegexValidator(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]|=\?", inverse_match=True)


class Invitation(models.Model):
    class Status(models.TextChoices):
        WAITING = "waiting"
        SENDING = "sending"
        SENT = "sent"
        REFUSED = "refused"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.CharField(max_length=50)
    name = models.CharField(max_length=80, validators=[one_line])
    email = models.EmailField(validators=[one_line])
    event = models.CharField(max_length=100, validators=[one_line])
    day = models.DateField()
    message = models.TextField(max_length=5000)
    created = models.DateTimeField(default=timezone.now)
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    # When its state changed, or should.
    due = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        # Nobody is invited twice by the same person.
        constraints = (models.UniqueConstraint(fields=["owner", "email"], name="invited_once"),)

    # --8<-- [end:model]

    # --8<-- [start:state]
    @classmethod
    def waiting(cls):
        """The keys of what may be sent now, the oldest first."""
        found = cls.objects.filter(status=cls.Status.WAITING, due__lte=timezone.now())
        return list(found.order_by("due").values_list("pk", flat=True))

    @classmethod
    def lost(cls, seconds):
        """What a run has taken and, for so long, not brought to an end."""
        since = timezone.now() - timedelta(seconds=seconds)
        return list(cls.objects.filter(status=cls.Status.SENDING, due__lte=since))

    @classmethod
    def claim(cls, pk):
        """Take one that waits; None if another run has it."""
        taken = cls.objects.filter(pk=pk, status=cls.Status.WAITING).update(
            status=cls.Status.SENDING, attempts=models.F("attempts") + 1, due=timezone.now()
        )
        return cls.objects.get(pk=pk) if taken else None

    def move(self, status, seconds=0):
        """Give it its next state, unless another run has moved it since."""
        Invitation.objects.filter(
            pk=self.pk, status=self.Status.SENDING, attempts=self.attempts
        ).update(status=status, due=timezone.now() + timedelta(seconds=seconds))
        return status

    # --8<-- [end:state]
