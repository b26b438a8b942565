# --8<-- [start:views]
from flask import Blueprint, render_template
from sqlalchemy import func, select, text

from models import Notice, db
from version import VERSION

bp = Blueprint("notices", __name__)


@bp.get("/")
def index():
    notices = db.session.scalars(select(Notice).order_by(Notice.id)).all()
    return render_template("index.html", notices=notices, version=VERSION)


@bp.get("/report")
def report():
    db.session.execute(text("SELECT pg_sleep(2)"))  # stands in for work that takes its time
    count = db.session.scalar(select(func.count(Notice.id)))
    return plain(f"{count} notices")


# --8<-- [end:views]


# --8<-- [start:health]
@bp.get("/healthz")
def alive():
    """Does the process answer? If not, it is started again."""
    return plain("alive")


@bp.get("/readyz")
def ready():
    """Can it serve visitors? If not, none are sent here."""
    db.session.execute(text("SELECT 1"))
    return plain("ready")


def plain(text):
    headers = {"Cache-Control": "no-store", "Content-Type": "text/plain; charset=utf-8"}
    return f"{text}\n", headers


# --8<-- [end:health]
