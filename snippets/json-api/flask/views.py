# --8<-- [start:views]
from flask import Blueprint, abort, request, url_for
from pydantic import ValidationError

from errors import name_the_fields
from models import Book, db
from schemas import NewBook, Search

bp = Blueprint("books", __name__, url_prefix="/api/books")


@bp.get("")
def index():
    search = check(Search, request.args.to_dict())
    query = db.select(Book).order_by(Book.id).limit(search.limit)
    if search.author is not None:
        query = query.filter_by(author=search.author)
    return [book.as_dict() for book in db.session.scalars(query)]


@bp.post("")
def add():
    new = check(NewBook, read_json())
    book = Book(**new.model_dump())
    db.session.add(book)
    db.session.commit()
    return book.as_dict(), 201, {"Location": url_for(".show", book_id=book.id)}


# SQLite has no larger numbers.
@bp.get("/<int(max=9223372036854775807):book_id>")
def show(book_id):
    return db.get_or_404(Book, book_id).as_dict()


# --8<-- [end:views]


# --8<-- [start:body]
def read_json():
    try:
        return request.get_json()
    except RecursionError:
        abort(400, "The JSON is nested too deeply.")


def check(schema, data):
    try:
        return schema.model_validate(data)
    except ValidationError as error:
        name_the_fields(error)


# --8<-- [end:body]
