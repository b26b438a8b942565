"""The contract of `security-headers`."""

from __future__ import annotations

import contextlib
import re
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from bs4 import BeautifulSoup

from tests.contract import nginx, tls
from tests.contract.cases import Case
from tests.contract.each import each
from tests.contract.harness import NO_TLS, Server, running
from tests.contract.pages import (
    OFF_SITE,
    answer_to,
    cookies_set,
    document,
    form_in,
    hidden,
    in_a_browser,
)
from tests.contract.test_every_task import assert_shows_nothing

HOME, CONNECTION, THEME, BROKEN, UNKNOWN = "/", "/connection/", "/theme", "/broken", "/no-such"
YEAR = 365 * 24 * 60 * 60
# A visitor and the proxy have addresses of their own, so that it shows who is believed.
VISITOR, PROXY, OTHER_PROXY = "127.0.0.2", "127.0.0.1", "127.0.0.9"
LIMIT = 16 * 1024

# What a visitor sends to seem to come from elsewhere, or by https.
CLAIMS = {
    "X-Forwarded-For": "203.0.113.9",
    "X-Real-IP": "203.0.113.9",
    "X-Client-IP": "203.0.113.9",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Server": "evil.example",
    "X-Host": "evil.example",
    "X-Forwarded-Port": "4433",
    "X-Forwarded-Prefix": "/evil",
    "X-Script-Name": "/evil",
    "Script_Name": "/evil",
    "X-Original-URL": "/evil",
    "X-Rewrite-URL": "/evil",
    "Forwarded": "for=203.0.113.9;host=evil.example;proto=https",
}
SECURE_CLAIMS = {
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Protocol": "ssl",
    "X-Forwarded-Scheme": "https",
    "X-Forwarded-Ssl": "on",
    "X-Url-Scheme": "https",
    "Front-End-Https": "on",
}
PLAIN_CLAIMS = {"X-Forwarded-Proto": "http", "X-Forwarded-Ssl": "off", "X-Url-Scheme": "http"}
LISTS = ("203.0.113.9, 127.0.0.1", "203.0.113.9,203.0.113.8", "127.0.0.1", "unknown", ",", "")


@dataclass(frozen=True)
class Site:
    """An application in production, and nginx in front of it."""

    server: Server
    proxy: tls.Proxy


class Sites:
    """Keeps what runs for the current application until another one is asked for."""

    def __init__(self) -> None:
        self._stack = contextlib.ExitStack()
        self._case: Case | None = None
        self._site: Site | None = None

    def of(self, case: Case) -> Site:
        if self._case is not case:
            self.close()
            self._case = case
            self._site = self._started(case)
        assert self._site, "nothing runs: see why at the first test"
        return self._site

    def _started(self, case: Case) -> Site:
        meta = case.application.meta
        switches = ("export HTTPS_ONLY", "export FORWARDED_ALLOW_IPS")
        start = [line for line in meta.start if not line.startswith(switches)]
        assert len(start) == len(meta.start) - 2, "production is started without the two switches"
        variables = {"FORWARDED_ALLOW_IPS": f"{OTHER_PROXY}, {PROXY}"}
        folder = case.application.folder
        server = self._stack.enter_context(
            running(folder, start, meta.ready, case.interpreter, variables=variables)
        )
        address = server.url.removeprefix("http://")
        return Site(server, self._stack.enter_context(tls.in_front_of(folder, address)))

    def close(self) -> None:
        self._stack.close()
        self._stack = contextlib.ExitStack()
        self._case = self._site = None


@pytest.fixture(scope="module")
def sites() -> Iterator[Sites]:
    found = Sites()
    yield found
    found.close()


@pytest.fixture
def site(sites: Sites, case: Case) -> Site:
    return sites.of(case)


@contextlib.contextmanager
def opened(url: str, verify: ssl.SSLContext, **more: Any) -> Iterator[httpx.Client]:
    """A visitor, who has an address of their own."""
    transport = httpx.HTTPTransport(local_address=VISITOR, verify=verify)
    with httpx.Client(base_url=url, transport=transport, timeout=10, **more) as client:
        yield client


@pytest.fixture
def secure(site: Site) -> Iterator[httpx.Client]:
    """A visitor who comes by https, through the proxy."""
    context = ssl.create_default_context(cafile=site.proxy.certificate)
    with opened(site.proxy.secure, context) as client:
        yield client


@pytest.fixture
def plain(site: Site) -> Iterator[httpx.Client]:
    """A visitor who comes by http, through the proxy."""
    with opened(site.proxy.plain, NO_TLS) as client:
        yield client


