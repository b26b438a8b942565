# --8<-- [start:test]
import pytest

from app import app


@pytest.fixture
def client():
    return app.test_client()


def test_reads_a_number_from_the_path(client):
    assert client.get("/items/5").json == {"id": 5, "url": "/items/5"}


@pytest.mark.parametrize("path", ["/items/abc", "/items/-1", "/items/5/", "/orders/5"])
def test_does_not_find_what_does_not_fit(client, path):
    assert client.get(path).status_code == 404


def test_reads_the_query(client):
    query = {"q": "tea & pot", "page": "2", "tag": ["b", "a"]}
    assert client.get("/search", query_string=query).json == {
        "q": "tea & pot",
        "page": 2,
        "tag": ["b", "a"],
        "url": "/search?q=tea+%26+pot&page=2&tag=b&tag=a",
    }


@pytest.mark.parametrize("page", ["zero", "0", "1001", "1.5", "1_0", "+5", "٣"])
def test_refuses_a_wrong_page(client, page):
    response = client.get("/search", query_string={"q": "tea", "page": page})
    assert response.status_code == 400
    assert response.json == {"errors": {"page": ["Enter a whole number from 1 to 1000."]}}


def test_refuses_a_blank_q(client):
    response = client.get("/search?q=+")
    assert response.status_code == 400
    assert list(response.json["errors"]) == ["q"]


# --8<-- [end:test]
