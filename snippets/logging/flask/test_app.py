import json
import logging
from unittest.mock import Mock, patch

import pytest
import requests
from gunicorn.http.errors import InvalidChunkSize
from kombu.exceptions import OperationalError
from werkzeug.middleware.proxy_fix import ProxyFix

import joblog
import jobs
import logs
from app import create_app
from models import Message, db

ADA, GRACE = {"Authorization": "Bearer a"}, {"Authorization": "Bearer b"}


@pytest.fixture
def app():
    app = create_app(
        SQLALCHEMY_DATABASE_URI="sqlite://",
        API_TOKENS={"ada": "a", "grace": "b"},
        TRUSTED_PROXIES=["127.0.0.1"],
    )
    with app.app_context():
        db.create_all()
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app):
    return app.test_client()


class Keep(logging.Handler):
    """Takes what goes to the log, as JSON, when it is said: the formatter looks at the moment."""

    def __init__(self):
        super().__init__()
        self.lines: list[dict] = []
        self.setFormatter(logs.JsonFormatter(["very-secret"]))

    def emit(self, record):
        self.lines.append(json.loads(self.format(record)))


@pytest.fixture
def lines():
    handler = Keep()
    logging.getLogger().addHandler(handler)
    yield handler.lines
    logging.getLogger().removeHandler(handler)
    logs.end()


@pytest.fixture(autouse=True)
def queued():
    """The jobs that would go to Redis."""
    with patch("celery.app.task.Task.apply_async") as apply_async:
        yield apply_async


def post(client, **headers):
    return client.post("/messages", data={"text": "Hello"}, headers={**ADA, **headers})


def test_one_id_stands_in_each_record(client, lines):
    answer = post(client, **{"X-Request-ID": "request-1"})
    assert (answer.status_code, answer.headers["X-Request-ID"]) == (202, "request-1")
    view, access = lines
    assert (view["request_id"], view["message_id"]) == ("request-1", answer.json["id"])
    assert (access["request_id"], access["user"], access["status"]) == ("request-1", "ada", 202)


def test_an_id_of_somebody_else_is_not_taken(app, client):
    app.config["TRUSTED_PROXIES"] = ["192.0.2.1"]
    answer = post(client, **{"X-Request-ID": "request-1"})
    assert len(answer.headers["X-Request-ID"]) == 32


def test_a_proxy_is_known_behind_proxy_fix(app, client):
    app.wsgi_app = ProxyFix(app.wsgi_app)
    answer = post(client, **{"X-Request-ID": "request-1", "X-Forwarded-For": "192.0.2.7"})
    assert answer.headers["X-Request-ID"] == "request-1"


def test_a_body_that_is_no_chunks_is_a_bad_request(client, lines):
    with patch("views.NewMessage.model_validate", side_effect=InvalidChunkSize(b"very-private")):
        assert post(client).status_code == 400
    assert "very-private" not in str(lines)


def test_the_id_travels_with_the_job(lines):
    headers: dict[str, str] = {}
    logs.begin(request_id="request-1")
    joblog.send(headers=headers)
    joblog.begin(task=Mock(request=headers))
    logging.getLogger("x").warning("hello")
    joblog.end()
    logging.getLogger("x").warning("hello")
    assert [line.get("request_id") for line in lines] == ["request-1", None]


def test_a_job_that_no_request_asked_for_has_no_id(lines):
    joblog.begin(task=Mock(request={}))
    logging.getLogger("x").warning("hello")
    assert "request_id" not in lines[0]


@pytest.mark.parametrize("error", [None, requests.ConnectionError("no")])
def test_the_job_says_what_came_of_it(client, error):
    message = db.session.get_one(Message, jobs.UUID(post(client).json["id"]))
    with patch("jobs.requests.post", side_effect=error):
        if error:
            with pytest.raises(requests.ConnectionError):
                jobs.deliver.run(str(message.id))
        else:
            jobs.deliver.run(str(message.id))
    assert message.status == ("failed" if error else "sent")


def test_without_redis_nothing_is_kept_and_the_log_says_why(client, queued, lines):
    queued.side_effect = OperationalError("very-secret")
    assert post(client).status_code == 503
    assert db.session.scalars(db.select(Message)).all() == []
    (record,) = [line for line in lines if line["level"] == "ERROR"]
    assert record["exception"].endswith("OperationalError: ***")


def test_a_message_belongs_to_its_owner(client):
    address = post(client).location
    assert client.get(address, headers=ADA).json["status"] == "waiting"
    assert client.get(address, headers=GRACE).status_code == 404


def test_a_secret_is_struck_out_before_a_text_is_cut(lines):
    logging.getLogger("x").warning("%s very-secret", "x" * 1994)
    assert "very" not in lines[0]["message"]
    assert len(lines[0]["message"]) < 2010


def test_arguments_that_do_not_fit_lose_no_record(lines):
    logging.getLogger("x").warning("%d is no number", "x")
    assert lines[0]["message"] == "%d is no number"


def test_what_cannot_be_formatted_says_where_it_came_from(lines):
    logging.getLogger("x").warning(Mock(__str__=Mock(side_effect=ValueError)))
    assert lines[0]["message"].startswith("could not be formatted: test_app.py, line ")


def test_secrets_are_found_in_what_the_process_is_told():
    found = logs.secrets_in(
        {
            "API_TOKENS": "ada:first-secret,b:short",
            "DATABASE_URL": "postgresql://app:pass%40word@db/app?application_name=messages",
            "WEBHOOK_URL": "https://hooks.example/services/T1?k=other-secret",
        }
    )
    of_the_receiver = ["/services/T1", "k=other-secret", "other-secret"]
    assert sorted(found) == sorted([*of_the_receiver, "first-secret", "pass%40word", "pass@word"])


def test_of_an_address_gunicorn_tells_no_query():
    given = {"msg": "Error handling request %s", "args": ("/x?token=1",), "exc_info": True}
    record = logging.makeLogRecord({**given, "levelno": logging.ERROR})
    assert logs.WithoutContent().filter(record)
    assert record.getMessage() == "Error handling request /x"


def test_of_itself_gunicorn_tells_all():
    text = "Connection in use: ('127.0.0.1', 8000)"
    record = logging.makeLogRecord({"msg": text, "levelno": logging.ERROR})
    assert logs.WithoutContent().filter(record)
    assert record.getMessage() == text
