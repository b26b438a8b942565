# --8<-- [start:test]
import os

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import OperationalError

from app import create_app
from models import Notice, db


@pytest.fixture
def database():
    """The address of an empty database, which goes when the test is over."""
    url = make_url(os.environ["DATABASE_URL"])
    name = f"test_{url.database}"
    server = create_engine(url, isolation_level="AUTOCOMMIT")
    drop = text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    with server.connect() as connection:
        connection.execute(drop)  # what a run left that was killed
        connection.execute(text(f'CREATE DATABASE "{name}"'))
        yield url.set(database=name)
        connection.execute(drop)
    server.dispose()


@pytest.fixture
def app(database):
    app = create_app(SQLALCHEMY_DATABASE_URI=database)
    with app.app_context():
        assert app.test_cli_runner().invoke(args=["release"]).exit_code == 0
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app):
    return app.test_client()


def test_lists_notices(client):
    db.session.add(Notice(title="<b>"))
    db.session.commit()
    assert "<li>&lt;b&gt;</li>" in client.get("/").text


def test_is_ready(client):
    assert client.get("/readyz").text == "ready\n"


def test_migrations_make_the_models(app):
    assert app.test_cli_runner().invoke(args=["db", "check"]).exit_code == 0


def test_tells_that_the_database_is_away(client, monkeypatch):
    def away(*_):
        raise OperationalError("SELECT 1", None, Exception())

    monkeypatch.setattr(db.session, "execute", away)
    assert client.get("/healthz").text == "alive\n"
    answer = client.get("/readyz")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert "Back soon" in answer.text


def test_a_short_key_is_refused():
    with pytest.raises(RuntimeError, match="SECRET_KEY"):
        create_app(SECRET_KEY="short")


# --8<-- [end:test]
