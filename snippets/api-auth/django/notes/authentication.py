# --8<-- [start:identify]
from rest_framework.authentication import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed

from .models import ApiToken


class BearerAuthentication(TokenAuthentication):
    """REST framework reads the header; its own table would keep the secret itself, for ever."""

    keyword = "Bearer"

    def authenticate_credentials(self, key):
        token = ApiToken.objects.valid(key)
        if token is None:
            # This ends the search: the session does not count instead.
            raise AuthenticationFailed("This token is not valid.")
        return token.owner, token


# --8<-- [end:identify]
