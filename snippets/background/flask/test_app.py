# --8<-- [start:test]
import os
from unittest.mock import DEFAULT, patch

import pytest
import requests
from kombu.exceptions import OperationalError

import jobs
from app import create_app
from models import Message, db

ADA, GRACE = {"Authorization": "Bearer a"}, {"Authorization": "Bearer b"}
HELLO = {"reference": "order-1", "text": "Hello"}


@pytest.fixture
def app():
    app = create_app(
        SQLALCHEMY_DATABASE_URI=os.environ.get("TEST_DATABASE_URL", "sqlite://"),
        API_TOKENS={"ada": "a", "grace": "b"},
        FIRST_WAIT=5,
    )
    with app.app_context():
        db.create_all()
        yield app
        db.session.remove()
        db.drop_all()
        db.engine.dispose()


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.fixture(autouse=True)
def sent():
    """The jobs that would go to Redis."""
    with patch("celery.app.task.Task.apply_async") as apply_async:
        yield apply_async


@pytest.fixture
def message(client):
    return db.session.scalars(db.select(Message).filter_by(id=post(client))).one()


def post(client, **changes):
    response = client.post("/messages", data={**HELLO, **changes}, headers=ADA)
    assert response.status_code == 202
    return jobs.UUID(response.json["id"])


def deliver(message, attempts, effect=None):
    with patch("jobs.requests.post", side_effect=effect) as asked:
        asked.return_value.__enter__.return_value.status_code = 204
        jobs.deliver.run(str(message.id), attempts)
    db.session.refresh(message)
    return asked


def test_stores_the_message_before_it_sends_the_job(client, sent):
    sent.side_effect = lambda *_, **__: db.session.rollback()
    post(client)
    assert db.session.scalars(db.select(Message)).one().status == "waiting"


def test_refuses_a_reference_twice(client, sent):
    post(client)
    assert client.post("/messages", data=HELLO, headers=ADA).status_code == 409
    assert sent.call_count == 1


def test_keeps_nothing_without_redis(client, sent):
    sent.side_effect = OperationalError
    assert client.post("/messages", data=HELLO, headers=ADA).status_code == 503
    assert db.session.scalars(db.select(Message)).all() == []


def test_keeps_what_a_worker_has_when_redis_does_not_answer(client, sent):
    def lose_the_answer(args, *_, **__):
        jobs.claim(jobs.UUID(args[0]), 0)
        raise OperationalError

    sent.side_effect = lose_the_answer
    response = client.post("/messages", data=HELLO, headers=ADA)
    assert (response.status_code, response.json["status"]) == (202, "running")


def test_shows_a_message_to_its_owner_only(client, message):
    address = f"/messages/{message.id}"
    assert client.get(address, headers=ADA).json["status"] == "waiting"
    assert client.get(address, headers=GRACE).status_code == 404
    assert client.get(address).status_code == 401


def test_an_attempt_is_made_once(message):
    assert deliver(message, 0, requests.Timeout).call_count == 1
    assert deliver(message, 0).call_count == 0
    assert deliver(message, 1).call_count == 1
    assert deliver(message, 1).call_count == 0
    assert (message.status, message.attempts) == ("done", 2)


def test_no_transaction_is_open_while_it_sends(message):
    def look(*_, **__):
        assert not db.session().in_transaction()
        return DEFAULT

    assert deliver(message, 0, look).call_count == 1


def test_waits_grow_and_end(message, sent):
    sent.reset_mock()
    for attempts in range(3):
        deliver(message, attempts, requests.ConnectionError)
    assert [call.kwargs["countdown"] for call in sent.mock_calls] == [5, 10]
    assert message.status == "failed"


def test_finds_what_was_lost(app, message, sent):
    app.config["LOST_AFTER"] = -1
    sent.reset_mock()
    jobs.find_lost.run()
    sent.assert_called_once()


def test_migrations_make_the_models(app):
    db.drop_all()
    run = app.test_cli_runner().invoke
    assert run(args=["db", "upgrade"]).exit_code == 0
    checked = run(args=["db", "check"])
    assert checked.exit_code == 0, checked.output
    run(args=["db", "downgrade", "base"])


# --8<-- [end:test]
