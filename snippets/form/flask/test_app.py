# --8<-- [start:test]
import runpy

import pytest

from app import app

VALID = {"name": "Ada Lovelace", "email": "ada@example.com", "seats": "2"}


@pytest.fixture
def client(monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", False)
    return app.test_client()


def test_confirms_a_valid_signup_once(client):
    response = client.post("/signup", data=VALID)
    assert response.status_code in {302, 303}  # 303 from Flask 3.2 on
    assert response.location == "/signup/thanks"
    assert "Ada Lovelace" in client.get("/signup/thanks").text
    assert "Ada Lovelace" not in client.get("/signup/thanks").text


def test_keeps_what_was_typed(client):
    page = client.post("/signup", data={**VALID, "seats": "5"}).text
    assert "Number must be between 1 and 4." in page
    assert 'value="Ada Lovelace"' in page
    assert 'value="ada@example.com"' in page


def test_refuses_a_blank_name(client):
    page = client.post("/signup", data={**VALID, "name": "   "}).text
    assert "This field is required." in page


def test_refuses_a_post_without_token():
    assert app.test_client().post("/signup", data=VALID).status_code == 400


@pytest.mark.parametrize(("value", "secure"), [("1", True), ("0", False)])
def test_the_cookie_needs_https_unless_switched_off(monkeypatch, value, secure):
    monkeypatch.setenv("HTTPS_ONLY", value)
    loaded = runpy.run_path("app.py")["app"]
    assert loaded.config["SESSION_COOKIE_SECURE"] is secure


# --8<-- [end:test]
