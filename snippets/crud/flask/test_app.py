# --8<-- [start:test]
import os

import pytest
from sqlalchemy.exc import IntegrityError

from app import create_app
from models import Book, db

ADA = {"title": "Notes", "author": "Ada Lovelace"}


@pytest.fixture
def app():
    app = create_app(
        SQLALCHEMY_DATABASE_URI=os.environ.get("TEST_DATABASE_URL", "sqlite://"),
        WTF_CSRF_ENABLED=False,
    )
    with app.app_context():
        db.create_all()
    yield app
    with app.app_context():
        db.drop_all()
        db.engine.dispose()


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def book(app):
    with app.app_context():
        book = Book(**ADA)
        db.session.add(book)
        db.session.commit()
        return book.id


def titles(client):
    with client.application.app_context():
        return list(db.session.scalars(db.select(Book.title).order_by(Book.id)))


def test_adds_a_book_and_says_so(client):
    page = client.post("/books/new", data=ADA, follow_redirects=True).text
    assert "Added: Notes" in page
    assert titles(client) == ["Notes"]


def test_changes_a_book(client, book):
    client.post(f"/books/{book}/edit", data={**ADA, "title": "Sketch"})
    assert titles(client) == ["Sketch"]


def test_asks_before_it_deletes(client, book):
    address = f"/books/{book}/delete"
    assert "Delete Notes?" in client.get(address).text
    assert titles(client) == ["Notes"]
    assert client.post(address).status_code in {302, 303}  # 303 from Flask 3.2 on
    assert titles(client) == []


def test_refuses_a_long_title(client):
    page = client.post("/books/new", data={**ADA, "title": "x" * 101}).text
    assert "Field cannot be longer than 100 characters." in page
    assert titles(client) == []


def test_refuses_a_title_that_is_taken(client, book):
    page = client.post("/books/new", data=ADA).text
    assert "Another book has this title." in page
    assert titles(client) == ["Notes"]


def test_the_database_refuses_it_too(app, book):
    with app.app_context(), pytest.raises(IntegrityError):
        db.session.add(Book(**ADA))
        db.session.commit()


def test_refuses_a_post_without_token(app, client, book):
    app.config["WTF_CSRF_ENABLED"] = True
    assert client.post(f"/books/{book}/delete").status_code == 400
    assert titles(client) == ["Notes"]


def test_migrations_make_the_models(app):
    with app.app_context():
        db.drop_all()
    run = app.test_cli_runner().invoke
    assert run(args=["db", "upgrade"]).exit_code == 0
    checked = run(args=["db", "check"])
    assert checked.exit_code == 0, checked.output
    run(args=["db", "downgrade", "base"])


@pytest.mark.parametrize(("value", "secure"), [("1", True), ("0", False)])
def test_the_cookie_needs_https_unless_switched_off(monkeypatch, value, secure):
    monkeypatch.setenv("HTTPS_ONLY", value)
    assert create_app().config["SESSION_COOKIE_SECURE"] is secure


# --8<-- [end:test]
