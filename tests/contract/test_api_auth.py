"""The contract of `api-auth`."""

from __future__ import annotations

import copy
import itertools
import json
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from tests.contract.cases import Case
from tests.contract.each import each
from tests.contract.harness import Server
from tests.contract.pages import cookies_set
from tests.contract.unsent import status_before_the_file

SESSION, TOKENS, NOTES = "/api/session", "/api/tokens", "/api/notes"
ADA, GRACE = "ada", "grace"
APP = "http://localhost:5173"
HEADER = "X-CSRFToken"
DAY = 24 * 3600
NOBODY_S = "00000000-0000-4000-8000-000000000000"
NUMBERS = itertools.count(1)
# Alike, but not the same.
OTHERS = [
    "https://localhost:5173",
    "http://localhost:5174",
    "http://localhost",
    "http://localhost:51730",
    "http://localhost:5173.evil.example",
    "http://evil.example:5173",
    "http://localhost.evil.example:5173",
    "http://evil-localhost:5173",
    "http://localhostx5173",
    "https://evil.example",
    "null",
    "*",
]

Visitor = Callable[[], httpx.Client]
Person = Callable[[str], httpx.Client]
SIGNED_IN: dict[tuple[str, str], httpx.Cookies] = {}


# --- what the tests do and see ---------------------------------------------------------------


def body(response: httpx.Response, status: int = 200) -> Any:
    """The JSON of an answer that has this status."""
    assert response.status_code == status, f"{response.status_code}: {response.text[:300]}"
    assert response.headers["content-type"].startswith("application/json")
    return json.loads(response.content)


def refused(response: httpx.Response, *statuses: int) -> dict[str, Any]:
    """The body of an error, checked to be one that shows nothing of the code."""
    assert response.status_code in statuses, f"{response.status_code}: {response.text[:300]}"
    assert response.headers["content-type"].startswith("application/json")
    assert "no-store" in response.headers["cache-control"]
    found = json.loads(response.content)
    assert set(found) <= {"error", "fields"}
    assert isinstance(found["error"], str) and found["error"]
    for trace in ("traceback", 'file "', ".py", "<html"):
        assert trace not in response.text.lower(), f"the error shows {trace!r}"
    return dict(found)


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def escaped(given: Any, headers: dict[str, str]) -> dict[str, Any]:
    """What to send so that half a pair of UTF-16, which no UTF-8 holds, arrives as an escape."""
    return {
        "content": json.dumps(given).encode(),
        "headers": {**headers, "Content-Type": "application/json"},
    }


def csrf(client: httpx.Client) -> dict[str, str]:
    """What a page sends with each change."""
    return {HEADER: body(client.get(SESSION))["csrf_token"], "Origin": APP}


def sign_in(client: httpx.Client, username: str, password: str) -> httpx.Response:
    given = {"username": username, "password": password}
    return client.post(SESSION, json=given, headers=csrf(client))


def who(client: httpx.Client) -> str | None:
    found: str | None = body(client.get(SESSION))["user"]
    return found


def write(client: httpx.Client, headers: dict[str, str] | None = None) -> dict[str, Any]:
    """Write a note, by the session unless headers bring a token."""
    given = {"text": f"note {next(NUMBERS)}"}
    response = client.post(NOTES, json=given, headers=headers or csrf(client))
    note = body(response, 201)
    assert note == {"id": note["id"], **given}
    assert response.url.join(response.headers["location"]).path == f"{NOTES}/{note['id']}"
    return dict(note)


def make_token(client: httpx.Client, **given: Any) -> dict[str, Any]:
    given = {"name": f"token {next(NUMBERS)}", **given}
    return dict(body(client.post(TOKENS, json=given, headers=csrf(client)), 201))


def listed(client: httpx.Client, path: str) -> list[dict[str, Any]]:
    return list(body(client.get(path)))


@pytest.fixture
def password(case: Case) -> str:
    """What the lines that start the application set as the password of everyone."""
    lines = "\n".join(case.application.meta.start)
    (found,) = re.findall(r"^export DEMO_PASSWORD=(\S+)", lines, re.MULTILINE)
    return str(found)


