"""The contract of `openapi`."""

from __future__ import annotations

import importlib
import itertools
import json
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
import pytest

from tests.contract.cases import Case
from tests.contract.each import each
from tests.contract.harness import Server, copy_of, environment
from tests.contract.pages import allowed, page

DOCUMENT, DOCS, BOOKS = "/openapi.json", "/docs", "/api/books"
DUNE: dict[str, Any] = {"title": "Dune", "author": "Frank Herbert", "year": 1965}
NAMES = {"listBooks", "addBook", "showBook", "replaceBook", "deleteBook"}
INVALID = {400, 422}
JSON = "application/json"


@dataclass(frozen=True)
class Operation:
    """What a document says of one operation."""

    method: str
    path: str
    about: dict[str, Any]

    def address(self, number: object = None) -> str:
        return re.sub(r"\{\w+\}", str(number), self.path)


@dataclass(frozen=True)
class Described:
    """The application, and what its document says of it."""

    client: httpx.Client
    document: dict[str, Any]

    def resolved(self, part: dict[str, Any]) -> dict[str, Any]:
        """A part of the document, or the one that it refers to."""
        found = part
        while "$ref" in found:
            reference, found = found["$ref"], self.document
            for name in reference.removeprefix("#/").split("/"):
                found = found[name]
        return found

    @property
    def operations(self) -> dict[str, Operation]:
        return {
            about.get("operationId", ""): Operation(method, path, about)
            for path, item in self.document["paths"].items()
            for method, about in item.items()
            if method != "parameters"
        }

    def answers(self, name: str) -> dict[str, dict[str, Any]]:
        """The declared answers of an operation, by their status."""
        found = self.operations[name].about["responses"]
        return {status: self.resolved(part) for status, part in found.items()}

    def ask(self, name: str, number: object = None, **sent: Any) -> httpx.Response:
        """Send a request, and hold the answer against the document."""
        operation = self.operations[name]
        answer = self.client.request(operation.method, operation.address(number), **sent)
        declared = self.answers(name)
        part = declared.get(str(answer.status_code), declared.get("default"))
        assert part, f"{name} answered {answer.status_code}, the document knows {set(declared)}"
        if "content" not in part:
            assert answer.content == b""
            return answer
        assert answer.headers["content-type"].split(";")[0] == JSON
        wrong = self.mistakes(part["content"][JSON]["schema"], answer.json())
        assert not wrong, f"{name} answered {answer.text[:200]}: {wrong}"
        return answer

    def mistakes(self, schema: dict[str, Any], value: object) -> list[str]:
        """What a value has that its schema forbids."""
        from openapi_schema_validator import OAS30Validator

        known = {"components": self.document["components"]}
        rules = {"allOf": [schema], **known}
        return [error.message for error in OAS30Validator(rules).iter_errors(value)]

    def body(self, name: str) -> dict[str, Any]:
        """The schema of what an operation takes."""
        about = self.resolved(self.operations[name].about["requestBody"])
        return self.resolved(about["content"][JSON]["schema"])

    def add(self, **changes: Any) -> dict[str, Any]:
        answer = self.ask("addBook", json={**DUNE, **changes})
        assert answer.status_code == 201, answer.text
        return dict(answer.json())

    def number_of_next(self) -> int:
        """The number of a new book; whatever was stored in between makes it larger."""
        return int(self.add()["id"])


@pytest.fixture
def api(client: httpx.Client) -> Described:
    return Described(client, client.get(DOCUMENT).json())


def refused(answer: httpx.Response, *statuses: int) -> str:
    """What a refusal says."""
    assert answer.status_code in statuses, f"{answer.status_code}: {answer.text[:300]}"
    assert answer.json(), "a refusal says why"
    return answer.text


@pytest.mark.contract("valid")
@pytest.mark.needs("openapi_spec_validator")
def test_the_document_is_valid(client: httpx.Client) -> None:
    from openapi_spec_validator import validate

    answer = client.get(DOCUMENT)
    assert answer.status_code == 200
    assert answer.headers["content-type"].split(";")[0] in {
        JSON, "application/vnd.oai.openapi+json",
    }  # fmt: skip
    document = answer.json()
    assert document["openapi"].startswith("3.")
    validate(document)


