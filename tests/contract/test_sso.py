"""The contract of `sso`, with a provider that is honest until a test tells it to lie."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import hmac
import json
import re
import secrets
import sqlite3
import time
import zlib
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.contract.cases import Case
from tests.contract.each import each
from tests.contract.harness import NO_TLS, Server
from tests.contract.oidc import Answer, Provider
from tests.contract.pages import (
    OFF_SITE,
    cookies_set,
    document,
    form_in,
    in_a_browser,
    page,
    text,
    values,
)

HOME, ACCOUNT, LOGIN, CALLBACK, LOGOUT = "/", "/account", "/login", "/callback", "/logout"
COOKIE_LIMIT = 4096  # what a browser keeps (RFC 6265, section 6.1)
PATIENCE = 10.0

NewClient = Callable[[], httpx.Client]
Claims = dict[str, Any]


@pytest.fixture(autouse=True)
def _honest(provider: Provider, server: Server) -> None:
    """Let the provider forget what earlier tests told it, and know this application."""
    provider.reset()
    provider.redirect_uris = {f"{server.url}{CALLBACK}"}
    provider.homes = {f"{server.url}{HOME}"}


def somebody(**claims: Any) -> Claims:
    """A person whom no other test uses."""
    return {"sub": secrets.token_hex(8), "name": "Ada Lovelace", **claims}


def asked(location: str) -> dict[str, str]:
    """What an address asks."""
    return dict(parse_qsl(urlsplit(location).query))


def led_to_provider(client: httpx.Client, provider: Provider, path: str = LOGIN) -> str:
    """Start to sign in: the address at the provider where this leads."""
    response = client.get(path)
    assert response.status_code in {302, 303}, f"{path} answered {response.status_code}"
    location = str(response.headers["location"])
    assert location.startswith(f"{provider.issuer}/authorize?"), location
    return location


def come_back(location: str) -> str:
    """Sign in at the provider: the address of the application where this leads back."""
    response = httpx.get(location, trust_env=False, verify=NO_TLS)
    assert response.status_code == 303, f"the provider refused: {response.text}"
    return str(response.headers["location"])


def sign_in(
    client: httpx.Client, provider: Provider, person: Claims, path: str = LOGIN
) -> httpx.Response:
    """The whole way: what the application answers in the end, redirects not followed."""
    provider.person = person
    return client.get(come_back(led_to_provider(client, provider, path)))


def account_of(client: httpx.Client) -> dict[str, str] | None:
    """What the page of the account says, or nothing for a stranger."""
    response = client.get(ACCOUNT)
    if response.status_code in {302, 303}:
        assert urlsplit(response.headers["location"]).path == LOGIN
        return None
    soup = document(response)
    terms = {text(term): text(term.find_next("dd")) for term in soup.find_all("dt")}
    return {"Heading": text(soup.h1), **terms}


def signed_in(client: httpx.Client, provider: Provider, person: Claims) -> dict[str, str]:
    """The account of somebody who has just signed in."""
    response = sign_in(client, provider, person)
    assert response.status_code in {302, 303}, text(page(response))
    account = account_of(client)
    assert account, "not signed in"
    return account


def assert_explained(response: httpx.Response, *statuses: int) -> None:
    """Check that a person is told what happened, and how to go on."""
    assert response.status_code in statuses, f"{response.status_code}: {response.text[:300]}"
    soup = document(response)
    alert = soup.find(role="alert")
    assert alert and text(alert), "no sentence"
    assert LOGIN in [urlsplit(str(link["href"])).path for link in soup.find_all("a")]


def copied(client: httpx.Client, new_client: NewClient) -> httpx.Client:
    """Another browser with a copy of the cookies that this one has now."""
    thief = new_client()
    for cookie in client.cookies.jar:
        thief.cookies.set(cookie.name, cookie.value or "", domain=client.base_url.host)
    return thief


# --- to the provider and back ----------------------------------------------------------------


@pytest.mark.contract("leads-to-provider")
def test_a_stranger_is_led_to_the_provider(
    client: httpx.Client, provider: Provider, server: Server
) -> None:
    first = client.get(ACCOUNT)
    assert first.status_code in {302, 303}
    to_login = str(first.url.join(first.headers["location"]))
    assert (urlsplit(to_login).path, asked(to_login)) == (LOGIN, {"next": ACCOUNT})
    location = led_to_provider(client, provider, to_login)
    question = asked(location)
    assert question["response_type"] == "code"
    assert "openid" in question["scope"].split()
    assert question["client_id"] == provider.client_id
    assert question["redirect_uri"] == f"{server.url}{CALLBACK}"
    assert question["code_challenge_method"] == "S256"
    assert re.fullmatch(r"[\w-]{43}", question["code_challenge"])
    assert provider.client_secret not in location


@pytest.mark.contract("leads-to-provider")
def test_state_nonce_and_challenge_are_new_each_time(
    new_client: NewClient, provider: Provider
) -> None:
    questions = [asked(led_to_provider(new_client(), provider)) for _ in range(3)]
    for name in ("state", "nonce", "code_challenge"):
        given = {question.get(name, "") for question in questions}
        assert len(given) == 3, f"{name} is used again"
        assert min(map(len, given)) >= 20, f"{name} can be guessed"


@pytest.mark.contract("signs-in")
def test_the_way_leads_back_and_the_name_is_shown(client: httpx.Client, provider: Provider) -> None:
    path = f"{LOGIN}?{urlencode({'next': f'{ACCOUNT}?tab=2'})}"
    response = sign_in(client, provider, somebody(name="Grace Hopper"), path)
    assert response.status_code in {302, 303}
    assert response.headers["location"] == f"{ACCOUNT}?tab=2"
    account = account_of(client)
    assert account and "Grace Hopper" in account["Heading"]


@pytest.mark.contract("signs-in")
def test_without_next_it_leads_to_the_account(client: httpx.Client, provider: Provider) -> None:
    response = sign_in(client, provider, somebody())
    assert urlsplit(response.headers["location"]).path == ACCOUNT


@pytest.mark.contract("signs-in")
def test_caches_keep_neither_the_account_nor_the_way_back(
    client: httpx.Client, provider: Provider
) -> None:
    back = sign_in(client, provider, somebody())
    for response in (back, client.get(ACCOUNT)):
        control = response.headers.get("cache-control", "")
        assert "no-store" in control, f"Cache-Control of {response.url.path}: {control!r}"


@pytest.mark.contract("next-stays-here")
@each("target", [*OFF_SITE, "/login", "/login?next=/login"])
def test_no_next_leaves_this_site(new_client: NewClient, provider: Provider, target: str) -> None:
    client = new_client()
    path = f"{LOGIN}?{urlencode({'next': target})}"
    for response in (sign_in(client, provider, somebody(), path), client.get(path)):
        assert response.status_code in {302, 303}
        arrived = urlsplit(in_a_browser(str(response.url), response.headers["location"]))
        assert (arrived.scheme, arrived.hostname) == ("http", client.base_url.host)
        assert arrived.port == client.base_url.port


# --- what comes back is ours -----------------------------------------------------------------


@pytest.mark.contract("own-state")
def test_a_callback_without_our_state_is_refused(new_client: NewClient, provider: Provider) -> None:
    for state in (None, "", "x" * 30):
        client = new_client()
        came = asked(come_back(led_to_provider(client, provider)))
        sent = {"code": came["code"], **({} if state is None else {"state": state})}
        assert_explained(client.get(CALLBACK, params=sent), 400)
        assert account_of(client) is None
    assert_explained(new_client().get(CALLBACK), 400)


@pytest.mark.contract("own-state")
def test_a_state_is_good_for_one_callback(client: httpx.Client, provider: Provider) -> None:
    provider.person = somebody()
    callback = come_back(led_to_provider(client, provider))
    assert client.get(callback).status_code in {302, 303}
    before = account_of(client)
    assert before
    assert_explained(client.get(callback), 400)
    provider.person = somebody(name="Mallory")
    fresh = asked(come_back(f"{provider.issuer}/authorize?{urlencode(question_of(provider))}"))
    again = {"code": fresh["code"], "state": asked(callback)["state"]}
    assert_explained(client.get(CALLBACK, params=again), 400)
    assert account_of(client) == before


def question_of(provider: Provider) -> dict[str, str]:
    """What somebody asks the provider who did not come by way of the application."""
    (redirect_uri,) = provider.redirect_uris
    return {
        "response_type": "code",
        "scope": "openid",
        "client_id": provider.client_id,
        "redirect_uri": redirect_uri,
        "code_challenge_method": "S256",
        "code_challenge": "x" * 43,
    }


@pytest.mark.contract("own-browser")
def test_a_callback_in_another_browser_signs_nobody_in(
    new_client: NewClient, provider: Provider
) -> None:
    attacker, stranger, starter, member = (new_client() for _ in range(4))
    before = signed_in(member, provider, somebody(name="Grace"))
    led_to_provider(starter, provider)
    provider.person = somebody(name="Mallory")
    for victim in (stranger, starter, member):
        trap = come_back(led_to_provider(attacker, provider))
        assert_explained(victim.get(trap), 400)
    assert account_of(stranger) is None
    assert account_of(starter) is None
    assert account_of(member) == before, "somebody else's account took the place of one's own"


@pytest.mark.contract("code-once")
def test_a_code_that_was_used_signs_nobody_in(new_client: NewClient, provider: Provider) -> None:
    owner, thief = new_client(), new_client()
    provider.person = somebody()
    callback = come_back(led_to_provider(owner, provider))
    assert owner.get(callback).status_code in {302, 303}
    state = asked(led_to_provider(thief, provider))["state"]
    sent = {"code": asked(callback)["code"], "state": state}
    assert_explained(thief.get(CALLBACK, params=sent), 400)
    assert account_of(thief) is None


@pytest.mark.contract("code-once")
def test_a_stolen_code_is_of_no_use_in_another_sign_in(
    new_client: NewClient, provider: Provider
) -> None:
    owner, thief = new_client(), new_client()
    provider.person = somebody()
    stolen = asked(come_back(led_to_provider(owner, provider)))["code"]
    state = asked(led_to_provider(thief, provider))["state"]
    assert_explained(thief.get(CALLBACK, params={"code": stolen, "state": state}), 400)
    assert account_of(thief) is None
    assert provider.refused == ["invalid_grant"], "the provider did not see another verifier"


# --- forged tokens ---------------------------------------------------------------------------


def with_claims(**changed: Any) -> Callable[[Provider, Claims], str]:
    """An ID token that is signed as it should be, with other claims; None leaves one out."""

    def forge(provider: Provider, claims: Claims) -> str:
        merged = {**claims, **changed}
        return provider.id_token(
            {name: value for name, value in merged.items() if value is not None}
        )

    return forge


def part(document: dict[str, Any]) -> str:
    """A part of a token, as it is written."""
    return base64.urlsafe_b64encode(json.dumps(document).encode()).rstrip(b"=").decode()


def by_another_key(provider: Provider, claims: Claims) -> str:
    other = RSAKey.generate_key(2048, {"kid": provider.key.kid}, private=True)
    return jwt.encode({"alg": "RS256", "kid": other.kid}, claims, other)


def by_an_unknown_key(provider: Provider, claims: Claims) -> str:
    other = RSAKey.generate_key(2048, {"kid": "unknown"}, private=True)
    return jwt.encode({"alg": "RS256", "kid": "unknown"}, claims, other)


def by_a_key_that_it_brings(provider: Provider, claims: Claims) -> str:
    other = RSAKey.generate_key(2048, {"kid": provider.key.kid}, private=True)
    header = {"alg": "RS256", "kid": other.kid, "jwk": other.as_dict(private=False)}
    return jwt.encode(header, claims, other)


def with_a_changed_claim(provider: Provider, claims: Claims) -> str:
    header, _, signature = provider.id_token(claims).split(".")
    return f"{header}.{part({**claims, 'sub': 'admin'})}.{signature}"


def unsigned(provider: Provider, claims: Claims) -> str:
    return f"{part({'alg': 'none', 'kid': provider.key.kid})}.{part(claims)}."


def signature_cut_off(provider: Provider, claims: Claims) -> str:
    return provider.id_token(claims).rpartition(".")[0] + "."


def by_a_shared_secret(secret: Callable[[Provider], bytes]) -> Callable[[Provider, Claims], str]:
    """An ID token that is signed with what others know or may know."""

    def forge(provider: Provider, claims: Claims) -> str:
        signed = f"{part({'alg': 'HS256', 'kid': provider.key.kid})}.{part(claims)}"
        digest = hmac.new(secret(provider), signed.encode(), hashlib.sha256).digest()
        return f"{signed}.{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"

    return forge


def no_token(provider: Provider, claims: Claims) -> None:
    return None


FORGERIES: dict[str, Callable[[Provider, Claims], str | None]] = {
    "signed by another key": by_another_key,
    "signed by a key that nobody knows": by_an_unknown_key,
    "signed by a key in its own header": by_a_key_that_it_brings,
    "changed after it was signed": with_a_changed_claim,
    "signed by nobody": unsigned,
    "signature cut off": signature_cut_off,
    "signed with the client's secret": by_a_shared_secret(lambda p: p.client_secret.encode()),
    "signed with the public key": by_a_shared_secret(lambda p: p.key.as_pem(private=False)),
    "of another issuer": with_claims(iss="https://evil.example"),
    "without an issuer": with_claims(iss=None),
    "for another client": with_claims(aud="another"),
    "for another client, asked for by ours": with_claims(aud="another", azp="site"),
    "for other clients, asked for by ours": with_claims(aud=["another", "third"], azp="site"),
    "for nobody": with_claims(aud=None),
    "asked for by another client": with_claims(azp="another"),
    "of another sign-in": with_claims(nonce="x" * 20),
    "without a nonce": with_claims(nonce=None),
    "expired": with_claims(iat=int(time.time()) - 900, exp=int(time.time()) - 600),
    "that never expires": with_claims(exp=None),
    "that is not valid yet": with_claims(nbf=int(time.time()) + 3600),
    "about nobody": with_claims(sub=None),
    "about an empty name": with_claims(sub=""),
    "about a number": with_claims(sub=1),
    "about half a character": with_claims(sub="\ud800"),
    "about more than there is room for": with_claims(sub="x" * 256),
    "that is none": lambda provider, claims: "a.b.c",
    "that is not there": no_token,
}


@pytest.mark.contract("forged-token")
@each("forgery", list(FORGERIES))
def test_a_forged_token_signs_nobody_in(
    new_client: NewClient, provider: Provider, forgery: str
) -> None:
    client = new_client()
    provider.forge = FORGERIES[forgery]
    response = sign_in(client, provider, somebody())
    assert account_of(client) is None, f"a token {forgery} was taken"
    assert_explained(response, 400)


# --- accounts and sessions -------------------------------------------------------------------


@pytest.mark.contract("new-session")
def test_a_cookie_from_before_is_not_signed_in(new_client: NewClient, provider: Provider) -> None:
    client = new_client()
    client.get(ACCOUNT)
    provider.person = somebody()
    callback = come_back(led_to_provider(client, provider))
    thief = copied(client, new_client)
    assert thief.cookies, "nothing binds the sign-in to this browser"
    assert client.get(callback).status_code in {302, 303}
    assert account_of(client)
    assert account_of(thief) is None


@pytest.mark.contract("same-account")
def test_a_subject_comes_back_to_its_account_under_any_name(
    new_client: NewClient, provider: Provider
) -> None:
    person = somebody(name="Ada Byron", email="byron@example.com", email_verified=True)
    first = signed_in(new_client(), provider, person)
    married = {**person, "name": "Ada Lovelace", "email": "lovelace@example.com"}
    second = signed_in(new_client(), provider, married)
    assert second["Account"] == first["Account"]
    assert "Ada Lovelace" in second["Heading"]
    assert second["Email"] == "lovelace@example.com"


@pytest.mark.contract("same-account")
def test_another_subject_has_another_account(new_client: NewClient, provider: Provider) -> None:
    person = somebody(sub=f"abc-{secrets.token_hex(4)}")
    others = [somebody(), {**person, "sub": person["sub"].upper()}]
    accounts = [signed_in(new_client(), provider, one)["Account"] for one in (person, *others)]
    assert len(set(accounts)) == 3


@pytest.mark.contract("closed")
def test_a_closed_account_is_refused_and_its_session_ends(
    new_client: NewClient, provider: Provider, server: Server, case: Case
) -> None:
    member, other, again = (new_client() for _ in range(3))
    person = somebody()
    assert signed_in(member, provider, person)
    before = signed_in(other, provider, somebody())
    (path,) = server.folder.rglob("db.sqlite3")
    table = case.application.meta.names["table"]
    with contextlib.closing(sqlite3.connect(path)) as database:
        closing = f'UPDATE "{table}" SET is_active = 0 WHERE subject = ?'  # noqa: S608
        assert database.execute(closing, [person["sub"]]).rowcount == 1
        database.commit()
    assert account_of(member) is None, "a session outlives its account"
    for client in (again, member):
        assert_explained(sign_in(client, provider, person), 403)
        assert account_of(client) is None
    assert account_of(other) == before


@pytest.mark.contract("mail-is-no-key")
@each("verified", [True, False, None])
def test_an_address_opens_no_account(
    new_client: NewClient, provider: Provider, verified: bool | None
) -> None:
    email = f"{secrets.token_hex(4)}@example.com"
    owner = signed_in(new_client(), provider, somebody(email=email, email_verified=True))
    assert owner["Email"] == email
    claimed = {} if verified is None else {"email_verified": verified}
    other = signed_in(new_client(), provider, somebody(email=email, **claimed))
    assert other["Account"] != owner["Account"], "an address opened somebody else's account"
    assert (email in other["Email"]) == (verified is True), "an address that nobody verified"


@pytest.mark.contract("takes-any-name")
@each("name", ["<b>Ada</b> & <script>1</script>", '"><img src=x>', "Žofie 李"])
def test_markup_in_a_name_is_shown_as_typed(
    new_client: NewClient, provider: Provider, name: str
) -> None:
    client = new_client()
    account = signed_in(client, provider, somebody(name=name))
    assert name in account["Heading"]
    assert not page(client.get(ACCOUNT)).find(["b", "script", "img"]), "the name became markup"


@pytest.mark.contract("takes-any-name")
@each("name", [None, "", "x" * 5000, 7, ["Ada"], "\ud800", "Ada \ud83d"])
def test_a_name_that_is_none_keeps_nobody_out(
    new_client: NewClient, provider: Provider, name: object
) -> None:
    person = somebody(name=name)
    if name is None:
        del person["name"]
    heading = signed_in(new_client(), provider, person)["Heading"]
    assert 0 < len(heading) < 300


@pytest.mark.contract("takes-any-name")
@each("email", ["\ud800@example.com", "x" * 5000, 7, ["ada@example.com"], None])
def test_an_address_that_is_none_keeps_nobody_out(
    new_client: NewClient, provider: Provider, email: object
) -> None:
    account = signed_in(new_client(), provider, somebody(email=email, email_verified=True))
    assert 0 < len(account["Email"]) < 300


# --- what goes wrong -------------------------------------------------------------------------


@pytest.mark.contract("denied")
def test_who_does_not_agree_is_told_so_and_may_come_again(
    client: httpx.Client, provider: Provider
) -> None:
    provider.agrees = False
    response = sign_in(client, provider, person := somebody())
    assert_explained(response, 403)
    assert account_of(client) is None
    provider.agrees = True
    assert signed_in(client, provider, person)


@pytest.mark.contract("denied")
def test_words_that_come_with_the_address_are_not_shown(
    client: httpx.Client, provider: Provider, server: Server
) -> None:
    state = asked(led_to_provider(client, provider))["state"]
    for error in ("access_denied", "server_error", "invalid_client", "bogus\r\nforged line"):
        sent = {"error": error, "error_description": "Call 555 0100\nforged line", "state": state}
        response = client.get(CALLBACK, params=sent)
        assert_explained(response, 400, 403)
        assert "555" not in response.text, "an attacker writes on our page"
        assert "forged" not in response.text
    lines = server.log().splitlines()
    assert not [line for line in lines if line.startswith("forged line")], "a log can be forged"


def html() -> Answer:
    return 200, "text/html", b"<h1>We will be back</h1>"


def failure() -> Answer:
    return 500, "text/html", b"<h1>Error</h1>"


def a_list() -> Answer:
    return 200, "application/json", b"[]"


def nothing() -> Answer:
    return 200, "application/json", b"{}"


def no_place() -> Answer:
    return 200, "application/json", b'{"end_session_endpoint": null}'


def no_keys() -> Answer:
    return 200, "application/json", b'{"keys": []}'


def empty_keys() -> Answer:
    return 200, "application/json", b'{"keys": [{}, {"kty": "RSA"}]}'


def silence() -> Answer:
    time.sleep(PATIENCE + 2)
    return failure()


def assert_down(response: httpx.Response, client: httpx.Client) -> None:
    assert_explained(response, 502, 503)
    assert "traceback" not in response.text.lower()
    assert account_of(client) is None
    assert client.get(HOME).status_code == 200, "the rest of the site is down as well"


@pytest.mark.contract("provider-down")
@each("answer", [failure, html, a_list, silence])
def test_a_provider_that_gives_no_token_is_explained(
    new_client: NewClient, provider: Provider, answer: Callable[[], Answer]
) -> None:
    client = new_client()
    provider.person = somebody()
    callback = come_back(led_to_provider(client, provider))
    provider.broken = {"/token": answer}
    begun = time.monotonic()
    response = client.get(callback, timeout=PATIENCE + 5)
    assert time.monotonic() - begun < PATIENCE, "a visitor waits for a provider that is silent"
    assert_down(response, client)
    provider.broken = {}
    assert signed_in(client, provider, somebody())


@pytest.mark.contract("provider-down")
def test_a_secret_that_the_provider_refuses_is_nobodys_mistake(
    new_client: NewClient, provider: Provider
) -> None:
    client, secret = new_client(), provider.client_secret
    callback = come_back(led_to_provider(client, provider))
    provider.client_secret = secret[::-1]
    try:
        response = client.get(callback)
    finally:
        provider.client_secret = secret
    assert provider.refused == ["invalid_client"]
    assert_down(response, client)
    assert signed_in(client, provider, somebody())


@pytest.mark.contract("provider-down")
@each("answer", [failure, html, a_list, nothing, no_keys, empty_keys])
def test_a_provider_that_shows_no_keys_is_explained(
    new_client: NewClient, provider: Provider, answer: Callable[[], Answer]
) -> None:
    client = new_client()
    assert signed_in(new_client(), provider, somebody())
    provider.rotate()
    provider.broken = {"/keys": answer}
    assert_down(sign_in(client, provider, somebody()), client)
    provider.broken = {}
    assert signed_in(client, provider, somebody())


@pytest.mark.contract("provider-down")
def test_a_provider_that_cannot_be_found_is_explained_until_it_is_back(
    server: Server, new_client: NewClient, provider: Provider
) -> None:
    server.restart()  # it has not asked the provider for its addresses yet
    client = new_client()
    for answer in (failure, html, a_list, nothing):
        provider.broken = {"/.well-known/openid-configuration": answer}
        assert_down(client.get(LOGIN), client)
    provider.broken = {}
    assert signed_in(client, provider, somebody())


@pytest.mark.contract("rotates")
@each("named", [True, False])
def test_a_new_key_of_the_provider_is_taken_without_a_restart(
    new_client: NewClient, provider: Provider, named: bool
) -> None:
    provider.names_keys = named
    person = somebody()
    before = signed_in(new_client(), provider, person)
    provider.rotate()
    assert signed_in(new_client(), provider, person) == before


@pytest.mark.contract("rotates")
def test_a_key_that_the_provider_withdrew_signs_nobody_in(
    new_client: NewClient, provider: Provider
) -> None:
    client, withdrawn = new_client(), provider.key
    assert signed_in(new_client(), provider, somebody())
    provider.rotate()
    provider.forge = lambda _, claims: jwt.encode(
        {"alg": "RS256", "kid": withdrawn.kid}, claims, withdrawn
    )
    response = sign_in(client, provider, somebody())
    assert account_of(client) is None, "whoever has the old key is anybody they like"
    assert_explained(response, 400)


# --- out again -------------------------------------------------------------------------------


def sign_out(client: httpx.Client) -> httpx.Response:
    """Press the button on the page of the account."""
    response = client.get(ACCOUNT)
    form = form_in(page(response))
    assert str(form["method"]).lower() == "post"
    return client.post(response.url.join(str(form["action"])), data=values(form))


def leads_home(response: httpx.Response, server: Server) -> bool:
    """Whether this leads to the first page of the application."""
    assert response.status_code in {302, 303}, response.status_code
    return urljoin(str(response.url), response.headers["location"]) == f"{server.url}{HOME}"


@pytest.mark.contract("signs-out")
def test_signing_out_ends_the_session_here_and_at_the_provider(
    new_client: NewClient, provider: Provider, server: Server
) -> None:
    client = new_client()
    signed_in(client, provider, somebody())
    thief = copied(client, new_client)
    assert account_of(thief), "the copy never worked"
    response = sign_out(client)
    assert response.request.url.path == LOGOUT
    assert response.status_code in {302, 303}
    location = response.headers["location"]
    assert location.startswith(f"{provider.issuer}/end?"), location
    assert not [token for token in provider.tokens if token in location]
    assert account_of(client) is None
    assert account_of(thief) is None, "a copy of the cookie outlives the session"
    assert urlsplit(come_back(location)) == urlsplit(f"{server.url}{HOME}")


@pytest.fixture
def forgetful(server: Server) -> Iterator[Server]:
    """An application that asks the provider for its addresses anew, here and afterwards."""
    server.restart()
    yield server
    server.restart()


@pytest.mark.contract("signs-out")
def test_a_provider_without_a_place_to_sign_out_is_no_hindrance(
    forgetful: Server, client: httpx.Client, provider: Provider
) -> None:
    provider.ends_sessions = False
    signed_in(client, provider, somebody())
    assert leads_home(sign_out(client), forgetful)
    assert account_of(client) is None


@pytest.mark.contract("signs-out")
def test_a_provider_that_is_down_is_no_hindrance(
    server: Server, new_client: NewClient, provider: Provider
) -> None:
    for answer in (failure, a_list, no_place):
        client = new_client()
        provider.broken = {}
        signed_in(client, provider, somebody())
        # A restart would end sessions, so it is an outage after which the provider is asked anew.
        provider.broken = {"/keys": no_keys}
        assert_down(sign_in(new_client(), provider, somebody()), new_client())
        provider.broken = {"/.well-known/openid-configuration": answer}
        assert leads_home(sign_out(client), server)
        assert account_of(client) is None


@pytest.mark.contract("signs-out")
def test_only_the_button_signs_out(client: httpx.Client, provider: Provider) -> None:
    before = signed_in(client, provider, somebody())
    refused = client.get(LOGOUT)
    assert refused.status_code == 405
    assert "POST" in refused.headers["allow"]
    assert client.post(LOGOUT).status_code in {400, 403}, "no token was asked for"
    assert account_of(client) == before


# --- cookies ---------------------------------------------------------------------------------


@pytest.mark.contract("cookies")
def test_every_cookie_stays_here_and_scripts_cannot_read_the_session(
    client: httpx.Client, provider: Provider
) -> None:
    answers = [client.get(ACCOUNT), client.get(LOGIN)]
    provider.person = somebody()
    answers += [client.get(come_back(answers[-1].headers["location"])), client.get(ACCOUNT)]
    cookies = cookies_set(*answers)
    assert cookies, "no cookie at all"
    for cookie in cookies:
        # Strict would leave the state behind on the way back from the provider.
        assert cookie["samesite"].lower() == "lax", f"SameSite of {cookie.key}"
        assert not cookie["domain"], f"{cookie.key} goes to other hosts of the domain"
    for name in {cookie.key for cookie in cookies if not cookie["httponly"]}:
        client.cookies.delete(name)
    assert account_of(client), "scripts can read the session"


def readable(value: str) -> str:
    """What a cookie says to whoever decodes it, beside itself."""
    said = value
    for piece in value.split("."):
        with_padding = piece + "=" * (-len(piece) % 4)
        try:
            decoded = base64.urlsafe_b64decode(with_padding)
        except ValueError:
            continue
        with contextlib.suppress(zlib.error):
            decoded = zlib.decompress(decoded)
        said += decoded.decode("utf-8", "replace")
    return said


@pytest.mark.contract("cookies")
def test_no_cookie_page_or_log_holds_a_token(
    client: httpx.Client, provider: Provider, server: Server
) -> None:
    signed_in(client, provider, somebody())
    said = client.get(ACCOUNT).text + server.log()
    said += "".join(readable(cookie.value or "") for cookie in client.cookies.jar)
    assert len(provider.tokens) == 2
    for secret in (*provider.tokens, provider.client_secret):
        assert secret not in said


@pytest.mark.contract("cookies")
def test_thirty_starts_that_were_left_do_not_fill_the_cookie(
    client: httpx.Client, provider: Provider
) -> None:
    for _ in range(30):
        led_to_provider(client, provider)
    sizes = {cookie.name: len(f"{cookie.name}{cookie.value}") for cookie in client.cookies.jar}
    assert max(sizes.values()) <= COOKIE_LIMIT, f"browsers drop a cookie this long: {sizes}"
    assert signed_in(client, provider, somebody())