@pytest.fixture
def person(new_client: Visitor, server: Server, password: str) -> Person:
    """Somebody who is signed in; the session is kept, as a password is slow to check."""

    def visitor(username: str) -> httpx.Client:
        client, key = new_client(), (str(server.log_file), username)
        client.cookies.update(SIGNED_IN.get(key))
        if who(client) != username:
            client.cookies.clear()
            assert body(sign_in(client, username, password))["user"] == username
            SIGNED_IN[key] = client.cookies
        return client

    return visitor


@pytest.fixture
def ada(person: Person) -> httpx.Client:
    return person(ADA)


@pytest.fixture
def grace(person: Person) -> httpx.Client:
    return person(GRACE)


def copied(client: httpx.Client, thief: httpx.Client) -> httpx.Client:
    """Give a thief the cookies of a client as they are now."""
    for cookie in client.cookies.jar:
        thief.cookies.jar.set_cookie(copy.copy(cookie))
    return thief


# --- the session -----------------------------------------------------------------------------


@pytest.mark.contract("signs-in")
def test_a_stranger_is_nobody_and_gets_a_csrf_token(client: httpx.Client) -> None:
    found = body(client.get(SESSION))
    assert found["user"] is None
    assert len(found["csrf_token"]) >= 32
    answer = client.get(NOTES)
    refused(answer, 401)
    assert answer.headers["www-authenticate"].lower().startswith("bearer")


@pytest.mark.contract("signs-in")
def test_a_page_of_the_app_signs_in_and_writes(client: httpx.Client, password: str) -> None:
    assert body(sign_in(client, ADA, password))["user"] == ADA
    assert who(client) == ADA
    note = write(client)
    assert note in listed(client, NOTES)
    assert body(client.get(f"{NOTES}/{note['id']}")) == note
    assert client.delete(f"{NOTES}/{note['id']}", headers=csrf(client)).status_code == 204
    assert note not in listed(client, NOTES)


@pytest.mark.contract("does-not-tell")
def test_a_wrong_name_and_a_wrong_password_look_alike(client: httpx.Client) -> None:
    answers = [sign_in(client, name, "not the password") for name in (ADA, "nobody")]
    first, second = (refused(answer, 400) for answer in answers)
    assert first == second
    assert who(client) is None


@pytest.mark.contract("does-not-tell")
def test_an_unknown_name_takes_as_long(client: httpx.Client) -> None:
    headers = csrf(client)

    def seconds(name: str) -> float:
        given = {"username": name, "password": "not the password"}
        begun = time.perf_counter()
        refused(client.post(SESSION, json=given, headers=headers), 400)
        return time.perf_counter() - begun

    # Other work of the machine only slows, and slows both, as they take turns.
    tries = [(seconds(ADA), seconds("nobody")) for _ in range(5)]
    known, unknown = (min(column) for column in zip(*tries, strict=True))
    assert known / 2 < unknown < known * 2, f"{unknown:.3f} s; {known:.3f} s for a known name"


@pytest.mark.contract("new-session")
def test_planted_cookies_are_not_signed_in(
    client: httpx.Client, new_client: Visitor, password: str
) -> None:
    before = csrf(client)
    planted = copied(client, new_client())
    body(sign_in(client, ADA, password))
    assert who(planted) is None
    refused(client.post(NOTES, json={"text": "x"}, headers=before), 400, 403)


@pytest.mark.contract("new-session")
def test_the_answer_brings_the_new_csrf_token(client: httpx.Client, password: str) -> None:
    token = body(sign_in(client, ADA, password))["csrf_token"]
    write(client, {HEADER: token, "Origin": APP})


@pytest.mark.contract("requires-csrf")
@each("sent", ["none", "empty", "invented", "of another"])
def test_a_change_by_session_needs_its_csrf_token(
    ada: httpx.Client, grace: httpx.Client, sent: str
) -> None:
    wrong = {
        "none": {},
        "empty": {HEADER: ""},
        "invented": {HEADER: "x" * 64},
        "of another": {HEADER: csrf(grace)[HEADER]},
    }[sent]
    note = write(ada)
    notes, tokens = listed(ada, NOTES), listed(ada, TOKENS)
    refused(ada.post(NOTES, json={"text": "x"}, headers=wrong), 400, 403)
    refused(ada.post(TOKENS, json={"name": "x"}, headers=wrong), 400, 403)
    refused(ada.delete(f"{NOTES}/{note['id']}", headers=wrong), 400, 403)
    refused(ada.delete(SESSION, headers=wrong), 400, 403)
    assert (listed(ada, NOTES), listed(ada, TOKENS)) == (notes, tokens)


