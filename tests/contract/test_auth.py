"""The contract of `auth`.

It takes longer than others: hashing is slow on purpose, and links and pauses have to end.
"""

from __future__ import annotations

import itertools
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import parse_qs, urljoin, urlsplit

import httpx
import pytest
from bs4 import BeautifulSoup, Tag

from tests.contract.cases import Case
from tests.contract.each import each
from tests.contract.harness import Server
from tests.contract.host import Host
from tests.contract.pages import (
    OFF_SITE,
    cookies_set,
    document,
    field_in,
    form_in,
    hidden,
    in_a_browser,
    label_of,
    page,
    send_json,
    text,
    values,
)
from tests.contract.postgres import Databases
from tests.contract.smtp import Mailbox

REGISTER, LOGIN, LOGOUT, ACCOUNT, RESET = "/register", "/login", "/logout", "/account", "/reset"
# What a browser or a password manager fills in, as the forms name it by `autocomplete`.
NAME, EMAIL, CURRENT, NEW = "username", "email", "current-password", "new-password"
PHRASE = "violet anchor 93 quay"
OTHER_PHRASE = "seven grey mules 41 hum"
NUMBERS = itertools.count(1)
# Failures that are free, and those after which a pause has begun.
FREE, MOST = 3, 10

# Hash → the work in it, as the formats write it, and the least that OWASP accepts.
WORK = {
    r"pbkdf2[_:]sha256[:$](\d+)\$[^$]+\$.+": (lambda n: int(n), 600_000),
    r"scrypt[:$](\d+)[:$]8[:$](\d+)\$[^$]+\$.+": (lambda n, p: int(n) * int(p), 2**14 * 5),
    r"\$argon2id\$v=19\$m=(\d+),t=(\d+),p=\d+\$.+": (lambda m, t: int(m) * int(t), 19456 * 2),
    r"\$2[aby]\$(\d\d)\$.{53}": (lambda cost: int(cost), 10),
}


@dataclass(frozen=True)
class Account:
    """Somebody who has registered."""

    name: str
    email: str
    phrase: str = PHRASE


def new_name() -> str:
    """A name that no other test uses."""
    return f"visitor-{next(NUMBERS)}"


def fields_of(form: Tag) -> dict[str, list[str]]:
    """What belongs into a form → the names of the fields that ask for it."""
    found: dict[str, list[str]] = {}
    for field in form.find_all("input"):
        if field.get("type") != "hidden":
            found.setdefault(str(field.get("autocomplete")), []).append(str(field["name"]))
    return found


def filled(response: httpx.Response, answers: dict[str, str]) -> tuple[httpx.URL, dict[str, str]]:
    """Where the form of a page goes, and what it sends when it is filled in."""
    form = form_in(page(response))
    sent = values(form)
    for purpose, answer in answers.items():
        names = fields_of(form).get(purpose, [])
        assert names, f"{response.url} has no field for {purpose!r}"
        sent |= dict.fromkeys(names, answer)
    return response.url.join(str(form.get("action") or "")), sent


def submit(
    client: httpx.Client, path: str, answers: dict[str, str], **more: dict[str, str]
) -> httpx.Response:
    """Open a page, fill in its form and send it; redirects are not followed."""
    target, sent = filled(client.get(path, follow_redirects=True), answers)
    return client.post(target, data=sent, **more)


def at_once(clients: list[httpx.Client], path: str, *sent: dict[str, str]) -> list[httpx.Response]:
    """Each visitor opens the page and fills in its form; then all send it at the same moment."""
    forms = [
        filled(client.get(path), answers) for client, answers in zip(clients, sent, strict=True)
    ]
    with ThreadPoolExecutor(len(clients)) as threads:
        jobs = [
            threads.submit(client.post, target, data=data, timeout=60)
            for client, (target, data) in zip(clients, forms, strict=True)
        ]
        return [job.result() for job in jobs]


def register(client: httpx.Client, **changed: str) -> httpx.Response:
    name = new_name()
    given = {"name": name, "email": f"{name}@example.com", "phrase": PHRASE, **changed}
    answers = {NAME: given["name"], EMAIL: given["email"], NEW: given["phrase"]}
    return submit(client, REGISTER, answers)


