# --8<-- [start:seed]
import os

import click
from flask.cli import with_appcontext
from werkzeug.security import generate_password_hash

from login import METHOD
from models import User, db

PEOPLE = {"ada": False, "grace": False, "mary": True}  # name → staff


@click.command()
@with_appcontext
def seed():
    """Add people to try this with; whoever exists stays as they are."""
    known = set(db.session.scalars(db.select(User.username)))
    for username in PEOPLE.keys() - known:
        password_hash = generate_password_hash(os.environ["DEMO_PASSWORD"], METHOD)
        moderates = PEOPLE[username]
        db.session.add(User(username=username, password_hash=password_hash, moderates=moderates))
    db.session.commit()


# --8<-- [end:seed]
