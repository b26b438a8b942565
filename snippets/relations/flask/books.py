# --8<-- [start:list]
from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload, selectinload

from forms import BookForm, NewBookForm
from models import Author, Book, Tag, db

bp = Blueprint("books", __name__)


@bp.get("/")
def index():
    found = (
        db.select(Book)
        .options(joinedload(Book.author, innerjoin=True), selectinload(Book.tags))
        .order_by(Book.title, Book.id)
    )
    return render_template("books.html", books=db.session.scalars(found).all())


# --8<-- [end:list]


# --8<-- [start:save]
@bp.route("/books/new", methods=["GET", "POST"])
def create():
    return saved(Book(), NewBookForm(request.form), "Add a book")


# Larger numbers do not fit into the column: 500 instead of 404.
@bp.route("/books/<int(max=2147483647):book_id>/edit", methods=["GET", "POST"])
def edit(book_id):
    if request.method == "POST":
        # Whoever saves this book as well waits here: PostgreSQL holds the row, SQLite its file.
        db.session.execute(db.update(Book).where(Book.id == book_id).values(id=Book.id))
    found = db.select(Book).where(Book.id == book_id).options(selectinload(Book.tags))
    book = db.one_or_404(found)
    # Nothing was sent yet on GET: an empty form would be one without ticks.
    form = BookForm(request.form or None, obj=book, tag_ids=[tag.id for tag in book.tags])
    return saved(book, form, "Edit a book")


def saved(book, form, heading):
    authors = db.session.execute(db.select(Author.id, Author.name).order_by(Author.name))
    tags = db.session.scalars(db.select(Tag).order_by(Tag.name)).all()
    form.author_id.choices = {author.id: author.name for author in authors}
    form.tag_ids.choices = {tag.id: tag.name for tag in tags}
    if form.validate_on_submit():
        form.populate_obj(book)
        book.tags = [tag for tag in tags if tag.id in form.tag_ids.data]
        db.session.add(book)
        try:
            db.session.commit()  # the book and its tags, or neither
        except IntegrityError:
            form.title.errors = ["This author has a book of that title, or has just been deleted."]
        else:
            return redirect(url_for("books.index"))
    db.session.rollback()  # nobody waits for the page below
    return render_template("form.html", form=form, heading=heading)


# --8<-- [end:save]
