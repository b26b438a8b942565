# --8<-- [start:test]
import re

import pytest

from app import create_app
from history import Change
from models import Author, Book, User, db
from passwords import hash_of, user_with

PASSWORD = "analytical-engine"
HASH = hash_of(PASSWORD)  # slow, as it should be: once is enough


@pytest.fixture
def app():
    app = create_app(SQLALCHEMY_DATABASE_URI="sqlite://", WTF_CSRF_ENABLED=False)
    with app.app_context():
        db.create_all()
        db.session.add_all(
            [
                User(name="ada", password_hash=HASH, is_staff=True),
                User(name="bob", password_hash=HASH),
                Author(name="Jane Austen", books=[Book(title="Emma"), Book(title="Persuasion")]),
            ]
        )
        db.session.commit()
    yield app  # outside of the context: each request remembers its own user
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def visitor(app):
    return app.test_client()


@pytest.fixture
def staff(app):
    return signed_in(app, "ada")


def signed_in(app, name):
    client = app.test_client()
    client.post("/login", data={"username": name, "password": PASSWORD})
    return client


def out_of_print(app):
    with app.app_context():
        return list(db.session.scalars(db.select(Book.title).where(~Book.in_print)))


def test_staff_see_the_books(staff):
    assert "Persuasion" in staff.get("/admin/book/").text


def test_every_address_is_closed_to_others(app, visitor):
    user = signed_in(app, "bob")
    rules = [rule for rule in app.url_map.iter_rules() if "static" not in rule.endpoint]
    addresses = {re.sub("<.+?>", "1", str(rule)) for rule in rules if str(rule)[:7] == "/admin/"}
    assert len(addresses) > 20
    for address in addresses:
        for client in (visitor, user):
            for answer in (client.get(address), client.post(address)):
                led = (answer.location or "").startswith("/login")  # an open view leads elsewhere
                assert led or answer.status_code in {403, 405}, address


def test_an_action_changes_the_chosen_and_is_on_record(app, staff):
    staff.post("/admin/book/action/", data={"action": "take_out_of_print", "rowid": ["2"]})
    assert out_of_print(app) == ["Persuasion"]
    page = staff.get("/admin/change/?search=Persuasion").text
    assert "changed" in page
    assert "ada" in page


def history(app):
    with app.app_context():
        return db.session.execute(db.select(Change.id, Change.by, Change.record)).all()


def test_the_history_cannot_be_changed(app, staff):
    before = history(app)
    row = {"at": "2026-01-01 00:00:00", "by": "eve", "deed": "added", "record": "Book 9"}
    for deed in ("new", "edit", "delete", "action"):
        data = {**row, "id": 1, "action": "delete", "rowid": "1"}
        staff.post(f"/admin/change/{deed}/?id=1", data=data)
    assert history(app) == before


def test_a_new_book_is_no_change_of_its_author(app, staff):
    data = {"name": "Jane Austen", "books-2-title": "Sanditon"}
    staff.post("/admin/author/edit/?id=1", data=data)
    assert [record for *_, record in history(app)[3:]] == ["Book 3: Sanditon"]


def test_a_post_without_token_changes_nothing(app, staff):
    app.config["WTF_CSRF_ENABLED"] = True
    data = {"action": "take_out_of_print", "rowid": ["2"]}
    assert staff.post("/admin/book/action/", data=data).status_code == 400
    assert out_of_print(app) == []


def test_the_command_makes_staff_and_others(app):
    run = app.test_cli_runner().invoke
    for args in (["eve", "--staff"], ["joe"]):
        done = run(args=["create-user", *args], env={"PASSWORD": "four words are not"})
        assert done.exit_code == 0, done.output
    with app.app_context():
        assert user_with("eve", "four words are not").is_staff
        assert not user_with("joe", "four words are not").is_staff


@pytest.mark.parametrize(("value", "secure"), [("1", True), ("0", False)])
def test_the_cookie_needs_https_unless_switched_off(monkeypatch, value, secure):
    monkeypatch.setenv("HTTPS_ONLY", value)
    assert create_app().config["SESSION_COOKIE_SECURE"] is secure


# --8<-- [end:test]
