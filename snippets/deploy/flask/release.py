# --8<-- [start:release]
import click
from flask.cli import with_appcontext
from flask_migrate import upgrade
from sqlalchemy import text

from models import db

LOCK = 728_114_602  # any number, the same in every release


@click.command()
@with_appcontext
def release():
    """Get ready for this version. Of several that begin at once, one does it at a time."""
    with db.engine.begin() as connection:  # the lock ends with its transaction
        connection.execute(text("SET LOCAL lock_timeout = '10min'"))
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
        upgrade()


# --8<-- [end:release]
