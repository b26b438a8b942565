# --8<-- [start:model]
import uuid

from django.db import models


class Article(models.Model):
    title = models.CharField(max_length=100)
    text = models.TextField()
    # A default in the database: it fills rows that are there, and those that older code adds.
    language = models.CharField(max_length=5, db_default="en")
    # No default fits all rows: each has its own.
    public_id = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self):
        return self.title


# --8<-- [end:model]
