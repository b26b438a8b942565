"""The contract of `json-api`."""

from __future__ import annotations

import bz2
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.contract.each import each
from tests.contract.harness import Server
from tests.contract.pages import allowed, bytes_after_head

BOOKS = "/api/books"
DUNE: dict[str, Any] = {"title": "Dune", "author": "Frank Herbert", "year": 1965}
JSON = {"Content-Type": "application/json"}
LIMIT = 64 * 1024
TOO_LARGE = 2**63


def body(response: httpx.Response, status: int) -> Any:
    """The JSON of an answer that has this status."""
    assert response.status_code == status, response.text[:300]
    kind = response.headers["content-type"].lower().replace(" ", "")
    assert kind in {"application/json", "application/json;charset=utf-8"}
    return json.loads(response.content.decode("utf-8"))


def error(response: httpx.Response, status: int) -> dict[str, Any]:
    """The body of an error, checked to be one that shows nothing of the code."""
    found = body(response, status)
    assert set(found) <= {"error", "fields"}
    assert isinstance(found["error"], str) and found["error"]
    for trace in ("traceback", 'file "', ".py", "debug", "<html"):
        assert trace not in response.text.lower(), f"the error shows {trace!r}"
    return found


def add(client: httpx.Client, **changes: Any) -> dict[str, Any]:
    """Add a book and return it as the API shows it."""
    return dict(body(client.post(BOOKS, json={**DUNE, **changes}), 201))


def number_of_next(client: httpx.Client) -> int:
    """Add a book and return its number; whatever was stored in between makes it larger."""
    return int(add(client)["id"])


@pytest.mark.contract("lists")
def test_books_come_in_the_order_of_their_arrival(client: httpx.Client) -> None:
    author = "Lists, author of"
    added = [add(client, title=f"Part {number}", author=author) for number in (1, 2, 3)]
    found = body(client.get(BOOKS, params={"author": author}), 200)
    assert found == added
    assert body(client.get(BOOKS, params={"author": author, "limit": 2}), 200) == added[:2]


@pytest.mark.contract("lists")
@each("author", ["O'Brien & Søn", "李 白", "100%", "a+b", "' OR 1=1 --"])
def test_the_filter_is_the_exact_name(client: httpx.Client, author: str) -> None:
    book = add(client, author=author)
    add(client, author=f"{author} junior")
    found = body(client.get(BOOKS, params={"author": author}), 200)
    assert book in found
    assert {item["author"] for item in found} == {author}


@pytest.mark.contract("lists")
@each("author", ["Nobody", ""])
def test_nothing_found_is_an_empty_array(client: httpx.Client, author: str) -> None:
    assert body(client.get(BOOKS, params={"author": author}), 200) == []


@pytest.mark.contract("lists")
@each(("query", "count"), [({}, 20), ({"limit": 1}, 1), ({"limit": 100}, 100)])
def test_the_limit_limits(client: httpx.Client, query: dict[str, int], count: int) -> None:
    for _ in range(100 - len(body(client.get(BOOKS, params={"limit": 100}), 200))):
        add(client)
    assert len(body(client.get(BOOKS, params=query), 200)) == count


@pytest.mark.contract("rejects-query")
@each("limit", ["", "0", "-1", "101", "1.5", "ten", "1e1", "true", "9" * 30])
def test_a_wrong_limit_is_named(client: httpx.Client, limit: str) -> None:
    found = error(client.get(BOOKS, params={"limit": limit}), 400)
    assert set(found["fields"]) == {"limit"}


@pytest.mark.contract("shows-one")
def test_a_book_has_an_address(client: httpx.Client) -> None:
    book = add(client)
    assert body(client.get(f"{BOOKS}/{book['id']}"), 200) == book


@pytest.mark.contract("shows-one")
@each("number", ["0", "1000000", "one", "-1", "1.0", TOO_LARGE, 10**40])
def test_an_unknown_book_is_not_found(client: httpx.Client, number: object) -> None:
    error(client.get(f"{BOOKS}/{number}"), 404)


@pytest.mark.contract("adds")
def test_a_new_book_comes_back_with_its_address(client: httpx.Client) -> None:
    response = client.post(BOOKS, json=DUNE)
    book = body(response, 201)
    assert book == {"id": book["id"], **DUNE}
    assert type(book["id"]) is int and type(book["year"]) is int
    target = response.url.join(response.headers["location"])
    assert target.path == f"{BOOKS}/{book['id']}"
    assert body(client.get(target), 200) == book


@pytest.mark.contract("adds")
@each("title", ["Žofie", "紅樓夢", "ألف ليلة", "😀" * 200, "<b>&amp;", "x", "0"])
def test_text_in_any_script_survives(client: httpx.Client, title: str) -> None:
    book = add(client, title=title, author=title)
    assert (book["title"], book["author"]) == (title, title)
    assert body(client.get(f"{BOOKS}/{book['id']}"), 200) == book


