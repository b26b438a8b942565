# --8<-- [start:provider]
from authlib.integrations.flask_client import OAuth, OAuthError
from flask import current_app
from requests.exceptions import InvalidJSONError

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
def signed_claims():
    """What the provider says of the person, in an ID token that is for us."""
    expected = {
        "iss": {"essential": True, "value": current_app.config["OIDC_ISSUER"]},
        "aud": {"essential": True, "value": current_app.config["OIDC_CLIENT_ID"]},
        "sub": {"essential": True},
    }
    try:
        token = oauth.oidc.authorize_access_token(claims_options=expected)
    except ValueError as error:  # no JSON, such as a page that says "back soon"
        raise InvalidJSONError("no token") from error
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
