import secrets

from flask import Blueprint, current_app, redirect, render_template, request, session, url_for
from flask_wtf import FlaskForm
from redis import RedisError
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, ValidationError

from rooms import rooms

bp = Blueprint("pages", __name__)


@bp.after_request
def keep_nowhere(response):
    response.cache_control.private = True
    response.cache_control.no_store = True
    return response


class SignInForm(FlaskForm):
    username = StringField("Username", [InputRequired()])
    password = PasswordField("Password", [InputRequired()])

    def validate_password(self, field):
        known = current_app.config["PEOPLE"].get(self.username.data or "", "")
        if not known or not secrets.compare_digest(field.data.encode(), known.encode()):
            raise ValidationError("Wrong username or password.")


@bp.route("/sign-in", methods=["GET", "POST"])
def sign_in():
    form = SignInForm(request.form)  # without it, JSON is taken as well
    if form.validate_on_submit():
        session.clear()
        session["person"] = form.username.data
        return redirect(url_for("pages.index"))
    return render_template("sign_in.html", form=form)


@bp.get("/")
def index():
    if "person" not in session:
        return redirect(url_for("pages.sign_in"))
    return render_template("room.html", room="lobby")


# --8<-- [start:sign-out]
@bp.post("/sign-out")
def sign_out():
    person = session.pop("person", None)
    if person:
        try:
            rooms.sign_out(person)
        except RedisError:
            current_app.logger.error("Sockets of %s may still be open", person)
    return redirect(url_for("pages.sign_in"))


# --8<-- [end:sign-out]
