import os

import click
from flask.cli import with_appcontext
from werkzeug.security import generate_password_hash

from models import METHOD, User, db


@click.command()
@with_appcontext
def seed():
    """Add people to try this with; whoever exists stays as they are."""
    known = set(db.session.scalars(db.select(User.username)))
    for username in {"ada", "grace"} - known:
        password_hash = generate_password_hash(os.environ["DEMO_PASSWORD"], METHOD)
        db.session.add(User(username=username, password_hash=password_hash))
    db.session.commit()
