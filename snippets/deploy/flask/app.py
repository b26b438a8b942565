# --8<-- [start:settings]
import os

from flask import Flask
from flask_migrate import Migrate

import outage
import static
import views
from models import db
from release import release


def required(name):
    if not (value := os.environ.get(name)):
        raise RuntimeError(f"{name} is not set")
    return value


def create_app(**config):
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=required("SECRET_KEY"),
        TRUSTED_HOSTS=required("ALLOWED_HOSTS").split(","),
        SQLALCHEMY_DATABASE_URI=required("DATABASE_URL"),
        SQLALCHEMY_ENGINE_OPTIONS=ENGINE,
        SESSION_COOKIE_SECURE=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=16 * 1024,
    )
    app.config.update(config)
    key = app.config["SECRET_KEY"]
    if len(key) < 50 or len(set(key)) < 5:
        raise RuntimeError("SECRET_KEY is too short, or one character again and again")
    db.init_app(app)
    Migrate(app, db)
    static.init_app(app)
    outage.init_app(app)
    app.register_blueprint(views.bp)
    app.cli.add_command(release)
    return app


# --8<-- [end:settings]


# --8<-- [start:database]
ENGINE = {
    # A connection that is stale after an outage is noticed, and replaced.
    "pool_pre_ping": True,
    "hide_parameters": True,
    "connect_args": {
        "connect_timeout": 3,
        # No request, and no migration, waits longer for a lock.
        "options": "-c lock_timeout=30s",
    },
}
# --8<-- [end:database]