def registered(client: httpx.Client, email: str | None = None) -> Account:
    """Register somebody."""
    name = new_name()
    account = Account(name, email or f"{name}@example.com")
    response = register(client, name=name, email=account.email)
    assert leads_to(response, LOGIN), text(page(response))
    return account


def sign_in(
    client: httpx.Client, name: str, password: str = PHRASE, path: str = LOGIN, **more: dict
) -> httpx.Response:
    return submit(client, path, {NAME: name, CURRENT: password}, **more)


def leads_to(response: httpx.Response, path: str) -> bool:
    target = response.url.join(response.headers.get("location", "nowhere"))
    return response.status_code in {302, 303} and (target.host, target.path) == (
        response.url.host,
        path,
    )


def is_in(client: httpx.Client, name: str) -> bool:
    """Whether the account's page opens, and is that of this name."""
    response = client.get(ACCOUNT)
    assert response.status_code == 200 or leads_to(response, LOGIN)
    return response.status_code == 200 and name in text(page(response))


def marked(form: Tag) -> set[str]:
    """The kinds of fields that are marked as wrong."""
    wrong = form.find_all("input", attrs={"aria-invalid": "true"})
    return {str(field["autocomplete"]) for field in wrong}


ACCOUNTS: dict[Path, Account] = {}


@pytest.fixture
def account(server: Server, new_client: Callable[[], httpx.Client]) -> Account:
    """Somebody whose password no test changes: hashing it takes a while, so this is one."""
    if server.folder not in ACCOUNTS:
        ACCOUNTS[server.folder] = registered(new_client())
    return ACCOUNTS[server.folder]


SIGNED_IN: dict[Path, httpx.Cookies] = {}


@pytest.fixture
def visitor(
    server: Server, new_client: Callable[[], httpx.Client], account: Account
) -> httpx.Client:
    """Somebody who is signed in, whom no test signs out: this too takes a while."""
    client = new_client()
    client.cookies = SIGNED_IN.get(server.folder, client.cookies)
    if not is_in(client, account.name):
        sign_in(client, account.name)
        SIGNED_IN[server.folder] = client.cookies
    assert is_in(client, account.name)
    return client


@pytest.fixture
def copied(new_client: Callable[[], httpx.Client]) -> Callable[[httpx.Client], httpx.Client]:
    """Makes a thief: another client with a copy of the cookies that this one has now."""

    def copy(client: httpx.Client) -> httpx.Client:
        thief = new_client()
        for cookie in client.cookies.jar:
            thief.cookies.set(cookie.name, cookie.value or "", domain=client.base_url.host)
        return thief

    return copy


# --- register --------------------------------------------------------------------------------


@pytest.mark.contract("registers")
def test_registering_leads_to_the_sign_in_and_is_confirmed_once(client: httpx.Client) -> None:
    name = new_name()
    response = register(client, name=name)
    assert leads_to(response, LOGIN)
    first, second = page(client.get(LOGIN)), page(client.get(LOGIN))
    status = first.find(role="status")
    assert status and name in text(status), "not confirmed"
    assert not second.find(role="status"), "confirmed again"


@pytest.mark.contract("registers")
def test_what_was_typed_is_kept_but_for_the_password(client: httpx.Client) -> None:
    name = new_name()
    response = register(client, name=name, email="somebody")
    assert response.status_code == 200
    form = form_in(page(response))
    assert marked(form) == {EMAIL}
    kept = values(form)
    (name_field,), (email_field,) = fields_of(form)[NAME], fields_of(form)[EMAIL]
    assert (kept[name_field], kept[email_field]) == (name, "somebody")
    assert PHRASE not in response.text


@pytest.mark.contract("registers")
def test_no_form_gives_a_password_back(
    client: httpx.Client, mailbox: Mailbox, account: Account
) -> None:
    wrong = sign_in(client, new_name(), OTHER_PHRASE)
    form = opened(client, link_in(ask(client, mailbox, account.email)))
    for refused, purpose in ((wrong, CURRENT), (set_password(client, form, "1234"), NEW)):
        assert refused.status_code == 200
        again = form_in(page(refused))
        assert not any(values(again)[name] for name in fields_of(again)[purpose])


