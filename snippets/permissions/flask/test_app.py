import os

import pytest
from flask_login import FlaskLoginClient

from app import create_app
from login import own_path
from models import Note, User, db

NAMES = ("ada", "grace", "mary")


@pytest.fixture
def app():
    app = create_app(
        SQLALCHEMY_DATABASE_URI=os.environ.get("TEST_DATABASE_URL", "sqlite://"),
        WTF_CSRF_ENABLED=False,
    )
    app.test_client_class = FlaskLoginClient
    with app.app_context():
        db.create_all()
        ada, grace, mary = (User(username=name, password_hash="") for name in NAMES)
        mary.moderates = True
        db.session.add_all([ada, grace, mary])
        db.session.commit()
    # No context stays open here: Flask-Login would take whoever asked first for all of them.
    yield app
    with app.app_context():
        db.session.remove()
        db.drop_all()
        db.engine.dispose()


def stored(app, statement):
    with app.app_context():
        return list(db.session.scalars(statement))


def person(app, name):
    (found,) = stored(app, db.select(User).filter_by(username=name))
    return found


@pytest.fixture
def as_(app):
    """A client in which somebody is logged in."""
    return lambda name: app.test_client(user=person(app, name))


@pytest.fixture
def note(as_):
    sent = {"title": "Sketch", "text": "Secret"}
    return as_("ada").post("/notes/new", data=sent).location


def titles(app):
    return stored(app, db.select(Note.title))


@pytest.mark.parametrize(
    ("name", "expected"),
    [("ada", [200, 200, 200]), ("grace", [404, 404, 404]), ("mary", [200, 403, 200])],
)
def test_who_may_do_what(as_, note, name, expected):
    client = as_(name)
    pages = [note, f"{note}/edit", f"{note}/delete"]
    assert [client.get(page).status_code for page in pages] == expected


def test_others_do_not_delete(app, as_, note):
    assert as_("grace").post(f"{note}/delete").status_code == 404
    assert titles(app) == ["Sketch"]
    as_("mary").post(f"{note}/delete")
    assert titles(app) == []


@pytest.mark.parametrize(
    ("name", "count"), [("ada", "1 note"), ("grace", "0 notes"), ("mary", "1 note")]
)
def test_a_list_holds_ones_own(as_, note, name, count):
    assert f"<p>{count}</p>" in as_(name).get("/").text


def test_the_owner_is_no_input(app, as_):
    ada, grace = person(app, "ada"), person(app, "grace")
    as_("grace").post("/notes/new", data={"title": "Mine", "text": "x", "owner_id": ada.id})
    assert stored(app, db.select(Note.owner_id)) == [grace.id]


@pytest.mark.parametrize("path", ["/", "/notes/new", "/people"])
def test_every_page_asks_for_a_login(app, path):
    assert app.test_client().get(path).location.startswith("/login")


@pytest.mark.parametrize(
    "target", ["https://evil.example", "//evil.example", "/\\evil.example", ""]
)
def test_next_is_a_path_of_this_site(target):
    assert own_path("/notes/new?tab=2")
    assert not own_path(target)


def test_a_role_counts_at_once(app, as_):
    client = as_("grace")
    assert client.get("/people").status_code == 403
    with app.app_context():
        db.session.execute(db.update(User).values(moderates=True))
        db.session.commit()
    assert client.get("/people").status_code == 200


def test_the_staff_gives_a_role_but_not_to_itself(app, as_):
    client = as_("mary")
    client.post(f"/people/{person(app, 'grace').id}", data={"moderates": "on"})
    assert person(app, "grace").moderates
    assert client.post(f"/people/{person(app, 'mary').id}").status_code == 404


def test_refuses_a_post_without_token(app, as_, note):
    app.config["WTF_CSRF_ENABLED"] = True
    assert as_("ada").post(f"{note}/delete").status_code == 400
    assert titles(app) == ["Sketch"]


def test_whoever_exists_stays(app, monkeypatch):
    monkeypatch.setenv("DEMO_PASSWORD", "any")
    with app.app_context():
        db.session.execute(db.delete(User).filter_by(username="mary"))
        db.session.execute(db.update(User).filter_by(username="grace").values(moderates=True))
        db.session.commit()
    seeded = app.test_cli_runner().invoke(args=["seed"])
    assert seeded.exit_code == 0, seeded.output
    staff = db.select(User.username).where(User.moderates).order_by(User.username)
    assert stored(app, staff) == ["grace", "mary"]


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
