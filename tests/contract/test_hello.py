"""The contract of `hello` and `hello-single`."""

from __future__ import annotations

from urllib.parse import quote

import httpx
import pytest

from tests.contract.each import each
from tests.contract.pages import allowed, assert_head_is_get, assert_refused, document, page, text

# What only a page for developers shows: a trace, a debugger, source files, the table of routes.
FOR_DEVELOPERS = ("traceback", "debug", ".py", "hello/")


@pytest.mark.contract("greets-world")
def test_the_home_page_greets_the_world(client: httpx.Client) -> None:
    response = client.get("/")
    assert response.status_code == 200
    soup = page(response)
    assert soup.h1, "the page has no h1"
    assert text(soup.h1) == "Hello, World!"


@pytest.mark.contract("greets-world")
def test_the_home_page_is_a_complete_document(client: httpx.Client) -> None:
    soup = document(client.get("/"))
    assert soup.head and soup.body, "no head or no body"
    assert soup.title and text(soup.title) == "Hello, World!"


@pytest.mark.contract("greets-by-name")
@each("name", ["Ada", "Ada Lovelace", "O'Brien & Sons", "0"])
def test_a_page_greets_by_name(client: httpx.Client, name: str) -> None:
    response = client.get(f"/hello/{quote(name)}")
    assert response.status_code == 200
    soup = page(response)
    assert soup.h1 and text(soup.h1) == f"Hello, {name}!"
    assert soup.title and text(soup.title) == f"Hello, {name}!", "the title stays the same"


@pytest.mark.contract("escapes")
@each(
    "name",
    [
        "<script>alert(1)",
        "<b>Ada",
        '"><img src=x onerror=alert(1)>',
        "&lt;b&gt;",
        "{{ 7 * 7 }}",
        "{% if %}",
    ],
)
def test_markup_in_a_name_stays_text(client: httpx.Client, name: str) -> None:
    response = client.get(f"/hello/{quote(name)}")
    assert response.status_code == 200
    soup = page(response)
    assert soup.h1, "the page has no h1"
    assert soup.h1.find() is None, f"the name became markup: {soup.h1}"
    assert soup.h1.get_text() == f"Hello, {name}!"
    assert soup.find(["script", "b", "img"]) is None, "the name became an element of the page"


@pytest.mark.contract("escapes")
@each("path", ["/hello/<b>x</b>", "/hello/%3Cscript%3Ealert(1)%3C%2Fscript%3E"])
def test_a_closing_tag_never_comes_back(client: httpx.Client, path: str) -> None:
    # The slash ends the name, whether encoded or not: WSGI decodes the path before routing.
    response = client.get(path)
    assert response.status_code in {200, 404}
    assert "<b>" not in response.text
    assert "<script>" not in response.text


@pytest.mark.contract("unicode-name")
@each("name", ["Zoë", "漢字", "שלום", "😀"])
def test_a_name_in_any_script_survives(client: httpx.Client, name: str) -> None:
    soup = page(client.get(f"/hello/{quote(name)}"))
    assert soup.h1 and text(soup.h1) == f"Hello, {name}!"
    assert soup.title and text(soup.title) == f"Hello, {name}!"


@pytest.mark.contract("unicode-name")
def test_a_name_that_is_not_utf8_does_no_harm(client: httpx.Client) -> None:
    response = client.get("/hello/%ff%fe")
    assert response.status_code in {200, 400, 404}
    assert response.content.decode("utf-8"), "the answer is not UTF-8"


@pytest.mark.contract("unknown-path-404")
@each("path", ["/no-such-page", "/hello", "/hello/", "/hello/a/b", "/console"])
def test_an_unknown_path_is_not_found(client: httpx.Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    shown = response.text.lower()
    for trace in FOR_DEVELOPERS:
        assert trace not in shown, f"the answer shows {trace!r} to everyone"


@pytest.mark.contract("head")
@each("path", ["/", "/hello/Ada"])
def test_head_is_get_without_the_body(client: httpx.Client, path: str) -> None:
    assert_head_is_get(client, path)


@pytest.mark.contract("method")
@each("path", ["/", "/hello/Ada"])
def test_a_method_that_changes_things_is_refused(client: httpx.Client, path: str) -> None:
    response = client.post(path, data={"name": "Ada"})
    assert response.status_code in {403, 405}
    assert "Hello" not in response.text


@pytest.mark.contract("method")
@each("path", ["/", "/hello/Ada"])
def test_a_refusal_names_the_methods_that_work(client: httpx.Client, path: str) -> None:
    # TRACE is safe by definition, so no protection against forged requests answers before
    # the page does, as it may with POST.
    response = client.request("TRACE", path)
    assert_refused(response, "GET", "HEAD")
    assert "POST" not in allowed(response)
