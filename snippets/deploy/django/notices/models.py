# --8<-- [start:model]
from django.db import models


class Notice(models.Model):
    title = models.CharField(max_length=100, unique=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self):
        return self.title


# --8<-- [end:model]
