"""The contract of `sessions`."""

from __future__ import annotations

import copy
import itertools
import os
import pickle
import re
import secrets
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from email.utils import parsedate_to_datetime
from http.cookies import Morsel
from pathlib import Path
from typing import Any

import httpx
import pytest
from bs4 import BeautifulSoup, Tag
from redis import Redis

from tests.contract.cases import Case
from tests.contract.cookies import changed, crossed, decoded, forged, leaves
from tests.contract.each import each
from tests.contract.harness import NO_TLS, Server
from tests.contract.host import Host
from tests.contract.pages import (
    assert_head_is_get,
    assert_refused,
    cookies_set,
    document,
    hidden,
    page,
    send_json,
    text,
    values,
)
from tests.contract.postgres import Databases
from tests.contract.smtp import Mailbox

HOME, STORED, END, ENDED = "/", "/stored", "/end", "/ended"
NOTE = "meet at the old mill"
LIMIT = 100
TWO_WEEKS = 14 * 24 * 3600
# Browsers may drop a cookie of more, its name and attributes counted.
COOKIE_LIMIT = 4096


# --- what the tests do and see ---------------------------------------------------------------


def visits_in(response: httpx.Response) -> int:
    """The number of visits that a page shows."""
    assert response.status_code == 200, f"{response.request.url} answered {response.status_code}"
    return int(shown(page(response), "visits"))


def shown(soup: BeautifulSoup, name: str) -> str:
    found = soup.find(id=name)
    assert found, f"nothing with the id {name!r}"
    return text(found)


def messages_in(response: httpx.Response) -> list[str]:
    return [text(one) for one in page(response).select("[role=status]")]


def visit(client: httpx.Client) -> int:
    return visits_in(client.get(HOME))


def note_of(client: httpx.Client) -> str:
    """The note, read without a visit."""
    return shown(page(client.get(STORED)), "note")


def form_to(response: httpx.Response, path: str) -> Tag:
    """The form of a page that leads to a path."""
    forms = [
        form
        for form in page(response).find_all("form")
        if response.url.join(str(form.get("action") or "")).path == path
    ]
    assert len(forms) == 1, f"{len(forms)} forms lead to {path}"
    assert str(forms[0].get("method")).lower() == "post"
    return forms[0]


def send(client: httpx.Client, path: str, **answers: str) -> httpx.Response:
    """Open the page, which is a visit, fill in one of its forms and send it."""
    form = form_to(client.get(HOME), path)
    return client.post(path, data={**values(form), **answers})


def save(client: httpx.Client, note: str = NOTE) -> None:
    assert leads_to(send(client, HOME, note=note), HOME)


def leads_to(response: httpx.Response, path: str) -> bool:
    target = response.url.join(response.headers.get("location", ""))
    return response.status_code in {302, 303} and target.path == path


def ask(client: httpx.Client, cookie: str) -> httpx.Response:
    """Visit with exactly this header."""
    client.cookies.clear()
    return client.get(HOME, headers={"Cookie": cookie})


@pytest.fixture
def copied(
    new_client: Callable[[], httpx.Client],
) -> Callable[[httpx.Client], httpx.Client]:
    """Makes a thief: a client with a copy of another one's cookies."""

    def make(client: httpx.Client) -> httpx.Client:
        thief = new_client()
        for cookie in client.cookies.jar:
            thief.cookies.jar.set_cookie(copy.copy(cookie))
        return thief

    return make


@pytest.fixture
def session_cookie(
    new_client: Callable[[], httpx.Client],
    copied: Callable[[httpx.Client], httpx.Client],
) -> str:
    """The name of the cookie without which a client is a stranger."""
    client = new_client()
    visit(client)
    visit(client)
    found = []
    for name in {cookie.name for cookie in client.cookies.jar}:
        stranger = copied(client)
        stranger.cookies.delete(name)
        if visit(stranger) == 1:
            found.append(name)
    assert len(found) == 1, f"the session is in {found or 'no cookie'}"
    return found[0]


def value_of(client: httpx.Client, name: str) -> str:
    return {cookie.name: cookie.value or "" for cookie in client.cookies.jar}[name]


# --- what a session is for -------------------------------------------------------------------


@pytest.mark.contract("counts")
def test_each_client_has_a_count_of_its_own(
    client: httpx.Client, new_client: Callable[[], httpx.Client]
) -> None:
    response = client.get(HOME)
    document(response)
    assert visits_in(response) == 1
    assert [visit(client) for _ in range(3)] == [2, 3, 4]
    assert visit(new_client()) == 1
    assert visit(client) == 5


