# --8<-- [start:settings]
import os

from flask import Flask
from flask_migrate import Migrate
from flask_wtf import CSRFProtect

import views
from models import db
from provider import oauth


def create_app(**config):
    app = Flask(__name__)
    issuer = os.environ["OIDC_ISSUER"]
    app.config.update(
        SECRET_KEY=os.environ["SECRET_KEY"],
        SQLALCHEMY_DATABASE_URI="sqlite:///db.sqlite3",
        OIDC_ISSUER=issuer,
        OIDC_SERVER_METADATA_URL=issuer.rstrip("/") + "/.well-known/openid-configuration",
        OIDC_CLIENT_ID=os.environ["OIDC_CLIENT_ID"],
        OIDC_CLIENT_SECRET=os.environ["OIDC_CLIENT_SECRET"],
        TRUSTED_HOSTS=["127.0.0.1", "localhost"],
        MAX_CONTENT_LENGTH=64 * 1024,
        WTF_CSRF_TIME_LIMIT=None,  # who is signed in can sign out, after an hour too
        # Not Strict: the provider's redirect has to bring the cookie along.
        SESSION_COOKIE_SAMESITE="Lax",
        # HTTPS_ONLY=0 is for plain http on your own machine.
        SESSION_COOKIE_SECURE=os.environ.get("HTTPS_ONLY") != "0",
    )
    app.config.from_prefixed_env()  # FLASK_TRUSTED_HOSTS
    app.config.update(config)
    CSRFProtect(app)
    db.init_app(app)
    Migrate(app, db)
    oauth.init_app(app)
    views.login_manager.init_app(app)
    app.register_blueprint(views.bp)
    app.after_request(protect)
    return app


def protect(response):
    response.headers["Cache-Control"] = "no-store"  # nothing to see with the back button
    response.headers["Referrer-Policy"] = "same-origin"  # an address may hold a code
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["X-Frame-Options"] = "DENY"
    return response


# --8<-- [end:settings]
