# --8<-- [start:search]
import re

from flask import Blueprint, abort, render_template, request

from forms import SearchForm
from models import Book, db
from positions import read_position

bp = Blueprint("books", __name__)

# The number comes last, as it is unique: without it, books of one title have no order.
ORDERS = {
    "title": (Book.title, Book.id),
    "-title": (Book.title.desc(), Book.id.desc()),
    "year": (Book.year, Book.id),
    "-year": (Book.year.desc(), Book.id.desc()),
}


def found(form):
    query = db.select(Book).order_by(*ORDERS[form.sort.data])
    if text := form.q.data:
        # Without autoescape, % and _ in the text are wildcards.
        matches = (column.icontains(text, autoescape=True) for column in (Book.title, Book.author))
        query = query.where(db.or_(*matches))
    if form.subject.data:
        query = query.where(Book.subject == form.subject.data)
    return query


# --8<-- [end:search]


# --8<-- [start:list]
PAGE = re.compile(r"[0-9]{1,12}")


@bp.get("/")
def index():
    form = SearchForm(request.args)
    if not form.validate():
        return render_template("index.html", form=form), 400
    # Python's `int` also reads `1_0` and `٣`; the database has no integers of any size.
    if not PAGE.fullmatch(request.args.get("page", "1")):
        abort(404)
    books = db.paginate(found(form), per_page=int(form.size.data))  # reads ?page= itself
    return render_template("index.html", form=form, books=books)


# --8<-- [end:list]


# --8<-- [start:keyset]
SIZE = 20


@bp.get("/newest")
def newest():
    position = None
    if "after" in request.args:
        position = read_position(request.args["after"]) or abort(404)
    # One book more than is shown tells whether there are more.
    books = db.session.scalars(newest_after(position).limit(SIZE + 1)).all()
    return render_template("newest.html", books=books[:SIZE], more=len(books) > SIZE)


def newest_after(position):
    query = db.select(Book).order_by(Book.year.desc(), Book.id.desc())
    return query.where(db.tuple_(Book.year, Book.id) < position) if position else query


# --8<-- [end:keyset]
