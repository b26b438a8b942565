import re

import pytest

from app import create_app


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "test")
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "10.0.0.1")


@pytest.fixture
def client():
    return create_app(HTTPS_ONLY=True).test_client()


FROM_PROXY = {
    "environ_base": {"REMOTE_ADDR": "10.0.0.1"},
    "headers": {"X-Forwarded-For": "203.0.113.9, 10.0.0.9", "X-Forwarded-Proto": "https"},
}
HTTPS = {"base_url": "https://localhost"}


@pytest.mark.parametrize("path", ["/", "/static/site.css", "/broken", "/no-such", "/connection"])
def test_every_answer_has_the_headers(client, path):
    headers = client.get(path, **HTTPS).headers
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "Strict-Transport-Security" in headers


def test_what_a_view_says_of_itself_stays(client):
    own = {"X-Frame-Options": "SAMEORIGIN"}
    client.application.add_url_rule("/own", view_func=lambda: ("", own))
    headers = client.get("/own", **HTTPS).headers
    assert headers.getlist("X-Frame-Options") == ["SAMEORIGIN"]
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_the_script_has_the_nonce_of_the_policy(client):
    first, second = client.get("/", **HTTPS), client.get("/", **HTTPS)
    (nonce,) = re.findall('nonce="(.+?)"', first.text)
    assert f"'nonce-{nonce}'" in first.headers["Content-Security-Policy"]
    assert nonce not in second.headers["Content-Security-Policy"]


def test_http_leads_to_https(client):
    answer = client.get("/connection/?a=1")
    assert answer.status_code == 301
    assert answer.location == "https://localhost/connection/?a=1"
    assert "Strict-Transport-Security" not in answer.headers


def test_the_proxy_is_believed(client):
    seen = client.get("/connection/", **FROM_PROXY).json
    assert (seen["scheme"], seen["address"]) == ("https", "10.0.0.9")


def test_nobody_else_is(client):
    stranger = {**FROM_PROXY, "environ_base": {"REMOTE_ADDR": "10.0.0.2"}}
    assert client.get("/connection/", **stranger).status_code == 301


def test_of_no_proxy_nobody_is_believed(monkeypatch):
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "")
    by_socket = {**FROM_PROXY, "environ_base": {"REMOTE_ADDR": ""}}
    answer = create_app(HTTPS_ONLY=True).test_client().get("/connection/", **by_socket)
    assert answer.status_code == 301


def test_spaces_around_an_address_do_no_harm(monkeypatch):
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "10.0.0.7, 10.0.0.1,")
    client = create_app(HTTPS_ONLY=True).test_client()
    assert client.get("/connection/", **FROM_PROXY).json["address"] == "10.0.0.9"


@pytest.mark.parametrize("value", ["*", "10.0.0.0/8", "proxy"])
def test_what_is_no_address_stops_the_start(monkeypatch, value):
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", value)
    with pytest.raises(ValueError, match="IPv4"):
        create_app()


def test_an_unknown_host_is_refused(client):
    assert client.get("/", base_url="https://evil.example").status_code == 400


@pytest.mark.parametrize(("value", "secure"), [("1", True), ("0", False)])
def test_the_cookie_needs_https_unless_switched_off(monkeypatch, value, secure):
    monkeypatch.setenv("HTTPS_ONLY", value)
    assert create_app().config["SESSION_COOKIE_SECURE"] is secure
    given = create_app(HTTPS_ONLY=not secure).config
    assert given["SESSION_COOKIE_SECURE"] is not secure