@pytest.mark.contract("counts")
def test_reading_what_is_stored_is_no_visit(client: httpx.Client) -> None:
    visit(client)
    assert visits_in(client.get(STORED)) == visits_in(client.get(STORED)) == 1
    assert visit(client) == 2


@pytest.mark.contract("counts")
def test_whoever_keeps_no_cookies_is_new_each_time(client: httpx.Client) -> None:
    for _ in range(3):
        client.cookies.clear()
        assert visit(client) == 1


@pytest.mark.contract("separate")
def test_clients_that_ask_at_the_same_time_see_their_own(
    new_client: Callable[[], httpx.Client],
) -> None:
    def life(client: httpx.Client, note: str) -> list[object]:
        save(client, note)
        first = client.get(HOME)
        return [visits_in(first), messages_in(first), *(visit(client) for _ in range(4))]

    notes = [f"note {secrets.token_hex(8)}" for _ in range(4)]
    clients = [new_client() for _ in notes]
    with ThreadPoolExecutor(len(notes)) as pool:
        lives = list(pool.map(life, clients, notes))
    for client, note, seen in zip(clients, notes, lives, strict=True):
        count, messages, *later = seen
        assert [count, *later] == [2, 3, 4, 5, 6]
        assert isinstance(messages, list)
        assert len(messages) == 1
        assert note in messages[0]
        assert note_of(client) == note


@pytest.mark.contract("separate")
@each("path", [HOME, STORED])
def test_caches_are_told_that_a_page_belongs_to_one_client(client: httpx.Client, path: str) -> None:
    visit(client)
    vary = client.get(path).headers.get("vary", "").lower()
    assert "cookie" in [name.strip() for name in vary.split(",")], f"Vary of {path}: {vary!r}"


@pytest.mark.contract("keeps-note")
@each("note", ["x", "é" * LIMIT, "\N{GRINNING FACE}" * LIMIT, '<b>"bold"</b> & <script>a</script>'])
def test_a_note_is_kept_and_shown_as_it_was_typed(client: httpx.Client, note: str) -> None:
    save(client, note)
    first = page(client.get(HOME))
    assert first.find(["b", "script"]) is None, "the note became markup"
    assert shown(first, "note") == note_of(client) == note


@pytest.mark.contract("keeps-note")
@each("note", ["", "   ", "x" * (LIMIT + 1), "x" * 100_000])
def test_a_note_that_is_blank_or_too_long_is_refused(client: httpx.Client, note: str) -> None:
    save(client)
    response = send(client, HOME, note=note)
    assert response.status_code == 200
    field = form_to(response, HOME).find("input", attrs={"name": "note"})
    assert field
    assert field.get("aria-invalid") == "true"
    assert note_of(client) == NOTE
    assert len(messages_in(client.get(HOME))) <= 1


@pytest.mark.contract("keeps-note")
@each("sent", [{"note": 5}, [1], None])
def test_json_is_no_form(client: httpx.Client, sent: object) -> None:
    save(client)
    assert send_json(client, HOME, sent).status_code == 200
    assert note_of(client) == NOTE


@pytest.mark.contract("keeps-note")
def test_no_cookie_grows_beyond_what_browsers_keep(client: httpx.Client) -> None:
    # Two messages wait, and nobody has read them.
    form = form_to(client.get(HOME), HOME)
    for letter in "\N{GRINNING FACE}\N{WINKING FACE}":
        response = client.post(HOME, data={**values(form), "note": letter * LIMIT})
        assert leads_to(response, HOME)
        for line in response.headers.get_list("set-cookie"):
            assert len(line) <= COOKIE_LIMIT
    assert len(messages_in(client.get(HOME))) == 2


@pytest.mark.contract("message-once")
def test_a_message_is_shown_once_to_whom_it_belongs(
    client: httpx.Client, new_client: Callable[[], httpx.Client]
) -> None:
    save(client)
    assert messages_in(new_client().get(HOME)) == []
    first = messages_in(client.get(HOME))
    assert len(first) == 1
    assert NOTE in first[0]
    assert messages_in(client.get(HOME)) == []
    assert note_of(client) == NOTE, "the note went with the message"


# --- what a client can do to its cookie -------------------------------------------------------


