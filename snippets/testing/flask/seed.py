import os

import click
from flask.cli import with_appcontext
from werkzeug.security import generate_password_hash

from login import METHOD
from models import Book, User, db

PEOPLE = {"ada": False, "grace": False, "mary": True}  # name → staff
TITLES = ("Dune", "Emma", "Kim")


@click.command()
@with_appcontext
def seed():
    """Add people and books to try this with; whatever exists stays as it is."""
    people = set(db.session.scalars(db.select(User.username)))
    for name in PEOPLE.keys() - people:
        password_hash = generate_password_hash(os.environ["DEMO_PASSWORD"], METHOD)
        email = f"{name}@example.com"
        db.session.add(
            User(username=name, email=email, password_hash=password_hash, is_staff=PEOPLE[name])
        )
    titles = set(db.session.scalars(db.select(Book.title)))
    db.session.add_all(Book(title=title) for title in TITLES if title not in titles)
    db.session.commit()
