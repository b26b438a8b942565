from rest_framework import serializers

from .models import Book


class BookSerializer(serializers.ModelSerializer):
    century = serializers.IntegerField(read_only=True)

    class Meta:
        model = Book
        fields = ("title", "century")


class NewBookSerializer(serializers.ModelSerializer):
    year = serializers.RegexField("^[0-9]{1,4}$")

    class Meta:
        model = Book
        fields = ("title", "year")