@pytest.fixture
def past_proxy(site: Site) -> Iterator[httpx.Client]:
    """Somebody who reaches the application itself, past the proxy."""
    with opened(site.server.url, NO_TLS) as client:
        yield client


def style_of(client: httpx.Client) -> str:
    link = document(client.get(HOME)).find("link", rel="stylesheet")
    assert link, "the page has no style sheet"
    return str(link["href"])


def answers(client: httpx.Client) -> dict[str, httpx.Response]:
    """An answer of each kind."""
    stranger = {"Host": "evil.example"}
    found = {
        "200": client.get(HOME),
        "200 JSON": client.get(CONNECTION),
        "200 file": client.get(style_of(client)),
        "HEAD": client.head(HOME),
        "redirect": client.get(CONNECTION.rstrip("/")),
        "400": client.get(HOME, headers=stranger),
        "404": client.get(UNKNOWN),
        "404 file": client.get("/static/no-such.css"),
        "405": client.put(HOME),
        "500": client.get(BROKEN),
        "no token": client.post(THEME, data={"theme": "dark"}),
    }
    for name, answer in found.items():
        refused = {403} if name == "405" else set()  # without a token that is said first
        expected = {"HEAD": {200}, "redirect": {301, 308}, "no token": {400, 403}}
        statuses = expected.get(name) or {int(name[:3])} | refused
        assert answer.status_code in statuses, f"{name}: {answer.status_code}"
    return found


def policy_of(answer: httpx.Response) -> dict[str, list[str]]:
    """The directives of the one policy of an answer, and what each allows."""
    (header,) = answer.headers.get_list("content-security-policy")
    assert "," not in header, "that would be two policies"
    rules = [rule.split() for rule in header.split(";") if rule.strip()]
    names = [name for name, *_ in rules]
    assert len(names) == len(set(names)), "the second of a name is not looked at"
    return {name: sources for name, *sources in rules}


def nonces(answer: httpx.Response) -> list[str]:
    allowed = policy_of(answer).get("script-src", [])
    return [one[7:-1] for one in allowed if one.startswith("'nonce-")]


def page_script(answer: httpx.Response) -> str:
    """The nonce of the script that stands in the page."""
    (script,) = [one for one in document(answer).find_all("script") if not one.has_attr("src")]
    assert script.get_text(strip=True), "an empty script would need no nonce"
    return str(script.get("nonce", ""))


def seen(client: httpx.Client, **headers: str) -> dict[str, Any]:
    """What the application makes of a request."""
    answer = client.get(CONNECTION, headers=headers)
    assert answer.status_code == 200, f"{headers}: {answer.status_code}"
    return dict(answer.json())


def authority(client: httpx.Client) -> str:
    return client.base_url.netloc.decode()


def expected(client: httpx.Client, scheme: str) -> dict[str, Any]:
    """What an application sees that believes none but those it should."""
    host = authority(client)
    return {
        "scheme": scheme,
        "host": host,
        "address": VISITOR,
        "url": f"{scheme}://{host}{CONNECTION}",
    }


def assert_leads_to_https(answer: httpx.Response, host: str) -> None:
    """Check that an answer sends a browser to the same address by https and says no more."""
    assert answer.status_code in {301, 308}, f"{answer.request.url}: {answer.status_code}"
    target, asked = urlsplit(answer.headers["location"]), urlsplit(str(answer.request.url))
    assert (target.scheme, target.netloc) == ("https", host)
    assert (target.path, parse_qsl(target.query)) == (asked.path, parse_qsl(asked.query))
    assert not cookies_set(answer)


def raw(address: str, request: str) -> str:
    """The head of what a server answers to exactly these bytes."""
    answer = answer_to(address, request.encode("latin-1"))
    return answer.partition(b"\r\n\r\n")[0].decode("latin-1")


def location_in(head: str) -> str | None:
    found = re.search(r"(?im)^location: *(.*?)\r?$", head)
    return found[1] if found else None


def send_theme(client: httpx.Client, theme: str, **headers: str) -> httpx.Response:
    """Open the page and send its form as a browser does from there."""
    form = form_in(document(client.get(HOME)))
    site = f"{client.base_url.scheme}://{authority(client)}"
    sent = {"Origin": site, "Referer": f"{site}{HOME}", **headers}
    return client.post(str(form["action"]), data={**hidden(form), "theme": theme}, headers=sent)


def theme_of(client: httpx.Client) -> str:
    soup: BeautifulSoup = document(client.get(HOME))
    assert soup.html
    (theme,) = soup.html.get_attribute_list("class")
    return str(theme)


