# --8<-- [start:register]
import re

from flask import (
    Blueprint,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask_login import LoginManager, current_user, login_required, login_user
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy.exc import IntegrityError

import mail
from forms import LoginForm, NewPasswordForm, RegisterForm, ResetForm
from models import User, db
from pause import forget, limiter, name_and_address, rate

bp = Blueprint("accounts", __name__)


@bp.route("/register", methods=["GET", "POST"])
def register():
    form = RegisterForm(request.form)  # without it, JSON is taken as well
    if form.validate_on_submit():
        user = User(name=form.name.data, email=form.email.data)
        user.set_password(form.password.data)
        db.session.add(user)
        try:
            db.session.commit()
        except IntegrityError:  # only the name can be refused by the database
            db.session.rollback()
            form.name.errors = [*form.name.errors, "Somebody has this name."]
        else:
            flash(f"Welcome, {user.name}. You can sign in now.")
            return redirect(url_for("accounts.login"))
    return render_template("form.html", form=form, title="Register")


# --8<-- [end:register]


# --8<-- [start:login]
login_manager = LoginManager()
login_manager.login_view = "accounts.login"
login_manager.user_loader(User.with_key)


def own_path(target):
    # No second slash, no backslash: browsers take either for another site.
    return re.fullmatch(r"/(?!/)[\w./?&=%~+-]*", target, re.ASCII)


@bp.route("/login", methods=["GET", "POST"])
@limiter.limit(rate, methods=["POST"], key_func=name_and_address)
def login():
    form = LoginForm(request.form)
    if form.validate_on_submit():
        user = User.with_password(form.name.data, form.password.data)
        if user:
            session.clear()  # nothing that was planted before goes on
            login_user(user)
            forget()  # each attempt counts before its password is checked
            target = request.args.get("next", "")
            return redirect(target if own_path(target) else url_for("accounts.account"))
        form.form_errors.append("Wrong name or password.")
    return render_template("form.html", form=form, title="Sign in")


# --8<-- [end:login]


# --8<-- [start:account]
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
    return redirect(url_for("accounts.login"))


# --8<-- [end:logout]


# --8<-- [start:reset]
def links():
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="reset")


@bp.route("/reset", methods=["GET", "POST"])
def reset():
    form = ResetForm(request.form)
    if form.validate_on_submit():
        for user in User.with_email(form.email.data):
            link = url_for("accounts.new_password", token=links().dumps(user.key), _external=True)
            text = f"{user.name}, choose a new password:\n\n{link}\n"
            mail.send(user.email, "Choose a new password", text)
        return redirect(url_for("accounts.sent"))
    return render_template("form.html", form=form, title="Send me a link")


@bp.get("/reset/sent")
def sent():
    return render_template("sent.html")


@bp.route("/reset/<token>", methods=["GET", "POST"])
def new_password(token):
    try:
        key = links().loads(token, max_age=current_app.config["RESET_LINK_SECONDS"])
    except BadData:
        key = None
    user = User.with_key(key)
    if user is None:
        return render_template("expired.html"), 410
    form = NewPasswordForm(request.form, user)
    if form.validate_on_submit():
        user.set_password(form.password.data)
        db.session.commit()
        flash("Your password is changed. You can sign in now.")
        return redirect(url_for("accounts.login"))
    return render_template("form.html", form=form, title="Choose a new password")


# --8<-- [end:reset]
