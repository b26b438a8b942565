import os
from functools import partial
from threading import Thread

from flask import Flask
from flask_wtf import CSRFProtect

import chat
import pages
from rooms import rooms


# --8<-- [start:settings]
def create_app(**config):
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=os.environ["SECRET_KEY"],
        TRUSTED_HOSTS=["127.0.0.1", "localhost"],
        SESSION_COOKIE_SAMESITE="Lax",
        # HTTPS_ONLY=0 is for plain http on your own machine.
        SESSION_COOKIE_SECURE=os.environ.get("HTTPS_ONLY") != "0",
        PEOPLE=dict(pair.split(":") for pair in os.environ["PEOPLE"].split(",")),
        STAFF=os.environ.get("STAFF", "").split(","),
        REDIS_URL=os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/0"),
        # The pages from which a socket may be opened, each as https://host.
        ALLOWED_ORIGINS=os.environ["ALLOWED_ORIGINS"].split(","),
        MAX_SOCKETS=int(os.environ.get("MAX_SOCKETS", "50")),
        SOCK_SERVER_OPTIONS={
            "max_message_size": chat.LIMIT,
            "ping_interval": float(os.environ.get("PING_SECONDS", "25")),
            # The thread that reads: it must not keep a server that ends.
            "thread_class": partial(Thread, daemon=True),
        },
    )
    app.config.from_prefixed_env()  # FLASK_TRUSTED_HOSTS
    app.config.update(config)
    CSRFProtect(app)
    rooms.init_app(app)
    app.register_blueprint(pages.bp)
    app.register_blueprint(chat.bp)
    return app


# --8<-- [end:settings]
