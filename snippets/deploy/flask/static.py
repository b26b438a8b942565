# --8<-- [start:static]
import hashlib
from functools import cache
from pathlib import Path


def init_app(app):
    @cache
    def digest(filename):
        content = Path(app.static_folder, filename).read_bytes()
        return hashlib.sha256(content).hexdigest()[:12]

    @app.url_defaults
    def with_digest(endpoint, values):
        if endpoint == "static":
            values["v"] = digest(values["filename"])


# --8<-- [end:static]
