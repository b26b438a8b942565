# --8<-- [start:provider]
from authlib.integrations.flask_client import OAuth, OAuthError
from flask import current_app
from joserfc.errors import InvalidKeyTypeError, KeyParameterError, MissingKeyError
from requests.exceptions import InvalidJSONError, RequestException

# Id, secret and address of the provider are settings: OIDC_CLIENT_ID and its like.
oauth = OAuth()
oauth.register(
    "oidc",
    client_kwargs={
        "scope": "openid profile email",
        "code_challenge_method": "S256",  # PKCE, which is off by default
        "default_timeout": 5,  # seconds; none by default
    },
)
# --8<-- [end:provider]


# --8<-- [start:token]
# A page that says "back soon", JSON without what has to be in it, keys that are none.
UNREADABLE = (ValueError, TypeError, KeyError, RuntimeError, MissingKeyError, KeyParameterError)


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
        # What it said is asked for again; other threads keep what they hold.
        oauth.oidc.server_metadata = {}
        raise InvalidJSONError("no answer of a provider") from error


def signed_claims():
    """What the provider says of the person, in an ID token that is for us."""
    expected = {
        "iss": {
            "essential": True,
            "value": current_app.config["OIDC_ISSUER"],
            "validate": is_signed,
        },
        "aud": {"essential": True, "value": current_app.config["OIDC_CLIENT_ID"]},
        "sub": {"essential": True, "validate": is_subject},
    }
    # Authlib keeps the keys: one that was withdrawn would go on, a new one be a forgery.
    oauth.oidc.server_metadata.pop("jwks", None)
    token = answered(lambda: oauth.oidc.authorize_access_token(claims_options=expected))
    if "userinfo" not in token:
        raise OAuthError("missing_id_token")
    return token["userinfo"]


# --8<-- [end:token]


# --8<-- [start:provider-logout]
def logout_url(home):
    """Where the provider ends its own session, if it has such a place."""
    if "end_session_endpoint" not in oauth.oidc.load_server_metadata():
        return home
    client_id = current_app.config["OIDC_CLIENT_ID"]
    return oauth.oidc.create_logout_url(home, client_id=client_id)["url"]


# --8<-- [end:provider-logout]
