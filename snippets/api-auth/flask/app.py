# --8<-- [start:settings]
import os
import re

from flask import Flask
from flask_cors import CORS
from flask_migrate import Migrate
from werkzeug.exceptions import HTTPException

import notes
import sessions
import tokens
from auth import csrf, identify, keep_strangers_out
from errors import answer_in_json
from models import db
from seed import seed


def create_app(**config):
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=os.environ["SECRET_KEY"],
        SQLALCHEMY_DATABASE_URI="sqlite:///db.sqlite3",
        TRUSTED_HOSTS=["127.0.0.1", "localhost"],
        MAX_CONTENT_LENGTH=64 * 1024,
        SESSION_COOKIE_SAMESITE="Lax",
        # HTTPS_ONLY=0 is for plain http on your own machine.
        SESSION_COOKIE_SECURE=os.environ.get("HTTPS_ONLY") != "0",
        # The one other origin whose pages may use this API.
        APP_ORIGIN=os.environ.get("APP_ORIGIN", "http://localhost:5173"),
        WTF_CSRF_CHECK_DEFAULT=False,  # identify() asks where there is no bearer token
        WTF_CSRF_TIME_LIMIT=None,  # a token lives as long as its session
        # The referrer is that other origin; identify() checks the origin instead.
        WTF_CSRF_SSL_STRICT=False,
    )
    app.config.from_prefixed_env()  # FLASK_TRUSTED_HOSTS
    app.config.update(config)
    csrf.init_app(app)
    db.init_app(app)
    Migrate(app, db)
    app.before_request(identify)
    app.before_request(keep_strangers_out)
    for module in (sessions, tokens, notes):
        app.register_blueprint(module.bp)
    app.register_error_handler(HTTPException, answer_in_json)
    app.after_request(protect)
    app.cli.add_command(seed)
    open_to_one_origin(app)
    return app


def protect(response):
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


# --8<-- [end:settings]


# --8<-- [start:cors]
def open_to_one_origin(app):
    # Flask-Cors takes "*" for every origin, and what looks like a pattern for one.
    origin = app.config["APP_ORIGIN"]
    if not re.fullmatch(r"https?://[a-z0-9.-]+(:[0-9]+)?", origin):
        raise ValueError(f"APP_ORIGIN is {origin!r}, not like https://app.example.com.")
    CORS(
        app,
        origins=[origin],
        supports_credentials=True,  # its pages may send the cookie
        methods=["GET", "POST", "DELETE"],
        allow_headers=["Authorization", "Content-Type", "X-CSRFToken"],
    )


# --8<-- [end:cors]
