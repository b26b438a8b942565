# --8<-- [start:token]
from functools import cache

from authlib.integrations.django_client import OAuth, OAuthError
from django.conf import settings
from joserfc.errors import InvalidKeyTypeError, KeyParameterError, MissingKeyError
from requests.exceptions import InvalidJSONError, RequestException

# A page that says "back soon", JSON without what has to be in it, keys that are none.
UNREADABLE = (ValueError, TypeError, KeyError, RuntimeError, MissingKeyError, KeyParameterError)


@cache
def provider():
    """The client of AUTHLIB_OAUTH_CLIENTS, which keeps the provider's addresses and keys."""
    return OAuth().register("oidc")


def is_signed(claims, _):
    # Authlib takes what the provider lists, and a list may name "none".
    return claims.header["alg"] != "none"


def is_subject(_, subject):
    # So the standard says; half a character is JSON, and no text for a database.
    return subject.isascii() and len(subject) <= 255


def answered(ask):
    """What the provider says, if it is what providers say."""
    try:
        return ask()
    except (RequestException, InvalidKeyTypeError):  # the latter is a token's fault
        raise
    except UNREADABLE as error:
        provider.cache_clear()  # what it said is not asked for again, unless it is forgotten
        raise InvalidJSONError("no answer of a provider") from error


def signed_claims(request):
    """What the provider says of the person, in an ID token that is for us."""
    expected = {
        "iss": {"essential": True, "value": settings.OIDC_ISSUER, "validate": is_signed},
        "aud": {"essential": True, "value": provider().client_id},
        "sub": {"essential": True, "validate": is_subject},
    }
    # Authlib keeps the keys: one that was withdrawn would go on, a new one be a forgery.
    provider().server_metadata.pop("jwks", None)
    token = answered(lambda: provider().authorize_access_token(request, claims_options=expected))
    if "userinfo" not in token:
        raise OAuthError("missing_id_token")
    return token["userinfo"]


# --8<-- [end:token]


# --8<-- [start:provider-logout]
def logout_url(home):
    """Where the provider ends its own session, if it has such a place."""
    if "end_session_endpoint" not in provider().load_server_metadata():
        return home
    return provider().create_logout_url(home, client_id=provider().client_id)["url"]


# --8<-- [end:provider-logout]
