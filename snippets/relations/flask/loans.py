# --8<-- [start:lend]
from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy.orm import selectinload

from forms import LoanForm
from models import Author, Book, Loan, db

bp = Blueprint("loans", __name__, url_prefix="/loans")


class NoCopyLeftError(Exception):
    pass


def take_copy(book_id):
    """Let the database count: what was read may be out of date."""
    taken = (
        db.update(Book)
        .where(Book.id == book_id, Book.copies > 0)
        .values(copies=Book.copies - 1)
        .returning(Book)
    )
    book = db.session.scalar(taken)
    if book is None:
        raise NoCopyLeftError(book_id)
    return book


@bp.route("/new", methods=["GET", "POST"])
def create():
    form = LoanForm(request.form)
    found = db.select(Book.id, Book.title, Author.name).join(Book.author).order_by(Book.id)
    titles = {one.id: f"{one.title} by {one.name}" for one in db.session.execute(found)}
    form.book_ids.choices = titles
    if form.validate_on_submit():
        try:
            # Every loan takes its books in this order, so that no two wait for each other.
            books = [take_copy(book_id) for book_id in sorted(set(form.book_ids.data))]
        except NoCopyLeftError as error:
            db.session.rollback()  # the copies that were taken before as well
            form.book_ids.errors = [f"No copy is left of {titles[error.args[0]]}."]
        else:
            db.session.add(Loan(reader=form.reader.data, books=books))
            db.session.commit()  # all of the books, and the loan
            return redirect(url_for("loans.index"))
    return render_template("form.html", form=form, heading="Lend books")


# --8<-- [end:lend]


@bp.get("")
def index():
    found = db.select(Loan).options(selectinload(Loan.books)).order_by(Loan.id.desc())
    return render_template("loans.html", loans=db.session.scalars(found).all())
