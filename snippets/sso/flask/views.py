# --8<-- [start:login]
import re

from authlib.integrations.flask_client import OAuthError
from flask import Blueprint, current_app, redirect, render_template, request, session, url_for
from flask_login import LoginManager, current_user, login_required, login_user
from joserfc.errors import JoseError
from requests import RequestException

from models import User, db
from provider import answered, logout_url, oauth, signed_claims

bp = Blueprint("accounts", __name__)
login_manager = LoginManager()
login_manager.login_view = "accounts.login"
login_manager.user_loader(User.with_key)


def own_path(target):
    # No second slash, no backslash: browsers take either for another site.
    return re.fullmatch(r"/(?!/)[\w./?&=%~+-]*", target, re.ASCII)


@bp.get("/login")
def login():
    target = request.args.get("next", "")
    target = target if own_path(target) else url_for("accounts.account")
    if current_user.is_authenticated:
        return redirect(target)
    session.clear()  # one start at a time: a cookie has no room for many
    session["next"] = target
    callback = url_for("accounts.callback", _external=True)
    return answered(lambda: oauth.oidc.authorize_redirect(callback))


# --8<-- [end:login]


# --8<-- [start:callback]
@bp.get("/callback")
def callback():
    user = User.signed_in(signed_claims())
    if not user.is_active:
        return render_template("failed.html", reason="This account is closed."), 403
    target = session["next"]
    session.clear()  # nothing that was planted before goes on
    login_user(user)
    return redirect(target)


# --8<-- [end:callback]


# --8<-- [start:failure]
@bp.errorhandler(OAuthError)
@bp.errorhandler(JoseError)
def refused(error):
    if error.error == "invalid_client" and not request.args.get("error"):
        return impossible(error)  # our secret is wrong, or has expired
    # What came with the address goes to the log only, and quoted.
    current_app.logger.warning("Sign-in refused: %r", str(error))
    denied = error.error == "access_denied"
    reason = "You did not agree." if denied else "This sign-in is not valid, or too old."
    return render_template("failed.html", reason=reason), 403 if denied else 400


@bp.errorhandler(RequestException)
def impossible(error):
    current_app.logger.error("Nobody can sign in: %r", str(error), exc_info=error.__cause__)
    reason = "Nobody can sign in just now. Try again in a while."
    return render_template("failed.html", reason=reason), 502


# --8<-- [end:failure]


# --8<-- [start:account]
@bp.get("/")
def index():
    return render_template("index.html")


@bp.get("/account")
@login_required
def account():
    return render_template("account.html")


# --8<-- [end:account]


# --8<-- [start:logout]
@bp.post("/logout")
def logout():
    if current_user.is_authenticated:
        # The cookie is the session: a copy of it would go on, if its key did.
        current_user.change_key()
        db.session.commit()
    session.clear()
    home = url_for("accounts.index", _external=True)
    try:
        return redirect(answered(lambda: logout_url(home)))
    except RequestException:  # signed out here, whatever the provider does
        return redirect(home)


# --8<-- [end:logout]
