# --8<-- [start:model]
from django.db import models


class Book(models.Model):
    class Subject(models.TextChoices):
        ART = "art"
        HISTORY = "history"
        SCIENCE = "science"

    title = models.CharField(max_length=100)
    author = models.CharField(max_length=100)
    subject = models.CharField(max_length=20, choices=Subject)
    year = models.PositiveSmallIntegerField()
    cost = models.PositiveIntegerField()  # what was paid, which is on no page

    class Meta:
        # The order of the list without numbers, both ways.
        indexes = (models.Index(fields=("year", "id"), name="book_year_id"),)

    def __str__(self):
        return f"{self.title} by {self.author}, {self.year}"


# --8<-- [end:model]
