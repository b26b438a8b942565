"""The contract of `path-params`."""

from __future__ import annotations

import itertools
from typing import Any
from urllib.parse import quote, quote_plus

import httpx
import pytest

from tests.contract.cases import Case
from tests.contract.each import each
from tests.contract.pages import allowed, assert_head_is_get, assert_refused
from tests.contract.told import assert_rows, refusal

ORDER = "075194d3-6885-417e-a8a8-6c931e272f00"
TEXTS = [
    "a b",
    "a+b",
    "a&b=c",
    "a&page=9",
    "50%",
    "%20",
    "#1",
    "a/b?c",
    '"quoted"',
    "Zoë",
    "漢字",
    "שלום",
    "😀",
]


def data(response: httpx.Response, status: int = 200) -> Any:
    """Parse an answer that has to be JSON with this status."""
    assert response.status_code == status, f"{response.request.url}: {response.text[:300]}"
    kind = response.headers.get("content-type", "")
    assert kind.split(";")[0] == "application/json", f"the content type is {kind!r}"
    return response.json()


def wrong_fields(response: httpx.Response) -> set[str]:
    """The fields that a refusal names; each has to have a message."""
    found = data(response, 400)
    assert list(found) == ["errors"], f"expected nothing but errors: {found}"
    for field, messages in found["errors"].items():
        assert messages and all(isinstance(text, str) and text for text in messages), field
    return set(found["errors"])


def same(value: Any, expected: Any) -> bool:
    """Whether two values are equal and of one type; to Python, 1 equals 1.0 and True."""
    return type(value) is type(expected) and value == expected


@pytest.mark.contract("path-number")
@each(("path", "number"), [("5", 5), ("0", 0), ("1", 1), ("2147483648", 2**31), ("005", 5)])
def test_a_number_in_the_path_is_a_number(client: httpx.Client, path: str, number: int) -> None:
    found = data(client.get(f"/items/{path}"))
    assert found == {"id": number, "url": f"/items/{number}"}
    assert same(found["id"], number), f"{found['id']!r} is not a whole number"


@pytest.mark.contract("path-not-number")
@each(
    "path", ["", "abc", "-1", "+5", "%2B5", "1.5", "5.0", "1e3", "0x5", "5a", "%205", "1,5", "5/6"]
)
def test_anything_else_in_its_place_is_not_found(client: httpx.Client, path: str) -> None:
    assert client.get(f"/items/{path}").status_code == 404


@pytest.mark.contract("huge-number")
def test_a_number_beyond_every_database_is_exact_or_not_found(client: httpx.Client) -> None:
    number = 10**30 - 1
    response = client.get(f"/items/{number}")
    assert response.status_code == 404 or data(response)["id"] == number


@pytest.mark.contract("huge-number")
def test_a_number_that_python_does_not_read_is_not_found(client: httpx.Client) -> None:
    # Python reads integers of up to 4300 digits.
    assert client.get("/items/" + "9" * 5000).status_code == 404


@pytest.mark.contract("path-uuid")
@each("order", [ORDER, "00000000-0000-0000-0000-000000000000"])
def test_a_uuid_in_the_path_comes_back(client: httpx.Client, order: str) -> None:
    assert data(client.get(f"/orders/{order}")) == {"id": order, "url": f"/orders/{order}"}


@pytest.mark.contract("path-uuid")
@each("order", ["5", "abc", "", ORDER[:-1], ORDER + "0", ORDER.replace("-", ""), f"g{ORDER[1:]}"])
def test_what_is_no_uuid_is_not_found(client: httpx.Client, order: str) -> None:
    assert client.get(f"/orders/{order}").status_code == 404


