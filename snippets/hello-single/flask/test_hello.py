# --8<-- [start:test]
import pytest

from hello import app


@pytest.fixture
def client():
    return app.test_client()


def test_greets_the_world(client):
    response = client.get("/")
    assert response.status_code == 200
    assert "<h1>Hello, World!</h1>" in response.text


def test_greets_by_name(client):
    assert "<h1>Hello, Zoë!</h1>" in client.get("/hello/Zoë").text


def test_escapes_the_name(client):
    assert "Hello, &lt;b&gt;Ada!" in client.get("/hello/<b>Ada").text


def test_refuses_a_host_name_that_is_not_ours(client):
    assert client.get("/", base_url="http://shop.example").status_code == 400


def test_refuses_post(client):
    response = client.post("/")
    assert response.status_code == 405
    assert response.allow == {"GET", "HEAD", "OPTIONS"}


# --8<-- [end:test]