@pytest.mark.contract("requires-csrf")
def test_what_says_that_the_token_is_missing(ada: httpx.Client, case: Case) -> None:
    status = int(case.application.meta.names["csrf-missing"])
    refused(ada.post(NOTES, json={"text": "x"}), status)


@pytest.mark.contract("requires-csrf")
def test_signing_in_needs_a_csrf_token(client: httpx.Client, password: str) -> None:
    csrf(client)
    given = {"username": ADA, "password": password}
    for wrong in ({}, {HEADER: "x" * 64}):
        refused(client.post(SESSION, json=given, headers=wrong), 400, 403)
        assert who(client) is None


@pytest.mark.contract("foreign-origin")
@each("origin", OTHERS)
def test_a_foreign_page_changes_nothing(ada: httpx.Client, origin: str) -> None:
    note = write(ada)
    headers = {**csrf(ada), "Origin": origin}
    refused(ada.post(NOTES, json={"text": "x"}, headers=headers), 403)
    refused(ada.delete(f"{NOTES}/{note['id']}", headers=headers), 403)
    refused(ada.delete(SESSION, headers=headers), 403)
    assert note in listed(ada, NOTES)


@pytest.mark.contract("foreign-origin")
def test_its_own_pages_and_those_without_an_origin_may_write(
    ada: httpx.Client, server: Server
) -> None:
    token = csrf(ada)[HEADER]
    write(ada, {HEADER: token, "Origin": server.url.rstrip("/")})
    write(ada, {HEADER: token})


@pytest.mark.contract("signs-out")
def test_a_copy_of_the_cookie_opens_nothing_afterwards(
    client: httpx.Client, new_client: Visitor, password: str
) -> None:
    sign_in(client, ADA, password)
    token = make_token(client)
    thief = copied(client, new_client())
    assert who(thief) == ADA
    assert client.delete(SESSION, headers=csrf(client)).status_code == 204
    assert who(client) is None
    assert who(thief) is None
    refused(thief.get(NOTES), 401)
    body(new_client().get(NOTES, headers=bearer(token["token"])))


@pytest.mark.contract("cookie-flags")
def test_cookies_are_guarded(client: httpx.Client, password: str) -> None:
    answers = [client.get(SESSION), sign_in(client, ADA, password)]
    cookies = cookies_set(*answers)
    assert cookies, "no cookie"
    for cookie in cookies:
        assert cookie["samesite"].lower() in {"lax", "strict"}
        assert not cookie["domain"]
        assert cookie["httponly"] or "csrf" in cookie.key
    # Without those that a script may read, the person is still signed in.
    hidden = [cookie for cookie in cookies if cookie["httponly"]]
    client.cookies.clear()
    client.cookies.update({cookie.key: cookie.value for cookie in hidden})
    assert who(client) == ADA


# --- tokens ----------------------------------------------------------------------------------


@pytest.mark.contract("makes-tokens")
def test_a_token_is_shown_once(ada: httpx.Client) -> None:
    made = make_token(ada, name="backup of <ada>")
    assert made["name"] == "backup of <ada>"
    assert len(made["token"]) >= 22, "fewer than 128 bits"
    answer = ada.get(TOKENS)
    assert {key: made[key] for key in ("id", "name", "expires")} in body(answer)
    assert made["token"] not in answer.text


@pytest.mark.contract("makes-tokens")
def test_no_two_are_alike(ada: httpx.Client) -> None:
    secrets = [make_token(ada, name="same")["token"] for _ in range(10)]
    for first, second in itertools.combinations(secrets, 2):
        same = sum(a == b for a, b in zip(first, second, strict=True))
        assert same < len(first) / 2


@pytest.mark.contract("makes-tokens")
@each(("given", "seconds"), [({}, 30 * DAY), ({"expires_in": 60}, 60),
                             ({"expires_in": 365 * DAY}, 365 * DAY)])  # fmt: skip