@pytest.mark.contract("registers")
@each("sent", [{"name": 5, "email": {"a": 1}, "password": 7}, [1], None])
def test_json_is_no_form(
    client: httpx.Client, account: Account, mailbox: Mailbox, sent: object
) -> None:
    link = link_in(ask(client, mailbox, account.email))
    for path in (REGISTER, LOGIN, RESET, link):
        assert send_json(client, path, sent).status_code == 200, path
    assert asks_for_password(opened(client, link))


@pytest.mark.contract("fills-in")
@each(
    ("path", "asked"), [(REGISTER, {NAME, EMAIL, NEW}), (LOGIN, {NAME, CURRENT}), (RESET, {EMAIL})]
)
def test_every_field_says_what_belongs_into_it(
    client: httpx.Client, path: str, asked: set[str]
) -> None:
    response = client.get(path)
    assert response.status_code == 200
    form = form_in(document(response))
    assert set(fields_of(form)) == asked
    for purpose, names in fields_of(form).items():
        for name in names:
            assert label_of(form, name), f"{name!r} has no label"
            assert field_in(form, name).has_attr("required")
            hides = field_in(form, name).get("type") == "password"
            assert hides == purpose.endswith("password")


@pytest.mark.contract("password-rules")
@each("password", ["k7#Wq2x", "password", "12345678", "qwertyuiop", "iloveyou1", "{name}", ""])
def test_a_weak_password_is_an_error_by_the_field(client: httpx.Client, password: str) -> None:
    name = new_name()
    response = register(client, name=name, phrase=password.format(name=name))
    assert response.status_code == 200
    assert marked(form_in(page(response))) == {NEW}
    assert NAME not in marked(form_in(page(register(client, name=name, phrase="1234")))), "stored"


@pytest.mark.contract("password-rules")
def test_each_of_a_hundred_characters_counts(client: httpx.Client) -> None:
    name, password = new_name(), "slow green boats 7 " * 5 + "shore"
    assert len(password) == 100
    assert leads_to(register(client, name=name, phrase=password), LOGIN)
    sign_in(client, name, password[:-1])
    assert not is_in(client, name)
    sign_in(client, name, password)
    assert is_in(client, name)


@pytest.mark.contract("one-name-once")
def test_a_name_that_is_taken_is_an_error_by_the_field(
    client: httpx.Client, account: Account
) -> None:
    for name in (account.name, account.name.upper()):
        response = register(client, name=name)
        assert response.status_code == 200
        assert marked(form_in(page(response))) == {NAME}


@pytest.mark.contract("one-name-once")
@each("name", ["", "   ", "x" * 151, "two words", "<b>bold</b>", '"><script>', "nul\0"])
def test_a_name_that_cannot_be_one_is_an_error_by_the_field(
    client: httpx.Client, name: str
) -> None:
    response = register(client, name=name, email="somebody@example.com")
    assert response.status_code == 200
    soup = page(response)
    assert marked(form_in(soup)) == {NAME}
    assert not soup.find(["b", "script"]), "the name became markup"


@pytest.mark.contract("one-name-once")
def test_of_two_who_take_a_name_at_once_one_gets_it(
    new_client: Callable[[], httpx.Client],
) -> None:
    name = new_name()
    address = f"{name}@example.com"
    wanted = [{NAME: each, EMAIL: address, NEW: PHRASE} for each in (name, name.upper())]
    answers = at_once([new_client(), new_client()], REGISTER, *wanted)
    first, second = sorted(answers, key=lambda answer: answer.is_redirect, reverse=True)
    assert leads_to(first, LOGIN), [answer.status_code for answer in answers]
    assert second.status_code == 200, "both have it, or the second met an error"
    assert marked(form_in(page(second))) == {NAME}


@pytest.mark.contract("one-name-once")
def test_an_address_that_is_in_use_tells_nothing(client: httpx.Client, mailbox: Mailbox) -> None:
    one = registered(client)
    other = registered(client, email=one.email)
    submit(client, RESET, {EMAIL: one.email})
    bodies = [mail.get_content() for mail in mailbox.to(one.email)]
    assert len(bodies) == 2, "each account needs its link"
    assert all(any(name in body for body in bodies) for name in (one.name, other.name))