@pytest.mark.needs(nginx.PACKAGE)
@pytest.mark.contract("on-every-answer")
def test_every_kind_of_answer_has_the_headers(secure: httpx.Client) -> None:
    for name, answer in answers(secure).items():
        said = answer.headers
        assert said.get_list("x-content-type-options") == ["nosniff"], name
        assert said.get_list("cross-origin-opener-policy") == ["same-origin"], name
        assert said.get("referrer-policy") in {
            "same-origin", "strict-origin-when-cross-origin",
        }, name  # fmt: skip
        assert policy_of(answer)["default-src"] == ["'none'"], name
        assert "access-control-allow-origin" not in said, f"{name}: read by other sites"


@pytest.mark.needs(nginx.PACKAGE)
@pytest.mark.contract("not-framed")
def test_no_answer_is_shown_in_a_frame(secure: httpx.Client) -> None:
    for name, answer in answers(secure).items():
        assert answer.headers.get_list("x-frame-options") == ["DENY"], name
        assert policy_of(answer)["frame-ancestors"] == ["'none'"], name


@pytest.mark.needs(nginx.PACKAGE)
@pytest.mark.contract("policy-closed")
def test_the_policy_allows_own_files_and_the_nonce_only(secure: httpx.Client) -> None:
    for name, answer in answers(secure).items():
        policy = policy_of(answer)
        assert policy["base-uri"] == ["'none'"], name
        assert policy["form-action"] == ["'self'"], name
        for directive, sources in policy.items():
            allowed = {"'self'", "'none'", *(f"'nonce-{one}'" for one in nonces(answer))}
            assert set(sources) <= allowed, f"{name}: {directive} {sources}"
        assert "content-security-policy-report-only" not in answer.headers, name


@pytest.mark.needs(nginx.PACKAGE)
@pytest.mark.contract("page-keeps-to-it")
def test_the_page_holds_nothing_that_its_policy_forbids(secure: httpx.Client) -> None:
    soup = document(secure.get(HOME))
    for element in soup.find_all(True):
        handlers = [name for name in element.attrs if name.startswith("on")]
        assert not handlers, f"{element.name} has {handlers}, which no nonce allows"
        assert not element.has_attr("style"), f"{element.name} has a style of its own"
    assert not soup.find("style")
    for name in ("href", "src", "action"):
        for element in soup.select(f"[{name}]"):
            target = secure.base_url.join(str(element[name]))
            assert target.scheme == "https" and target.host == secure.base_url.host
    assert form_in(soup).get("method") == "post"


@pytest.mark.needs(nginx.PACKAGE)
@pytest.mark.contract("nonce")
def test_the_nonce_fits_the_script_and_is_never_used_again(secure: httpx.Client) -> None:
    used = set()
    for _ in range(20):
        answer = secure.get(HOME)
        (nonce,) = nonces(answer)
        assert page_script(answer) == nonce
        assert re.fullmatch(r"[A-Za-z0-9+/_=-]{22,}", nonce), "fewer than 128 bits"
        used.add(nonce)
    assert len(used) == 20


@pytest.mark.needs(nginx.PACKAGE)
@pytest.mark.contract("hsts")
def test_https_is_remembered_under_https_only(
    secure: httpx.Client, plain: httpx.Client, past_proxy: httpx.Client, client: httpx.Client
) -> None:
    for name, answer in answers(secure).items():
        (header,) = answer.headers.get_list("strict-transport-security")
        assert header == f"max-age={YEAR}", name
    for other in (plain, past_proxy, client):
        for headers in ({}, SECURE_CLAIMS, CLAIMS | SECURE_CLAIMS):
            for path in (HOME, UNKNOWN, CONNECTION, BROKEN):
                answer = other.get(path, headers=headers)
                assert "strict-transport-security" not in answer.headers, f"{path} {headers}"


@pytest.mark.needs(nginx.PACKAGE)
@pytest.mark.contract("https-only")
def test_http_leads_to_the_same_address_by_https(
    plain: httpx.Client, past_proxy: httpx.Client
) -> None:
    paths = (
        HOME, CONNECTION, CONNECTION.rstrip("/"), BROKEN, UNKNOWN, "/static/site.css",
        "/connection/?a=1&a=%2F%20x&b=%C3%A9&c=http://a.example/", "/%C3%A9/x%20y",
    )  # fmt: skip
    for path in paths:
        for visitor in (plain, past_proxy):
            for method in ("GET", "HEAD", "OPTIONS", "POST", "DELETE"):
                for host in ("localhost", authority(visitor)):
                    answer = visitor.request(method, path, headers={"Host": host})
                    assert_leads_to_https(answer, host)


