# --8<-- [start:model]
import uuid

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.urls import reverse


class User(AbstractUser):
    # Not `is_staff`, which opens Django's admin as well.
    moderates = models.BooleanField("staff", default=False)


# --8<-- [end:model]


# --8<-- [start:rule]
class NoteQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self if user.moderates else self.filter(owner=user)


# --8<-- [end:rule]


# --8<-- [start:note]
class Note(models.Model):
    # Numbers that count up would tell how many notes others write.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(User, on_delete=models.CASCADE)
    title = models.CharField(max_length=100)
    text = models.TextField(max_length=2000)

    objects = NoteQuerySet.as_manager()

    class Meta:
        ordering = ("title",)

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("detail", args=[self.pk])


# --8<-- [end:note]
