# --8<-- [start:model]
import uuid
from datetime import timedelta

from django.db import models
from django.utils import timezone

ATTEMPTS = 3


class Message(models.Model):
    class Status(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.CharField(max_length=50)
    reference = models.SlugField(max_length=50, db_index=False)
    text = models.TextField(max_length=1000)
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    # When its state changed, or should.
    due = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["owner", "reference"], name="reference_once"),
        )

    # --8<-- [end:model]

    # --8<-- [start:state]
    @classmethod
    def claim(cls, pk, attempts):
        """Take a message that has had so many attempts; None if another job took it."""
        taken = cls.objects.filter(pk=pk, attempts=attempts).update(
            status=cls.Status.RUNNING, attempts=attempts + 1, due=timezone.now()
        )
        return cls.objects.get(pk=pk) if taken else None

    def move(self, status, seconds=0):
        """Give it its next state, unless somebody else has moved it since."""
        unmoved = Message.objects.filter(pk=self.pk, status=self.status, attempts=self.attempts)
        return unmoved.update(status=status, due=timezone.now() + timedelta(seconds=seconds))

    @classmethod
    def overdue(cls, seconds):
        """What waits or runs, and has not moved for so long."""
        return cls.objects.filter(
            status__in=[cls.Status.WAITING, cls.Status.RUNNING],
            due__lt=timezone.now() - timedelta(seconds=seconds),
        )

    # --8<-- [end:state]
