# --8<-- [start:settings]
import os

from flask import Flask
from flask_migrate import Migrate
from flask_wtf import CSRFProtect

import backoffice
import commands
import views
from models import db


def create_app(**config):
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=os.environ["SECRET_KEY"],
        SQLALCHEMY_DATABASE_URI="sqlite:///db.sqlite3",
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
    views.login_manager.init_app(app)
    app.register_blueprint(views.bp)
    backoffice.add_to(app)
    app.cli.command("create-user")(commands.create_user)
    app.after_request(protect)
    return app


def protect(response):
    response.headers.setdefault("Cache-Control", "no-store")  # static files say otherwise
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Frame-Options"] = "DENY"  # no page of another site around the buttons
    return response


# --8<-- [end:settings]
