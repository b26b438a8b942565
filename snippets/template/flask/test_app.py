# --8<-- [start:test]
import pytest

from app import app, pounds


@pytest.fixture
def client():
    return app.test_client()


def test_greets_in_the_title_and_in_the_heading(client):
    page = client.get("/greet?name=Ada").text
    assert "<title>Hello, Ada! – Tea Shop</title>" in page
    assert "<h1>Hello, Ada!</h1>" in page


def test_escapes_the_name(client):
    page = client.get("/greet", query_string={"name": '"><b>'}).text
    assert 'value="&#34;&gt;&lt;b&gt;"' in page
    assert "<b>" not in page


def test_trusts_the_intro_and_not_the_product(client):
    page = client.get("/products").text
    assert "<strong>£20</strong>" in page
    assert "Darjeeling &lt;first flush&gt;: £12.95" in page


def test_says_that_a_list_is_empty(client):
    assert "There is no coffee in the shop." in client.get("/products?kind=coffee").text


def test_shows_the_layout_when_nothing_is_found(client):
    response = client.get("/no-such-page")
    assert response.status_code == 404
    assert "<title>Page not found – Tea Shop</title>" in response.text


@pytest.mark.parametrize(("pence", "shown"), [(0, "£0.00"), (5, "£0.05"), (1295, "£12.95")])
def test_writes_pence_as_pounds(pence, shown):
    assert pounds(pence) == shown


# --8<-- [end:test]
