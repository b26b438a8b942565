import os
from ipaddress import ip_address

from flask import Flask
from flask_wtf import CSRFProtect

import headers
import pages
from proxy import only_from


# --8<-- [start:settings]
def create_app(**config):
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=os.environ["SECRET_KEY"],
        TRUSTED_HOSTS=["127.0.0.1", "localhost"],
        # HTTPS_ONLY=0 is for plain http on your own machine.
        HTTPS_ONLY=os.environ.get("HTTPS_ONLY") != "0",
        SESSION_COOKIE_SAMESITE="Lax",  # HTTPONLY is the default
        MAX_CONTENT_LENGTH=16 * 1024,
    )
    app.config.from_prefixed_env()  # FLASK_TRUSTED_HOSTS
    app.config.update(config)
    app.config["SESSION_COOKIE_SECURE"] = app.config["HTTPS_ONLY"]
    # Gunicorn reads FORWARDED_ALLOW_IPS too: the addresses from which the proxy connects.
    # A network or * it would take as well; this does not start with them.
    named = os.environ["FORWARDED_ALLOW_IPS"].split(",")
    proxies = [str(ip_address(name.strip())) for name in named if name.strip()]
    app.wsgi_app = only_from(proxies, app.wsgi_app)  # type: ignore[method-assign]
    headers.init_app(app)
    CSRFProtect(app)
    app.register_blueprint(pages.bp)
    return app


# --8<-- [end:settings]
