import os

from flask import Flask
from flask_migrate import Migrate
from flask_wtf import CSRFProtect

import views
from models import db

# --8<-- [start:database]
# DATABASE_URL decides, SQLite is the default.
DATABASE_URL = os.environ.get("DATABASE_URL", "sqlite:///db.sqlite3")
# --8<-- [end:database]


# --8<-- [start:settings]
def create_app(**config):
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=os.environ["SECRET_KEY"],
        SQLALCHEMY_DATABASE_URI=DATABASE_URL,
        SQLALCHEMY_ENGINE_OPTIONS={"pool_pre_ping": True},  # the database may have restarted
        TRUSTED_HOSTS=["127.0.0.1", "localhost"],
        SESSION_COOKIE_SAMESITE="Lax",
        # HTTPS_ONLY=0 is for plain http on your own machine.
        SESSION_COOKIE_SECURE=os.environ.get("HTTPS_ONLY") != "0",
    )
    app.config.from_prefixed_env()  # FLASK_TRUSTED_HOSTS
    app.config.update(config)
    CSRFProtect(app)
    db.init_app(app)
    Migrate(app, db)
    app.register_blueprint(views.bp)
    return app


# --8<-- [end:settings]
