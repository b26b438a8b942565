"""What a browser does for its user: reads pages, fills in forms, follows answers."""

from __future__ import annotations

import re
import socket
from http.cookies import Morsel, SimpleCookie
from urllib.parse import urljoin

import httpx
from bs4 import BeautifulSoup, Tag

# What leads a careless redirect, or a browser that repairs it, to another site.
OFF_SITE = (
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "/\t/evil.example/",
    "\thttps:evil.example/",
    "javascript:alert(1)",
    "//127.0.0.1@evil.example/",
)


def in_a_browser(address: str, location: str) -> str:
    """Where a browser goes: it drops tabs and line ends, and takes a backslash for a slash."""
    cleaned = re.sub(r"[\t\r\n]", "", location).strip("\0\x1f ").replace("\\", "/")
    cleaned = re.sub(r"^(https?:)?/{2,}", r"\1//", cleaned)
    return urljoin(address, cleaned)


def page(response: httpx.Response) -> BeautifulSoup:
    """Parse an answer that has to be an HTML page.

    Args:
        response: any answer.

    Returns:
        The parsed page.

    Raises:
        AssertionError: the answer says that it is something else.
    """
    kind = response.headers.get("content-type", "")
    assert kind.lower().replace(" ", "") == "text/html;charset=utf-8", (
        f"{response.request.method} {response.url} answered {response.status_code} "
        f"with the content type {kind!r}"
    )
    return BeautifulSoup(response.content.decode("utf-8"), "html.parser")


def document(response: httpx.Response) -> BeautifulSoup:
    """Parse an answer that has to be a complete document.

    Args:
        response: any answer.

    Returns:
        The parsed page.

    Raises:
        AssertionError: it lacks its doctype, language or title, has not one main heading, or has an
            id twice, so that a label may lead elsewhere.
    """
    soup = page(response)
    assert response.text.lstrip().lower().startswith("<!doctype html>"), "no doctype"
    assert soup.html and soup.html.get("lang"), "html has no lang"
    assert soup.title and text(soup.title), "no title"
    assert len(soup.find_all("h1")) == 1, f"{len(soup.find_all('h1'))} main headings"
    ids = [str(one["id"]) for one in soup.find_all(id=True)]
    assert sorted(ids) == sorted(set(ids)), "an id stands twice"
    return soup


def text(element: Tag) -> str:
    """The text a reader sees, with every run of white space as one space."""
    return " ".join(element.get_text(" ").split())


def form_in(soup: BeautifulSoup) -> Tag:
    """The one form of a page.

    Raises:
        AssertionError: there is none, or more than one.
    """
    forms = soup.find_all("form")
    assert len(forms) == 1, f"expected one form, found {len(forms)} in: {text(soup)[:200]!r}"
    return forms[0]


def values(form: Tag) -> dict[str, str]:
    """What a form would send: the name and value of every input, hidden ones too."""
    return {
        str(field["name"]): str(field.get("value", ""))
        for field in form.find_all("input")
        if field.has_attr("name")
    }


def hidden(form: Tag) -> dict[str, str]:
    """The inputs that a user does not see; the token that proves the form's origin is there."""
    fields = form.find_all("input", type="hidden")
    return {str(field["name"]): str(field.get("value", "")) for field in fields}


def field_in(form: Tag, name: str) -> Tag:
    """The input of a form that has this name.

    Raises:
        AssertionError: there is none.
    """
    field = form.find("input", attrs={"name": name})
    assert field, f"the form has no field {name!r}"
    return field


def label_of(form: Tag, name: str) -> str:
    """The text of a field's label, empty when it has none."""
    label = form.find("label", attrs={"for": str(field_in(form, name).get("id"))})
    return text(label) if label else ""


def described(form: Tag, name: str) -> str:
    """What a screen reader adds to a field: the text that `aria-describedby` points to.

    Args:
        form: the form.
        name: of the field.

    Returns:
        The text, empty when the field has no description.

    Raises:
        AssertionError: the field is missing, or it points to an element that is missing.
    """
    parts = []
    for identifier in str(field_in(form, name).get("aria-describedby", "")).split():
        element = form.find(id=identifier)
        assert element, f"{name!r} is described by {identifier!r}, which does not exist"
        parts.append(text(element))
    return " ".join(parts)


def submit(client: httpx.Client, path: str, answers: dict[str, str]) -> httpx.Response:
    """Open a page, fill in its form and send it.

    Args:
        client: the visitor.
        path: of the page with the form.
        answers: field name → what the visitor types.

    Returns:
        The answer to the form, redirects not followed.
    """
    response = client.get(path)
    form = form_in(page(response))
    target = response.url.join(str(form.get("action") or ""))
    return client.post(target, data={**values(form), **answers})


def send_json(client: httpx.Client, path: str, sent: object) -> httpx.Response:
    """Open a page and send JSON in place of its form, with the form's token in a header.

    Args:
        client: the visitor.
        path: of the page with the form.
        sent: anything that JSON can hold.

    Returns:
        The answer, redirects not followed.
    """
    response = client.get(path, follow_redirects=True)
    token = page(response).find("input", attrs={"name": re.compile("^csrf")})
    assert token, f"{response.url} has no token"
    return client.post(response.url, json=sent, headers={"X-CSRFToken": str(token["value"])})


def cookies_set(*responses: httpx.Response) -> list[Morsel[str]]:
    """The cookies that answers set, with their attributes."""
    lines = [line for response in responses for line in response.headers.get_list("set-cookie")]
    return [cookie for line in lines for cookie in SimpleCookie(line).values()]


def bytes_after_head(client: httpx.Client, path: str) -> bytes:
    """Send HEAD and read everything up to the end of the connection.

    An HTTP client drops what a server wrongly sends after the headers, so this uses a socket.

    Args:
        client: gives the address of the server.
        path: of the page.

    Returns:
        What came after the headers.
    """
    host, port = client.base_url.host, client.base_url.port or 80
    request = f"HEAD {path} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n"
    return answer_to(client.base_url, request.encode("ascii")).partition(b"\r\n\r\n")[2]


def answer_to(url: httpx.URL | str, request: bytes) -> bytes:
    """All that a server sends, up to the end of the connection, for exactly these bytes.

    Args:
        url: an address of the server, without TLS.
        request: which no HTTP client sends, or of which it would hide part of the answer.
    """
    server = httpx.URL(url)
    with socket.create_connection((server.host, server.port or 80), timeout=10) as connection:
        connection.sendall(request)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def assert_head_is_get(client: httpx.Client, path: str) -> None:
    """Check that HEAD answers as GET does, without the page.

    Args:
        client: the visitor.
        path: of a page that exists.
    """
    head, get = client.head(path), client.get(path)
    assert head.status_code == 200
    assert head.headers["content-type"] == get.headers["content-type"]
    length = get.headers.get("content-length")
    assert head.headers.get("content-length", length) == length
    assert bytes_after_head(client, path) == b""


def assert_refused(response: httpx.Response, *offered: str) -> None:
    """Check that a page refuses a method and names those that it offers.

    Args:
        response: the answer to a method that the page must not take.
        offered: the methods that it must name.
    """
    assert response.status_code == 405
    assert set(offered) <= allowed(response), "Allow is incomplete"
    assert response.request.method not in allowed(response)


def allowed(response: httpx.Response) -> set[str]:
    """The methods that an answer names in its `Allow` header."""
    return {method.strip().upper() for method in response.headers.get("allow", "").split(",")}
