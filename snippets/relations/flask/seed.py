import click
from flask.cli import with_appcontext

from models import Author, Book, Tag, db

AUTHORS = ("Ada Lovelace", "Grace Hopper", "Mary Somerville")
TAGS = ("history", "machines", "maths", "poetry")


@click.command()
@with_appcontext
def seed():
    """Add books to try this with, if there are none."""
    if db.session.scalar(db.select(Tag.id).limit(1)):
        return
    authors = [Author(name=name) for name in AUTHORS]
    tags = [Tag(name=name) for name in TAGS]
    for number in range(20):
        db.session.add(
            Book(
                title=f"Notebook {number + 1}",
                author=authors[number % 3],
                pages=100 + number,
                copies=3,
                tags=list({tags[number % 4], tags[number % 3]}),
            )
        )
    db.session.commit()
