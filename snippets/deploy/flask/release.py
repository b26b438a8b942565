# --8<-- [start:release]
import time

import click
from flask.cli import with_appcontext
from flask_migrate import upgrade
from sqlalchemy import text

import static
from models import db

LOCK = {"lock": 728_114_602}  # any number, the same in every release


@click.command()
@with_appcontext
def release():
    """Get ready for this version. Of several that begin at once, one does it at a time."""
    static.collect()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        # Whoever waits in PostgreSQL is in the way of CREATE INDEX CONCURRENTLY.
        for _ in range(600):
            if connection.scalar(text("SELECT pg_try_advisory_lock(:lock)"), LOCK):
                break
            time.sleep(1)
        else:
            raise click.ClickException("another release has been at it for 10 minutes")
        try:
            upgrade()
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:lock)"), LOCK)


# --8<-- [end:release]
