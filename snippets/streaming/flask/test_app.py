# --8<-- [start:test]
import os
from unittest.mock import patch

import pytest
from sqlalchemy.exc import OperationalError

from app import create_app
from models import append, db

TOKEN = {"Authorization": "Bearer secret"}


@pytest.fixture
def app(tmp_path):
    app = create_app(
        SQLALCHEMY_DATABASE_URI=os.environ.get("TEST_DATABASE_URL")
        or f"sqlite:///{tmp_path}/test.sqlite3",
        PUBLISH_TOKEN="secret",
        MAX_STREAMS=2,
        HEARTBEAT=0,
    )
    with app.app_context():
        db.create_all()
        yield app
        db.session.remove()
        db.drop_all()
        db.engine.dispose()


@pytest.fixture(autouse=True)
def no_waiting():
    with patch("streams.time.sleep"):
        yield


@pytest.fixture
def client(app):
    return app.test_client()


def listen(client, last=0):
    """An open stream, and what comes of it after the first lines."""
    response = client.get("/events", headers={"Last-Event-ID": str(last)})
    assert response.status_code == 200
    parts = response.iter_encoded()
    assert next(parts) == b"retry: 3000\n\n"
    return response, parts


def test_publishes_and_hears(client):
    response = client.post("/events", data={"text": "a\nid: 9"}, headers=TOKEN)
    assert response.json == {"id": 1}
    stream, parts = listen(client)
    assert next(parts) == b'id: 1\ndata: {"text": "a\\nid: 9"}\n\n'
    assert next(parts) == b": still here\n\n"
    append("later")
    assert next(parts) == b'id: 2\ndata: {"text": "later"}\n\n'
    stream.close()


def test_goes_on_when_the_database_is_back(client):
    stream, parts = listen(client)
    with patch("streams.after", side_effect=OperationalError("", {}, Exception())):
        assert next(parts) == b": still here\n\n"
    append("back")
    assert b"back" in next(parts)
    stream.close()


def test_a_place_is_given_back(client):
    open_streams = [listen(client)[0] for _ in range(2)]
    refused = client.get("/events")
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "30")
    open_streams[0].close()
    with client.head("/events") as response:  # a server closes it too
        assert response.status_code == 200
    listen(client)[0].close()
    open_streams[1].close()


def test_holds_no_connection(app, client):
    stream, parts = listen(client)
    next(parts)
    assert "Current Checked out connections: 0" in db.engine.pool.status()
    stream.close()


@pytest.mark.parametrize(
    ("token", "given"), [("secret", ""), ("secret", "Bearer no"), ("", "Bearer ")]
)
def test_refuses_who_has_no_token(app, client, token, given):
    app.config["PUBLISH_TOKEN"] = token
    response = client.post("/events", data={"text": "a"}, headers={"Authorization": given})
    assert response.status_code == 401


def test_migrations_make_the_models(app):
    db.drop_all()
    run = app.test_cli_runner().invoke
    assert run(args=["db", "upgrade"]).exit_code == 0
    checked = run(args=["db", "check"])
    assert checked.exit_code == 0, checked.output
    run(args=["db", "downgrade", "base"])


# --8<-- [end:test]
