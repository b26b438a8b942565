# --8<-- [start:settings]
import os

from flask import Flask, flash, redirect, render_template, request, url_for
from flask_wtf import CSRFProtect

from forms import SignupForm

app = Flask(__name__)
app.config.update(
    SECRET_KEY=os.environ["SECRET_KEY"],
    TRUSTED_HOSTS=["127.0.0.1", "localhost"],
    SESSION_COOKIE_SAMESITE="Lax",
    # HTTPS_ONLY=0 is for plain http on your own machine.
    SESSION_COOKIE_SECURE=os.environ.get("HTTPS_ONLY") != "0",
)
app.config.from_prefixed_env()  # FLASK_TRUSTED_HOSTS
CSRFProtect(app)
# --8<-- [end:settings]


# --8<-- [start:view]
@app.route("/signup", methods=["GET", "POST"])
def signup():
    form = SignupForm(request.form)  # and no JSON
    if form.validate_on_submit():
        flash(f"Thank you, {form.name.data}. Seats: {form.seats.data}.")
        return redirect(url_for("thanks"))
    return render_template("signup.html", form=form)


@app.get("/signup/thanks")
def thanks():
    return render_template("thanks.html")


# --8<-- [end:view]