@pytest.mark.contract("names-operations")
def test_each_operation_has_its_name_and_says_what_it_does(api: Described) -> None:
    assert set(api.operations) == NAMES
    paths = {operation.path for operation in api.operations.values()}
    assert len(paths) == 2 and BOOKS in paths
    assert all(operation.about["summary"] for operation in api.operations.values())


@pytest.mark.contract("declares-answers")
def test_each_operation_declares_its_errors(api: Described) -> None:
    for name, operation in api.operations.items():
        declared = api.answers(name)
        assert [status for status in declared if status.startswith("2")], f"{name}: no success"
        assert "{" not in operation.path or "404" in declared, f"{name}: no 404"
        checked = "requestBody" in operation.about or name == "listBooks"
        assert not checked or INVALID & {int(s) for s in declared if s.isdigit()}, name
        for status, part in declared.items():
            empty = status == "204"
            assert empty or part["content"][JSON]["schema"], f"{name}: {status} has no schema"


@pytest.mark.contract("declares-answers")
@each("name", ["addBook", "replaceBook"])
def test_each_field_declares_its_limits(api: Described, name: str) -> None:
    body = api.body(name)
    assert set(body["required"]) == set(body["properties"]) == set(DUNE)
    fields = {field: api.resolved(part) for field, part in body["properties"].items()}
    for field in ("title", "author"):
        assert fields[field]["type"] == "string"
        assert (fields[field]["minLength"], fields[field]["maxLength"]) == (1, 200)
        assert re.search(fields[field]["pattern"], "x")
        assert not re.search(fields[field]["pattern"], "  ")
        begun = time.perf_counter()
        # 5 s where each character is looked at once for each other one, 1 ms where it is not.
        assert not re.search(fields[field]["pattern"], "x" * 32_000 + "\n\n")
        assert time.perf_counter() - begun < 0.5
    year = fields["year"]
    assert (year["type"], year["minimum"], year["maximum"]) == ("integer", 1, 9999)


@pytest.mark.contract("agrees")
@pytest.mark.needs("schemathesis")
def test_document_and_application_agree(server: Server, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "schemathesis.cli", "run", server.url + DOCUMENT,
         "--url", server.url, "--seed", "1", "--max-examples", "4",
         "--generation-deterministic", "--no-color", "--workers", "1"],
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=110,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    generated = re.search(r"(\d+) generated, (\d+) passed", done.stdout)
    assert generated and int(generated[1]) == int(generated[2]) > 50, done.stdout


@dataclass(frozen=True)
class Generated:
    """A client that a generator wrote from the document."""

    package: ModuleType
    folder: Path
    connection: Any

    def call(self, operation: str, *given: object, **named: object) -> Any:
        """Call the function of an operation."""
        name = re.sub(r"(?=[A-Z])", "_", operation).lower()
        (path,) = self.folder.rglob(f"{name}.py")
        parts = path.relative_to(self.folder.parent).with_suffix("").parts
        module = importlib.import_module(".".join(parts))
        return module.sync_detailed(*given, client=self.connection, **named)


