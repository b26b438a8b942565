# --8<-- [start:schema]
from rest_framework import serializers

from .models import Book

LINE = r"^[^\x00-\x1f\x7f-\x9f]*\Z"
# Blanks, then something else: a text in which either may come first takes quadratic time.
NOT_BLANK = r"^[^\S\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f][^\x00-\x1f\x7f-\x9f]*\Z"


# REST framework turns 1965 into a text and "1965" into a number, which no document says.
class Text(serializers.RegexField):
    def to_internal_value(self, data):
        if not isinstance(data, str):
            raise serializers.ValidationError("Not a valid string.")
        return super().to_internal_value(data)


class WholeNumber(serializers.IntegerField):
    def to_internal_value(self, data):
        if type(data) is not int:
            self.fail("invalid")
        return super().to_internal_value(data)


class BookSerializer(serializers.ModelSerializer):
    id = serializers.IntegerField(read_only=True, min_value=1)
    title = Text(NOT_BLANK, max_length=200, trim_whitespace=False)
    author = Text(NOT_BLANK, max_length=200, trim_whitespace=False)
    year = WholeNumber(min_value=1, max_value=9999)

    class Meta:
        model = Book
        fields = ("id", "title", "author", "year")


class SearchSerializer(serializers.Serializer):
    author = serializers.RegexField(LINE, required=False, allow_blank=True, trim_whitespace=False)
    limit = serializers.IntegerField(min_value=1, max_value=100, default=20)


# What errors.py answers. A docstring here would be printed in the document.
class ErrorSerializer(serializers.Serializer):
    error = serializers.CharField()
    fields = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()), required=False
    )


# --8<-- [end:schema]
