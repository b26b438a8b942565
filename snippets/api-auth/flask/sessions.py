# --8<-- [start:session]
import secrets

from flask import Blueprint, abort, g, session
from flask_wtf.csrf import generate_csrf

from auth import no_token
from errors import read
from models import User, db
from schemas import Credentials

bp = Blueprint("session", __name__, url_prefix="/api/session")
bp.before_request(no_token)


@bp.get("")
def show():
    return about(g.user)


@bp.post("")
def sign_in():
    given = read(Credentials)
    user = User.with_password(given.username, given.password)
    if user is None:
        abort(400, "Wrong name or password.")
    session.clear()  # nothing that was planted before goes on
    session["key"] = user.key
    return about(user)


@bp.delete("")
def sign_out():
    if g.user:
        # The cookie is the session: a copy of it would go on, if its key did.
        g.user.key = secrets.token_hex()
        db.session.commit()
        session.clear()
    return "", 204


def about(user):
    # A page of another origin cannot read our cookies, so the token stands here.
    return {"user": user.username if user else None, "csrf_token": generate_csrf()}


# --8<-- [end:session]
