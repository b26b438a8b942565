# --8<-- [start:model]
from django.db import models


class Book(models.Model):
    title = models.CharField(max_length=100)
    year = models.CharField(max_length=10)
    released = models.BooleanField(default=True)

    class Meta:
        ordering = ("pk",)

    def __str__(self):
        return self.title

    @property
    def century(self):
        return (int(self.year) + 99) // 100  # fails for a year that is no number


def book_count(request):
    # A function: only a page that shows the number asks for it.
    return {"book_count": Book.objects.count}


# --8<-- [end:model]
