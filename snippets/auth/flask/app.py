# --8<-- [start:settings]
import os

from flask import Flask, render_template
from flask_migrate import Migrate
from flask_wtf import CSRFProtect

import views
from models import db
from pause import limiter


def create_app(**config):
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=os.environ["SECRET_KEY"],
        SQLALCHEMY_DATABASE_URI="sqlite:///db.sqlite3",
        TRUSTED_HOSTS=["127.0.0.1", "localhost"],
        SESSION_COOKIE_SAMESITE="Lax",
        # HTTPS_ONLY=0 is for plain http on your own machine.
        SESSION_COOKIE_SECURE=os.environ.get("HTTPS_ONLY") != "0",
        WTF_CSRF_TIME_LIMIT=None,  # a token lives as long as its session
        RESET_LINK_SECONDS=int(os.environ.get("RESET_LINK_SECONDS", "3600")),
        LOGIN_PAUSE_SECONDS=int(os.environ.get("LOGIN_PAUSE_SECONDS", "900")),
        # SMTP_HOST names a mail server; without it, mail is printed.
        SMTP_HOST=os.environ.get("SMTP_HOST"),
        SMTP_PORT=int(os.environ.get("SMTP_PORT", "25")),
        # Failures are counted in this process; several need a Redis.
        RATELIMIT_STORAGE_URI="memory://",
        MAIL_FROM=os.environ.get("MAIL_FROM", "accounts@example.com"),
    )
    app.config.from_prefixed_env()  # FLASK_TRUSTED_HOSTS, FLASK_RATELIMIT_STORAGE_URI
    app.config.update(config)
    CSRFProtect(app)
    db.init_app(app)
    Migrate(app, db)
    views.login_manager.init_app(app)
    limiter.init_app(app)
    app.register_blueprint(views.bp)
    app.register_error_handler(429, paused)
    app.after_request(protect)
    return app


def paused(error):
    return render_template("paused.html"), 429


def protect(response):
    response.headers["Cache-Control"] = "no-store"  # nothing to see with the back button
    response.headers["Referrer-Policy"] = "same-origin"  # a reset link is a secret
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Frame-Options"] = "DENY"
    return response


# --8<-- [end:settings]
