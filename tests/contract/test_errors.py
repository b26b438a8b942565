"""The contract of `errors`. It reads the log of the server, which is a JSON object a line."""

from __future__ import annotations

import contextlib
import json
import re
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import httpx
import pytest

from tests.contract.cases import Case
from tests.contract.each import each
from tests.contract.harness import Server
from tests.contract.pages import allowed, answer_to, bytes_after_head, document, text

HOME, UNKNOWN, FORBIDDEN, FAULTY, EXPORT = (
    "/", "/no-such-page", "/books/2", "/books/3", "/centuries.csv"
)  # fmt: skip
BOOKS = "/api/books"
PROBLEM = "application/problem+json"
AS_JSON = {"Accept": "application/json"}
# What a proxy on the same machine tells Gunicorn of an application that is not at the root.
PREFIX = "/below"
BELOW_PREFIX = {"SCRIPT_NAME": PREFIX}
# Codecs that Python has but that read no text, and parameters that cannot be decoded.
STRANGE_TYPES = tuple(
    f"text/html; {parameter}"
    for parameter in ("charset=rot13", "charset=undefined", "Charset=idna", 'charset="hex"',
                      "charset*=utf-8''rot13", "charset*0=ro; charset*1=t13", "x*=rot13''%41",
                      "x*=nothing''%41")
)  # fmt: skip
# What the traceback of the fault says, and no visitor may read.
SECRETS = (
    "ValueError",
    "unknown",
    "invalid literal",
    "OperationalError",
    "no such table",
    "SELECT",
)
# What a browser sends when somebody follows a link.
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
LIMIT = 64 * 1024
SEVERE = {"ERROR", "CRITICAL"}


@dataclass
class Log:
    """What the server writes from some moment on."""

    server: Server
    begin: int

    def lines(self) -> list[str]:
        return self.server.log()[self.begin :].splitlines()

    def records(self) -> list[dict[str, Any]]:
        """Every line as the JSON object that it has to be."""
        found = []
        for line in self.lines():
            try:
                record = json.loads(line)
            except ValueError:
                raise AssertionError(f"no JSON in the log: {line!r}") from None
            assert isinstance(record, dict), f"no record: {line!r}"
            found.append(record)
        return found

    def severe(self) -> list[dict[str, Any]]:
        return [record for record in self.records() if record["level"] in SEVERE]


@pytest.fixture
def log(server: Server, client: httpx.Client) -> Log:
    """The log from here on, once what came before is answered."""
    client.get(HOME)
    return Log(server, len(server.log()))


@contextlib.contextmanager
def without_table(server: Server, case: Case) -> Iterator[None]:
    """The table is gone for the length of a `with` block."""
    (path,) = server.folder.rglob("db.sqlite3")
    table = case.application.meta.names["table"]
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute(f'ALTER TABLE "{table}" RENAME TO gone')
        database.commit()
        try:
            yield
        finally:
            database.execute(f'ALTER TABLE gone RENAME TO "{table}"')
            database.commit()


@contextlib.contextmanager
def unique_titles(server: Server, case: Case) -> Iterator[None]:
    """A title of 24 letters is taken once only, for the length of a `with` block."""
    (path,) = server.folder.rglob("db.sqlite3")
    table = case.application.meta.names["table"]
    with contextlib.closing(sqlite3.connect(path)) as database:
        database.execute(f'CREATE UNIQUE INDEX once ON "{table}" (title) WHERE length(title) = 24')
        database.commit()
        try:
            yield
        finally:
            database.execute("DROP INDEX once")
            database.commit()


@contextlib.contextmanager
def broken_page(server: Server, case: Case) -> Iterator[None]:
    """The template of errors includes one that is not there, for the length of a `with` block."""
    path = server.folder / case.application.meta.names["error-page"]
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole.replace("<main>", '<main>{% include "lost.html" %}'), encoding="utf-8")
    try:
        server.restart()
        yield
    finally:
        path.write_text(whole, encoding="utf-8")
        server.restart()


def own_page(response: httpx.Response, home: str = HOME) -> str:
    """What a page of the application's own says."""
    soup = document(response)
    assert soup.main, "no main"
    assert [link["href"] for link in soup.main.find_all("a")] == [home], "no way home"
    assert response.headers["x-request-id"] in text(soup.main), "the page names no request"
    return text(soup.main)


