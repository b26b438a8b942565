import os
import shutil
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.exc import IntegrityError, InvalidRequestError

from app import create_app
from models import Author, Book, Loan, Tag, db


@pytest.fixture
def app():
    app = create_app(
        SQLALCHEMY_DATABASE_URI=os.environ.get("TEST_DATABASE_URL", "sqlite://"),
        WTF_CSRF_ENABLED=False,
    )
    with app.app_context():
        db.create_all()
        ada, maths, poetry = Author(name="Ada"), Tag(name="maths"), Tag(name="poetry")
        notes = Book(title="Notes", author=ada, pages=100, copies=1, tags=[poetry, maths])
        sketch = Book(title="Sketch", author=ada, pages=100, copies=0)
        db.session.add_all([notes, sketch])
        db.session.commit()
        yield app
        db.session.remove()
        db.drop_all()
        db.engine.dispose()


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def queries(app):
    """What the database is asked from here on."""
    asked = []
    event.listen(db.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    return asked


def one(model, **values):
    db.session.expire_all()
    return db.session.scalar(db.select(model).filter_by(**values))


def test_a_list_takes_two_queries(client, queries):
    assert "maths, poetry" in client.get("/").text
    assert len(queries) == 2  # books with their authors; their tags


def test_what_was_not_asked_for_is_not_fetched_one_by_one(app):
    with pytest.raises(InvalidRequestError, match="lazy='raise'"):
        _ = one(Book, title="Notes").author


def test_authors_without_books_are_counted(client, queries):
    db.session.add(Author(name="Grace"))
    db.session.commit()
    queries.clear()
    page = client.get("/authors").text
    assert len(queries) == 1
    assert "<td>100.0</td>" in page
    assert "<td>0</td>" in page


def form_of(book, **changed):
    return {"title": book.title, "author_id": book.author_id, "pages": book.pages, **changed}


def test_an_edit_sets_the_tags(client):
    notes, maths = one(Book, title="Notes"), one(Tag, name="maths")
    client.post(f"/books/{notes.id}/edit", data=form_of(notes, tag_ids=[maths.id]))
    assert "<td>maths</td>" in client.get("/").text


def test_an_edit_writes_what_it_changed(client, queries):
    notes = one(Book, title="Notes")
    client.post(f"/books/{notes.id}/edit", data=form_of(notes, pages=7, copies=9))
    *_, update = [asked for asked in queries if asked.startswith("UPDATE")]
    assert "SET pages=" in update
    assert "copies" not in update
    assert "title" not in update


@pytest.mark.parametrize("wrong", [{"title": "Notes"}, {"copies": -1}, {"author_id": 99}])
def test_the_database_refuses_it_too(app, wrong):
    ada = one(Author, name="Ada")
    right = {"title": "New", "author_id": ada.id, "pages": 1, "copies": 1}
    db.session.add(Book(**{**right, **wrong}))
    with pytest.raises(IntegrityError):
        db.session.commit()


def test_a_loan_is_whole_or_not_at_all(client):
    ids = list(db.session.scalars(db.select(Book.id)))
    page = client.post("/loans/new", data={"reader": "Mary", "book_ids": ids}).text
    assert "No copy is left of Sketch by Ada." in page
    assert one(Book, title="Notes").copies == 1
    assert one(Loan) is None


def test_an_author_with_books_stays(client):
    address = f"/authors/{one(Author, name='Ada').id}/delete"
    assert "Ada has books and stays." in client.post(address).text
    db.session.execute(db.delete(Book))
    db.session.commit()
    client.post(address)
    assert one(Author) is None


def test_refuses_a_post_without_token(app, client):
    app.config["WTF_CSRF_ENABLED"] = True
    assert client.post(f"/authors/{one(Author).id}/delete").status_code == 400


def test_seed_fills_an_empty_library_once(app):
    db.drop_all()
    db.create_all()
    for _ in range(2):
        seeded = app.test_cli_runner().invoke(args=["seed"])
        assert seeded.exit_code == 0, seeded.output
        assert len(db.session.scalars(db.select(Book.id)).all()) == 20


def test_migrations_make_the_models(app):
    db.drop_all()
    run = app.test_cli_runner().invoke
    assert run(args=["db", "upgrade"]).exit_code == 0
    checked = run(args=["db", "check"])
    assert checked.exit_code == 0, checked.output
    run(args=["db", "downgrade", "base"])


LONGER = """
import sqlalchemy as sa
from alembic import op

revision, down_revision = "longer", "b307aa0a9a28"


def upgrade():
    with op.batch_alter_table("book") as table:
        table.alter_column("title", type_=sa.String(120), existing_nullable=False)


def downgrade():
    pass
"""


def test_a_table_that_is_changed_keeps_what_refers_to_it(app, tmp_path):
    folder = shutil.copytree(Path(app.root_path, "migrations"), tmp_path / "migrations")
    (folder / "versions/longer.py").write_text(LONGER)
    run = app.test_cli_runner().invoke
    db.drop_all()
    assert run(args=["db", "upgrade"]).exit_code == 0
    ada, maths = Author(name="Ada"), Tag(name="maths")
    db.session.add(Book(title="Notes", author=ada, pages=1, copies=1, tags=[maths]))
    db.session.commit()
    upgraded = run(args=["db", "upgrade", "--directory", str(folder)])
    assert upgraded.exit_code == 0, upgraded.output
    assert "<td>maths</td>" in app.test_client().get("/").text
    db.session.remove()
    run(args=["db", "downgrade", "--directory", str(folder), "base"])


@pytest.mark.parametrize(("value", "secure"), [("1", True), ("0", False)])
def test_the_cookie_needs_https_unless_switched_off(monkeypatch, value, secure):
    monkeypatch.setenv("HTTPS_ONLY", value)
    assert create_app().config["SESSION_COOKIE_SECURE"] is secure