@pytest.mark.contract("adds")
def test_escapes_and_spaces_are_understood(client: httpx.Client) -> None:
    sent = b'{"title": "  \\u0044une \\ud83d\\ude00 ", "author": "F", "year": 1965}'
    assert body(client.post(BOOKS, content=sent, headers=JSON), 201)["title"] == "Dune 😀"


@pytest.mark.contract("adds")
@each(("year", "kept"), [("1", 1), ("9999", 9999), ("1965.0", 1965)])
def test_the_outermost_years_are_accepted(client: httpx.Client, year: str, kept: int) -> None:
    sent = f'{{"title": "t", "author": "a", "year": {year}}}'
    assert body(client.post(BOOKS, content=sent, headers=JSON), 201)["year"] == kept


@pytest.mark.contract("adds")
def test_what_nobody_asked_for_is_ignored(client: httpx.Client) -> None:
    book = add(client, id=TOO_LARGE, admin=True)
    assert book == {"id": book["id"], **DUNE}
    assert book["id"] != TOO_LARGE


WRONG: list[tuple[str, Any]] = [
    *((name, value) for name in ("title", "author") for value in (
        None, 5, 1.5, True, ["x"], {"x": 1}, "", "   ", "x" * 201, "NUL\0inside", "two\nlines",
    )),
    *(("year", value) for value in (None, "1965", "", True, False, 1965.5, [1965], {}, 0, -1)),
    *(("year", value) for value in (10_000, 10**30, -(10**30), 1e300)),
]  # fmt: skip


@pytest.mark.contract("rejects-fields")
@each(("name", "value"), WRONG)
def test_a_wrong_field_is_named(client: httpx.Client, name: str, value: Any) -> None:
    before = number_of_next(client)
    found = error(client.post(BOOKS, json={**DUNE, name: value}), 400)
    assert set(found["fields"]) == {name}
    assert all(isinstance(text, str) for text in found["fields"][name])
    assert number_of_next(client) == before + 1


@pytest.mark.contract("rejects-fields")
@each("name", DUNE)
def test_a_missing_field_is_named(client: httpx.Client, name: str) -> None:
    sent = {key: value for key, value in DUNE.items() if key != name}
    assert set(error(client.post(BOOKS, json=sent), 400)["fields"]) == {name}


@pytest.mark.contract("rejects-fields")
def test_every_mistake_is_named_at_once(client: httpx.Client) -> None:
    assert set(error(client.post(BOOKS, json={}), 400)["fields"]) == set(DUNE)


@pytest.mark.contract("rejects-fields")
def test_half_a_character_is_no_text(client: httpx.Client) -> None:
    sent = b'{"title": "\\ud800", "author": "a", "year": 1}'
    found = error(client.post(BOOKS, content=sent, headers=JSON), 400)
    assert set(found["fields"]) == {"title"}


@pytest.mark.contract("rejects-malformed")
@each(
    "sent",
    [
        b"",
        b"{",
        b"{'title': 1}",
        b'{"title": "Dune",}',
        b"title=Dune",
        b"\xff\xfe{}",
        json.dumps({**DUNE, "title": "Düne"}, ensure_ascii=False).encode("latin-1"),
        b'{"year": NaN}',
        b'{"year": ' + b"1" * 5000 + b"}",
        b"[" * 30_000,
        b"[" * 30_000 + b"]" * 30_000,
        b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    ],
)
def test_malformed_json_is_refused(client: httpx.Client, sent: bytes) -> None:
    error(client.post(BOOKS, content=sent, headers=JSON), 400)


@pytest.mark.contract("rejects-malformed")
@each("kind", ["application/json", "application/json; charset=utf-16"])
def test_utf_16_is_refused_or_read_right(client: httpx.Client, kind: str) -> None:
    for encoding in ("utf-16", "utf-16-le"):
        sent = json.dumps({**DUNE, "title": "Düne"}, ensure_ascii=False).encode(encoding)
        response = client.post(BOOKS, content=sent, headers={"Content-Type": kind})
        if response.status_code == 201:
            assert body(response, 201)["title"] == "Düne"
        else:
            error(response, 400)


@pytest.mark.contract("rejects-malformed")
@each("sent", ["null", "[]", '[{"title": "Dune"}]', "1965", '"Dune"', "true"])
def test_json_that_is_no_object_is_refused(client: httpx.Client, sent: str) -> None:
    error(client.post(BOOKS, content=sent, headers=JSON), 400)


@pytest.mark.contract("content-type")
@each(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "application/xml", "text/json", ""]
)
def test_another_content_type_is_refused(client: httpx.Client, kind: str) -> None:
    before = number_of_next(client)
    sent = json.dumps(DUNE).encode()
    error(client.post(BOOKS, content=sent, headers={"Content-Type": kind}), 415)
    error(client.post(BOOKS, data={"title": "Dune", "author": "a", "year": "1"}), 415)
    assert number_of_next(client) == before + 1


