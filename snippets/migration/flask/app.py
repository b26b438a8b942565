import os

from flask import Flask
from flask_migrate import Migrate

import views
from models import db

# DATABASE_URL decides, SQLite is the default.
DATABASE_URL = os.environ.get("DATABASE_URL", "sqlite:///db.sqlite3")


def create_app(**config):
    app = Flask(__name__)
    app.config.update(
        SQLALCHEMY_DATABASE_URI=DATABASE_URL,
        TRUSTED_HOSTS=["127.0.0.1", "localhost"],
    )
    app.config.from_prefixed_env()  # FLASK_TRUSTED_HOSTS
    app.config.update(config)
    db.init_app(app)
    # --8<-- [start:transaction]
    # One transaction for each step: it stays or it goes, and its locks end with it.
    Migrate(app, db, transaction_per_migration=True)
    # --8<-- [end:transaction]
    app.register_blueprint(views.bp)
    return app
