# --8<-- [start:schema]
from rest_framework import serializers

from .models import ApiToken, Note

DAY = 24 * 3600
# No control characters.
ONE_LINE = r"^[^\x00-\x1f\x7f-\x9f]*\Z"


class CredentialsSerializer(serializers.Serializer):
    username = serializers.CharField(max_length=150)
    # A password may begin with a space.
    password = serializers.CharField(max_length=1000, trim_whitespace=False)


class TokenSerializer(serializers.ModelSerializer):
    name = serializers.RegexField(ONE_LINE, max_length=60)
    expires_in = serializers.IntegerField(
        min_value=1, max_value=365 * DAY, default=30 * DAY, write_only=True
    )

    class Meta:
        model = ApiToken
        fields = ("id", "name", "expires", "expires_in")
        read_only_fields = ("expires",)


class NoteSerializer(serializers.ModelSerializer):
    text = serializers.RegexField(ONE_LINE, max_length=200)

    class Meta:
        model = Note
        fields = ("id", "text")


# --8<-- [end:schema]