def problem(response: httpx.Response) -> dict[str, Any]:
    """The JSON of an error."""
    assert response.headers["content-type"] == PROBLEM, response.text[:200]
    found = response.json()
    assert found["status"] == response.status_code
    assert found["request_id"] == response.headers["x-request-id"]
    assert found["title"] and found["detail"]
    return dict(found)


def send(client: httpx.Client, content: bytes | str, kind: str = "application/json") -> Any:
    return client.post(BOOKS, content=content, headers={"Content-Type": kind})


def raw(client: httpx.Client, request: bytes) -> bytes:
    """The answer to a request that no client sends, up to the end of the connection."""
    return answer_to(client.base_url, request)


@pytest.mark.contract("own-pages")
@each(("path", "status"), [(UNKNOWN, 404), (FORBIDDEN, 403), (FAULTY, 500), ("/api", 404)])
def test_an_error_is_a_page_of_its_own(client: httpx.Client, path: str, status: int) -> None:
    answer = client.get(path, headers={"Accept": BROWSER})
    assert answer.status_code == status
    own_page(answer)


@pytest.mark.contract("own-pages")
def test_what_is_well_is_no_error(client: httpx.Client) -> None:
    home = document(client.get(HOME))
    (entry,) = {str(link["href"]) for link in home.find_all("a") if text(link) == "Emma"}
    assert entry == "/books/1"
    assert "Century: 19" in text(document(client.get("/books/1")))
    assert client.get(f"{BOOKS}/1").json() == {"title": "Emma", "century": 19}
    assert send(client, '{"title": "New", "year": "2026"}').status_code == 201
    assert client.get(f"{BOOKS}/4").json() == {"title": "New", "century": 21}


@pytest.mark.contract("own-pages")
def test_below_a_prefix_a_page_leads_home(client: httpx.Client) -> None:
    own_page(client.get(f"{PREFIX}{UNKNOWN}", headers=BELOW_PREFIX), f"{PREFIX}/")


@pytest.mark.contract("problem-json")
def test_below_a_prefix_the_api_answers_in_json(client: httpx.Client) -> None:
    answer = client.get(f"{PREFIX}/api/x", headers={"Accept": BROWSER, **BELOW_PREFIX})
    assert answer.status_code == 404
    problem(answer)


@pytest.mark.contract("problem-json")
@each(
    ("path", "status"),
    [(f"{BOOKS}/2", 403), (f"{BOOKS}/3", 500), (f"{BOOKS}/999", 404), ("/api/x/y", 404),
     (f"{BOOKS}/{10**30}", 404), (f"{BOOKS}/1_0", 404)],
)  # fmt: skip
def test_the_api_answers_in_json(client: httpx.Client, path: str, status: int) -> None:
    for accept in (BROWSER, "*/*", "application/json"):
        answer = client.get(path, headers={"Accept": accept})
        assert answer.status_code == status
        problem(answer)


@pytest.mark.contract("accept")
@each("path", [UNKNOWN, FORBIDDEN, FAULTY])
def test_who_prefers_json_gets_it(client: httpx.Client, path: str) -> None:
    for accept in ("application/json", PROBLEM, "text/html;q=0.5, application/json",
                   "application/json, */*;q=0.1"):  # fmt: skip
        problem(client.get(path, headers={"Accept": accept}))
    for accept in (BROWSER, "*/*", "", "image/png", "application/json;q=0.5, text/html", "é",
                   "application/json;q=0, */*", ";;,/;q=x", "x" * 4000):  # fmt: skip
        answer = client.get(path, headers={b"Accept": accept.encode()})
        assert "accept" in answer.headers["vary"].lower().split(", ")
        own_page(answer)


@pytest.mark.contract("refusals")
@each(
    "content",
    ["", "{", "[]", "null", '"x"', "1", "[" * 60_000, b"\xff", "{}", "9" * 5000]
    + [f'{{"year": "1815", "title": {title}}}' for title in
       ('""', "true", '"a\\u0000b"', '"\\ud800"', "null", '["x"]', json.dumps("x" * 101))]
    + [f'{{"title": "x", "year": {year}}}' for year in
       ('""', "null", '"1_0"', '"\u0663"', "-1", "5e999", '"18150"', "true", '"1\\u0000"')],
)  # fmt: skip
def test_what_is_not_valid_is_refused(client: httpx.Client, content: bytes | str) -> None:
    answer = send(client, content)
    assert answer.status_code == 400
    problem(answer)


