# --8<-- [start:schema]
from django.core.validators import RegexValidator
from rest_framework import serializers

from .models import Book

ONE_LINE = RegexValidator(r"^[^\x00-\x1f\x7f-\x9f]*\Z", "No control characters.")


# REST framework turns 1965 into a text and "1965" into a number; these two refuse.
class Text(serializers.CharField):
    def to_internal_value(self, data):
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class WholeNumber(serializers.IntegerField):
    def to_internal_value(self, data):
        if type(data) not in (int, float):
            self.fail("invalid")
        return super().to_internal_value(data)


class BookSerializer(serializers.ModelSerializer):
    title = Text(max_length=200, validators=[ONE_LINE])
    author = Text(max_length=200, validators=[ONE_LINE])
    year = WholeNumber(min_value=1, max_value=9999)

    class Meta:
        model = Book
        fields = ("id", "title", "author", "year")


class SearchSerializer(serializers.Serializer):
    author = serializers.CharField(
        required=False, allow_blank=True, trim_whitespace=False, validators=[ONE_LINE]
    )
    limit = serializers.IntegerField(min_value=1, max_value=100, default=20)


# --8<-- [end:schema]
