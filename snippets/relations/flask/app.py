import os
import sqlite3

from flask import Flask
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from sqlalchemy import Engine, event

import authors
import books
import loans
from models import db
from seed import seed

# DATABASE_URL decides, SQLite is the default.
DATABASE_URL = os.environ.get("DATABASE_URL", "sqlite:///db.sqlite3")


# --8<-- [start:database]
@event.listens_for(Engine, "connect")
def hold_foreign_keys(connection, _):
    """SQLite looks at foreign keys only where a connection asks for it."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA foreign_keys = ON")


# --8<-- [end:database]


def create_app(**config):
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=os.environ["SECRET_KEY"],
        SQLALCHEMY_DATABASE_URI=DATABASE_URL,
        TRUSTED_HOSTS=["127.0.0.1", "localhost"],
        MAX_CONTENT_LENGTH=64 * 1024,  # a form is small
        SESSION_COOKIE_SAMESITE="Lax",
        # HTTPS_ONLY=0 is for plain http on your own machine.
        SESSION_COOKIE_SECURE=os.environ.get("HTTPS_ONLY") != "0",
    )
    app.config.from_prefixed_env()  # FLASK_TRUSTED_HOSTS
    app.config.update(config)
    CSRFProtect(app)
    db.init_app(app)
    Migrate(app, db)
    app.register_blueprint(books.bp)
    app.register_blueprint(authors.bp)
    app.register_blueprint(loans.bp)
    app.cli.add_command(seed)
    return app