@pytest.mark.needs(nginx.PACKAGE)
@pytest.mark.contract("https-only")
def test_nothing_is_done_by_http(
    secure: httpx.Client, plain: httpx.Client, past_proxy: httpx.Client
) -> None:
    assert send_theme(secure, "light").status_code in {302, 303}
    form = hidden(form_in(document(secure.get(HOME))))
    held = {"Cookie": "; ".join(f"{name}={value}" for name, value in secure.cookies.items())}
    for visitor in (plain, past_proxy):
        answer = visitor.post(
            THEME, data={**form, "theme": "dark"}, headers={**held, "Host": "localhost"}
        )
        assert_leads_to_https(answer, "localhost")
    assert theme_of(secure) == "light"


@pytest.mark.needs(nginx.PACKAGE)
@pytest.mark.contract("stays-on-site")
def test_no_path_leads_the_redirect_to_another_site(site: Site) -> None:
    odd = ("//evil.example/..", "/%0d%0aLocation:%20https://evil.example/", "/@evil.example",
           "/%5cevil.example", "/?x=%0d%0aSet-Cookie:%20x=1", "//evil.example/connection",
           "/.evil.example", "/%2f%2fevil.example/")  # fmt: skip
    paths = [path for path in OFF_SITE if path.startswith("/") and "\t" not in path]
    for address in (site.proxy.plain, site.server.url):
        for target in (*odd, *paths, "http://evil.example/", "https://evil.example/connection"):
            head = raw(
                address,
                f"GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
            )
            status, location = int(head.split()[1]), location_in(head)
            assert location is not None or 400 <= status < 500, f"{target}: {status}"
            there = urlsplit(in_a_browser("http://localhost/", location or "/"))
            assert there.netloc == "localhost", f"{target} leads to {location}"
            assert not re.search(r"(?im)^set-cookie: *x=1", head), target


@pytest.mark.needs(nginx.PACKAGE)
@pytest.mark.contract("stays-on-site")
def test_no_path_leads_to_another_site_by_https(secure: httpx.Client) -> None:
    for path in ("//evil.example/connection", "//evil.example", "/%5cevil.example/connection",
                 "/connection?next=//evil.example", "//connection"):  # fmt: skip
        answer = secure.get(f"{secure.base_url}{path}")
        location = answer.headers.get("location", "/")
        there = urlsplit(in_a_browser(str(secure.base_url), location))
        assert there.netloc == authority(secure), f"{path} leads to {location}"
        assert answer.status_code in {301, 302, 303, 308, 404}, path


@pytest.mark.needs(nginx.PACKAGE)
@pytest.mark.contract("known-hosts")
def test_an_unknown_host_is_refused_through_the_proxy(
    site: Site, secure: httpx.Client, plain: httpx.Client, past_proxy: httpx.Client
) -> None:
    style = style_of(secure)
    for visitor in (secure, plain, past_proxy):
        for host in ("evil.example", f"{authority(visitor)}.evil.example", "localhost.evil.example",
                     "evil.example:443", "127.0.0.1@evil.example", "127.0.0.3"):  # fmt: skip
            for path in (HOME, UNKNOWN, style, CONNECTION.rstrip("/")):
                answer = visitor.get(path, headers={"Host": host})
                assert answer.status_code == 400, f"{path} is served as {host}"
                assert "location" not in answer.headers
                assert_shows_nothing(answer, site.server)
    for address in (site.proxy.plain, site.server.url):
        two = "Host: localhost\r\nHost: evil.example\r\n"
        for path in (HOME, style):
            head = raw(address, f"GET {path} HTTP/1.1\r\n{two}Connection: close\r\n\r\n")
            assert int(head.split()[1]) == 400, path


@pytest.mark.needs(nginx.PACKAGE)
@pytest.mark.contract("sees-visitor")
def test_the_application_sees_the_visitor_and_https(secure: httpx.Client) -> None:
    assert seen(secure) == expected(secure, "https")


@pytest.mark.needs(nginx.PACKAGE)
@pytest.mark.contract("sees-visitor")
def test_redirects_of_the_application_stay_with_https(secure: httpx.Client) -> None:
    for answer in (secure.get(CONNECTION.rstrip("/")), send_theme(secure, "dark")):
        target = answer.url.join(answer.headers["location"])
        assert answer.status_code in {301, 302, 303, 308}
        assert (target.scheme, target.netloc) == ("https", secure.base_url.netloc)


