from flask import Blueprint, abort, redirect, render_template, url_for
from flask_login import current_user
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

import mail
from login import manager
from models import OPEN, Book, Loan, db, today

bp = Blueprint("library", __name__)


@bp.before_request
def people_only():
    if not current_user.is_authenticated:  # `login_required` lets OPTIONS through
        return manager.unauthorized()


@bp.get("/")
def index():
    books = db.session.execute(
        db.select(Book, Loan)
        .outerjoin(Loan, (Loan.book_id == Book.id) & OPEN)
        .options(joinedload(Loan.borrower))
        .order_by(Book.title)
    )
    return render_template("index.html", books=books)


# --8<-- [start:borrow]
# Larger numbers do not fit into the column: 500 instead of 404.
@bp.post("/books/<int(max=2147483647):book_id>/borrow")
def borrow(book_id):
    loan = Loan(book=db.get_or_404(Book, book_id), borrower_id=current_user.id)
    db.session.add(loan)
    try:
        db.session.commit()
    except IntegrityError:
        abort(409, "Somebody else has this book.")
    mail.send_receipt(loan)
    return redirect(url_for("library.index"))


# --8<-- [end:borrow]


@bp.post("/loans/<int(max=2147483647):loan_id>/return")
def return_book(loan_id):
    loan = db.one_or_404(db.select(Loan).where(Loan.id == loan_id, OPEN))
    if loan.borrower_id != current_user.id and not current_user.is_staff:
        abort(403)
    loan.returned_on = today()
    db.session.commit()
    return redirect(url_for("library.index"))
