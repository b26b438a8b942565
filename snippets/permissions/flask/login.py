# --8<-- [start:login]
import re

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask_login import LoginManager, login_user, logout_user
from werkzeug.security import check_password_hash, generate_password_hash

from forms import LoginForm
from models import User, db

# What OWASP asks of scrypt: three times the work of Werkzeug's default.
METHOD = "scrypt:32768:8:3"
NOBODY = generate_password_hash("", METHOD)

bp = Blueprint("login", __name__)
manager = LoginManager()
manager.login_view = "login.login"
manager.login_message = None


@manager.user_loader
def load_user(user_id):  # for each request, so that a role counts at once
    return db.session.get(User, int(user_id))


def own_path(target):
    # No second slash, no backslash: browsers take either for another site.
    return re.fullmatch(r"/(?!/)[\w./?&=%~+-]*", target, re.ASCII)


@bp.route("/login", methods=["GET", "POST"])
def login():
    form = LoginForm(request.form)  # without it, JSON is taken as well
    if form.validate_on_submit():
        user = db.session.scalar(db.select(User).filter_by(username=form.username.data))
        # An unknown name takes as long as a wrong password.
        right = check_password_hash(user.password_hash if user else NOBODY, form.password.data)
        if user and right:
            session.clear()  # nothing that was planted before goes on
            login_user(user)
            target = request.args.get("next", "")
            return redirect(target if own_path(target) else url_for("notes.index"))
        form.password.errors = ["Name or password is wrong."]
    return render_template("login.html", form=form)


@bp.post("/logout")
def logout():
    logout_user()
    return redirect(url_for("login.login"))


# --8<-- [end:login]