def test_a_token_says_when_it_ends(ada: httpx.Client, given: dict[str, int], seconds: int) -> None:
    ends = datetime.fromisoformat(make_token(ada, **given)["expires"])
    assert abs((ends - datetime.now(UTC)).total_seconds() - seconds) < 5


@pytest.mark.contract("makes-tokens")
@each(("field", "value"), [
    ("expires_in", 0), ("expires_in", -1), ("expires_in", 365 * DAY + 1), ("expires_in", 10**30),
    ("expires_in", "soon"), ("expires_in", None), ("expires_in", []),
    ("name", ""), ("name", "  "), ("name", "x" * 61), ("name", None), ("name", "a\nb"),
])  # fmt: skip
def test_a_wrong_field_is_named(ada: httpx.Client, field: str, value: Any) -> None:
    before = listed(ada, TOKENS)
    given = {"name": "x", field: value}
    found = refused(ada.post(TOKENS, json=given, headers=csrf(ada)), 400)
    assert set(found["fields"]) == {field}
    assert listed(ada, TOKENS) == before


@pytest.mark.contract("makes-tokens")
def test_a_number_in_quotes_and_a_number_for_a_text(ada: httpx.Client, case: Case) -> None:
    status = {"read": 201, "refused": 400}[case.application.meta.names["number-in-quotes"]]
    for seconds in ("60", 60.0):
        given = {"name": "x", "expires_in": seconds}
        body(ada.post(TOKENS, json=given, headers=csrf(ada)), status)
    body(ada.post(NOTES, json={"text": 5}, headers=csrf(ada)), status)


@pytest.mark.contract("keeps-hash")
def test_no_file_holds_a_token(ada: httpx.Client, new_client: Visitor, server: Server) -> None:
    made = make_token(ada, name="kept as a hash")
    body(new_client().get(NOTES, headers=bearer(made["token"])))
    files = [path.read_bytes() for path in server.folder.rglob("*.sqlite3*")]
    assert any(made["name"].encode() in held for held in files), "the tokens are kept elsewhere"
    assert not any(made["token"].encode() in held for held in files)
    assert made["token"] not in server.log()


@pytest.mark.contract("opens")
def test_a_token_reads_and_writes_without_a_cookie(ada: httpx.Client, new_client: Visitor) -> None:
    program, headers = new_client(), bearer(make_token(ada)["token"])
    note = write(program, headers)
    assert note in listed(ada, NOTES)
    answer = program.get(NOTES, headers=headers)
    assert note in body(answer)
    assert not program.cookies
    gone = program.delete(f"{NOTES}/{note['id']}", headers=headers)
    assert gone.status_code == 204
    assert note not in listed(ada, NOTES)


@pytest.mark.contract("opens")
def test_the_token_decides_and_not_the_cookie_beside_it(
    ada: httpx.Client, grace: httpx.Client
) -> None:
    note = write(grace)
    headers = bearer(make_token(ada)["token"])
    assert note not in body(grace.get(NOTES, headers=headers))
    assert write(grace, headers) not in listed(grace, NOTES)


@pytest.mark.contract("opens")
@each("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_scheme_is_the_same_in_any_case(
    ada: httpx.Client, new_client: Visitor, scheme: str
) -> None:
    headers = {"Authorization": f"{scheme} {make_token(ada)['token']}"}
    body(new_client().get(NOTES, headers=headers))


@pytest.mark.contract("ends")
def test_a_token_ends_after_its_time(ada: httpx.Client, new_client: Visitor) -> None:
    program = new_client()
    long, short = make_token(ada), make_token(ada, expires_in=3)
    body(program.get(NOTES, headers=bearer(short["token"])))
    time.sleep(3.1)
    refused(program.get(NOTES, headers=bearer(short["token"])), 401)
    body(program.get(NOTES, headers=bearer(long["token"])))


@pytest.mark.contract("ends")
def test_a_revoked_token_is_refused_at_once(ada: httpx.Client, new_client: Visitor) -> None:
    program = new_client()
    one, other = make_token(ada), make_token(ada)
    body(program.get(NOTES, headers=bearer(one["token"])))
    gone = ada.delete(f"{TOKENS}/{one['id']}", headers=csrf(ada))
    assert gone.status_code == 204
    refused(program.get(NOTES, headers=bearer(one["token"])), 401)
    body(program.get(NOTES, headers=bearer(other["token"])))
    assert one["id"] not in [token["id"] for token in listed(ada, TOKENS)]
    refused(ada.delete(f"{TOKENS}/{one['id']}", headers=csrf(ada)), 404)


