# --8<-- [start:settings]
import os
import threading

from flask import Flask
from flask_migrate import Migrate

import errors
import streams
import views
from models import db


def create_app(**config):
    app = Flask(__name__)
    app.config.update(
        # DATABASE_URL decides, SQLite is the default.
        SQLALCHEMY_DATABASE_URI=os.environ.get("DATABASE_URL", "sqlite:///db.sqlite3"),
        # Five connections for all streams of a process, replaced if they broke meanwhile.
        SQLALCHEMY_ENGINE_OPTIONS={"max_overflow": 0, "pool_timeout": 5, "pool_pre_ping": True},
        TRUSTED_HOSTS=["127.0.0.1", "localhost"],
        MAX_CONTENT_LENGTH=64 * 1024,
        PUBLISH_TOKEN=os.environ["PUBLISH_TOKEN"],
        # For each process; Gunicorn needs more threads than that, for everything else.
        MAX_STREAMS=int(os.environ.get("MAX_STREAMS", "50")),
        HEARTBEAT=int(os.environ.get("HEARTBEAT", "15")),
    )
    app.config.from_prefixed_env()  # FLASK_TRUSTED_HOSTS
    app.config.update(config)
    db.init_app(app)
    Migrate(app, db)
    app.extensions["places"] = threading.BoundedSemaphore(app.config["MAX_STREAMS"])
    app.register_blueprint(streams.bp)
    app.register_blueprint(views.bp)
    errors.register(app)
    return app


# --8<-- [end:settings]
