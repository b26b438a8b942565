# --8<-- [start:model]
from datetime import timedelta

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone

TIME_TO_READ = timedelta(days=28)


class User(AbstractUser):
    pass  # a project that starts with its own user model can add fields later


class Book(models.Model):
    title = models.CharField(max_length=100)

    class Meta:
        ordering = ("title",)

    def __str__(self):
        return self.title


class Loan(models.Model):
    book = models.ForeignKey(Book, on_delete=models.PROTECT, related_name="loans")
    borrower = models.ForeignKey(User, on_delete=models.PROTECT)
    lent_on = models.DateField(default=timezone.localdate)
    returned_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            # A book can be out once. Two requests at the same time find that out here.
            models.UniqueConstraint(
                fields=["book"],
                condition=models.Q(returned_on=None),
                name="one_open_loan",
            ),
        )

    def __str__(self):
        return f"{self.book}, with {self.borrower}"

    @property
    def due(self):
        return self.lent_on + TIME_TO_READ


# --8<-- [end:model]