def wrong_headers(token: dict[str, Any]) -> list[bytes]:
    """What is almost a token."""
    secret = token["token"]
    swapped = ("A" if secret[0] != "A" else "B") + secret[1:]
    texts = [
        "Bearer",
        "Bearer made-up",
        f"Bearer {swapped}",
        f"Bearer {secret[:-1]}",
        f"Bearer {secret}x",
        f"Bearer {secret} {secret}",
        f"Bearer {secret.swapcase()}",
        f"Bearer {token['id']}",
        "Bearer a=b",
        "Bearer ' OR 1=1 --",
        "Bearer null",
        f"Bearer {'x' * 4000}",
    ]
    return [text.encode() for text in texts] + [b"Bearer \xff\xfe", "Bearer Ünï".encode()]


@pytest.mark.contract("refuses-tokens")
def test_what_is_almost_a_token_is_refused(ada: httpx.Client, new_client: Visitor) -> None:
    for header in wrong_headers(make_token(ada)):
        for client in (new_client(), ada):
            answer = client.get(NOTES, headers=[(b"Authorization", header)])
            assert answer.status_code == 401, f"{header[:60]!r} got {answer.status_code}"
            assert answer.headers["www-authenticate"].lower().startswith("bearer")
            refused(answer, 401)


@pytest.mark.contract("refuses-tokens")
def test_a_token_elsewhere_is_none(ada: httpx.Client, new_client: Visitor) -> None:
    secret, client = make_token(ada)["token"], new_client()
    for name in ("token", "access_token", "api_key", "key"):
        refused(client.get(NOTES, params={name: secret}), 401)
    for header in (f"Basic {secret}", f"Token {secret}", f"JWT {secret}", secret):
        refused(client.get(NOTES, headers={"Authorization": header}), 401)


@pytest.mark.contract("takes-a-session")
def test_a_token_has_no_power_over_tokens(ada: httpx.Client, new_client: Visitor) -> None:
    token, program = make_token(ada), new_client()
    headers = bearer(token["token"])
    refused(program.get(TOKENS, headers=headers), 403)
    refused(program.post(TOKENS, json={"name": "more"}, headers=headers), 403)
    refused(program.delete(f"{TOKENS}/{token['id']}", headers=headers), 403)
    body(program.get(NOTES, headers=headers))
    assert "more" not in [one["name"] for one in listed(ada, TOKENS)]


@pytest.mark.contract("takes-a-session")
def test_a_token_neither_signs_in_nor_out(
    client: httpx.Client, new_client: Visitor, password: str
) -> None:
    sign_in(client, ADA, password)
    token = bearer(make_token(client)["token"])
    given = {"username": ADA, "password": password}
    refused(new_client().get(SESSION, headers=token), 403)
    refused(new_client().post(SESSION, json=given, headers=token), 403)
    # With the CSRF token of the session beside it, the token still counts.
    refused(client.post(TOKENS, json={"name": "more"}, headers=csrf(client) | token), 403)
    refused(client.delete(SESSION, headers=csrf(client) | token), 403)
    assert who(client) == ADA


@pytest.mark.contract("takes-a-session")
@each("method", ["GET", "HEAD", "POST", "DELETE"])
def test_a_stranger_has_no_power_either(client: httpx.Client, method: str) -> None:
    path = f"{TOKENS}/{NOBODY_S}" if method == "DELETE" else TOKENS
    answer = client.request(method, path, headers=csrf(client))
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].lower().startswith("bearer")


# --- others ----------------------------------------------------------------------------------


@pytest.mark.contract("own-only")
def test_the_notes_of_others_are_unknown(ada: httpx.Client, grace: httpx.Client) -> None:
    note, before = write(ada), listed(grace, NOTES)
    assert note not in before
    path, nothing = f"{NOTES}/{note['id']}", f"{NOTES}/{NOBODY_S}"
    by_token = bearer(make_token(grace)["token"])
    for headers in (csrf(grace), by_token):
        assert refused(grace.get(path, headers=headers), 404) == refused(
            grace.get(nothing, headers=headers), 404
        )
        refused(grace.delete(path, headers=headers), 404)
    assert body(ada.get(path)) == note


