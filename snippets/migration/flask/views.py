# --8<-- [start:list]
import click
from flask import Blueprint, render_template

from models import Article, db

bp = Blueprint("articles", __name__)


@bp.get("/")
def index():
    articles = db.session.scalars(db.select(Article).order_by(Article.id)).all()
    return render_template("index.html", articles=articles)


# --8<-- [end:list]


# --8<-- [start:add]
@bp.cli.command()
@click.argument("title")
@click.argument("text")
def add(title, text):
    """Add an article."""
    db.session.add(Article(title=title, text=text))
    db.session.commit()


# --8<-- [end:add]
