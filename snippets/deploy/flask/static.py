# --8<-- [start:static]
import hashlib
import shutil
from functools import cache
from pathlib import Path

HOME = Path(__file__).resolve().parent  # of this version, wherever `current` leads by then
ASSETS = HOME / "assets"


@cache
def hashed(name):
    path = ASSETS / name
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    return f"{Path(name).with_suffix('')}.{digest}{path.suffix}"


def collect():
    """Copy the files to where nginx finds them, each under a name with a digest."""
    for path in filter(Path.is_file, ASSETS.rglob("*")):
        target = HOME / "static" / hashed(path.relative_to(ASSETS))
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, new := target.with_suffix(".new"))
        new.replace(target)  # in one step, as nginx may be sending it


def init_app(app):
    @app.url_defaults
    def with_digest(endpoint, values):
        if endpoint == "static":
            values["filename"] = hashed(values["filename"])


# --8<-- [end:static]
