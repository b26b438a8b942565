import os

from flask import Flask
from flask_migrate import Migrate

import errors
import outbox
import views
from models import db


# --8<-- [start:settings]
def create_app(**config):
    app = Flask(__name__)
    app.config.update(
        # DATABASE_URL decides, SQLite is the default.
        SQLALCHEMY_DATABASE_URI=os.environ.get("DATABASE_URL", "sqlite:///db.sqlite3"),
        # After a restart of the database, its old connections are noticed before they are used.
        SQLALCHEMY_ENGINE_OPTIONS={"pool_pre_ping": True},
        TRUSTED_HOSTS=["127.0.0.1", "localhost"],
        MAX_CONTENT_LENGTH=64 * 1024,
        API_TOKENS=dict(pair.split(":") for pair in os.environ["API_TOKENS"].split(",")),
        MAIL_FROM=os.environ.get("MAIL_FROM", "invitations@example.com"),
        SMTP_HOST=os.environ.get("SMTP_HOST", "localhost"),
        SMTP_PORT=int(os.environ.get("SMTP_PORT", "587")),
        # SMTP_TLS=0 is for a mail server on your own machine.
        SMTP_TLS=os.environ.get("SMTP_TLS") != "0",
        SMTP_USER=os.environ.get("SMTP_USER"),
        SMTP_PASSWORD=os.environ.get("SMTP_PASSWORD"),
        # Seconds: for each step with the mail server, before the second attempt, until
        # a mail counts as lost, and until it is given up.
        SMTP_TIMEOUT=int(os.environ.get("SMTP_TIMEOUT", "600")),
        FIRST_WAIT=int(os.environ.get("FIRST_WAIT", "60")),
        LOST_AFTER=int(os.environ.get("LOST_AFTER", "3600")),
        GIVE_UP_AFTER=int(os.environ.get("GIVE_UP_AFTER", "345600")),
    )
    app.config.from_prefixed_env()  # FLASK_TRUSTED_HOSTS
    app.config.update(config)
    db.init_app(app)
    Migrate(app, db)
    app.cli.add_command(outbox.send_invitations)
    app.register_blueprint(views.bp)
    app.add_url_rule("/health", view_func=views.health)
    errors.init_app(app)
    return app


# --8<-- [end:settings]