@pytest.mark.contract("own-only")
def test_the_tokens_of_others_are_unknown(
    ada: httpx.Client, grace: httpx.Client, new_client: Visitor
) -> None:
    token = make_token(ada)
    assert token["id"] not in [one["id"] for one in listed(grace, TOKENS)]
    theirs = grace.delete(f"{TOKENS}/{token['id']}", headers=csrf(grace))
    nobodys = grace.delete(f"{TOKENS}/{NOBODY_S}", headers=csrf(grace))
    assert refused(theirs, 404) == refused(nobodys, 404)
    body(new_client().get(NOTES, headers=bearer(token["token"])))


@pytest.mark.contract("own-only")
def test_no_field_makes_it_somebody_elses(ada: httpx.Client, grace: httpx.Client) -> None:
    for field, owner in itertools.product(("owner", "owner_id", "user", "user_id"), (1, 2)):
        given = {"text": f"of ada {next(NUMBERS)}", field: owner}
        note = body(ada.post(NOTES, json=given, headers=csrf(ada)), 201)
        assert note in listed(ada, NOTES)
        assert note not in listed(grace, NOTES)


# --- other origins ---------------------------------------------------------------------------


def preflight(client: httpx.Client, origin: str, path: str = NOTES) -> httpx.Response:
    """What a browser asks before it sends something for a page."""
    return client.request(
        "OPTIONS",
        path,
        headers={
            "Origin": origin,
            "Access-Control-Request-Method": "DELETE",
            "Access-Control-Request-Headers": "authorization,content-type,x-csrftoken",
        },
    )


def named(response: httpx.Response, header: str) -> set[str]:
    value = response.headers.get(f"access-control-{header}", "")
    return {part.strip().lower() for part in value.split(",")} - {""}


def let_in(response: httpx.Response, origin: str) -> bool:
    """Whether a browser gives this answer to a page of that origin, asked with cookies."""
    allowed = response.headers.get_list("access-control-allow-origin")
    return allowed in ([origin], ["*"])


@pytest.mark.contract("one-origin")
@each("path", [SESSION, TOKENS, NOTES, f"{NOTES}/{NOBODY_S}"])
def test_the_app_may_send_what_it_needs(client: httpx.Client, path: str) -> None:
    answer = preflight(client, APP, path)
    assert answer.status_code in {200, 204}
    assert answer.headers.get_list("access-control-allow-origin") == [APP]
    assert answer.headers["access-control-allow-credentials"] == "true"
    assert "delete" in named(answer, "allow-methods")
    assert {"authorization", "content-type", "x-csrftoken"} <= named(answer, "allow-headers")
    assert "*" not in named(answer, "allow-headers") | named(answer, "allow-methods")


