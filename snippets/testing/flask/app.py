import os

from flask import Flask
from flask_migrate import Migrate
from flask_wtf import CSRFProtect

import library
import login
from models import db
from seed import seed

# DATABASE_URL decides, SQLite is the default.
DATABASE_URL = os.environ.get("DATABASE_URL", "sqlite:///db.sqlite3")


def create_app(**config):
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=os.environ["SECRET_KEY"],
        SQLALCHEMY_DATABASE_URI=DATABASE_URL,
        TRUSTED_HOSTS=["127.0.0.1", "localhost"],
        MAX_CONTENT_LENGTH=64 * 1024,
        SESSION_COOKIE_SAMESITE="Lax",
        # HTTPS_ONLY=0 is for plain http on your own machine.
        SESSION_COOKIE_SECURE=os.environ.get("HTTPS_ONLY") != "0",
        # SMTP_HOST names a mail server; without it, mail is printed.
        SMTP_HOST=os.environ.get("SMTP_HOST"),
        SMTP_PORT=int(os.environ.get("SMTP_PORT", "25")),
        MAIL_FROM=os.environ.get("MAIL_FROM", "library@example.com"),
    )
    app.config.from_prefixed_env()  # FLASK_TRUSTED_HOSTS
    app.config.update(config)  # what a test sets has the last word
    CSRFProtect(app)
    db.init_app(app)
    Migrate(app, db)
    login.manager.init_app(app)
    app.register_blueprint(login.bp)
    app.register_blueprint(library.bp)
    app.cli.add_command(seed)
    app.after_request(keep_nothing)
    return app


def keep_nothing(response):
    """Each page is for one person."""
    response.cache_control.private = True
    response.cache_control.no_store = True
    return response
