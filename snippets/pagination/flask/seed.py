# --8<-- [start:seed]
import click
from flask.cli import with_appcontext

from models import Book, db

AUTHORS = ["Ada Lovelace", "Grace Hopper", "Mary Somerville"]
SUBJECTS = ["art", "history", "science", "science"]


@click.command()
@with_appcontext
def seed():
    """Make the table, and add books to turn pages in, if there are none."""
    db.create_all()
    if not db.session.scalar(db.select(Book.id).limit(1)):
        db.session.add_all(
            Book(
                title=f"Volume {number:03}",
                author=AUTHORS[number % 3],
                subject=SUBJECTS[number % 4],
                year=1950 + number * 7 % 25,
                cost=1 + number * 11 % 40,
            )
            for number in range(1, 251)
        )
        db.session.commit()


# --8<-- [end:seed]
