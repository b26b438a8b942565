# --8<-- [start:aggregate]
from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy import func
from sqlalchemy.exc import IntegrityError

from forms import AuthorForm
from models import Author, Book, db

bp = Blueprint("authors", __name__, url_prefix="/authors")


@bp.get("")
def index():
    found = (
        db.select(
            Author.id,
            Author.name,
            func.count(Book.id).label("book_count"),
            func.round(func.avg(Book.pages), 1).label("average"),
        )
        .select_from(Author)
        .outerjoin(Book, Book.author_id == Author.id)
        .group_by(Author.id)
        .order_by(Author.name)
    )
    return render_template("authors.html", authors=db.session.execute(found).all())


# --8<-- [end:aggregate]


@bp.route("/new", methods=["GET", "POST"])
def create():
    form = AuthorForm(request.form)
    if form.validate_on_submit():
        db.session.add(Author(name=form.name.data))
        try:
            db.session.commit()
        except IntegrityError:
            db.session.rollback()
            form.name.errors = ["There is an author of that name."]
        else:
            return redirect(url_for("authors.index"))
    return render_template("form.html", form=form, heading="Add an author")


# --8<-- [start:delete]
@bp.route("/<int(max=2147483647):author_id>/delete", methods=["GET", "POST"])
def delete(author_id):
    author = db.get_or_404(Author, author_id)
    name, error = author.name, None
    if request.method == "POST":
        db.session.delete(author)
        try:
            db.session.commit()
        except IntegrityError:  # RESTRICT: the database looks for books
            db.session.rollback()
            error = f"{name} has books and stays."
        else:
            return redirect(url_for("authors.index"))
    return render_template("delete.html", name=name, error=error)


# --8<-- [end:delete]