@pytest.mark.contract("one-origin")
def test_the_app_may_read_errors_too(ada: httpx.Client, new_client: Visitor) -> None:
    origin = {"Origin": APP}
    answers = [
        ada.get(NOTES, headers=origin),
        ada.post(NOTES, json={"text": "x"}, headers=origin),
        ada.get(f"{NOTES}/{NOBODY_S}", headers=origin),
        new_client().get(NOTES, headers=origin),
        new_client().get(NOTES, headers={**origin, **bearer("made-up")}),
    ]
    assert [answer.status_code // 100 for answer in answers] == [2, 4, 4, 4, 4]
    for answer in answers:
        assert answer.headers.get_list("access-control-allow-origin") == [APP]
        assert answer.headers["access-control-allow-credentials"] == "true"


@pytest.mark.contract("one-origin")
@each("origin", OTHERS)
def test_no_other_origin_is_let_in(ada: httpx.Client, origin: str) -> None:
    for answer in (
        preflight(ada, origin),
        ada.get(NOTES, headers={"Origin": origin}),
        ada.get(SESSION, headers={"Origin": origin}),
    ):
        assert not let_in(answer, origin)
        assert "*" not in named(answer, "allow-origin")


@pytest.mark.contract("one-origin")
def test_what_others_read_in_the_headers(ada: httpx.Client, case: Case) -> None:
    names = case.application.meta.names
    foreign, unasked = ada.get(NOTES, headers={"Origin": OTHERS[-3]}), ada.get(NOTES)
    assert not [name for name in foreign.headers if name.startswith("access-control-")]
    for answer in (foreign, unasked):
        vary = {one.strip().lower() for one in answer.headers.get("vary", "").split(",")}
        assert ("origin" in vary) == (names["vary-for-others"] == "origin"), vary
    allowed = unasked.headers.get_list("access-control-allow-origin")
    assert allowed == ([APP] if names["origin-unasked"] == "named" else [])


# --- errors ----------------------------------------------------------------------------------


@pytest.mark.contract("errors-in-json")
def test_errors_are_json(ada: httpx.Client) -> None:
    token = csrf(ada)
    sent = {**token, "Content-Type": "application/json"}
    refused(ada.get("/api/nothing"), 404)
    refused(ada.get(f"{NOTES}/1"), 404)
    answer = ada.put(NOTES, json={"text": "x"}, headers=token)
    refused(answer, 405)
    assert {"GET", "POST"} <= {one.strip() for one in answer.headers["allow"].split(",")}
    digits = b'{"text": ' + b"9" * 5_000 + b"}"
    for broken in (b"{", b"", b"\xff", b"[" * 50_000, b'"text"', b"[]", b"null", digits):
        refused(ada.post(NOTES, content=broken, headers=sent), 400)
    refused(ada.post(NOTES, data={"text": "x"}, headers=token), 415)


@pytest.mark.contract("errors-in-json")
def test_more_than_64_kib_is_refused_and_less_is_not(ada: httpx.Client) -> None:
    sent = {**csrf(ada), "Content-Type": "application/json"}
    # Blanks mean nothing in JSON: only their number can be wrong.
    fits, large = (b'{"text": "padded"}'.ljust(size) for size in (60 * 1024, 64 * 1024 + 1))
    body(ada.post(NOTES, content=fits, headers=sent), 201)
    refused(ada.post(NOTES, content=large, headers=sent), 400, 413)


@pytest.mark.contract("errors-in-json")
@pytest.mark.unsent
@each("path", [SESSION, TOKENS, NOTES])
def test_a_file_is_refused_before_it_is_read(client: httpx.Client, path: str) -> None:
    csrf(client)  # the cookie with which a stranger's token is looked for in the body
    assert status_before_the_file(client, path, 64 * 1024 + 1) == 413


@pytest.mark.contract("errors-in-json")
def test_no_cache_keeps_an_answer(ada: httpx.Client, new_client: Visitor) -> None:
    program, given = new_client(), {"name": "x"}
    made = ada.post(TOKENS, json=given, headers=csrf(ada))
    headers = bearer(body(made, 201)["token"])
    written = program.post(NOTES, json={"text": "x"}, headers=headers)
    read = [program.get(path, headers=headers) for path in (NOTES, written.headers["location"])]
    for answer in (ada.get(SESSION), ada.get(TOKENS), made, written, *read):
        assert "no-store" in answer.headers["cache-control"]


@pytest.mark.contract("errors-in-json")
@each("value", ["", "  ", "x" * 201, None, [], {"a": 1}, "a\x00b", "a\nb", "a\ud800b"])
def test_a_wrong_text_is_named(ada: httpx.Client, value: Any) -> None:
    before = listed(ada, NOTES)
    found = refused(ada.post(NOTES, **escaped({"text": value}, csrf(ada))), 400)
    assert set(found["fields"]) == {"text"}
    assert listed(ada, NOTES) == before


@pytest.mark.contract("errors-in-json")
@each("given", [{}, {"username": ADA}, {"username": 5, "password": []}, [], "x",
                {"username": "a\x00b", "password": "x"}, {"username": "a\ud800b", "password": "x"},
                {"username": "ada", "password": "\ud800"}])  # fmt: skip
def test_incomplete_credentials_are_refused(client: httpx.Client, given: Any) -> None:
    refused(client.post(SESSION, **escaped(given, csrf(client))), 400)
    assert who(client) is None
