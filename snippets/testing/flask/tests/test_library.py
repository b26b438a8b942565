from datetime import date
from unittest import mock

import pytest
from flask_sqlalchemy.record_queries import get_recorded_queries
from sqlalchemy.exc import IntegrityError
from werkzeug.security import generate_password_hash

from models import Book, Loan, User, db


@pytest.fixture
def loans(app):
    """Tells which loans are stored: who has what, and whether it is back."""

    def loans():
        with app.app_context():
            found = db.session.scalars(db.select(Loan).order_by(Loan.id))
            return [(one.borrower.username, one.returned_on is not None) for one in found]

    return loans


# --8<-- [start:unit]
def test_a_book_is_due_in_four_weeks():
    assert Loan(lent_on=date(2027, 1, 20)).due == date(2027, 2, 17)


# --8<-- [end:unit]


def test_every_page_asks_for_a_login(app):
    response = app.test_client().get("/")
    assert response.location == "/login?next=%2F"
    assert response.cache_control.no_store


def test_a_loan_is_stored_and_shown(as_, person, ada, dune, loans):
    client, other = as_(ada), as_(person("grace"))
    assert "Borrow Dune" in client.get("/").text
    client.post(f"/books/{dune.id}/borrow")
    assert "Return Dune" in client.get("/").text
    assert "Return Dune" not in other.get("/").text
    assert loans() == [("ada", False)]


# --8<-- [start:queries]
def test_a_list_takes_its_queries(as_, make, person, dune):
    for name, book in [("ada", dune), ("grace", make(Book(title="Emma")))]:
        make(Loan(book_id=book.id, borrower_id=person(name).id))
    with as_(person("mary", is_staff=True)) as client:
        client.get("/")
        asked = [str(query.statement)[:6] for query in get_recorded_queries()]
    assert asked.count("SELECT") == 2  # who asks; the books, with who has them


# --8<-- [end:queries]


# --8<-- [start:mail-tests]
def test_a_receipt_is_sent(as_, ada, dune, outbox):
    as_(ada).post(f"/books/{dune.id}/borrow")
    (receipt,) = outbox
    assert receipt["To"] == "ada@example.com"
    assert "You have borrowed Dune." in receipt.get_content()


def test_a_receipt_is_sent_after_the_commit(as_, ada, dune, loans):
    with mock.patch("mail.send_receipt", side_effect=lambda loan: db.session.rollback()):
        as_(ada).post(f"/books/{dune.id}/borrow")
    assert loans() == [("ada", False)]


def test_a_loan_stands_without_its_receipt(as_, ada, dune, loans, caplog):
    with mock.patch("mail.smtplib.SMTP", side_effect=ConnectionRefusedError):
        assert as_(ada).post(f"/books/{dune.id}/borrow").location == "/"
    assert loans() == [("ada", False)]
    assert [record.levelname for record in caplog.records] == ["ERROR"]


# --8<-- [end:mail-tests]


# --8<-- [start:rules]
def test_a_book_that_is_out_is_refused(as_, person, loan, loans, outbox):
    assert as_(person("grace")).post(f"/books/{loan.book_id}/borrow").status_code == 409
    assert loans() == [("ada", False)]
    assert outbox == []


def test_the_database_refuses_a_second_loan(app, loan):
    with app.app_context():
        db.session.add(Loan(book_id=loan.book_id, borrower_id=loan.borrower_id))
        with pytest.raises(IntegrityError, match=r"one_open_loan|loan\.book_id"):
            db.session.commit()


def test_a_book_that_came_back_can_be_lent(as_, ada, loan, loans):
    client = as_(ada)
    client.post(f"/loans/{loan.id}/return")
    client.post(f"/books/{loan.book_id}/borrow")
    assert loans() == [("ada", True), ("ada", False)]


def test_others_do_not_return_a_book(as_, person, loan, loans):
    assert as_(person("grace")).post(f"/loans/{loan.id}/return").status_code == 403
    assert loans() == [("ada", False)]


def test_the_staff_returns_a_book(as_, person, loan, loans):
    as_(person("mary", is_staff=True)).post(f"/loans/{loan.id}/return")
    assert loans() == [("ada", True)]


# --8<-- [end:rules]


# --8<-- [start:csrf]
def test_a_post_without_token_is_refused(app, as_, ada, dune, loans, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    assert as_(ada).post(f"/books/{dune.id}/borrow").status_code == 400
    assert loans() == []


# --8<-- [end:csrf]


def test_a_password_opens_the_door(app, person):
    person("ada", password_hash=generate_password_hash("right", "pbkdf2:sha256:1"))
    client = app.test_client()
    wrong = client.post("/login", data={"username": "ada", "password": "wrong"})
    assert "Name or password is wrong." in wrong.text
    right = client.post("/login", data={"username": "ada", "password": "right"})
    assert right.location == "/"
    assert "Log ada out" in client.get("/").text


# --8<-- [start:commands]
def test_what_exists_is_not_added_again(app, person, monkeypatch):
    monkeypatch.setenv("DEMO_PASSWORD", "any")
    monkeypatch.setattr("seed.METHOD", "pbkdf2:sha256:1")  # quick
    person("ada")
    for _ in range(2):
        seeded = app.test_cli_runner().invoke(args=["seed"])
        assert seeded.exit_code == 0, seeded.output
    with app.app_context():
        names = db.session.scalars(db.select(User.username).order_by(User.username)).all()
        titles = db.session.scalars(db.select(Book.title).order_by(Book.title)).all()
    assert names == ["ada", "grace", "mary"]
    assert titles == ["Dune", "Emma", "Kim"]


def test_migrations_make_the_models(whole_app):
    checked = whole_app.test_cli_runner().invoke(args=["db", "check"])
    assert checked.exit_code == 0, checked.output


# --8<-- [end:commands]
