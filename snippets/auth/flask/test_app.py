import re

import pytest

from app import create_app
from models import User, db
from pause import name_and_address
from views import own_path

PASSWORD = "violet anchor 93 quay"
ADA = {"name": "ada", "email": "ada@example.com", "password": PASSWORD}


@pytest.fixture
def app():
    app = create_app(SQLALCHEMY_DATABASE_URI="sqlite://", WTF_CSRF_ENABLED=False)
    with app.app_context():
        db.create_all()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def ada(app):
    # Flask-Login keeps the user of an application context: requests need their own.
    with app.app_context():
        user = User(name=ADA["name"], email=ADA["email"])
        user.set_password(PASSWORD)
        db.session.add(user)
        db.session.commit()
        return user.password_hash


def sign_in(client, **changed):
    return client.post("/login", data={**ADA, **changed})


def is_in(client):
    return client.get("/account").status_code == 200


def test_registers_and_signs_in(client):
    assert "Welcome, ada." in client.post("/register", data=ADA, follow_redirects=True).text
    assert sign_in(client).location == "/account"
    assert "Hello, ada" in client.get("/account").text


@pytest.mark.parametrize("password", ["k7#Wq2x", "password123", "ada@example.com"])
def test_refuses_a_password_that_is_easy_to_guess(client, password):
    assert "aria-invalid" in client.post("/register", data={**ADA, "password": password}).text
    assert "Welcome" in client.post("/register", data=ADA, follow_redirects=True).text


def test_refuses_a_name_that_is_taken(client, ada):
    assert "Somebody has this name." in client.post("/register", data={**ADA, "name": "Ada"}).text


def test_stores_a_hash(ada):
    assert ada.startswith("scrypt:32768:8:3$")


@pytest.mark.parametrize(
    "target", ["https://evil.example", "//evil.example", "/\\evil.example", ""]
)
def test_next_is_a_path_of_this_site(target):
    assert own_path("/account?tab=2")
    assert not own_path(target)


def test_signing_out_ends_copies_of_the_cookie(app, client, ada):
    sign_in(client)
    copy = app.test_client()
    copy.set_cookie("session", client.get_cookie("session").value)
    assert is_in(copy)
    client.post("/logout")
    assert not is_in(copy)


def test_a_link_sets_one_new_password(client, ada, capsys):
    client.post("/reset", data=ADA)
    (link,) = re.findall(r"http\S+", capsys.readouterr().out)
    new = {"password": "seven grey mules 41 hum"}
    assert client.post(link, data=new).location == "/login"
    assert client.post(link, data=new).status_code == 410
    assert sign_in(client, **new).location == "/account"


def test_an_unknown_address_gets_no_mail(client, ada, capsys):
    client.post("/reset", data={"email": "eve@example.com"})
    assert capsys.readouterr().out == ""


def test_slows_down_after_five_failures(client, ada):
    tried = [sign_in(client, password="wrong").status_code for _ in range(5)]
    assert tried == [200] * 5
    assert sign_in(client).status_code == 429


def test_a_right_password_forgets_the_failures(client, ada):
    for _ in range(2):
        tried = [sign_in(client, password="wrong").status_code for _ in range(4)]
        assert tried == [200] * 4
        assert sign_in(client).location == "/account"


def test_an_attempt_counts_before_its_password_is_checked(client, monkeypatch):
    monkeypatch.setattr(User, "with_password", lambda name, password: 1 / 0)
    assert [sign_in(client).status_code for _ in range(6)] == [500] * 5 + [429]


def test_a_long_name_takes_no_memory(app):
    with app.test_request_context(method="POST", data={"name": "x" * 400_000}):
        assert len(name_and_address()) < 200


def test_refuses_a_post_without_token(app, client, ada):
    app.config["WTF_CSRF_ENABLED"] = True
    assert sign_in(client).status_code == 400


def test_migrations_make_the_models(app):
    with app.app_context():
        db.drop_all()
    run = app.test_cli_runner().invoke
    assert run(args=["db", "upgrade"]).exit_code == 0
    checked = run(args=["db", "check"])
    assert checked.exit_code == 0, checked.output


@pytest.mark.parametrize(("value", "secure"), [("1", True), ("0", False)])
def test_the_cookie_needs_https_unless_switched_off(monkeypatch, value, secure):
    monkeypatch.setenv("HTTPS_ONLY", value)
    assert create_app().config["SESSION_COOKIE_SECURE"] is secure