@pytest.fixture
def generated(
    api: Described, server: Server, case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Generated]:
    name = f"made_for_{case}".replace("-", "_")
    (tmp_path / "openapi.json").write_text(json.dumps(api.document))
    # Nothing tidies the code up afterwards: nobody reads it.
    (tmp_path / "generator.yml").write_text("post_hooks: []")
    done = subprocess.run(
        [sys.executable, "-m", "openapi_python_client", "generate", "--path", "openapi.json",
         "--output-path", name, "--meta", "none", "--config", "generator.yml", "--fail-on-warning"],
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    monkeypatch.syspath_prepend(str(tmp_path))
    package = importlib.import_module(name)
    with package.Client(base_url=server.url) as connection:
        yield Generated(package, tmp_path / name, connection)


@pytest.mark.contract("drives-a-client")
@pytest.mark.needs("openapi_python_client")
def test_a_generated_client_adds_lists_reads_changes_and_deletes(
    api: Described, generated: Generated
) -> None:
    sent = api.resolved(api.operations["addBook"].about["requestBody"])["content"][JSON]["schema"]
    models = importlib.import_module(f"{generated.package.__name__}.models")
    new = getattr(models, sent["$ref"].rsplit("/", 1)[-1])
    book = generated.call(
        "addBook",
        body=new(
            **DUNE,
        ),
    ).parsed
    assert book.to_dict() == {"id": book.id, **DUNE}
    assert type(book) is getattr(models, "Book")  # noqa: B009
    listed = generated.call("listBooks", author=DUNE["author"], limit=100).parsed
    assert book.to_dict() in [item.to_dict() for item in listed]
    changed = generated.call("replaceBook", book.id, body=new(**{**DUNE, "year": 1966})).parsed
    assert changed.to_dict() == {"id": book.id, **DUNE, "year": 1966}
    assert generated.call("showBook", book.id).parsed == changed
    assert generated.call("deleteBook", book.id).status_code == 204
    gone = generated.call("showBook", book.id)
    assert gone.status_code == 404
    assert type(gone.parsed).__name__ == "Error"


@pytest.mark.contract("drives-a-client")
def test_a_new_book_has_the_address_in_its_location(api: Described) -> None:
    answer = api.ask("addBook", json=DUNE)
    assert answer.status_code == 201
    target = answer.url.join(answer.headers["location"])
    assert target.path == f"{BOOKS}/{answer.json()['id']}"
    assert api.client.get(target).json() == answer.json()
    assert "Location" in api.answers("addBook")["201"]["headers"]


WRONG: list[tuple[str, Any]] = [
    *((name, value) for name in ("title", "author") for value in (
        None, 5, True, ["x"], {"x": 1}, "", "   ", "x" * 201, "NUL\0inside", "line\n",
    )),
    *(("year", value) for value in (None, "1965", "", True, 1965.5, 1965.0, [1965], {})),
    *(("year", value) for value in (0, 10_000, 10**30)),
]  # fmt: skip


@pytest.mark.contract("refuses-invalid")
@each(("name", "value"), WRONG)
def test_what_the_document_forbids_is_refused(api: Described, name: str, value: Any) -> None:
    book = api.add()
    wrong = {**DUNE, name: value}
    # Python's own reading of a pattern lets a newline at the end pass; that of JSON does not.
    assert "\n" in str(value) or api.mistakes(api.body("addBook"), wrong)
    for deed, number in (("addBook", None), ("replaceBook", book["id"])):
        said = refused(api.ask(deed, number, json=wrong), *INVALID)
        assert [field for field in DUNE if f'"{field}"' in said] == [name]
    assert api.ask("showBook", book["id"]).json() == book
    assert api.number_of_next() == book["id"] + 1


@pytest.mark.contract("refuses-invalid")
@each("name", DUNE)
def test_a_missing_field_is_refused(api: Described, name: str) -> None:
    sent = {key: value for key, value in DUNE.items() if key != name}
    assert f'"{name}"' in refused(api.ask("addBook", json=sent), *INVALID)


@pytest.mark.contract("refuses-invalid")
@each("limit", ["0", "-1", "101", "1.5", "ten", "9" * 30])
def test_a_limit_that_the_document_forbids_is_refused(api: Described, limit: str) -> None:
    assert '"limit"' in refused(api.ask("listBooks", params={"limit": limit}), *INVALID)


@pytest.mark.contract("accepts-limits")
@each(("name", "value"), [
    ("title", "x"), ("title", "😀" * 200), ("author", " 李 白 "), ("author", "O'Brien & Søn"),
    ("year", 1), ("year", 9999),
])  # fmt: skip
def test_what_the_document_allows_is_stored_as_sent(api: Described, name: str, value: Any) -> None:
    assert not api.mistakes(api.body("addBook"), {**DUNE, name: value})
    book = api.add(**{name: value})
    assert book == {"id": book["id"], **DUNE, name: value}
    assert api.ask("showBook", book["id"]).json() == book


MALFORMED = [
    b"", b"{", b"title=Dune", b"\xff\xfe{}", b'{"year": NaN}', b"null", b"[]", b'"Dune"', b"1",
    b'"{\\"title\\": \\"Dune\\", \\"author\\": \\"F\\", \\"year\\": 1965}"',
    b'{"title": "\\ud800", "author": "a", "year": 1}', b"[" * 8000, b'{"a":' * 1500,
    b"[" * 4000 + b"]" * 4000,
]  # fmt: skip


@pytest.mark.contract("refuses-malformed")
@each("sent", MALFORMED)
def test_what_is_no_object_of_json_is_refused(api: Described, sent: bytes) -> None:
    before = api.number_of_next()
    answer = api.ask("addBook", content=sent, headers={"Content-Type": JSON})
    refused(answer, *INVALID)
    assert api.number_of_next() == before + 1


@pytest.mark.contract("refuses-malformed")
@each("encoding", ["utf-16", "utf-16-le", "latin-1"])
def test_another_encoding_is_refused(api: Described, encoding: str) -> None:
    before = api.number_of_next()
    sent = json.dumps({**DUNE, "title": "Düne"}, ensure_ascii=False).encode(encoding)
    for kind in (JSON, f"{JSON}; charset={encoding}"):
        answer = api.ask("addBook", content=sent, headers={"Content-Type": kind})
        refused(answer, *INVALID, 415)
    assert api.number_of_next() == before + 1


@pytest.mark.contract("refuses-malformed")
@each("kind", ["text/plain", "application/x-www-form-urlencoded", "application/xml", ""])
def test_another_content_type_is_refused(api: Described, kind: str) -> None:
    before = api.number_of_next()
    for deed, number in (("addBook", None), ("replaceBook", before)):
        sent = json.dumps({**DUNE, "title": "another"}).encode()
        refused(api.ask(deed, number, content=sent, headers={"Content-Type": kind}), *INVALID, 415)
    assert api.ask("showBook", before).json()["title"] == DUNE["title"]
    assert api.number_of_next() == before + 1


@pytest.mark.contract("too-large")
@each("size", [8 * 1024 + 1, 1024 * 1024])
def test_a_body_over_the_limit_is_refused_as_declared(api: Described, size: int) -> None:
    before = api.number_of_next()
    sent = json.dumps(DUNE).encode().ljust(size)
    answer = api.ask("addBook", content=sent, headers={"Content-Type": JSON})
    refused(answer, 400, 413)
    assert str(answer.status_code) in api.answers("addBook")
    assert api.number_of_next() == before + 1


@pytest.mark.contract("unknown-404")
@each("name", ["showBook", "replaceBook", "deleteBook"])
def test_a_book_that_is_not_there_is_not_found(api: Described, name: str) -> None:
    sent = {"json": DUNE} if name == "replaceBook" else {}
    gone = api.number_of_next()
    assert api.ask("deleteBook", gone).status_code == 204
    assert api.number_of_next() > gone
    for number in (gone, 0, 2**63 - 1, 2**63, 10**40):
        refused(api.ask(name, number, **sent), 404)


@pytest.mark.contract("unknown-methods")
@each(("method", "path"), [("PUT", BOOKS), ("DELETE", BOOKS), ("POST", f"{BOOKS}/1"),
                           ("PATCH", f"{BOOKS}/1"), ("TRACE", BOOKS)])  # fmt: skip
def test_a_method_that_the_document_does_not_name_is_refused(
    api: Described, method: str, path: str
) -> None:
    answer = api.client.request(method, path)
    refused(answer, 405)
    named = {
        operation.method.upper()
        for operation in api.operations.values()
        if ("{" in operation.path) == path.endswith("1")
    }
    assert allowed(answer) - {"HEAD", "OPTIONS"} == named


def loaded(answer: httpx.Response) -> list[str]:
    """What a browser loads with a page."""
    soup = page(answer)
    parts = [tag.get("src") or tag.get("href") for tag in soup.find_all(["script", "link", "img"])]
    return [urljoin(str(answer.url), str(part)) for part in parts if part]


@pytest.mark.contract("loads-nothing-elsewhere")
def test_the_page_for_people_comes_whole_from_here(api: Described, server: Server) -> None:
    answer = api.client.get(DOCS, follow_redirects=True)
    assert answer.status_code == 200
    files = loaded(answer)
    assert len([path for path in files if ".js" in path or "script" in path]) >= 2
    for path in files:
        assert path.startswith(server.url), f"{path} is another host"
        found = api.client.get(path)
        assert found.status_code == 200 and found.content, path
    said = answer.text + "".join(
        api.client.get(path).text for path in files if "swagger-ui" not in path
    )
    assert "openapi.json" in said


@pytest.mark.contract("loads-nothing-elsewhere")
def test_a_browser_is_told_to_load_nothing_from_elsewhere(api: Described) -> None:
    answer = api.client.get(DOCS, follow_redirects=True)
    parts = answer.headers["content-security-policy"].split(";")
    policy = {words[0]: set(words[1:]) for words in map(str.split, parts) if words}
    assert policy["default-src"] == {"'self'"}
    assert policy.get("script-src", policy["default-src"]) == {"'self'"}
    assert not [tag for tag in page(answer).find_all("script") if not tag.get("src")]
    here = {"'self'", "'unsafe-inline'", "data:"}
    assert all(sources <= here for sources in policy.values()), policy


@pytest.mark.contract("no-internals")
def test_the_document_tells_of_the_api_and_nothing_else(api: Described, server: Server) -> None:
    assert {re.sub(r"\{\w+\}", "N", path) for path in api.document["paths"]} == {
        BOOKS, f"{BOOKS}/N",
    }  # fmt: skip
    said = json.dumps(api.document).lower()
    inside = (".py", "sqlite", "secret", "traceback", "todo", "serializer", "marshmallow",
              server.folder.name, urlsplit(server.url).netloc, "127.0.0.1", "localhost",
              "://")  # fmt: skip
    assert [word for word in inside if word.lower() in said] == []


@pytest.mark.contract("one-document")
def test_everyone_reads_the_same_document(api: Described) -> None:
    for headers in (
        {"Host": "localhost"}, {"Accept-Language": "de"}, {"X-Forwarded-Host": "evil.example"},
        {"Accept": JSON}, {"X-Forwarded-Prefix": "/evil"},
    ):  # fmt: skip
        assert api.client.get(DOCUMENT, headers=headers).json() == api.document


@pytest.mark.contract("one-document")
@each(("name", "value"), itertools.product(
    ["lang", "version", "format", "script"],
    ["", "1", "de", "yaml", "a\r\nb: c", "a\0b", "../de", "x" * 2_000, "😀"],
))  # fmt: skip
def test_no_query_changes_the_document(api: Described, name: str, value: str) -> None:
    answer = api.client.get(DOCUMENT, params={name: value})
    assert answer.status_code == 200
    assert answer.json() == api.document
    assert api.client.get(DOCS, params={name: value}, follow_redirects=True).status_code == 200
    assert api.ask("listBooks", params={name: value}).status_code == 200


@pytest.mark.contract("one-document")
def test_the_file_that_a_command_writes_is_the_document(api: Described, case: Case) -> None:
    with copy_of(case.application.folder) as folder:
        done = subprocess.run(
            ["sh", "-ec", case.application.meta.names["write"]],
            cwd=folder, env=environment(case.interpreter), capture_output=True, text=True,
            check=False, timeout=60,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        assert json.loads((folder / "openapi.json").read_text(encoding="utf-8")) == api.document


@pytest.mark.contract("no-cookies")
def test_nobody_gets_a_cookie_and_no_other_site_reads(
    new_client: Callable[[], httpx.Client],
) -> None:
    client = new_client()
    headers = {"Origin": "https://evil.example"}
    answers = [
        client.get(DOCUMENT, headers=headers),
        client.get(DOCS, headers=headers, follow_redirects=True),
        client.post(BOOKS, json=DUNE, headers=headers),
        client.options(BOOKS, headers={**headers, "Access-Control-Request-Method": "POST"}),
    ]
    for answer in answers:
        assert "set-cookie" not in answer.headers
        assert "access-control-allow-origin" not in answer.headers
