# --8<-- [start:views]
from typing import Annotated

from flask import Blueprint, abort, render_template, request
from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from errors import InvalidInput
from models import Book, db

bp = Blueprint("books", __name__)


@bp.get("/")
def index():
    books = db.session.scalars(db.select(Book).order_by(Book.id))
    return render_template("index.html", books=books)


# SQLite has no larger numbers.
@bp.get("/books/<int(max=9223372036854775807):book_id>")
def show(book_id):
    return render_template("book.html", book=released_or_403(book_id))


@bp.get("/api/books/<int(max=9223372036854775807):book_id>")
def show_json(book_id):
    book = released_or_403(book_id)
    return {"title": book.title, "century": book.century}


def released_or_403(book_id):
    book = db.get_or_404(Book, book_id)
    if not book.released:
        abort(403)
    return book


# --8<-- [end:views]


# --8<-- [start:body]
class NewBook(BaseModel):
    # As form fields go: blanks around a value are dropped, and a number is taken as its text.
    model_config = ConfigDict(str_strip_whitespace=True, coerce_numbers_to_str=True)

    title: Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[^\x00]*$")]
    year: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,4}$")]


@bp.post("/api/books")
def add():
    try:
        new = NewBook.model_validate(request.get_json())
    except RecursionError:
        abort(400, "The JSON is nested too deeply.")
    except ValidationError as error:
        raise InvalidInput(error) from None
    db.session.add(Book(**new.model_dump()))
    db.session.commit()
    return new.model_dump(), 201


# --8<-- [end:body]


# --8<-- [start:stream]
@bp.get("/centuries.csv")
def export():
    books = db.session.scalars(db.select(Book).order_by(Book.id)).all()

    def lines():
        yield "id,century\n"
        for book in books:
            yield f"{book.id},{book.century}\n"

    return lines(), {"Content-Type": "text/csv; charset=utf-8"}


# --8<-- [end:stream]
