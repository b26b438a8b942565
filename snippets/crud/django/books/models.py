# --8<-- [start:model]
from django.db import models


class Book(models.Model):
    title = models.CharField(
        max_length=100,
        unique=True,
        error_messages={"unique": "Another book has this title."},
    )
    author = models.CharField(max_length=100)

    class Meta:
        ordering = ("-pk",)

    def __str__(self):
        return self.title


# --8<-- [end:model]
