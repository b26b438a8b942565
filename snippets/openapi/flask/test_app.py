# --8<-- [start:test]
import json
from unittest import mock

import pytest

from app import create_app
from models import Book, db

DUNE = {"title": "Dune", "author": "Frank Herbert", "year": 1965}


@pytest.fixture
def app():
    app = create_app(SQLALCHEMY_DATABASE_URI="sqlite://")
    with app.app_context():
        db.create_all()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def client(app):
    return app.test_client()


def test_the_file_for_ci_is_the_document(app, client, tmp_path):
    path = tmp_path / "openapi.json"
    done = app.test_cli_runner().invoke(args=["openapi", "write", str(path)])
    assert done.exit_code == 0
    assert json.loads(path.read_text()) == client.get("/openapi.json").json


def test_every_operation_has_a_name(client):
    paths = client.get("/openapi.json").json["paths"]
    operations = [
        about for item in paths.values() for name, about in item.items() if name != "parameters"
    ]
    assert len({operation["operationId"] for operation in operations}) == len(operations) == 5


def test_adds_and_changes_a_book(client):
    address = client.post("/api/books", json=DUNE).location
    assert client.put(address, json={**DUNE, "year": 1966}).status_code == 200
    assert client.get(address).json == {"id": 1, **DUNE, "year": 1966}


def test_deletes_a_book(app, client):
    with app.app_context():
        db.session.add(Book(**DUNE))
        db.session.commit()
    assert client.delete("/api/books/1").status_code == 204
    assert client.get("/api/books/1").status_code == 404


def test_filters_by_author(app, client):
    with app.app_context():
        db.session.add_all([Book(**DUNE), Book(title="Emma", author="Jane Austen", year=1815)])
        db.session.commit()
    found = client.get("/api/books", query_string={"author": "Jane Austen"}).json
    assert [book["title"] for book in found] == ["Emma"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("title", 5), ("title", "  "), ("title", "x\n"), ("year", True), ("year", "1965"), ("id", 9)],
)
def test_names_the_field_that_is_wrong(client, field, value):
    response = client.post("/api/books", json={**DUNE, field: value})
    assert response.status_code == 422
    assert set(response.json["errors"]["json"]) == {field}
    assert client.get("/api/books").json == []


def test_names_the_body_that_is_nested_too_deeply(client):
    with mock.patch("json.loads", side_effect=RecursionError):
        response = client.post("/api/books", json=DUNE)
    assert response.status_code == 400
    assert response.json["message"] == "The JSON is nested too deeply."


# --8<-- [end:test]
