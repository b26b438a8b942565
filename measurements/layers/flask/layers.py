"""An application with nothing added, and the same with one layer more."""

from pathlib import Path

from flask import Blueprint, Flask, g, session
from flask_login import LoginManager, UserMixin, current_user, login_user
from flask_sqlalchemy import SQLAlchemy
from flask_wtf.csrf import CSRFProtect, generate_csrf
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from whitenoise import WhiteNoise

PLAIN = {"Content-Type": "text/plain; charset=utf-8"}


class Base(DeclarativeBase):
    pass


db = SQLAlchemy(model_class=Base)


class User(UserMixin, db.Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]


ADA = UserMixin()
ADA.id = 1


def text():
    return "Hello", PLAIN


def visits():
    return f"{session['visits']}", PLAIN


def visit():
    session["visits"] = session["visits"] + 1
    return f"{session['visits']}", PLAIN


def user():
    return f"{current_user.get_id()}", PLAIN


def row():
    return db.session.get(User, 1).name, PLAIN


def key(app):
    app.config.update(SECRET_KEY="measured")


def hooks(app):
    @app.before_request
    def before():
        g.seen = True

    @app.after_request
    def after(response):
        return response


def headers(app):
    @app.after_request
    def after(response):
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["X-Frame-Options"] = "DENY"
        return response


def blueprint(app):
    pages = Blueprint("pages", __name__, url_prefix="/pages")
    pages.get("/text")(text)
    app.register_blueprint(pages)


def csrf(app):
    key(app)
    CSRFProtect(app)


def login(app, load=lambda _: ADA):
    key(app)
    LoginManager(app).user_loader(load)


def sqlalchemy(app):
    # Where it runs, and not in a folder beside this file.
    app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{Path('layers.sqlite3').absolute()}"
    db.init_app(app)
    with app.app_context():
        db.create_all()
        if not db.session.get(User, 1):
            db.session.add(User(id=1, name="Ada"))
            db.session.commit()


def together(app):
    sqlalchemy(app)
    login(app, lambda number: db.session.get(User, int(number)))
    csrf(app)
    headers(app)


def whitenoise(app):
    app.wsgi_app = WhiteNoise(app.wsgi_app, root=".", prefix="static/")


LAYERS = {
    "bare": lambda app: None,
    "session": key,
    "hooks": hooks,
    "headers": headers,
    "blueprint": blueprint,
    "csrf": csrf,
    "login": login,
    "sqlalchemy": sqlalchemy,
    "together": together,
    "whitenoise": whitenoise,
}
# Which of its own pages a layer is asked for, where the text would give it nothing to do.
PATHS = {
    "session-read": "/visits",
    "session-write": "/visit",
    "blueprint": "/pages/text",
    "login-read": "/user",
    "sqlalchemy-read": "/row",
    "together-read": "/user",
}


def application(add):
    app = Flask("layers")
    app.add_url_rule("/text", view_func=text, methods=["GET", "POST"])
    for view in (visits, visit, user, row):
        app.add_url_rule(f"/{view.__name__}", view_func=view)
    add(app)
    return app


def cookie(app):
    """The session of a visitor, who has logged in where that is possible."""
    with app.test_request_context(environ_base={"REMOTE_ADDR": "127.0.0.1"}):
        session["visits"] = 3
        if hasattr(app, "login_manager"):
            login_user(ADA)
        values = dict(session)
    return {"Cookie": f"session={app.session_interface.get_signing_serializer(app).dumps(values)}"}


def token(app):
    """What a form with its token sends."""
    with app.test_request_context():
        signed = generate_csrf()
        kept = app.session_interface.get_signing_serializer(app).dumps(dict(session))
    return {"method": "POST", "headers": {"Cookie": f"session={kept}", "X-CSRFToken": signed}}


def build(layer):
    """The application without and with a layer, each with what it is asked."""
    app = application(LAYERS[layer.split("-")[0]])
    asked = {}
    if layer == "csrf-post":
        asked = token(app)
    elif layer.endswith(("-read", "-write")):
        asked = {"headers": cookie(app) if app.secret_key else {}}
        asked["reads"] = layer.endswith("-read")
    bare = application(LAYERS["bare"])
    return [
        (bare, {"path": "/text", **asked}),
        (app, {"path": PATHS.get(layer, "/text"), **asked}),
    ]
