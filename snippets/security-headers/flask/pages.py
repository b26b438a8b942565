from flask import Blueprint, abort, redirect, render_template, request, session, url_for

THEMES = ("light", "dark")

bp = Blueprint("pages", __name__)


@bp.get("/")
def index():
    return render_template("index.html", theme=session.get("theme", THEMES[0]))


# --8<-- [start:view]
@bp.get("/connection/")
def connection():
    return {
        "scheme": request.scheme,
        "host": request.host,
        "address": request.remote_addr,
        "url": url_for(".connection", _external=True),
    }


# --8<-- [end:view]


@bp.post("/theme")
def choose_theme():
    theme = request.form.get("theme")
    if theme not in THEMES:
        abort(400)
    session["theme"] = theme
    return redirect(url_for(".index"))


@bp.get("/broken")
def broken():
    raise RuntimeError("on purpose: an error page needs its headers too")
