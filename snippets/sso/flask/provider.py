# --8<-- [start:provider]
from authlib.integrations.flask_client import OAuth, OAuthError
from flask import current_app
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
def is_signed(claims, _):
    # Authlib takes what the provider lists, and a list may name "none".
    return claims.header["alg"] != "none"


def answered(ask):
    """What the provider says, if it is what providers say."""
    try:
        return ask()
    except RequestException:
        raise
    # A page that says "back soon", or JSON without what has to be in it.
    except (ValueError, TypeError, KeyError, RuntimeError) as error:
        oauth.oidc.server_metadata.clear()  # what it said is asked for again
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
        "sub": {"essential": True},
    }
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