# --- sign in ---------------------------------------------------------------------------------


@pytest.mark.contract("signs-in")
def test_a_stranger_is_led_to_the_sign_in_and_back(client: httpx.Client, account: Account) -> None:
    response = client.get(f"{ACCOUNT}?tab=2")
    assert leads_to(response, LOGIN)
    target = str(response.url.join(response.headers["location"]))
    assert parse_qs(urlsplit(target).query)["next"] == [f"{ACCOUNT}?tab=2"]
    answer = sign_in(client, account.name, path=target)
    assert leads_to(answer, ACCOUNT)
    assert answer.headers["location"].endswith("?tab=2")
    assert is_in(client, account.name)


@pytest.mark.contract("signs-in")
def test_a_private_page_is_not_kept_by_caches(visitor: httpx.Client) -> None:
    control = visitor.get(ACCOUNT).headers.get("cache-control", "")
    assert "no-store" in control, f"Cache-Control of a private page: {control!r}"


@pytest.mark.contract("next-stays-here")
@each("target", OFF_SITE)
def test_no_next_leaves_this_site(
    new_client: Callable[[], httpx.Client], account: Account, target: str
) -> None:
    client = new_client()
    address = str(client.base_url.copy_with(path=LOGIN, params={"next": target}))
    response = sign_in(client, account.name, path=address)
    assert response.status_code in {302, 303}
    arrived = urlsplit(in_a_browser(str(response.url), response.headers["location"]))
    assert (arrived.scheme, arrived.hostname) == ("http", client.base_url.host), arrived.geturl()


def shown(response: httpx.Response, *typed: str) -> str:
    """A page without what differs each time: tokens, and what the visitor typed."""
    soup: BeautifulSoup = page(response)
    for field in soup.find_all("input", type="hidden"):
        field.decompose()
    said = str(soup)
    for value in typed:
        said = said.replace(value, "typed")
    return said


@pytest.mark.contract("does-not-tell")
def test_a_failed_sign_in_does_not_tell_which_half_was_wrong(
    client: httpx.Client, account: Account
) -> None:
    wrong = sign_in(client, account.name, OTHER_PHRASE)
    unknown = sign_in(client, nobody := new_name(), OTHER_PHRASE)
    assert wrong.status_code == unknown.status_code
    assert shown(wrong, account.name) == shown(unknown, nobody)
    assert not is_in(client, account.name)


@pytest.mark.contract("does-not-tell")
def test_a_failed_sign_in_takes_as_long_for_an_unknown_name(
    client: httpx.Client, account: Account
) -> None:
    def seconds(name: str) -> float:
        target, sent = filled(client.get(LOGIN), {NAME: name, CURRENT: OTHER_PHRASE})
        begun = time.perf_counter()
        client.post(target, data=sent)
        return time.perf_counter() - begun

    # Other work of the machine meets both alike, and the quickest of them least.
    sign_in(client, account.name)
    pairs = [(seconds(account.name), seconds(new_name())) for _ in range(FREE)]
    known, unknown = (min(column) for column in zip(*pairs, strict=True))
    sign_in(client, account.name)
    assert unknown > known / 2, (
        f"{unknown:.3f} s for an unknown name, {known:.3f} s for a known one"
    )


def asked(client: httpx.Client, address: str) -> tuple[int, str, str]:
    """What a visitor sees who asks for a reset link."""
    response = submit(client, RESET, {EMAIL: address})
    location = response.headers.get("location", "")
    after = client.get(response.url.join(location))
    return response.status_code, location, shown(after, address)


@pytest.mark.contract("does-not-tell")
def test_asking_for_a_link_does_not_tell_who_has_an_account(
    client: httpx.Client, account: Account, mailbox: Mailbox
) -> None:
    stranger = f"{new_name()}@example.com"
    assert asked(client, account.email) == asked(client, stranger)
    assert not mailbox.to(stranger)


