import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from app import create_app
from models import User, db
from views import own_path

KEY = RSAKey.generate_key(2048, {"kid": "1"}, private=True)
CLAIMS: dict[str, object] = {}
CLIENT_ID = "example"


class Provider(BaseHTTPRequestHandler):
    """As much of a provider as these tests need: it signs whatever they put into CLAIMS."""

    def do_GET(self):
        issuer = f"http://{self.headers['Host']}"
        documents = {
            "/.well-known/openid-configuration": {
                "issuer": issuer,
                "authorization_endpoint": f"{issuer}/authorize",
                "token_endpoint": f"{issuer}/token",
                "jwks_uri": f"{issuer}/keys",
            },
            "/keys": {"keys": [KEY.as_dict(private=False)]},
        }
        self.answer(documents[self.path])

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        token = jwt.encode({"alg": "RS256", "kid": "1"}, CLAIMS, KEY)
        self.answer({"access_token": "x", "token_type": "Bearer", "id_token": token})

    def answer(self, document):
        body = json.dumps(document).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture(scope="session")
def provider():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def app(provider):
    app = create_app(
        SQLALCHEMY_DATABASE_URI="sqlite://",
        WTF_CSRF_ENABLED=False,
        OIDC_ISSUER=provider,
        OIDC_SERVER_METADATA_URL=f"{provider}/.well-known/openid-configuration",
        OIDC_CLIENT_ID=CLIENT_ID,
    )
    with app.app_context():
        db.create_all()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def sign_in(client, provider):
    def sign_in(path="/login", **changed):
        question = parse_qs(urlsplit(client.get(path).location).query)
        honest = {
            "iss": provider,
            "aud": CLIENT_ID,
            "sub": "1",
            "name": "Ada",
            "nonce": question["nonce"][0],
            "iat": int(time.time()),
            "exp": int(time.time()) + 60,
        }
        CLAIMS.clear()
        CLAIMS.update(honest | changed)
        state = question["state"][0]
        return client.get("/callback", query_string={"code": "x", "state": state})

    return sign_in


def is_in(client):
    return client.get("/account").status_code == 200


def test_signs_in_and_leads_back(client, sign_in):
    assert sign_in("/login?next=/account?tab=2").location == "/account?tab=2"
    assert "Hello, Ada" in client.get("/account").text


@pytest.mark.parametrize("claim", ["iss", "aud", "nonce"])
def test_refuses_a_token_that_is_not_for_us(client, sign_in, claim):
    assert sign_in(**{claim: "another"}).status_code == 400
    assert not is_in(client)


def test_refuses_a_callback_that_it_did_not_ask_for(client):
    assert client.get("/callback?code=x&state=y").status_code == 400


def test_says_so_when_somebody_does_not_agree(client):
    response = client.get("/callback?error=access_denied")
    assert response.status_code == 403
    assert "You did not agree." in response.text


def test_an_address_that_nobody_verified_is_not_kept(client, sign_in):
    sign_in(email="ada@example.com")
    assert "ada@example.com" not in client.get("/account").text
    client.post("/logout")
    sign_in(email="ada@example.com", email_verified=True)
    assert "ada@example.com" in client.get("/account").text


@pytest.mark.parametrize(
    "target", ["https://evil.example", "//evil.example", "/\\evil.example", ""]
)
def test_next_is_a_path_of_this_site(target):
    assert own_path("/account?tab=2")
    assert not own_path(target)


def test_signing_out_ends_copies_of_the_cookie(app, client, sign_in):
    sign_in()
    copy = app.test_client()
    copy.set_cookie("session", client.get_cookie("session").value)
    assert is_in(copy)
    client.post("/logout")
    assert not is_in(copy)


def test_a_closed_account_stays_closed(app, client, sign_in):
    sign_in()
    with app.app_context():
        db.session.execute(db.update(User).values(is_active=False))
        db.session.commit()
    assert not is_in(client)
    assert sign_in().status_code == 403


def test_refuses_a_post_without_token(app, client):
    app.config["WTF_CSRF_ENABLED"] = True
    assert client.post("/logout").status_code == 400


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