@pytest.mark.contract("readable")
def test_what_can_be_read_in_cookies_is_what_the_client_knows(client: httpx.Client) -> None:
    count = visit(client)
    token = "".join(hidden(form_to(client.get(HOME), HOME)).values())
    save(client)
    count += 2
    for cookie in client.cookies.jar:
        for found in decoded(cookie.value or ""):
            for leaf in leaves(found):
                known = (
                    isinstance(leaf, bool)
                    or leaf in (count, "message")  # the kind of a message
                    or (isinstance(leaf, str) and (NOTE in leaf or leaf in token or is_id(leaf)))
                )
                assert known, f"{cookie.name} tells {leaf!r}"


def is_id(leaf: str) -> bool:
    """Whether a text is nothing but random: a token against forged requests."""
    return re.fullmatch(r"[0-9a-f]{40,}", leaf) is not None


@pytest.mark.contract("refuses-changed")
def test_a_changed_cookie_starts_a_new_session(
    client: httpx.Client, new_client: Callable[[], httpx.Client], session_cookie: str
) -> None:
    other = new_client()
    for one in (client, other):
        save(one)
    time.sleep(1.1)  # a time in the cookie is then another one
    visit(other)
    visit(client)
    mine, theirs = value_of(client, session_cookie), value_of(other, session_cookie)
    made = {
        *changed(mine),
        *forged(mine, "visits", 1000),
        *crossed(mine, theirs),
        "",
        "x",
        "0" * 3000,
        '"',
        "../../etc/passwd",
        "%00",
    }
    for value in made:
        response = ask(new_client(), f"{session_cookie}={value}")
        assert visits_in(response) == 1, f"{value!r} is taken"
        assert shown(page(response), "note") in {"", "None"}
        given = {one.key: one.value for one in cookies_set(response)}
        assert given.get(session_cookie, value) != value, "no new session"
    assert visits_in(ask(client, f"{session_cookie}={mine}")) == 3


@pytest.mark.contract("refuses-changed")
def test_a_cookie_that_a_client_makes_up_is_never_taken_over(
    new_client: Callable[[], httpx.Client], session_cookie: str
) -> None:
    first = new_client()
    visit(first)
    # What others planted in the victim's browser: it looks like an id, and nobody was given it.
    planted = secrets.token_hex(64)[: min(128, len(value_of(first, session_cookie)))]
    victim, attacker = new_client(), new_client()
    response = ask(victim, f"{session_cookie}={planted}")
    assert visits_in(response) == 1
    assert {one.key: one.value for one in cookies_set(response)}[session_cookie] != planted
    assert visits_in(ask(attacker, f"{session_cookie}={planted}")) == 1


@pytest.mark.contract("requires-token")
@each(("path", "token"), itertools.product([HOME, END], ["none", "empty", "invented", "foreign"]))
def test_a_post_without_its_token_is_refused(
    client: httpx.Client, new_client: Callable[[], httpx.Client], path: str, token: str
) -> None:
    save(client)
    count = visit(client)
    sent = values(form_to(client.get(HOME), path))
    names = [name for name in sent if name != "note"]
    assert names, "no token"
    foreign = values(form_to(new_client().get(HOME), path))
    changes: dict[str, dict[str, str]] = {
        "none": {},
        "empty": dict.fromkeys(names, ""),
        "invented": {name: sent[name][::-1] for name in names},
        "foreign": {name: foreign[name] for name in names},
    }
    response = client.post(path, data={"note": "stolen", **changes[token]})
    assert response.status_code in {400, 403}
    assert note_of(client) == NOTE
    assert visit(client) == count + 2


def assert_flags(cookies: list[Morsel[str]], session: str) -> None:
    assert session in {cookie.key for cookie in cookies}
    for cookie in cookies:
        if not cookie.value:
            continue  # taken back
        assert cookie["samesite"].lower() in {"lax", "strict"}, f"SameSite of {cookie.key}"
        assert not cookie["domain"], f"{cookie.key} goes to other hosts of the domain"
        assert cookie["path"] == "/"
        if cookie.key == session or decoded(cookie.value):
            assert cookie["httponly"], f"scripts can read {cookie.key}"


@pytest.mark.contract("cookie-flags")
def test_every_cookie_stays_here_and_scripts_cannot_read_the_session(
    client: httpx.Client, session_cookie: str
) -> None:
    form = form_to(first := client.get(HOME), HOME)
    saved = client.post(HOME, data={**values(form), "note": NOTE})
    assert_flags(cookies_set(first, saved, client.get(HOME), client.get(STORED)), session_cookie)


@pytest.mark.contract("head-and-methods")
@each("path", [HOME, STORED, ENDED])
def test_head_is_get_without_the_body(client: httpx.Client, path: str) -> None:
    assert_head_is_get(client, path)