@pytest.mark.contract("does-not-tell")
def test_a_mail_server_that_refuses_does_not_tell_either(
    client: httpx.Client, account: Account, mailbox: Mailbox
) -> None:
    mailbox.refuses = True
    try:
        assert asked(client, account.email) == asked(client, f"{new_name()}@example.com")
    finally:
        mailbox.refuses = False


# --- sessions --------------------------------------------------------------------------------


def session_of(client: httpx.Client) -> set[tuple[str, str | None]]:
    return {(cookie.name, cookie.value) for cookie in client.cookies.jar}


@pytest.mark.contract("new-session")
def test_a_session_from_before_is_not_signed_in(
    client: httpx.Client,
    copied: Callable[[httpx.Client], httpx.Client],
    account: Account,
    mailbox: Mailbox,
) -> None:
    # Opening a link of one's own gives a session to plant, where a visit alone gives none.
    opened(client, link_in(ask(client, mailbox, account.email)))
    client.get(LOGIN)
    assert session_of(client), "nothing to plant"
    planted = copied(client)
    assert leads_to(sign_in(client, account.name), ACCOUNT)
    assert session_of(client).isdisjoint(session_of(planted)), "a cookie is still the same"
    assert is_in(client, account.name)
    assert not is_in(planted, account.name)


@pytest.mark.contract("new-session")
def test_a_token_from_before_is_refused(client: httpx.Client, account: Account) -> None:
    before = hidden(form_in(page(client.get(LOGIN))))
    sign_in(client, account.name)
    assert client.post(LOGOUT, data=before).status_code in {400, 403}
    assert is_in(client, account.name)


@pytest.mark.contract("signs-out")
def test_signing_out_ends_the_session_and_every_copy_of_it(
    client: httpx.Client, copied: Callable[[httpx.Client], httpx.Client], account: Account
) -> None:
    sign_in(client, account.name)
    thief = copied(client)
    assert is_in(thief, account.name), "the copy never worked"
    response = submit(client, ACCOUNT, {})
    assert response.request.url.path == LOGOUT
    assert response.status_code in {302, 303}
    assert not is_in(client, account.name)
    assert not is_in(thief, account.name), "a copy of the cookie outlives the session"


@pytest.mark.contract("signs-out")
def test_a_link_does_not_sign_out(visitor: httpx.Client, account: Account) -> None:
    response = visitor.get(LOGOUT)
    assert response.status_code == 405
    assert "POST" in response.headers["allow"]
    assert is_in(visitor, account.name)


@pytest.mark.contract("signs-out")
def test_a_stranger_may_sign_out(client: httpx.Client) -> None:
    token = hidden(form_in(page(client.get(LOGIN))))
    assert client.post(LOGOUT, data=token).status_code in {302, 303}


@pytest.mark.contract("requires-token")
@each(
    ("path", "answers"),
    [
        (REGISTER, {NAME: "mallory", EMAIL: "mallory@example.com", NEW: PHRASE}),
        (LOGIN, {NAME: "", CURRENT: PHRASE}),
        (RESET, {EMAIL: "mallory@example.com"}),
    ],
)
def test_a_form_without_its_token_is_refused(
    client: httpx.Client, account: Account, path: str, answers: dict[str, str]
) -> None:
    if path == LOGIN:
        answers = {**answers, NAME: account.name}
    response = client.get(path)
    tokens = hidden(form_in(page(response)))
    assert any(len(value) >= 16 for value in tokens.values()), "no hidden token"
    target, sent = filled(response, answers)
    refused = client.post(target, data={k: v for k, v in sent.items() if k not in tokens})
    assert refused.status_code in {400, 403}
    assert not is_in(client, account.name)


@pytest.mark.contract("requires-token")
def test_signing_out_without_a_token_is_refused(visitor: httpx.Client, account: Account) -> None:
    assert visitor.post(LOGOUT).status_code in {400, 403}
    assert is_in(visitor, account.name)


