import uuid

from django.db import models


class Message(models.Model):
    class Status(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.CharField(max_length=50)
    text = models.TextField(max_length=1000)
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)

    def __str__(self):
        return str(self.pk)