@pytest.mark.contract("head-and-methods")
@each("path", [STORED, ENDED])
def test_pages_that_take_nothing_refuse_post(client: httpx.Client, path: str) -> None:
    sent = values(form_to(client.get(HOME), HOME))
    assert_refused(client.post(path, data=sent), "GET", "HEAD")


# --- the end ----------------------------------------------------------------------------------


@pytest.mark.contract("empties")
def test_the_end_empties_the_session(client: httpx.Client, session_cookie: str) -> None:
    tokens = values(form_to(client.get(HOME), END))
    save(client)  # its message is not read yet
    response = client.post(END, data=tokens)
    assert leads_to(response, ENDED)
    assert session_cookie not in {cookie.name for cookie in client.cookies.jar}
    document(client.get(ENDED))
    assert session_cookie not in {cookie.name for cookie in client.cookies.jar}
    again = client.get(HOME)
    assert visits_in(again) == 1
    assert messages_in(again) == [], "a message outlives the session"
    assert NOTE not in text(page(again))


@pytest.mark.contract("empties")
def test_a_link_does_not_end_the_session(client: httpx.Client) -> None:
    visit(client)
    assert_refused(client.get(END), "POST")
    assert visit(client) == 2


SECONDS = 3


@pytest.fixture(scope="session")
def hurried(databases: Databases, mailbox: Mailbox) -> Iterator[Host]:
    """Applications whose sessions end within seconds."""
    host = Host(databases, mailbox, {"SESSION_SECONDS": str(SECONDS)})
    yield host
    host.close()


@pytest.fixture
def in_a_hurry(hurried: Host, case: Case) -> Iterator[httpx.Client]:
    """A client of an application in a hurry."""
    url = hurried.server_of(case).url
    with httpx.Client(base_url=url, timeout=10, trust_env=False, verify=NO_TLS) as client:
        yield client


def visits_in_time(client: httpx.Client, count: int, pause: float) -> list[httpx.Response]:
    """Visits of a new client, none so late that its session may have ended meanwhile."""
    for _ in range(10):
        client.cookies.clear()
        answers: list[httpx.Response] = []
        gaps, asked = [0.0], time.monotonic()
        for number in range(count):
            time.sleep(pause if number else 0)
            last, asked = asked, time.monotonic()
            answers.append(client.get(HOME))
            gaps.append(time.monotonic() - last)
        if max(gaps) < SECONDS - 1:  # times in cookies are whole seconds
            return answers
    pytest.fail("This machine is too busy to visit in time.")


def lasts(cookie: Morsel[str], response: httpx.Response) -> float:
    """The seconds after which the browser forgets a cookie."""
    if cookie["max-age"]:
        return float(cookie["max-age"])
    assert cookie["expires"], f"{cookie.key} is said to have no end"
    now = parsedate_to_datetime(response.headers["date"])
    return (parsedate_to_datetime(cookie["expires"]) - now).total_seconds()


@pytest.mark.contract("ages")
def test_a_session_that_is_not_used_ends(in_a_hurry: httpx.Client, session_cookie: str) -> None:
    _, response = visits_in_time(in_a_hurry, 2, 0)
    assert visits_in(response) == 2
    (given,) = [one for one in cookies_set(response) if one.key == session_cookie]
    assert SECONDS - 1 <= lasts(given, response) <= SECONDS + 1
    kept = f"{session_cookie}={value_of(in_a_hurry, session_cookie)}"
    time.sleep(SECONDS + 1.1)  # times in cookies are whole seconds
    assert visits_in(ask(in_a_hurry, kept)) == 1, "the server takes a session that is too old"


@pytest.mark.contract("ages")
def test_each_visit_renews_the_session(in_a_hurry: httpx.Client) -> None:
    visits = visits_in_time(in_a_hurry, 5, SECONDS * 0.4)
    assert [visits_in(response) for response in visits] == [1, 2, 3, 4, 5]


@pytest.mark.contract("ages")
def test_by_default_a_session_lasts_two_weeks(client: httpx.Client, session_cookie: str) -> None:
    response = client.get(HOME)
    (given,) = [one for one in cookies_set(response) if one.key == session_cookie]
    assert abs(lasts(given, response) - TWO_WEEKS) <= 5


# --- with a store at the server ---------------------------------------------------------------


@pytest.fixture
def store(host: Host, server: Server) -> Iterator[Redis]:
    """The Redis of the application, as an operator sees it."""
    with Redis.from_url(host.given["REDIS_URL"]) as redis:
        redis.flushdb()
        yield redis


