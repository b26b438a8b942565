# --8<-- [start:test]
import json
import os
import re
import runpy

import pytest

import store
from app import app

NOTE = {"note": "buy a lamp"}
in_redis = pytest.mark.skipif("REDIS_URL" not in os.environ, reason="needs REDIS_URL")


@pytest.fixture
def client():
    return app.test_client()


def visits(client):
    return client.get("/").text


def post(client, path, **data):
    token = re.findall(r'name="csrf_token".* value="([^"]+)"', visits(client))[0]
    return client.post(path, data={**data, "csrf_token": token})


def test_counts_for_each_client(client):
    visits(client)
    assert 'id="visits">2<' in visits(client)
    assert 'id="visits">1<' in visits(app.test_client())


def test_keeps_a_note_and_confirms_it_once(client):
    assert post(client, "/", **NOTE).location == "/"
    assert "Saved: buy a lamp" in visits(client)
    later = visits(client)
    assert "Saved" not in later
    assert 'id="note">buy a lamp<' in later


def test_refuses_a_note_that_is_too_long(client):
    assert "aria-invalid" in post(client, "/", note="x" * 101).text
    assert 'id="note"><' in client.get("/stored").text


def test_the_end_empties_the_session(client):
    post(client, "/", **NOTE)
    assert post(client, "/end").location == "/ended"
    assert client.get_cookie("session") is None
    assert "buy a lamp" not in visits(client)


@in_redis
def test_the_end_holds_for_copies_of_the_cookie(client):
    post(client, "/", **NOTE)
    copy = app.test_client()
    copy.set_cookie("session", client.get_cookie("session").value)
    assert "buy a lamp" in visits(copy)
    post(client, "/end")
    assert "buy a lamp" not in visits(copy)


@pytest.mark.parametrize("held", [b"[1]", b"5", b'"x"', b"{", b"\x80\x04K\x01."])
def test_what_is_no_session_counts_as_an_empty_one(held):
    assert store.OnlyJSON().decode(held) == {}


def test_no_value_from_the_store_counts_as_markup():
    held = {"note": {" m": "<b>"}}  # in a signed cookie, this is markup
    assert store.OnlyJSON().decode(json.dumps(held).encode()) == held


def test_refuses_a_post_without_token(client):
    assert client.post("/", data=NOTE).status_code == 400


@pytest.mark.parametrize(("value", "secure"), [("1", True), ("0", False)])
def test_the_cookie_needs_https_unless_switched_off(monkeypatch, value, secure):
    monkeypatch.setenv("HTTPS_ONLY", value)
    loaded = runpy.run_path("app.py")["app"]
    assert loaded.config["SESSION_COOKIE_SECURE"] is secure


# --8<-- [end:test]
