# --8<-- [start:settings]
import os

from flask import Flask
from flask_wtf import CSRFProtect

import store
import views


def create_app(**config):
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=os.environ["SECRET_KEY"],
        TRUSTED_HOSTS=["127.0.0.1", "localhost"],
        SESSION_COOKIE_SAMESITE="Lax",  # HTTPONLY is the default
        # HTTPS_ONLY=0 is for plain http on your own machine.
        SESSION_COOKIE_SECURE=os.environ.get("HTTPS_ONLY") != "0",
        WTF_CSRF_TIME_LIMIT=None,  # a token lives as long as its session
        MAX_CONTENT_LENGTH=16 * 1024,
        REDIS_URL=os.environ["REDIS_URL"],
        CACHE_KEY_PREFIX="prices:",  # others may use this Redis too
        UPSTREAM_URL=os.environ["UPSTREAM_URL"],
        PURGE_TOKEN=os.environ["PURGE_TOKEN"],
        # Seconds: prices and failures are kept, the source may be silent, and one may ask it.
        PRICES_SECONDS=int(os.environ.get("PRICES_SECONDS", "60")),
        FAILED_SECONDS=int(os.environ.get("FAILED_SECONDS", "5")),
        SOURCE_SECONDS=int(os.environ.get("SOURCE_SECONDS", "5")),
        LOCK_SECONDS=int(os.environ.get("LOCK_SECONDS", "10")),
    )
    app.config.from_prefixed_env()  # FLASK_TRUSTED_HOSTS
    app.config.update(config)
    for name in ("PRICES_SECONDS", "FAILED_SECONDS", "SOURCE_SECONDS", "LOCK_SECONDS"):
        if app.config[name] < 1:  # 0 is for ever, for values and for locks
            raise ValueError(f"{name} is {app.config[name]}, and must be at least 1.")
    CSRFProtect(app).exempt(views.purge)
    store.init_app(app)
    app.register_blueprint(views.bp)
    app.after_request(private_by_default)
    return app


# --8<-- [end:settings]


# --8<-- [start:private]
def private_by_default(response):
    """Errors and redirects too: what may be shared has said so itself."""
    response.headers.setdefault("Cache-Control", "private, no-store")
    return response


# --8<-- [end:private]