@pytest.mark.needs(nginx.PACKAGE)
@pytest.mark.contract("forged-through-proxy")
def test_what_a_visitor_claims_is_not_believed(secure: httpx.Client) -> None:
    for claim in (CLAIMS, PLAIN_CLAIMS, SECURE_CLAIMS, CLAIMS | PLAIN_CLAIMS):
        assert seen(secure, **claim) == expected(secure, "https"), claim
    for name, value in {**CLAIMS, **PLAIN_CLAIMS}.items():
        assert seen(secure, **{name: value}) == expected(secure, "https"), name
    for value in LISTS:
        assert seen(secure, **{"X-Forwarded-For": value}) == expected(secure, "https"), value


@pytest.mark.needs(nginx.PACKAGE)
@pytest.mark.contract("forged-through-proxy")
def test_a_visitor_by_http_does_not_become_one_by_https(plain: httpx.Client) -> None:
    for name, value in {**CLAIMS, **SECURE_CLAIMS}.items():
        answer = plain.get(CONNECTION, headers={name: value, "Host": "localhost"})
        assert_leads_to_https(answer, "localhost")


@pytest.mark.needs(nginx.PACKAGE)
@pytest.mark.contract("forged-directly")
def test_who_comes_past_the_proxy_is_not_believed(past_proxy: httpx.Client) -> None:
    for claim in (CLAIMS | SECURE_CLAIMS, *({name: value} for name, value in
                  {**CLAIMS, **SECURE_CLAIMS}.items())):  # fmt: skip
        answer = past_proxy.get(CONNECTION, headers={**claim, "Host": "localhost"})
        assert_leads_to_https(answer, "localhost")


@pytest.mark.contract("forged-directly")
def test_without_a_proxy_nobody_is_believed(client: httpx.Client, server: Server) -> None:
    with opened(server.url, NO_TLS) as stranger:
        for visitor, address in ((client, PROXY), (stranger, VISITOR)):
            plainly = {**expected(visitor, "http"), "address": address}
            assert seen(visitor) == plainly
            assert seen(visitor, **CLAIMS) == plainly
            for name, value in {**CLAIMS, **SECURE_CLAIMS}.items():
                assert seen(visitor, **{name: value}) == plainly, name


@pytest.mark.needs(nginx.PACKAGE)
@pytest.mark.contract("cookies")
def test_cookies_go_by_https_and_the_choice_to_no_script(secure: httpx.Client) -> None:
    page = cookies_set(secure.get(HOME))  # the first visit sets what later ones bring along
    choice = cookies_set(send_theme(secure, "dark"))
    assert choice
    assert all(cookie["httponly"] for cookie in choice)
    for cookie in (*page, *choice):
        assert cookie["secure"], cookie.key
        assert cookie["samesite"] in {"Lax", "Strict"}, cookie.key
        assert (cookie["path"], cookie["domain"]) == ("/", ""), cookie.key


@pytest.mark.contract("cookies")
def test_plain_http_on_ones_own_machine_keeps_the_cookie(client: httpx.Client) -> None:
    assert send_theme(client, "dark").status_code in {302, 303}
    assert theme_of(client) == "dark"


@pytest.mark.needs(nginx.PACKAGE)
@pytest.mark.contract("form-works")
def test_a_form_works_behind_the_proxy(secure: httpx.Client) -> None:
    for theme in ("dark", "light", "dark"):
        answer = send_theme(secure, theme)
        assert answer.status_code in {302, 303}, answer.text
        assert theme_of(secure) == theme


@pytest.mark.needs(nginx.PACKAGE)
@pytest.mark.contract("form-works")
@each("site", ["https://evil.example", "http://127.0.0.1", "https://127.0.0.1.evil.example"])
def test_a_form_on_another_site_is_refused(secure: httpx.Client, site: str) -> None:
    assert send_theme(secure, "light").status_code in {302, 303}
    answer = send_theme(secure, "dark", Origin=site, Referer=f"{site}/")
    assert answer.status_code in {400, 403}
    assert theme_of(secure) == "light"


@pytest.mark.needs(nginx.PACKAGE)
@pytest.mark.contract("limits")
def test_what_is_too_large_or_unknown_is_refused(secure: httpx.Client, client: Any) -> None:
    for visitor in (secure, client):
        assert send_theme(visitor, "light").status_code in {302, 303}
        for theme in ("x", "", "dark\0", "DARK", "\ud7ff", "dark\r\nx"):
            assert send_theme(visitor, theme).status_code == 400, repr(theme)
        large = send_theme(visitor, "x" * LIMIT)
        assert large.status_code in {400, 413}
        assert theme_of(visitor) == "light"
