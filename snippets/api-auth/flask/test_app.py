import runpy

import pytest
from werkzeug.security import generate_password_hash

from app import create_app
from models import ApiToken, User, db

PASSWORD = "violet anchor 93 quay"
ORIGIN = "http://localhost:5173"


@pytest.fixture
def app():
    app = create_app(SQLALCHEMY_DATABASE_URI="sqlite://", SESSION_COOKIE_SECURE=False)
    with app.app_context():
        db.create_all()
        for username in ("ada", "grace"):
            # Hashing takes long on purpose; tests need not wait for it.
            hashed = generate_password_hash(PASSWORD, "pbkdf2:sha256:1")
            db.session.add(User(username=username, password_hash=hashed))
        db.session.commit()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def client(app):
    return app.test_client()


def csrf(client):
    return {"X-CSRFToken": client.get("/api/session").json["csrf_token"]}


def sign_in(client, username="ada", password=PASSWORD):
    body = {"username": username, "password": password}
    return client.post("/api/session", json=body, headers=csrf(client))


def make_token(client, **given):
    response = client.post("/api/tokens", json={"name": "test", **given}, headers=csrf(client))
    return response.json


def bearer(secret):
    return {"Authorization": f"Bearer {secret}"}


def test_signs_in_and_out(client):
    assert sign_in(client).json["user"] == "ada"
    assert client.delete("/api/session", headers=csrf(client)).status_code == 204
    assert client.get("/api/session").json["user"] is None


def test_signing_out_ends_copies_of_the_cookie(app, client):
    sign_in(client)
    copy = app.test_client()
    copy.set_cookie("session", client.get_cookie("session").value)
    assert copy.get("/api/notes").status_code == 200
    client.delete("/api/session", headers=csrf(client))
    assert copy.get("/api/notes").status_code == 401


def test_signing_in_needs_the_csrf_token_as_well(client):
    body = {"username": "ada", "password": PASSWORD}
    assert client.post("/api/session", json=body).status_code == 400


def test_another_origin_may_not_write_with_the_cookie(client):
    sign_in(client)
    headers = {**csrf(client), "Origin": "https://evil.example"}
    assert client.post("/api/notes", json={"text": "x"}, headers=headers).status_code == 403
    headers["Origin"] = ORIGIN
    assert client.post("/api/notes", json={"text": "x"}, headers=headers).status_code == 201


def test_a_token_is_stored_as_a_hash_only(app, client):
    sign_in(client)
    secret = make_token(client)["token"]
    with app.app_context():
        stored = db.session.scalar(db.select(ApiToken))
        assert secret not in (stored.digest, stored.name)


def test_a_token_needs_no_cookie_until_it_is_revoked(app, client):
    sign_in(client)
    token = make_token(client)
    program = app.test_client()
    assert program.get("/api/notes", headers=bearer(token["token"])).status_code == 200
    client.delete(f"/api/tokens/{token['id']}", headers=csrf(client))
    assert program.get("/api/notes", headers=bearer(token["token"])).status_code == 401


def test_a_token_expires(app, client):
    sign_in(client)
    token = make_token(client)
    with app.app_context():
        db.session.scalar(db.select(ApiToken)).expires = 0
        db.session.commit()
    assert client.get("/api/notes", headers=bearer(token["token"])).status_code == 401


def test_a_token_makes_no_tokens(client):
    sign_in(client)
    headers = bearer(make_token(client)["token"])
    assert client.post("/api/tokens", json={"name": "x"}, headers=headers).status_code == 403


def test_a_wrong_token_does_not_fall_back_to_the_session(client):
    sign_in(client)
    assert client.get("/api/notes", headers=bearer("wrong")).status_code == 401


def test_somebody_elses_token_is_unknown(app, client):
    sign_in(client)
    token = make_token(client)
    other = app.test_client()
    sign_in(other, "grace")
    path = f"/api/tokens/{token['id']}"
    assert other.delete(path, headers=csrf(other)).status_code == 404
    assert other.get("/api/tokens").json == []


def test_a_view_that_nobody_thought_of_is_closed(app, client):
    app.add_url_rule("/api/new", view_func=lambda: {})
    assert client.get("/api/new").status_code == 401
    sign_in(client)
    assert client.get("/api/new").status_code == 200


@pytest.mark.parametrize(("origin", "named"), [(ORIGIN, ORIGIN), ("https://evil.example", None)])
def test_one_origin_may_read(client, origin, named):
    response = client.get("/api/session", headers={"Origin": origin})
    assert response.headers.get("Access-Control-Allow-Origin") == named


@pytest.mark.parametrize("several", ["*", "https://.*", "https://*.example.com", "null", ""])
def test_one_origin_is_one(several):
    with pytest.raises(ValueError, match="APP_ORIGIN"):
        create_app(APP_ORIGIN=several)


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
    created = runpy.run_path("app.py")["create_app"]()
    assert created.config["SESSION_COOKIE_SECURE"] is secure
