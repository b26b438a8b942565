# --8<-- [start:settings]
import os

from flask import Flask, flash, redirect, render_template, request, session, url_for
from flask_wtf import CSRFProtect

import store
from forms import NoteForm

app = Flask(__name__)
app.config.update(
    SECRET_KEY=os.environ["SECRET_KEY"],
    TRUSTED_HOSTS=["127.0.0.1", "localhost"],
    SESSION_COOKIE_SAMESITE="Lax",
    # HTTPS_ONLY=0 is for plain http on your own machine.
    SESSION_COOKIE_SECURE=os.environ.get("HTTPS_ONLY") != "0",
    # Two weeks, from the last request.
    PERMANENT_SESSION_LIFETIME=int(os.environ.get("SESSION_SECONDS", "1209600")),
    # A token lives as long as its session. By default a form is refused after an hour.
    WTF_CSRF_TIME_LIMIT=None,
)
app.config.from_prefixed_env()  # FLASK_TRUSTED_HOSTS
CSRFProtect(app)

# REDIS_URL names a Redis; without it, the session lies in a signed cookie.
if REDIS_URL := os.environ.get("REDIS_URL"):
    store.use_redis(app, REDIS_URL)
# --8<-- [end:settings]


# --8<-- [start:view]
@app.get("/")
def visits():
    session.permanent = True  # else the cookie has no end, and lasts as long as the browser
    session["visits"] = session.get("visits", 0) + 1
    return render_template("visits.html", form=NoteForm())


@app.post("/")
def save():
    form = NoteForm(request.form)  # without it, JSON is taken as well
    if form.validate():
        session["note"] = form.note.data
        flash(f"Saved: {form.note.data}")
        return redirect(url_for("visits"))
    return render_template("visits.html", form=form)


@app.get("/stored")
def stored():
    return render_template("stored.html")


# --8<-- [end:view]


# --8<-- [start:end]
@app.post("/end")
def end():
    session.clear()
    return redirect(url_for("ended"))


@app.get("/ended")
def ended():
    return render_template("ended.html")


# --8<-- [end:end]
