import os
from pathlib import Path

from flask import Flask
from flask_migrate import Migrate
from flask_wtf import CSRFProtect

import views
from models import db


# --8<-- [start:settings]
def create_app(**config):
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=os.environ["SECRET_KEY"],
        SQLALCHEMY_DATABASE_URI="sqlite:///db.sqlite3",
        TRUSTED_HOSTS=["127.0.0.1", "localhost"],
        SESSION_COOKIE_SAMESITE="Lax",
        # HTTPS_ONLY=0 is for plain http on your own machine.
        SESSION_COOKIE_SECURE=os.environ.get("HTTPS_ONLY") != "0",
        # A whole request, which is the picture and a little more.
        MAX_CONTENT_LENGTH=21 * 2**20,
        # Not in "static": only a view gives pictures out.
        PICTURES=Path(app.instance_path, "pictures"),
    )
    app.config.from_prefixed_env()  # FLASK_TRUSTED_HOSTS
    app.config.update(config)
    Path(app.config["PICTURES"]).mkdir(parents=True, exist_ok=True)
    CSRFProtect(app)
    db.init_app(app)
    Migrate(app, db)
    app.register_blueprint(views.bp)
    app.after_request(no_sniffing)
    return app


def no_sniffing(response):
    # A file is what its type says, whatever a browser sees in it.
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


# --8<-- [end:settings]
