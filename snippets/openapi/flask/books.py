# --8<-- [start:views]
from http import HTTPStatus

from flask import url_for
from flask.views import MethodView
from flask_smorest import Blueprint

from errors import ShallowParser
from models import Book, db
from schemas import BookSchema, NewBookSchema, SearchSchema

blp = Blueprint("books", __name__, url_prefix="/api/books", description="A list of books.")
blp.ARGUMENTS_PARSER = ShallowParser()
TOO_LARGE = HTTPStatus(413).name  # Python 3.13 has changed it
LOCATION = {"Location": {"required": True, "schema": {"type": "string"}}}


@blp.route("")
class BookList(MethodView):
    @blp.doc(operationId="listBooks")
    @blp.arguments(SearchSchema, location="query")
    @blp.response(200, BookSchema(many=True))
    def get(self, search):
        """The oldest entries first"""
        query = db.select(Book).order_by(Book.id).limit(search["limit"])
        if "author" in search:
            query = query.filter_by(author=search["author"])
        return db.session.scalars(query).all()

    @blp.doc(operationId="addBook")
    @blp.arguments(NewBookSchema)
    @blp.response(201, BookSchema, headers=LOCATION)
    @blp.alt_response(413, TOO_LARGE)
    def post(self, new):
        """Add a book"""
        book = Book(**new)
        db.session.add(book)
        db.session.commit()
        return book, {"Location": url_for(".BookDetail", book_id=book.id)}


# SQLite has no larger numbers.
@blp.route("/<int(min=1, max=9223372036854775807):book_id>")
class BookDetail(MethodView):
    @blp.doc(operationId="showBook")
    @blp.response(200, BookSchema)
    @blp.alt_response(404, "NOT_FOUND")
    def get(self, book_id):
        """One book"""
        return db.get_or_404(Book, book_id)

    @blp.doc(operationId="replaceBook")
    @blp.arguments(NewBookSchema)
    @blp.response(200, BookSchema)
    @blp.alt_response(404, "NOT_FOUND")
    @blp.alt_response(413, TOO_LARGE)
    def put(self, new, book_id):
        """Change a book"""
        book = db.get_or_404(Book, book_id)
        for name, value in new.items():
            setattr(book, name, value)
        db.session.commit()
        return book

    @blp.doc(operationId="deleteBook")
    @blp.response(204)
    @blp.alt_response(404, "NOT_FOUND")
    def delete(self, book_id):
        """Delete a book"""
        db.session.delete(db.get_or_404(Book, book_id))
        db.session.commit()


# --8<-- [end:views]