@pytest.mark.contract("content-type")
@each("kind", ["application/json; charset=utf-8", "Application/JSON"])
def test_json_may_be_spelt_in_other_ways(client: httpx.Client, kind: str) -> None:
    sent = json.dumps(DUNE).encode()
    body(client.post(BOOKS, content=sent, headers={"Content-Type": kind}), 201)


@pytest.mark.contract("too-large")
@each("size", [LIMIT + 1, 3 * 1024 * 1024])
def test_a_body_over_the_limit_is_refused(client: httpx.Client, size: int) -> None:
    before = number_of_next(client)
    sent = json.dumps(DUNE).encode().ljust(size)
    response = client.post(BOOKS, content=sent, headers=JSON)
    assert response.status_code in {400, 413}
    error(response, response.status_code)
    assert number_of_next(client) == before + 1


@pytest.mark.contract("too-large")
def test_a_body_that_unpacks_to_more_is_refused(client: httpx.Client) -> None:
    before = number_of_next(client)
    sent = bz2.compress(json.dumps(DUNE).encode().ljust(3 * 1024 * 1024))
    kind = {"Content-Type": "application/json; charset=bz2"}
    response = client.post(BOOKS, content=sent, headers=kind)
    assert response.status_code in {400, 413, 415}
    error(response, response.status_code)
    assert number_of_next(client) == before + 1


@pytest.mark.contract("too-large")
def test_a_body_below_the_limit_is_accepted(client: httpx.Client) -> None:
    sent = json.dumps(DUNE).encode().ljust(LIMIT)
    body(client.post(BOOKS, content=sent, headers=JSON), 201)


@pytest.mark.contract("errors-in-json")
@each("path", ["/", "/api", "/no-such-page", f"{BOOKS}/", f"{BOOKS}/1/"])
def test_an_unknown_path_is_an_error_in_json(client: httpx.Client, path: str) -> None:
    error(client.get(path), 404)


@pytest.mark.contract("methods")
@each(
    ("method", "path", "offered"),
    [
        ("PUT", BOOKS, {"GET", "HEAD", "POST"}),
        ("DELETE", BOOKS, {"GET", "HEAD", "POST"}),
        ("POST", f"{BOOKS}/1", {"GET", "HEAD"}),
        ("PATCH", f"{BOOKS}/1", {"GET", "HEAD"}),
        ("DELETE", f"{BOOKS}/1", {"GET", "HEAD"}),
    ],
)
def test_another_method_is_refused(
    client: httpx.Client, method: str, path: str, offered: set[str]
) -> None:
    add(client)
    response = client.request(method, path, json=DUNE)
    error(response, 405)
    assert allowed(response) - {"OPTIONS"} == offered


@pytest.mark.contract("methods")
def test_head_is_get_without_the_body(client: httpx.Client) -> None:
    book = add(client)
    for path in (BOOKS, f"{BOOKS}/{book['id']}"):
        assert client.head(path).status_code == 200
        assert bytes_after_head(client, path) == b""


@pytest.mark.contract("no-cookies")
def test_nobody_gets_a_cookie(client: httpx.Client) -> None:
    answers = [
        client.get(BOOKS),
        client.post(BOOKS, json=DUNE),
        client.post(BOOKS, json={}),
        client.get("/no-such-page"),
    ]
    assert not [answer for answer in answers if "set-cookie" in answer.headers]


@pytest.mark.contract("no-cookies")
def test_another_site_needs_no_token_and_gains_nothing(client: httpx.Client) -> None:
    # A browser sends such a request only after it has asked for leave (CORS), which nobody gives.
    headers = {"Origin": "https://evil.example", "Cookie": "sessionid=x; csrftoken=y"}
    response = client.post(BOOKS, json=DUNE, headers=headers)
    body(response, 201)
    assert "access-control-allow-origin" not in response.headers
    asked = {**headers, "Access-Control-Request-Method": "POST"}
    preflight = client.options(BOOKS, headers=asked)
    assert "access-control-allow-origin" not in preflight.headers


@pytest.mark.contract("openapi")
@pytest.mark.needs("schemathesis")
def test_the_openapi_file_describes_this_api(server: Server, case: Any, tmp_path: Path) -> None:
    description = case.application.folder.parent / "openapi.yml"
    done = subprocess.run(
        [sys.executable, "-m", "schemathesis.cli", "run", description, "--url", server.url,
         "--seed", "1", "--max-examples", "8", "--generation-database", "none", "--no-color",
         "--workers", "1"],
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=110,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    generated = re.search(r"(\d+) generated, (\d+) passed", done.stdout)
    assert generated and int(generated[1]) == int(generated[2]) > 100
