"""The contract of `hello` and `hello-single`."""

from __future__ import annotations

import re
import shlex
from urllib.parse import quote

import httpx
import pytest

from tests.contract.cases import Case
from tests.contract.each import each
from tests.contract.harness import running
from tests.contract.pages import allowed, assert_head_is_get, assert_refused, document, page, text
from tests.contract.told import assert_rows, protection, refusal

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


def greets_bytes(client: httpx.Client) -> str:
    heading = page(client.get("/hello/%ff")).h1
    name = text(heading)[len("Hello, ") : -len("!")] if heading else ""
    shown = "the replacement character \ufffd." if name == "\ufffd" else f"`{name}`."
    return f"`/hello/%ff` greets {shown}"


@pytest.mark.contract("as-told")
def test_the_table_of_differences_holds(client: httpx.Client, case: Case) -> None:
    assert_rows(client, case, {
        "security-headers": lambda client: protection(client.get("/")),
        "own-names": lambda client: "",  # below
        "post": lambda client: refusal(client.post("/")),
        "options": lambda client: refusal(client.options("/")),
        "bad-bytes": greets_bytes,
    })  # fmt: skip


HOSTS = {"127.0.0.1", "shop.example", "any.example"}


def served(case: Case, variable: str, value: str) -> set[str]:
    """Which hosts an application serves that is told of its own."""
    meta, found = case.application.meta, set()
    folder, given = case.application.folder, {variable: value}
    with running(folder, meta.start, meta.ready, case.interpreter, variables=given) as server:
        for host in HOSTS:
            answer = httpx.get(server.url, headers={"Host": host}, timeout=10, trust_env=False)
            assert answer.status_code in {200, 400}
            if answer.status_code == 200:
                found.add(host)
    return found


@pytest.mark.contract("as-told")
def test_host_names_of_our_own_are_given_as_told(client: httpx.Client, case: Case) -> None:
    assert client.get("/", headers={"Host": "shop.example"}).status_code == 400
    said = case.application.meta.differences.get("own-names")
    if said is None:  # the table of the single file has no such row
        return
    example = re.match("`(.+?)`", said)
    assert example, said
    (assignment,) = shlex.split(example[1])
    variable, value = assignment.split("=", 1)
    assert served(case, variable, value) == {"shop.example"}
    by_commas = served(case, variable, "shop.example,www.shop.example")
    assert by_commas == ({"shop.example"} if "parted by commas" in said else set())
    every = said.endswith("Empty, every host is served.")
    assert every or said.endswith("Empty, every host is refused.")
    assert served(case, variable, "") == (HOSTS if every else set())
