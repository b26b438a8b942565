# --8<-- [start:identify]
from flask import abort, current_app, g, request, session
from flask_wtf import CSRFProtect
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from models import ApiToken, User

SAFE = {"GET", "HEAD", "OPTIONS"}
csrf = CSRFProtect()


def identify():
    """Who asks: by a bearer token alone, if one is sent, else by the session."""
    g.user, g.by_token = None, False
    sent = request.authorization
    if sent is not None and sent.type == "bearer":
        # A browser sends no such header by itself, so nobody is to be protected from it.
        g.user, g.by_token = ApiToken.owner_of(sent.token or ""), True
        if g.user is None:  # never the session instead
            refuse("This token is not valid.")
        return
    if request.method not in SAFE:
        check_origin()
        csrf.protect()
    if "key" in session:
        g.user = User.with_key(session["key"])


def check_origin():
    origin = request.headers.get("Origin")
    own = f"{request.scheme}://{request.host}"
    if origin is not None and origin not in {own, current_app.config["APP_ORIGIN"]}:
        abort(403, "Pages of this origin may not do that.")


# --8<-- [end:identify]


# --8<-- [start:guard]
OPEN = {"session.show", "session.sign_in", "session.sign_out"}


def refuse(why):
    raise Unauthorized(why, www_authenticate=WWWAuthenticate("bearer", {"realm": "api"}))


def keep_strangers_out():
    """Every view that is not open wants a token or a session."""
    closed = request.endpoint not in OPEN | {None}  # None: there is no such view
    if g.user is None and closed and request.method != "OPTIONS":
        refuse("Sign in, or send a token.")


def no_token():
    """Guard of a blueprint: a stolen token makes no others."""
    if g.by_token:
        abort(403, "This takes a session.")


# --8<-- [end:guard]
