import json
import threading
from unittest.mock import patch

import pytest
from redis import RedisError
from simple_websocket import Client, ConnectionClosed
from werkzeug.serving import make_server

from app import create_app
from rooms import rooms

UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}
ORIGIN = "http://localhost"


@pytest.fixture
def app():
    app = create_app(
        TESTING=True,
        WTF_CSRF_ENABLED=False,
        SESSION_COOKIE_SECURE=False,
        PEOPLE={"ada": "a", "grace": "b"},
        STAFF=["ada"],
        ALLOWED_ORIGINS=[ORIGIN],
    )
    # In place of Redis: what is published comes back at once.
    with (
        patch.object(rooms, "_publish", rooms._hand_out),
        patch.object(rooms, "is_open", lambda: True),
    ):
        rooms.hears.set()
        yield app


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture
def address(app):
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"ws://127.0.0.1:{server.port}"
    server.shutdown()


def sign_in(client, username, password):
    client.post("/sign-in", data={"username": username, "password": password})
    return f"session={client.get_cookie('session').value}"


def status(client, room="lobby", origin=ORIGIN):
    headers = {**UPGRADE, "Origin": origin}
    return client.get(f"/rooms/{room}/socket", headers=headers).status_code


def test_the_door_asks_where_who_and_which(client):
    assert status(client) == 403
    sign_in(client, "grace", "b")
    assert status(client, origin="http://evil.example") == 403
    assert status(client, room="staff") == 403
    assert status(client, room="attic") == 404
    with patch.object(rooms, "is_open", lambda: False):
        assert status(client) == 503


def test_what_is_no_handshake_is_refused(client):
    sign_in(client, "ada", "a")
    assert client.get("/rooms/lobby/socket", headers={"Origin": ORIGIN}).status_code == 400


@pytest.fixture
def ada(client, address):
    cookie = sign_in(client, "ada", "a")
    headers = {"Cookie": cookie, "Origin": ORIGIN}
    ws = Client.connect(f"{address}/rooms/lobby/socket", headers=headers)
    assert heard(ws) == {"type": "joined", "name": "ada"}
    yield ws
    ws.sock.close()


def heard(ws):
    return json.loads(ws.receive(timeout=10))


def test_a_message_comes_back_with_its_sender(ada):
    ada.send('{"text": " hello ", "name": "grace"}')
    assert heard(ada) == {"type": "message", "name": "ada", "text": "hello"}
    ada.send('{"text": " "}')
    assert heard(ada)["type"] == "error"


def test_without_redis_the_socket_is_closed(ada):
    with patch.object(rooms, "_publish", side_effect=RedisError):
        ada.send('{"text": "hello"}')
        with pytest.raises(ConnectionClosed) as closed:
            heard(ada)
    assert closed.value.reason == 1013


def test_signing_out_closes_the_socket(client, ada):
    client.post("/sign-out")
    with pytest.raises(ConnectionClosed) as closed:
        heard(ada)
    assert closed.value.reason == 1008
