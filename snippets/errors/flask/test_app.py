import json
import logging

import pytest

from app import create_app
from logs import JsonFormatter
from models import Book, db


@pytest.fixture
def app():
    app = create_app(SQLALCHEMY_DATABASE_URI="sqlite://")
    with app.app_context():
        db.create_all()
        db.session.add_all(
            [
                Book(title="Emma", year="1815"),
                Book(title="Sequel", year="2100", released=False),
                Book(title="Beowulf", year="unknown"),
            ]
        )
        db.session.commit()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def client(app):
    return app.test_client()


@pytest.mark.parametrize(
    ("path", "status"), [("/no-such-page", 404), ("/books/2", 403), ("/books/3", 500)]
)
def test_errors_are_pages_and_json(client, path, status):
    page = client.get(path)
    assert page.status_code == status
    assert page.headers["X-Request-ID"] in page.text
    problem = client.get(path, headers={"Accept": "application/json"})
    assert problem.json["status"] == status
    assert problem.json["request_id"] == problem.headers["X-Request-ID"]


def test_the_api_answers_in_json(client):
    answer = client.get("/api/no-such-thing", headers={"Accept": "text/html"})
    assert answer.content_type == "application/problem+json"


def test_what_may_be_asked_is_kept(client):
    answer = client.delete("/books/1")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_a_fault_is_logged_once(client, caplog):
    client.get("/books/3?token=secret", headers={"X-Request-ID": "request-1"})
    (record,) = [record for record in caplog.records if record.levelno >= logging.ERROR]
    entry = json.loads(JsonFormatter().format(record))
    assert (entry["request_id"], entry["path"]) == ("request-1", "/books/3")
    assert "ValueError" in entry["exception"]
    assert "secret" not in str(entry)


def test_what_fails_before_any_view_is_a_problem_too(app, client, caplog, monkeypatch):
    monkeypatch.setattr(app.session_interface, "open_session", lambda *_: 1 / 0)
    answer = client.get("/api/books/1")
    assert (answer.status_code, answer.content_type) == (500, "application/problem+json")
    assert answer.json["request_id"] == answer.headers["X-Request-ID"]
    entry = json.loads(JsonFormatter().format(caplog.records[0]))
    assert entry["path"] == "/api/books/1"
    assert "ZeroDivisionError" in entry["exception"]


def test_an_error_page_runs_no_context_processor(app, client):
    app.context_processor(lambda: 1 / 0)
    assert "<main>" in client.get("/no-such-page").text


def test_an_error_page_that_fails_leaves_plain_text(app, client, caplog, monkeypatch):
    monkeypatch.setattr(app.jinja_env, "get_template", lambda name: 1 / 0)
    answer = client.get("/no-such-page")
    assert (answer.status_code, answer.text) == (404, "Not Found")
    (record,) = caplog.records
    assert record.getMessage() == "The error page failed"


def test_another_form_of_id_is_made_anew(client):
    for sent in ("short", "x" * 65, "with blank", "é" * 10):
        answer = client.get("/", headers={"X-Request-ID": sent})
        assert len(answer.headers["X-Request-ID"]) == 32