@pytest.mark.contract("trailing-slash")
@each("path", ["/items/5/", f"/orders/{ORDER}/", "/search/?q=x"])
def test_a_slash_at_the_end_is_another_address(client: httpx.Client, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.contract("query-values")
@each(
    ("query", "q", "page"),
    [
        ("q=x&page=2", "x", 2),
        ("page=2&q=x", "x", 2),
        ("q=0&page=1", "0", 1),
        ("q=5&page=1000", "5", 1000),
        ("q=++x+y++&page=3", "x y", 3),
        ("q=x&page=2&unknown=1", "x", 2),
    ],
)
def test_the_query_becomes_text_and_a_number(
    client: httpx.Client, query: str, q: str, page: int
) -> None:
    found = data(client.get(f"/search?{query}"))
    assert same(found["q"], q)
    assert same(found["page"], page)


@pytest.mark.contract("default-page")
@each("query", ["q=x", "q=x&page="])
def test_without_a_page_it_is_the_first(client: httpx.Client, query: str) -> None:
    assert same(data(client.get(f"/search?{query}"))["page"], 1)


@pytest.mark.contract("requires-q")
@each("query", ["", "q=", "q=%20+", "q=%09", "page=2", "Q=x", "tag=x"])
def test_a_search_for_nothing_is_refused(client: httpx.Client, query: str) -> None:
    assert wrong_fields(client.get(f"/search?{query}")) == {"q"}


@pytest.mark.contract("refuses-page")
@each(
    "page",
    ["zero", "abc", "0", "-1", "1.5", "1001", "1e3", "0x10", "2,5", "1 2", "9" * 30, "9" * 5000],
)
def test_a_wrong_page_is_refused(client: httpx.Client, page: str) -> None:
    assert wrong_fields(client.get(f"/search?q=x&page={page}")) == {"page"}


@pytest.mark.contract("names-each-error")
@each("query", ["page=zero", "q=+&page=0"])
def test_one_answer_names_both_errors(client: httpx.Client, query: str) -> None:
    assert wrong_fields(client.get(f"/search?{query}")) == {"q", "page"}


@pytest.mark.contract("keeps-text")
@each(("text", "encode"), itertools.product(TEXTS, [quote, quote_plus]))
def test_text_keeps_every_character(client: httpx.Client, text: str, encode: Any) -> None:
    found = data(client.get(f"/search?q={encode(text, safe='')}&page=2"))
    assert (found["q"], found["page"]) == (text, 2)


@pytest.mark.contract("repeated")
@each(
    ("query", "tags"),
    [
        ("", []),
        ("&tag=a", ["a"]),
        ("&tag=a&tag=b", ["a", "b"]),
        ("&tag=b&tag=a&tag=b", ["b", "a", "b"]),
        ("&tag=a,b&tag=c%26d", ["a,b", "c&d"]),
    ],
)
def test_a_repeated_parameter_is_a_list(client: httpx.Client, query: str, tags: list[str]) -> None:
    assert data(client.get(f"/search?q=x{query}"))["tag"] == tags


@pytest.mark.contract("links")
@each("path", ["/items/5", "/items/005", f"/orders/{ORDER}"])
def test_the_address_in_an_answer_leads_to_it(client: httpx.Client, path: str) -> None:
    found = data(client.get(path))
    assert data(client.get(found["url"])) == found


@pytest.mark.contract("links")
@each("text", TEXTS)
def test_the_address_of_a_search_leads_to_it(client: httpx.Client, text: str) -> None:
    params = {"q": text, "page": "7", "tag": [text, "a"]}
    found = data(client.get("/search", params=params))
    assert found["url"].startswith("/search?"), found["url"]
    assert found["url"].isascii() and " " not in found["url"], "the address is not encoded"
    again = data(client.get(found["url"]))
    assert again == found
    assert (again["q"], again["page"], again["tag"]) == (text, 7, [text, "a"])


@pytest.mark.contract("head-and-methods")
@each("path", ["/items/5", f"/orders/{ORDER}", "/search?q=x"])
def test_head_is_get_without_the_body(client: httpx.Client, path: str) -> None:
    assert_head_is_get(client, path)


@pytest.mark.contract("head-and-methods")
@each("path", ["/items/5", f"/orders/{ORDER}", "/search?q=x"])
def test_there_is_nothing_to_post(client: httpx.Client, path: str) -> None:
    response = client.post(path)
    assert response.status_code in {403, 405}
    if response.status_code == 405:
        assert {"GET", "HEAD"} <= allowed(response), "Allow is incomplete"
        assert "POST" not in allowed(response)


@pytest.mark.contract("head-and-methods")
@each("path", ["/items/5", f"/orders/{ORDER}", "/search?q=x"])
def test_a_refusal_names_the_methods_that_work(client: httpx.Client, path: str) -> None:
    # TRACE is safe by definition, so no protection against forged requests answers first.
    response = client.request("TRACE", path)
    assert_refused(response, "GET", "HEAD")
    assert "POST" not in allowed(response)


def shouted(client: httpx.Client) -> str:
    response = client.get(f"/orders/{ORDER.upper()}")
    if response.status_code == 404:
        return "Not found."
    letters = "small" if data(response)["id"] == ORDER else "capital"
    return f"Found; it comes back in {letters} letters."


def foreign(client: httpx.Client) -> str:
    response = client.get("/items/\N{ARABIC-INDIC DIGIT THREE}")
    return "Not found." if response.status_code == 404 else f"Item {data(response)['id']}."


def spelled(client: httpx.Client) -> str:
    response = client.get("/search?q=x&page=2.0")
    return "400." if response.status_code == 400 else f"Page {data(response)['page']}."


def read_bytes(client: httpx.Client) -> str:
    read = data(client.get("/search?q=%FF"))["q"]
    return f"The {'replacement character' if read == chr(0xFFFD) else 'text'} `{read}`."


def many(client: httpx.Client) -> str:
    response = client.get("/search?q=x" + "&tag=a" * 1000)
    if response.status_code == 200:
        assert len(data(response)["tag"]) == 1000, "not all are read"
    return f"{response.status_code}."


@pytest.mark.contract("as-told")
def test_the_table_of_differences_holds(client: httpx.Client, case: Case) -> None:
    assert_rows(client, case, {
        "same-twice": lambda client: f"`{data(client.get('/search?q=a&q=b'))['q']}`:",
        "null-character": lambda client: f"{client.get('/search?q=%00').status_code}.",
        "uuid-case": shouted,
        "foreign-digits": foreign,
        "number-spelling": spelled,
        "bad-bytes": read_bytes,
        "many-parameters": many,
        "post": lambda client: refusal(client.post("/search?q=x")),
    })  # fmt: skip
