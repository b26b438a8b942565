# --8<-- [start:model]
from django.db import models
from django.urls import reverse


class Picture(models.Model):
    description = models.CharField(max_length=200)
    image = models.ImageField()

    class Meta:
        ordering = ("-pk",)

    def __str__(self):
        return self.description

    def get_absolute_url(self):
        return reverse("show", args=[self.pk])


# --8<-- [end:model]