@pytest.mark.contract("refusals")
def test_a_field_that_is_not_valid_is_named(client: httpx.Client) -> None:
    found = problem(send(client, json.dumps({"title": "x" * 101, "year": "1815"})))
    assert list(found["fields"]) == ["title"]
    assert found["fields"]["title"]


@pytest.mark.contract("refusals")
def test_another_method_is_refused_and_the_right_ones_named(client: httpx.Client) -> None:
    for path, offered in ((BOOKS, "POST"), (f"{BOOKS}/1", "GET")):
        answer = client.put(path, json={})
        assert answer.status_code == 405
        problem(answer)
        assert offered in allowed(answer)
        assert "PUT" not in allowed(answer)


@pytest.mark.contract("refusals")
def test_what_is_too_large_is_refused(client: httpx.Client) -> None:
    for size, status in ((LIMIT, 400), (LIMIT + 1, 413), (3 * LIMIT, 413)):
        answer = send(client, json.dumps({"title": "x" * 200}).ljust(size))
        assert answer.status_code == status, size
        problem(answer)


@pytest.mark.contract("refusals")
def test_a_large_body_that_does_not_say_its_length_is_refused(client: httpx.Client) -> None:
    parts = (b" " * 1024 for _ in range(LIMIT // 512))
    answer = client.post(BOOKS, content=parts, headers={"Content-Type": "application/json"})
    assert answer.status_code in {400, 413}  # 400: not read, so taken as empty
    problem(answer)


@pytest.mark.contract("refusals")
@each("kind", STRANGE_TYPES)
def test_a_charset_that_is_none_is_no_fault(client: httpx.Client, log: Log, kind: str) -> None:
    for path, status in ((f"{BOOKS}/1?a=1", 200), (f"{BOOKS}/999?a=1", 404)):
        answer = client.get(path, headers={"Content-Type": kind})
        assert answer.status_code == status
        assert answer.headers["x-request-id"]
    as_json = kind.replace("text/html", "application/json")
    assert send(client, '{"title": "New", "year": "2026"}', as_json).status_code == 201
    assert log.severe() == []


@pytest.mark.contract("refusals")
def test_blanks_are_no_title_and_a_number_is_one(client: httpx.Client) -> None:
    answer = send(client, '{"title": " ", "year": "1815"}')
    assert answer.status_code == 400
    assert list(problem(answer)["fields"]) == ["title"]
    answer = send(client, '{"title": 1984, "year": 1949}')
    assert answer.status_code == 201
    assert answer.json() == {"title": "1984", "year": "1949"}


@pytest.mark.contract("refusals")
@each("kind", ["text/plain", "application/xml", "multipart/form-data", "x", ""])
def test_another_type_is_refused(client: httpx.Client, kind: str) -> None:
    answer = send(client, '{"title": "x"}', kind)
    assert answer.status_code == 415
    problem(answer)


@pytest.mark.contract("page-refusals")
@each("method", ["POST", "PUT", "DELETE", "PATCH", "BREW"])
def test_what_a_page_does_not_take_is_refused(client: httpx.Client, method: str) -> None:
    for path in (HOME, "/books/1", EXPORT):
        answer = client.request(method, path)
        assert answer.status_code in {403, 405}, f"{method} {path}"
        own_page(answer)


@pytest.mark.contract("page-refusals")
def test_a_stranger_is_refused_with_a_page(client: httpx.Client) -> None:
    answer = client.get(HOME, headers={"Host": "other.example"})
    assert answer.status_code == 400
    own_page(answer)


@pytest.mark.contract("head")
@each("path", [UNKNOWN, FORBIDDEN, FAULTY, f"{BOOKS}/3", f"{BOOKS}/999"])
def test_head_is_get_without_its_body(client: httpx.Client, path: str) -> None:
    known = {"X-Request-ID": "asked-twice"}
    get, head = client.get(path, headers=known), client.head(path, headers=known)
    assert head.status_code == get.status_code
    told = [{k: v for k, v in answer.headers.items() if k != "date"} for answer in (get, head)]
    assert told[0] == told[1]
    assert bytes_after_head(client, path) == b""


@pytest.mark.contract("not-kept")
@each("path", [UNKNOWN, FORBIDDEN, FAULTY, f"{BOOKS}/3", f"{BOOKS}/999", BOOKS])
def test_no_cache_keeps_an_error(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code >= 400
    assert "no-store" in answer.headers["cache-control"]


@pytest.mark.contract("no-internals")
def test_a_fault_tells_nothing(client: httpx.Client, server: Server, case: Case) -> None:
    answers = [client.get(path, headers=headers) for path in (FAULTY, f"{BOOKS}/3")
               for headers in ({}, AS_JSON)]  # fmt: skip
    with without_table(server, case):
        answers += [client.get(HOME), client.get(HOME, headers=AS_JSON), client.get(f"{BOOKS}/1")]
    for answer in answers:
        assert answer.status_code == 500
        shown = answer.text + str(answer.headers)
        assert not [secret for secret in SECRETS if secret in shown]


@pytest.mark.contract("one-record")
@each("path", [FAULTY, f"{BOOKS}/3"])
def test_a_fault_leaves_one_record(client: httpx.Client, log: Log, path: str) -> None:
    known = secrets.token_hex(16)
    answer = client.get(path, headers={"X-Request-ID": known})
    assert answer.status_code == 500
    (record,) = [record for record in log.records() if record["request_id"] == known]
    assert record["level"] == "ERROR"
    assert record["path"] == path
    assert record["method"] == "GET"
    assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", record["time"])
    assert "Traceback" in record["exception"]
    assert "ValueError: invalid literal" in record["exception"]
    # Whatever else was written belongs to the values before.
    assert log.records()[-1] == record


@pytest.mark.contract("one-record")
def test_a_fault_of_the_database_leaves_one_record(
    client: httpx.Client, server: Server, case: Case, log: Log
) -> None:
    with without_table(server, case):
        answer = client.get(HOME)
    assert answer.status_code == 500
    (record,) = log.records()
    assert record["request_id"] == answer.headers["x-request-id"]
    assert "no such table" in record["exception"]


@pytest.mark.contract("visitors")
def test_what_a_visitor_got_wrong_is_no_fault(client: httpx.Client, log: Log) -> None:
    answers = [
        client.get(UNKNOWN),
        client.get(FORBIDDEN),
        client.get(f"{BOOKS}/2"),
        client.delete("/books/1"),
        client.get(HOME, headers={"Host": "other.example"}),
        client.get(HOME, headers={"Host": "a b"}),
        client.post(HOME, data={f"n{number}": "x" for number in range(1001)}),
        client.post(HOME, content=b"\xff", headers={"Content-Type": "multipart/form-data"}),
        client.get("/%00/%ff/..%2f"),
        client.get("/no-such-page?" + "a&" * 1001),
        client.options("/no-such-page"),
        client.get(f"{BOOKS}/999?format=html"),
        client.get("/books/" + "%D9%A9" * 4),  # 9999 in other digits, which one router reads
        send(client, "["),
        send(client, " " * (LIMIT + 1)),
        send(client, "{}", "text/plain"),
    ]
    # With the cookie of a form, which lets a framework look for the field that belongs to it.
    # The server may leave such bodies unread, so that the connection serves no more.
    asked = {"Cookie": f"csrftoken={'x' * 32}", "Connection": "close"}
    answers += [
        client.post(HOME, data={f"n{number}": "x" for number in range(1001)}, headers=asked),
        client.post(HOME, data={"x": "x" * (LIMIT + 1)}, headers=asked),
        client.post(HOME, files={f"n{number}": b"x" for number in range(101)}, headers=asked),
        client.post(HOME, files={"x": ("x", b"x", "text/plain; charset=rot13")}, headers=asked),
    ]
    expected = {400, 403, 404, 405, 413, 415}
    wrong = [one for one in answers if one.status_code not in expected]
    assert [(one.request.method, one.url, one.status_code) for one in wrong] == []
    assert log.severe() == []


@pytest.mark.contract("visitors")
def test_a_foreign_host_leaves_what_the_application_says(
    client: httpx.Client, case: Case, log: Log
) -> None:
    assert client.get(HOME, headers={"Host": "other.example"}).status_code == 400
    client.get(HOME)
    records = log.records()
    told = [record["level"] for record in records if "other.example" in record["message"]]
    assert len(told) == len(records)
    assert (told or ["no record"]) == [case.application.meta.names["stranger"]]


@pytest.mark.contract("request-id")
@each("path", [HOME, UNKNOWN, FAULTY, f"{BOOKS}/1", f"{BOOKS}/2", EXPORT])
def test_every_answer_names_its_request(client: httpx.Client, path: str) -> None:
    for known in ("abcdefgh", "A_b-9" * 12, "7d3ac5d0-8f6c-4ee6-9a3f-0a5d1c8f2b11"):
        with client.stream("GET", path, headers={"X-Request-ID": known}) as answer:
            assert answer.headers.get_list("x-request-id") == [known]


@pytest.mark.contract("request-id")
@each(
    "sent",
    ["", "short67", "x" * 65, "with a blank", "<script>alert(1)", "é" * 9, "\u0663" * 9,
     "id\tid-id-", '{"a": 1}', "x" * 5000, "12345678,"],
)  # fmt: skip
def test_another_form_of_id_is_made_anew(client: httpx.Client, log: Log, sent: str) -> None:
    made = set()
    for _ in range(2):
        answer = client.get(UNKNOWN, headers={b"X-Request-ID": sent.encode()})
        made.add(answer.headers["x-request-id"])
        own_page(answer)
    assert len(made) == 2
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{20,64}", one) for one in made)
    assert not sent or f'"{sent}"' not in "".join(log.lines())


@pytest.mark.contract("request-id")
def test_two_ids_are_none(client: httpx.Client) -> None:
    two = [("X-Request-ID", "first-one"), ("X-Request-ID", "second-one")]
    answer = client.get(UNKNOWN, headers=two)
    assert answer.headers["x-request-id"] not in {"first-one", "second-one"}
    assert len(answer.headers.get_list("x-request-id")) == 1


@pytest.mark.contract("concurrent")
def test_each_of_many_faults_names_its_own_request(
    new_client: Callable[[], httpx.Client], log: Log
) -> None:
    def ask(number: int) -> tuple[str, str]:
        path = (FAULTY, f"{BOOKS}/3", FAULTY + "?x", f"{BOOKS}/3?x")[number % 4]
        sent = {"X-Request-ID": f"request-{number}"} if number % 2 else {}
        answer = new_client().get(path, headers=sent)
        assert answer.status_code == 500
        return answer.headers["x-request-id"], path.removesuffix("?x")

    with ThreadPoolExecutor(8) as pool:
        asked = list(pool.map(ask, range(24)))
    assert sorted((record["request_id"], record["path"]) for record in log.records()) == sorted(
        asked
    )


@pytest.mark.contract("concurrent")
def test_a_request_that_could_not_be_read_is_not_taken_for_another(
    new_client: Callable[[], httpx.Client], log: Log
) -> None:
    with ThreadPoolExecutor(8) as pool:  # each thread of the server has had a request
        list(pool.map(lambda number: new_client().get(f"{UNKNOWN}-{number}"), range(16)))
    client = new_client()
    client.get(FAULTY)
    with contextlib.suppress(httpx.RemoteProtocolError):
        client.get(EXPORT)
    begin = len(log.lines())
    for _ in range(8):
        assert b" 400 " in raw(client, b"no request\r\n\r\n").splitlines()[0]
    records = log.records()[begin:]
    assert len(records) == 8
    assert [record for record in records if "path" in record or "request_id" in record] == []


@pytest.mark.contract("no-secrets")
def test_what_a_visitor_keeps_to_himself_is_in_no_record(
    client: httpx.Client, server: Server, case: Case, log: Log
) -> None:
    secret = secrets.token_hex(12)
    headers = {"Authorization": f"Bearer {secret}", "Cookie": f"sessionid={secret}",
               "X-Api-Key": secret, "Referer": f"http://127.0.0.1/?{secret}"}  # fmt: skip
    for path in (FAULTY, f"{BOOKS}/3", UNKNOWN, FORBIDDEN, EXPORT):
        with contextlib.suppress(httpx.RemoteProtocolError):
            client.get(f"{path}?token={secret}", headers=headers)
    client.post(HOME, data={"password": secret}, headers=headers)
    send(client, f'{{"title": "{secret}')
    with without_table(server, case):
        answer = send(client, json.dumps({"title": secret, "year": "1815"}))
    assert answer.status_code == 500
    assert "no such table" in log.records()[-1]["exception"]
    assert secret not in "\n".join(log.lines())


@pytest.mark.contract("no-secrets")
def test_a_value_that_the_database_refuses_is_in_no_record(
    client: httpx.Client, server: Server, case: Case, log: Log
) -> None:
    secret = secrets.token_hex(12)
    with unique_titles(server, case):
        answers = [send(client, json.dumps({"title": secret, "year": "1815"})) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 500]
    (record,) = log.severe()
    assert "UNIQUE constraint failed" in record["exception"]
    assert secret not in "\n".join(log.lines())


@pytest.mark.contract("one-line")
def test_what_is_sent_makes_no_second_line(client: httpx.Client, log: Log) -> None:
    forged = '{"level": "ERROR", "message": "forged"}'
    for end in ("%0A", "%0D%0A", "%0D", "%E2%80%A8", "%C2%85", "%00", "%0C"):
        client.get(f"/x{end}{forged}")
        client.get(f"/api/x{end}{forged}")
    client.get('/x"}, ' + forged)
    for header in (b"X-Request-ID: abcdefgh\r\n\t" + forged.encode(),
                   b"X-Request-ID: abcdefgh\n" + forged.encode(), b"Host: a\r\n b"):  # fmt: skip
        request = b"GET /books/3 HTTP/1.1\r\nHost: 127.0.0.1\r\n" + header
        raw(client, request + b"\r\nConnection: close\r\n\r\n")
    # A server may refuse such headers by itself: then nothing of the application's is written.
    assert "forged" not in [record["message"] for record in log.records()]
    assert all("request_id" in record for record in log.records() if "path" in record)


@pytest.mark.contract("broken-page")
def test_a_page_of_errors_that_fails_leaves_plain_text(
    client: httpx.Client, server: Server, case: Case
) -> None:
    with broken_page(server, case):
        client.get(HOME)
        log = Log(server, len(server.log()))
        missing = client.get(UNKNOWN)
        fault = client.get(FAULTY)
        api = client.get(f"{BOOKS}/3")
        records = log.severe()
    problem(api)
    for answer, status in ((missing, 404), (fault, 500)):
        assert answer.status_code == status
        assert answer.headers["content-type"].replace(" ", "") == "text/plain;charset=utf-8"
        assert len(answer.text) < 40
        assert "no-store" in answer.headers["cache-control"]

    def of(answer: httpx.Response) -> list[str]:
        return [record["exception"].splitlines()[-1] for record in records
                if record["request_id"] == answer.headers["x-request-id"]]  # fmt: skip

    assert ["lost.html" in last for last in of(missing)] == [True]
    # Which of the two is written first is up to the application.
    assert sorted("lost.html" in last for last in of(fault)) == [False, True]
    assert sorted("ValueError" in last for last in of(fault)) == [False, True]
    assert len(records) == 4


@pytest.mark.contract("broken-page")
def test_once_it_is_mended_the_page_is_back(client: httpx.Client) -> None:
    own_page(client.get(UNKNOWN))


@pytest.mark.contract("without-database")
def test_a_page_of_errors_asks_no_database(
    client: httpx.Client, server: Server, case: Case, log: Log
) -> None:
    with without_table(server, case):
        missing, fault, api = client.get(UNKNOWN), client.get(HOME), client.get("/api/x")
    assert (missing.status_code, fault.status_code) == (404, 500)
    own_page(missing)
    own_page(fault)
    problem(api)
    assert [record["path"] for record in log.severe()] == [HOME]


@pytest.mark.contract("half-sent")
def test_a_download_that_fails_is_cut_off(client: httpx.Client, log: Log) -> None:
    seen = b""
    with client.stream("GET", EXPORT) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/csv")
        known = answer.headers["x-request-id"]
        with pytest.raises(httpx.RemoteProtocolError):
            for part in answer.iter_bytes():
                seen += part
    assert seen == b"id,century\n1,19\n2,21\n"
    client.get(HOME)
    (record,) = log.records()
    assert (record["level"], record["request_id"], record["path"]) == ("ERROR", known, EXPORT)
    assert "ValueError" in record["exception"]
