import click
from flask.cli import with_appcontext

from models import Book, db


@click.command()
@with_appcontext
def seed():
    """Make the table, and add a book for each answer, if there are none."""
    db.create_all()
    if not db.session.scalar(db.select(Book.id).limit(1)):
        db.session.add_all(
            [
                Book(title="Emma", year="1815"),
                Book(title="Sequel", year="2100", released=False),
                Book(title="Beowulf", year="unknown"),
            ]
        )
        db.session.commit()