@pytest.mark.contract("cookie-flags")
def test_every_cookie_stays_here_and_scripts_cannot_read_the_session(
    client: httpx.Client, account: Account
) -> None:
    answers = [client.get(LOGIN), sign_in(client, account.name), client.get(ACCOUNT)]
    cookies = cookies_set(*answers)
    assert cookies, "no cookie at all"
    for cookie in cookies:
        assert cookie["samesite"].lower() in {"lax", "strict"}, f"SameSite of {cookie.key}"
        assert not cookie["domain"], f"{cookie.key} goes to other hosts of the domain"
    # The session is what makes the difference between a stranger and a visitor.
    readable = {cookie.key for cookie in cookies if not cookie["httponly"]}
    for name in readable:
        client.cookies.delete(name)
    assert is_in(client, account.name), f"scripts can read the session: {readable}"


# --- reset -----------------------------------------------------------------------------------


def ask(client: httpx.Client, mailbox: Mailbox, address: str) -> EmailMessage:
    """Ask for a reset link and read the mail."""
    before = len(mailbox.to(address))
    submit(client, RESET, {EMAIL: address})
    mails = mailbox.to(address)[before:]
    assert len(mails) == 1, f"{len(mails)} mails to {address}"
    return mails[0]


def link_in(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body, "no text in the mail"
    links = re.findall(r"https?://\S+", body.get_content())
    assert len(links) == 1, f"{len(links)} links in the mail"
    return str(links[0])


def opened(client: httpx.Client, link: str) -> httpx.Response:
    return client.get(link, follow_redirects=True)


def asks_for_password(response: httpx.Response) -> bool:
    """Whether a page takes a new password."""
    return bool(page(response).find("input", autocomplete=NEW))


def set_password(client: httpx.Client, form: httpx.Response, password: str) -> httpx.Response:
    target, sent = filled(form, {NEW: password})
    return client.post(target, data=sent)


@pytest.mark.contract("resets")
def test_a_new_password_ends_the_old_one_and_every_session(
    client: httpx.Client, new_client: Callable[[], httpx.Client], mailbox: Mailbox
) -> None:
    one = registered(client)
    elsewhere = new_client()
    sign_in(elsewhere, one.name)
    assert is_in(elsewhere, one.name)
    form = opened(client, link_in(ask(client, mailbox, one.email)))
    weak = set_password(client, form, "password")
    assert marked(form_in(page(weak))) == {NEW}
    assert leads_to(set_password(client, form, OTHER_PHRASE), LOGIN)
    assert not is_in(elsewhere, one.name), "a session outlives the password"
    sign_in(client, one.name, one.phrase)
    assert not is_in(client, one.name), "the old password still works"
    sign_in(client, one.name, OTHER_PHRASE)
    assert is_in(client, one.name)


@pytest.mark.contract("resets")
def test_the_mail_goes_to_the_stored_address_and_names_the_account(
    client: httpx.Client, mailbox: Mailbox, account: Account
) -> None:
    other = registered(client, email=f"{account.name}@sub.example.com")
    before = len(mailbox.to(other.email))
    submit(client, RESET, {EMAIL: other.email.upper()})
    (mail,) = mailbox.to(other.email)[before:]
    body = mail.get_body(("plain",))
    assert body and other.name in body.get_content()
    assert mail["Subject"]
    assert not mailbox.to(other.email.upper()), "the mail goes to what was typed"


@pytest.mark.contract("resets")
def test_a_domain_beyond_ascii_gets_its_mail(client: httpx.Client, mailbox: Mailbox) -> None:
    one = registered(client, email=f"{new_name()}@bücher.example")
    submit(client, RESET, {EMAIL: one.email})
    (mail,) = mailbox.to(one.email.replace("bücher", "xn--bcher-kva"))
    assert one.name in mail.get_content()


@pytest.mark.contract("resets")
def test_the_link_leads_to_this_site_whatever_headers_say(
    client: httpx.Client, mailbox: Mailbox, account: Account
) -> None:
    forged = {"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}
    before = len(mailbox.to(account.email))
    assert submit(client, RESET, {EMAIL: account.email}, headers=forged).is_redirect
    (mail,) = mailbox.to(account.email)[before:]
    assert link_in(mail).startswith(f"{client.base_url}".rstrip("/") + "/")


@pytest.mark.contract("resets")
def test_the_link_stays_out_of_the_referer(
    client: httpx.Client, mailbox: Mailbox, account: Account
) -> None:
    form = opened(client, link_in(ask(client, mailbox, account.email)))
    assert asks_for_password(form)
    policy = form.headers.get("referrer-policy", "")
    assert policy in {"no-referrer", "same-origin"}, f"Referrer-Policy: {policy!r}"


@pytest.mark.contract("link-once")
def test_a_link_is_used_once(
    client: httpx.Client, new_client: Callable[[], httpx.Client], mailbox: Mailbox
) -> None:
    one = registered(client)
    link = link_in(ask(client, mailbox, one.email))
    thief = new_client()
    early, form = opened(thief, link), opened(client, link)
    assert asks_for_password(early) and asks_for_password(form)
    assert leads_to(set_password(client, form, OTHER_PHRASE), LOGIN)
    late = set_password(thief, early, "green lamps 88 by noon")
    assert not leads_to(late, LOGIN), "a form that was open before is taken"
    assert not asks_for_password(opened(client, link)), "a used link opens the form"
    assert not asks_for_password(opened(thief, link)), "a used link opens the form"
    sign_in(client, one.name, OTHER_PHRASE)
    assert is_in(client, one.name), "the link was used twice"


@pytest.mark.contract("link-once")
def test_a_changed_link_is_refused(
    client: httpx.Client, new_client: Callable[[], httpx.Client], mailbox: Mailbox, account: Account
) -> None:
    link = link_in(ask(client, mailbox, account.email))
    other = link_in(ask(client, mailbox, registered(client).email))
    path = urlsplit(link).path
    changed = [
        # The last sign of a seal in base64 has bits that say nothing: B could stand for A.
        link[:-1] + ("A" if link[-1] != "A" else "Z"),
        link.swapcase().replace("HTTP", "http"),
    ]
    # The account of one link with the seal of the other.
    parts, others = re.split(r"([/.])", path), re.split(r"([/.])", urlsplit(other).path)
    assert len(parts) == len(others)
    for number, part in enumerate(parts):
        if part != others[number]:
            changed.append(
                urljoin(link, "".join([*parts[:number], others[number], *parts[number + 1 :]]))
            )
    assert len(changed) >= 3
    for address in changed:
        visitor = new_client()
        response = opened(visitor, address)
        assert response.status_code < 500
        assert not asks_for_password(response), f"{address} opens the form"
    assert asks_for_password(opened(client, link))


# --- what takes time -------------------------------------------------------------------------

# A pause may begin with the first failure: a busy machine has to come to the end within it.
LINK, PAUSE = 4, 15


@pytest.fixture(scope="session")
def hurried(databases: Databases, mailbox: Mailbox) -> Iterator[Host]:
    """Applications whose links age, and whose pauses end, within seconds."""
    variables = {"RESET_LINK_SECONDS": str(LINK), "LOGIN_PAUSE_SECONDS": str(PAUSE)}
    host = Host(databases, mailbox, variables)
    yield host
    host.close()


@pytest.fixture
def in_a_hurry(hurried: Host, case: Case) -> Iterator[httpx.Client]:
    """A visitor of an application in a hurry."""
    with httpx.Client(base_url=hurried.server_of(case).url, timeout=10, trust_env=False) as client:
        yield client


@pytest.mark.contract("link-ages")
def test_an_old_link_is_refused(in_a_hurry: httpx.Client, mailbox: Mailbox) -> None:
    one = registered(in_a_hurry)
    link = link_in(ask(in_a_hurry, mailbox, one.email))
    form = opened(in_a_hurry, link)
    assert asks_for_password(form), "the link never worked"
    time.sleep(LINK + 1.1)  # times in links are whole seconds
    assert not asks_for_password(opened(in_a_hurry, link))
    assert not leads_to(set_password(in_a_hurry, form, OTHER_PHRASE), LOGIN)


def failures(client: httpx.Client, name: str) -> list[int]:
    """The status of each wrong password until the pause begins."""
    found = []
    for number in range(MOST):
        # Neither spaces nor a forged address make it somebody else.
        forged = {"X-Forwarded-For": f"192.0.2.{number}", "X-Real-IP": f"192.0.2.{number}"}
        found.append(sign_in(client, f" {name} ", OTHER_PHRASE, headers=forged).status_code)
        if found[-1] == 429:
            break
    return found


def at_another_address(client: httpx.Client) -> httpx.Client:
    """Another visitor, who comes from elsewhere: all of 127.0.0.0/8 is this machine."""
    away = httpx.HTTPTransport(local_address="127.0.0.2")
    return httpx.Client(base_url=client.base_url, timeout=10, trust_env=False, transport=away)


@pytest.mark.contract("slows-down")
def test_guessing_is_slowed_down_for_a_while(in_a_hurry: httpx.Client) -> None:
    one, other = registered(in_a_hurry), registered(in_a_hurry)
    for _ in range(FREE):
        sign_in(in_a_hurry, one.name, OTHER_PHRASE)
    assert leads_to(sign_in(in_a_hurry, one.name), ACCOUNT)
    in_a_hurry.cookies.clear()
    # The right password has made these failures forgotten.
    tried = failures(in_a_hurry, one.name)
    assert tried[-1] == 429, f"never slowed down: {tried}"
    assert tried[:FREE] == [200] * FREE, f"slowed down at once: {tried}"
    with at_another_address(in_a_hurry) as elsewhere:
        assert leads_to(sign_in(elsewhere, one.name), ACCOUNT), "a guesser keeps the owner out"
    right = sign_in(in_a_hurry, one.name)
    assert right.status_code == 429, "the right password is let in, so guessing pays"
    document(right)
    ends = time.monotonic() + PAUSE
    # Whoever tries an unknown name learns nothing from the pause.
    assert failures(in_a_hurry, new_name()) == tried
    assert leads_to(sign_in(in_a_hurry, other.name), ACCOUNT), "another name is slowed down too"
    in_a_hurry.cookies.clear()
    time.sleep(max(0.0, ends - time.monotonic()) + 0.5)
    assert leads_to(sign_in(in_a_hurry, one.name), ACCOUNT), "the pause does not end"


@pytest.mark.contract("slows-down")
def test_guesses_at_once_count_and_bring_no_error(
    client: httpx.Client, new_client: Callable[[], httpx.Client]
) -> None:
    one = registered(client)
    guess = {NAME: one.name, CURRENT: OTHER_PHRASE}
    answers = at_once([new_client() for _ in range(MOST)], LOGIN, *[guess] * MOST)
    assert {answer.status_code for answer in answers} <= {200, 429}
    assert sign_in(client, one.name).status_code == 429, "guesses at once are not counted"


# --- what is stored --------------------------------------------------------------------------


def stored(server: Server) -> set[str]:
    """Every text in every database of the application."""
    found: set[str] = set()
    for path in server.folder.rglob("*.sqlite3"):
        with closing(sqlite3.connect(path)) as connection:
            tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            for (table,) in tables.fetchall():
                for row in connection.execute(f'SELECT * FROM "{table}"'):  # noqa: S608
                    found.update(value for value in row if isinstance(value, str))
    return found


@pytest.mark.contract("hashes")
def test_passwords_are_stored_as_salted_hashes_only(
    client: httpx.Client, account: Account, server: Server
) -> None:
    registered(client)
    sign_in(client, account.name, OTHER_PHRASE)
    sign_in(client, account.name)
    texts = stored(server)
    assert account.name in texts, "the accounts are stored elsewhere"
    hashes = []
    for value, (pattern, (work, least)) in itertools.product(texts, WORK.items()):
        if found := re.fullmatch(pattern, value):
            assert work(*found.groups()) >= least, f"too little work: {value[:40]}"
            hashes.append(value)
    assert len(hashes) >= 2, "no hashes of a kind that OWASP accepts"
    for secret in (PHRASE, OTHER_PHRASE):
        assert not [value for value in texts if secret in value], "a password is stored"


@pytest.mark.contract("hashes")
def test_no_log_holds_a_password(client: httpx.Client, account: Account, server: Server) -> None:
    sign_in(client, account.name, OTHER_PHRASE)
    sign_in(client, account.name)
    logged = server.log()
    assert LOGIN in logged, "nothing is logged"
    for secret in (PHRASE, OTHER_PHRASE):
        for spelt in (secret, secret.replace(" ", "+"), secret.replace(" ", "%20")):
            assert spelt not in logged
