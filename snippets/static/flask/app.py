# --8<-- [start:settings]
import json
from pathlib import Path

from flask import Flask, render_template
from whitenoise import WhiteNoise

import build

HOME = Path(__file__).resolve().parent

app = Flask(__name__, static_folder=None)
app.config["TRUSTED_HOSTS"] = ["127.0.0.1", "localhost"]
app.config.from_prefixed_env()  # FLASK_TRUSTED_HOSTS
# --8<-- [end:settings]


# --8<-- [start:names]
NAMES = json.loads(build.NAMES.read_text())

# Only for url_for: WhiteNoise answers before Flask is asked.
app.add_url_rule("/static/<path:filename>", "static", build_only=True)


@app.url_defaults
def with_hash(endpoint, values):
    if endpoint == "static":
        values["filename"] = NAMES[values["filename"]]


# --8<-- [end:names]


# --8<-- [start:serve]
def no_sniffing(headers, path, url):
    headers["X-Content-Type-Options"] = "nosniff"


files = WhiteNoise(
    app.wsgi_app,
    root=build.STATIC,
    prefix="static",
    immutable_file_test="^/static/",  # build.py gave each of them a hash
    mimetypes={".map": "application/json"},
    add_headers_function=no_sniffing,
)
files.add_files(HOME / "public")  # robots.txt: names that must stay
app.wsgi_app = files  # type: ignore[method-assign]


@app.after_request
def no_sniffing_either(response):
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


# --8<-- [end:serve]


# --8<-- [start:view]
@app.get("/")
def index():
    # It names files by their hash, so it must not be older than they are.
    return render_template("index.html"), {"Cache-Control": "no-cache"}


# --8<-- [end:view]
