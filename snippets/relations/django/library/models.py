# --8<-- [start:model]
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models


class Author(models.Model):
    name = models.CharField(max_length=100, unique=True)

    class Meta:
        ordering = ("name",)

    def __str__(self):
        return self.name


class Tag(models.Model):
    name = models.CharField(max_length=30, unique=True)

    class Meta:
        ordering = ("name",)

    def __str__(self):
        return self.name


class Book(models.Model):
    title = models.CharField(max_length=100)
    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="books")
    tags = models.ManyToManyField(Tag, blank=True)
    pages = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(9999)]
    )
    # The database refuses a negative number in such a column.
    copies = models.PositiveSmallIntegerField(validators=[MaxValueValidator(99)])

    class Meta:
        ordering = ("title", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("author", "title"),
                name="one_title_per_author",
                violation_error_message="This author has a book of that title.",
            ),
        )

    def __str__(self):  # no author here: it would be a query for each name
        return self.title


class Loan(models.Model):
    reader = models.CharField(max_length=100)
    books = models.ManyToManyField(Book)

    class Meta:
        ordering = ("-pk",)

    def __str__(self):
        return self.reader


# --8<-- [end:model]
