# --8<-- [start:list]
from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from forms import BookForm
from models import Book, db

# Larger numbers do not fit into the column: 500 instead of 404.
ONE = "/books/<int(max=2147483647):book_id>"

bp = Blueprint("books", __name__)


@bp.get("/")
def index():
    books = db.session.scalars(db.select(Book).order_by(Book.id.desc())).all()
    return render_template("index.html", books=books)


# --8<-- [end:list]


# --8<-- [start:save]
@bp.route("/books/new", methods=["GET", "POST"])
def create():
    form = BookForm(request.form)  # without it, JSON is taken as well
    if form.validate_on_submit():
        book = Book()
        db.session.add(book)
        if save(form, book):
            flash(f"Added: {book.title}")
            return redirect(url_for("books.index"))
    return render_template("edit.html", form=form, heading="Add a book")


@bp.route(f"{ONE}/edit", methods=["GET", "POST"])
def edit(book_id):
    book = db.get_or_404(Book, book_id)
    form = BookForm(request.form, obj=book)
    if form.validate_on_submit() and save(form, book):
        flash(f"Saved: {book.title}")
        return redirect(url_for("books.index"))
    return render_template("edit.html", form=form, heading="Edit a book")


def save(form, book):
    form.populate_obj(book)
    try:
        db.session.commit()
    except IntegrityError:  # only the title can be refused by the database
        db.session.rollback()
        form.title.errors = [*form.title.errors, "Another book has this title."]
        return False
    except StaleDataError:  # somebody has deleted it
        abort(404)
    return True


# --8<-- [end:save]


# --8<-- [start:delete]
@bp.route(f"{ONE}/delete", methods=["GET", "POST"])
def delete(book_id):
    book = db.get_or_404(Book, book_id)
    if request.method == "POST":
        db.session.delete(book)
        db.session.commit()
        flash(f"Deleted: {book.title}")
        return redirect(url_for("books.index"))
    return render_template("delete.html", book=book)


# --8<-- [end:delete]