def keys(store: Redis, value: str = "") -> list[Any]:
    """The keys in Redis, or those for the value of one cookie."""
    return [key for key in store.scan_iter() if value.encode() in key]


def key_of(store: Redis, value: str) -> Any:
    """The key under which the data of a session lies."""
    found = keys(store, value)
    assert len(found) == 1, f"{len(found)} keys for the id {value!r} among {keys(store)}"
    return found[0]


@pytest.mark.contract("random-id")
def test_the_cookie_holds_a_random_id_only(
    client: httpx.Client, new_client: Callable[[], httpx.Client], session_cookie: str, store: Redis
) -> None:
    ids = set()
    for one in (client, new_client(), new_client()):
        save(one)
        for cookie in one.cookies.jar:
            assert decoded(cookie.value or "") == [], f"{cookie.name} can be read"
        ids.add(value_of(one, session_cookie))
    assert len(ids) == 3
    for value in ids:
        assert re.fullmatch(r"[A-Za-z0-9_-]{32,}", value), f"{value!r} is short"
    assert len({value[:8] for value in ids}) == 3, "the ids have a beginning in common"


@pytest.mark.contract("in-redis")
def test_the_data_lies_in_redis_and_ages_there(
    client: httpx.Client, session_cookie: str, store: Redis
) -> None:
    save(client)
    key = key_of(store, value_of(client, session_cookie))
    held = store.get(key)
    assert isinstance(held, bytes)
    assert NOTE.encode() in held
    for one in keys(store):
        left = store.ttl(one)
        assert isinstance(left, int)
        assert 0 < left <= TWO_WEEKS, f"{one!r} has the time to live {left}"


@pytest.mark.contract("in-redis")
def test_what_is_too_old_is_gone_from_redis(
    in_a_hurry: httpx.Client, hurried: Host, session_cookie: str
) -> None:
    with Redis.from_url(hurried.given["REDIS_URL"]) as redis:
        save(in_a_hurry)
        assert keys(redis)
        time.sleep(SECONDS + 1.1)
        assert keys(redis) == []


@pytest.mark.contract("ends-everywhere")
def test_the_end_holds_for_every_copy_of_the_cookie(
    client: httpx.Client,
    copied: Callable[[httpx.Client], httpx.Client],
    session_cookie: str,
    store: Redis,
) -> None:
    save(client)
    thief = copied(client)
    assert note_of(thief) == NOTE, "the copy never worked"
    value = value_of(client, session_cookie)
    assert leads_to(send(client, END), ENDED)
    assert not keys(store, value), "the data is still there"
    assert visit(thief) == 1
    assert value_of(thief, session_cookie) != value, "the old id is used again"


@pytest.mark.contract("ends-everywhere")
def test_whoever_runs_the_server_can_end_a_session(
    client: httpx.Client, new_client: Callable[[], httpx.Client], session_cookie: str, store: Redis
) -> None:
    other = new_client()
    visit(other)
    save(client)
    value = value_of(client, session_cookie)
    store.delete(key_of(store, value))
    assert visit(client) == 1
    assert value_of(client, session_cookie) != value
    assert visit(other) == 2, "another session ended too"


@pytest.mark.contract("no-way-back")
def test_an_older_copy_of_the_cookie_brings_nothing_back(
    client: httpx.Client, copied: Callable[[httpx.Client], httpx.Client], store: Redis
) -> None:
    save(client)
    older = copied(client)
    assert len(messages_in(client.get(HOME))) == 1
    assert visit(client) == 3
    again = older.get(HOME)
    assert visits_in(again) == 4, "the count went back"
    assert messages_in(again) == [], "the message is shown again"


class Planted:
    """Makes a folder when it is unpickled."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __reduce__(self) -> tuple[Callable[[str], None], tuple[str]]:
        return os.mkdir, (str(self.folder),)


@pytest.mark.contract("runs-no-data")
def test_what_others_write_into_redis_is_not_run(
    client: httpx.Client, session_cookie: str, store: Redis, tmp_path: Path
) -> None:
    visit(client)
    value = value_of(client, session_cookie)
    key = key_of(store, value)
    for protocol in (0, 2, pickle.HIGHEST_PROTOCOL):
        made = tmp_path / f"made-{protocol}"
        store.set(key, pickle.dumps(Planted(made), protocol), ex=60)
        response = ask(client, f"{session_cookie}={value}")
        assert not made.exists(), f"a pickle of protocol {protocol} was run"
        assert visits_in(response) == 1
