# --8<-- [start:test]
from unittest import mock

import pytest

from app import create_app
from models import Book, db
from schemas import NewBook

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


def test_adds_a_book(client):
    response = client.post("/api/books", json=DUNE)
    assert response.status_code == 201
    assert client.get(response.location).json == {"id": 1, **DUNE}


def test_filters_by_author(app, client):
    with app.app_context():
        db.session.add_all([Book(**DUNE), Book(title="Emma", author="Jane Austen", year=1815)])
        db.session.commit()
    found = client.get("/api/books", query_string={"author": "Jane Austen"}).json
    assert [book["title"] for book in found] == ["Emma"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("title", 5), ("title", "  "), ("year", True), ("year", "1965"), ("year", 1965.5)],
)
def test_names_the_field_that_is_wrong(client, field, value):
    response = client.post("/api/books", json={**DUNE, field: value})
    assert response.status_code == 400
    assert set(response.json["fields"]) == {field}
    assert client.get("/api/books").json == []


def test_refuses_a_limit_out_of_range(client):
    response = client.get("/api/books?limit=101")
    assert response.status_code == 400
    assert "limit" in response.json["fields"]


def test_names_the_body_that_is_nested_too_deeply(client):
    with mock.patch("json.loads", side_effect=RecursionError):
        response = client.post("/api/books", json=DUNE)
    assert response.status_code == 400
    assert response.json == {"error": "The JSON is nested too deeply."}


def test_a_mistake_of_ours_blames_nobody(app):
    @app.get("/mistake")
    def mistake():
        NewBook.model_validate({})

    app.testing = False
    response = app.test_client().get("/mistake")
    assert response.status_code == 500
    assert "fields" not in response.json


def test_answers_in_json_where_no_view_does(client):
    response = client.get("/no-such-page")
    assert response.status_code == 404
    assert "error" in response.json


# --8<-- [end:test]
