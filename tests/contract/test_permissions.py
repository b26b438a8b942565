"""The contract of `permissions`."""

from __future__ import annotations

import contextlib
import itertools
import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import httpx
import pytest
from bs4 import Tag

from tests.contract.cases import Case
from tests.contract.each import each
from tests.contract.harness import Server
from tests.contract.pages import (
    OFF_SITE,
    assert_refused,
    form_in,
    hidden,
    in_a_browser,
    page,
    send_json,
    text,
)

HOME, NEW, PEOPLE, LOGIN, LOGOUT = "/", "/notes/new", "/people", "/login", "/logout"
OWNER, OTHER, STAFF = "ada", "grace", "mary"
DEEDS = ("", "/edit", "/delete")
NUMBERS = itertools.count(1)
# A token that is not in a form is sent in a header of this name.
HEADER = "X-CSRFToken"

Person = Callable[[str], httpx.Client]
SIGNED_IN: dict[tuple[str, str], httpx.Cookies] = {}


def main(response: httpx.Response) -> Tag:
    """What a page is about; around it stands what every page has."""
    found = page(response).main
    assert found, "no main"
    return found


def send(client: httpx.Client, path: str, answers: dict[str, str]) -> httpx.Response:
    """Open a page, fill in its form and send it; what is not asked is sent all the same."""
    response = client.get(path)
    assert response.status_code == 200, f"{path} answered {response.status_code}"
    return client.post(path, data={**hidden(form_in(main(response))), **answers})


def log_in(client: httpx.Client, username: str, password: str) -> httpx.Response:
    return send(client, LOGIN, {"username": username, "password": password})


@pytest.fixture
def password(case: Case) -> str:
    """What the lines that start the application set as the password of everyone."""
    (found,) = re.findall(r"^export DEMO_PASSWORD=(\S+)", "\n".join(case.application.meta.start),
                          re.MULTILINE)  # fmt: skip
    return str(found)


@pytest.fixture
def person(new_client: Callable[[], httpx.Client], server: Server, password: str) -> Person:
    """Somebody who is logged in; the session is kept, as a password is slow to check."""

    def visitor(username: str) -> httpx.Client:
        client, key = new_client(), (str(server.log_file), username)
        client.cookies.update(SIGNED_IN.get(key))
        if client.get(HOME).status_code != 200:
            client.cookies.clear()
            assert leads_to(log_in(client, username, password), HOME)
            SIGNED_IN[key] = client.cookies
        return client

    return visitor


@pytest.fixture
def owner(person: Person) -> httpx.Client:
    return person(OWNER)


@pytest.fixture
def other(person: Person) -> httpx.Client:
    return person(OTHER)


@pytest.fixture
def staff(person: Person) -> httpx.Client:
    return person(STAFF)


def leads_to(response: httpx.Response, path: str) -> bool:
    target = response.url.join(response.headers.get("location", "nowhere"))
    return response.status_code in {302, 303} and target.path == path


def new_title() -> str:
    return f"note {next(NUMBERS)}"


def write(client: httpx.Client, title: str | None = None, **more: str) -> str:
    """Write a note.

    Returns:
        Its address, to which the writer is led.
    """
    answers = {"title": title or new_title(), "text": "secret words", **more}
    response = send(client, NEW, answers)
    assert response.status_code in {302, 303}, text(main(response))
    path = response.url.join(response.headers["location"]).path
    assert path.startswith("/notes/")
    return path


def read(client: httpx.Client, path: str) -> str:
    """What a page says to somebody who may open it."""
    response = client.get(path)
    assert response.status_code == 200, f"{path} answered {response.status_code}"
    return text(main(response))


def links(client: httpx.Client, path: str) -> set[str]:
    """Where a page leads, its frame included."""
    found = page(client.get(path)).find_all("a")
    return {str(link["href"]) for link in found}


def listed(client: httpx.Client) -> dict[str, str]:
    """Address and entry of each note in the list, which counts them right."""
    content = main(client.get(HOME))
    entries = {str(item.a["href"]): text(item) for item in content.find_all("li") if item.a}
    counted = re.findall(r"\b(\d+) notes?\b", " ".join(text(p) for p in content.find_all("p")))
    assert counted == [str(len(entries))], f"{counted} for {len(entries)} notes"
    return entries


def gone(client: httpx.Client) -> str:
    """The address of a note that exists no longer."""
    path = write(client)
    assert leads_to(send(client, f"{path}/delete", {}), HOME)
    return path


def role_page(staff: httpx.Client, username: str) -> str:
    """Where the staff changes somebody's role."""
    for item in main(staff.get(PEOPLE)).find_all("li"):
        if text(item).split(",")[0].split()[0] == username:
            assert item.a, f"no way to change the role of {username}"
            return str(item.a["href"])
    raise AssertionError(f"{username} is not listed")


def role_field(staff: httpx.Client) -> str:
    """What the form names the role."""
    boxes = main(staff.get(role_page(staff, OTHER))).find_all("input", type="checkbox")
    (name,) = (str(box["name"]) for box in boxes)
    return name


def roles(staff: httpx.Client) -> dict[str, bool]:
    """Who is of the staff."""
    entries = [text(item) for item in main(staff.get(PEOPLE)).find_all("li")]
    return {re.split(r"\W", entry)[0]: ", staff" in entry for entry in entries}


def give(staff: httpx.Client, username: str, role: bool) -> None:
    answers = {role_field(staff): "on"} if role else {}
    assert leads_to(send(staff, role_page(staff, username), answers), PEOPLE)


@contextlib.contextmanager
def promoted(staff: httpx.Client, username: str) -> Iterator[None]:
    """Somebody is of the staff for the length of a `with` block."""
    give(staff, username, True)
    try:
        yield
    finally:
        give(staff, username, False)


def shown(response: httpx.Response) -> tuple[int, str, dict[str, str]]:
    """All that an answer says, but for the time."""
    headers = {name: value for name, value in response.headers.items() if name != "date"}
    return response.status_code, response.text, headers


def token_of(client: httpx.Client) -> dict[str, str]:
    """What a form of this visitor would send to prove where it comes from."""
    return hidden(form_in(main(client.get(NEW))))


@pytest.mark.contract("asks-to-log-in")
def test_every_page_leads_to_the_login(client: httpx.Client, owner: httpx.Client) -> None:
    notes = [write(owner), gone(owner)]
    paths = [HOME, NEW, PEOPLE, f"{PEOPLE}/1", f"{PEOPLE}/999"]
    paths += [note + deed for note in notes for deed in DEEDS]
    title = read(owner, notes[0])
    token = hidden(form_in(main(client.get(LOGIN))))
    for path in paths:
        answers = [client.get(path), client.head(path), client.options(path)]
        for answer in (*answers, client.post(path, data=token)):
            sent = answer.request.method == "POST"
            # What takes no POST may say so first: that is the same for all notes.
            refused = sent and answer.status_code == 405
            assert refused or leads_to(answer, LOGIN), f"{answer.request.method} {path}"
            assert "secret" not in answer.text
    assert read(owner, notes[0]) == title


@pytest.mark.contract("asks-to-log-in")
def test_a_wrong_login_opens_nothing_and_does_not_tell_which_half_was_wrong(
    client: httpx.Client, password: str
) -> None:
    empty = errors(client.get(LOGIN))
    told = []
    for wrong in ((OWNER, "no"), ("nobody", password), (f"{OWNER}\0", password)):
        answer = log_in(client, *wrong)
        assert answer.status_code == 200
        told.append(errors(answer))
        assert leads_to(client.get(HOME), LOGIN)
    assert told[0] == told[1] != empty
    assert told[2] != empty


def errors(response: httpx.Response) -> str:
    """What the page of the login says, without what was typed."""
    form_in(main(response))
    return text(main(response))


@pytest.mark.contract("asks-to-log-in")
def test_logging_out_is_a_post(client: httpx.Client, password: str) -> None:
    log_in(client, OWNER, password)
    assert client.get(LOGOUT).status_code == 405
    soup = page(client.get(HOME))
    (form,) = [form for form in soup.find_all("form") if form.get("action") == LOGOUT]
    assert leads_to(client.post(LOGOUT, data=hidden(form)), LOGIN)
    assert leads_to(client.get(HOME), LOGIN)


@pytest.mark.contract("asks-to-log-in")
def test_logging_out_of_a_session_that_is_over_leads_to_the_login_and_home(
    client: httpx.Client, password: str
) -> None:
    answer = client.post(LOGOUT, data=hidden(form_in(main(client.get(LOGIN)))))
    assert leads_to(answer, LOGIN)
    login = answer.headers["location"]
    assert leads_to(send(client, login, {"username": OWNER, "password": password}), HOME)


@pytest.mark.contract("leads-back")
def test_a_login_leads_to_the_page_that_was_asked_for(
    client: httpx.Client, owner: httpx.Client, password: str
) -> None:
    path = write(owner)
    login = client.get(f"{path}?tab=2").headers["location"]
    answer = send(client, login, {"username": OWNER, "password": password})
    assert answer.status_code in {302, 303}
    assert answer.url.join(answer.headers["location"]) == answer.url.join(f"{path}?tab=2")


@pytest.mark.contract("leads-back")
@each("target", OFF_SITE)
def test_no_login_leaves_this_site(client: httpx.Client, password: str, target: str) -> None:
    login = str(client.base_url.copy_with(path=LOGIN, params={"next": target}))
    answer = send(client, login, {"username": OWNER, "password": password})
    assert answer.status_code in {302, 303}
    arrived = urlsplit(in_a_browser(str(answer.url), answer.headers["location"]))
    assert (arrived.scheme, arrived.hostname) == ("http", client.base_url.host), arrived.geturl()


@pytest.mark.contract("owner-may")
def test_the_owner_lists_reads_edits_and_deletes(owner: httpx.Client) -> None:
    title = new_title()
    path = write(owner, title)
    assert listed(owner)[path] == f"{title} by {OWNER}"
    assert title in read(owner, path)
    assert "secret words" in read(owner, path)
    assert "secret words" in read(owner, f"{path}/edit")
    changed = send(owner, f"{path}/edit", {"title": f"{title} anew", "text": "other words"})
    assert leads_to(changed, path)
    assert f"{title} anew" in read(owner, path)
    assert "other words" in read(owner, path)
    assert title in read(owner, f"{path}/delete")
    assert path in listed(owner), "gone before it was confirmed"
    assert leads_to(send(owner, f"{path}/delete", {}), HOME)
    assert path not in listed(owner)
    assert owner.get(path).status_code == 404


@pytest.mark.contract("foreign-is-unknown")
@each(("method", "deed"), itertools.product(["GET", "HEAD", "POST"], DEEDS))
def test_anothers_note_is_as_one_that_does_not_exist(
    owner: httpx.Client, other: httpx.Client, method: str, deed: str
) -> None:
    path, unknown = write(owner), gone(owner)
    before = read(owner, path)
    data = {**token_of(other), "title": "taken", "text": "over"} if method == "POST" else None
    foreign = other.request(method, path + deed, data=data)
    nothing = other.request(method, unknown + deed, data=data)
    assert shown(foreign) == shown(nothing)
    refused = method == "POST" and not deed
    assert foreign.status_code == (405 if refused else 404)
    assert read(owner, path) == before


@pytest.mark.contract("foreign-is-unknown")
def test_a_form_that_lacks_its_token_tells_no_more(
    owner: httpx.Client, other: httpx.Client
) -> None:
    path, unknown = write(owner), gone(owner)
    for deed in DEEDS[1:]:
        assert shown(other.post(path + deed)) == shown(other.post(unknown + deed))


@pytest.mark.contract("foreign-is-unknown")
def test_what_may_be_done_with_a_note_is_no_answer(
    owner: httpx.Client, other: httpx.Client
) -> None:
    path, unknown = write(owner), gone(owner)
    for deed in DEEDS:
        assert shown(other.options(path + deed)) == shown(other.options(unknown + deed))


@pytest.mark.contract("foreign-is-unknown")
@each("path", ["/notes/0", "/notes/1", f"/notes/{2**63}", "/notes/x", "/notes/-1", "/notes/"])
def test_an_address_that_was_never_one_is_not_found(other: httpx.Client, path: str) -> None:
    assert [other.get(path + deed).status_code for deed in DEEDS] == [404, 404, 404]


@pytest.mark.contract("lists-own")
def test_a_list_does_not_change_when_others_write(owner: httpx.Client, other: httpx.Client) -> None:
    mine = write(other)
    before, entries = read(other, HOME), listed(other)
    foreign = write(owner)
    assert read(other, HOME) == before
    assert mine in entries
    assert foreign in listed(owner)
    assert set(listed(owner)).isdisjoint(listed(other))
    write(other)
    assert len(listed(other)) == len(entries) + 1


@pytest.mark.contract("leaves-no-trace")
def test_a_title_that_somebody_else_uses_is_free(owner: httpx.Client, other: httpx.Client) -> None:
    title = new_title()
    first, second = write(owner, title), write(other, title)
    assert first != second
    assert title in read(other, second)


@pytest.mark.contract("leaves-no-trace")
def test_addresses_do_not_count_notes(owner: httpx.Client) -> None:
    numbers = [int(re.sub(r"\W", "", write(owner)[len("/notes/") :]), 36) for _ in range(3)]
    steps = [abs(later - former) for former, later in itertools.pairwise(numbers)]
    assert min(steps) > 10**6, f"{numbers} are neighbours"


@pytest.mark.contract("staff-may")
def test_the_staff_lists_reads_and_deletes_every_note(
    owner: httpx.Client, staff: httpx.Client
) -> None:
    title = new_title()
    path, kept = write(owner, title), write(owner)
    assert listed(staff)[path] == f"{title} by {OWNER}"
    assert "secret words" in read(staff, path)
    assert title in read(staff, f"{path}/delete")
    assert leads_to(send(staff, f"{path}/delete", {}), HOME)
    assert owner.get(path).status_code == 404
    assert kept in listed(owner)


@pytest.mark.contract("staff-may")
def test_the_staff_edits_its_own_notes_only(owner: httpx.Client, staff: httpx.Client) -> None:
    foreign, own = write(owner), write(staff)
    before = read(owner, foreign)
    assert staff.get(f"{foreign}/edit").status_code == 403
    data = {**token_of(staff), "title": "put", "text": "into the mouth"}
    assert staff.post(f"{foreign}/edit", data=data).status_code == 403
    assert read(owner, foreign) == before
    assert leads_to(send(staff, f"{own}/edit", {"title": "mine", "text": "words"}), own)


@pytest.mark.contract("staff-only")
def test_roles_are_for_the_staff(other: httpx.Client, staff: httpx.Client) -> None:
    before = roles(staff)
    assert before == {OWNER: False, OTHER: False, STAFF: True}
    paths = [PEOPLE, role_page(staff, OTHER), role_page(staff, OWNER), f"{PEOPLE}/999"]
    data = {**token_of(other), role_field(staff): "on"}
    for path in paths:
        assert other.get(path).status_code == 403, path
        assert other.head(path).status_code == 403, path
        assert other.options(path).status_code == 403, path
        # The list has no form: to refuse the method is right as well.
        refused = {403, 405} if path == PEOPLE else {403}
        assert other.post(path, data=data).status_code in refused, path
    assert shown(other.get(paths[1])) == shown(other.get(paths[3]))
    assert roles(staff) == before


@pytest.mark.contract("staff-only")
def test_the_form_shows_the_role(staff: httpx.Client) -> None:
    with promoted(staff, OTHER):
        assert main(staff.get(role_page(staff, OTHER))).select("input[checked]")
    assert not main(staff.get(role_page(staff, OTHER))).select("input[checked]")


@pytest.mark.contract("staff-only")
def test_nobody_changes_their_own_role(staff: httpx.Client, person: Person) -> None:
    with promoted(staff, OTHER):
        own = role_page(person(OTHER), STAFF)
    assert staff.get(own).status_code == 404
    assert staff.post(own, data=token_of(staff)).status_code == 404
    assert roles(staff)[STAFF]


@pytest.mark.contract("staff-only")
@each("number", [0, 999, 2**31 - 1, 2**31, 2**63, 10**40])
def test_an_unknown_person_is_not_found(staff: httpx.Client, number: int) -> None:
    assert staff.get(f"{PEOPLE}/{number}").status_code == 404


@pytest.mark.contract("role-at-once")
def test_a_role_counts_in_a_session_that_is_open(
    owner: httpx.Client, other: httpx.Client, staff: httpx.Client
) -> None:
    path = write(owner)
    assert other.get(path).status_code == 404
    assert other.get(PEOPLE).status_code == 403
    with promoted(staff, OTHER):
        assert roles(staff)[OTHER]
        assert path in listed(other)
        assert "secret words" in read(other, path)
        assert other.get(PEOPLE).status_code == 200
        form = token_of(other)
    assert other.get(path).status_code == 404
    assert path not in listed(other)
    assert other.get(PEOPLE).status_code == 403
    assert other.post(f"{path}/delete", data=form).status_code == 404
    assert "secret words" in read(owner, path)


@pytest.mark.contract("owner-is-not-input")
@each("named_by", ["number", "name"])
def test_a_note_stays_with_whoever_wrote_it(
    owner: httpx.Client, other: httpx.Client, staff: httpx.Client, named_by: str
) -> None:
    before = listed(other)
    somebody = {"number": role_page(staff, OTHER).rsplit("/", 1)[-1], "name": OTHER}[named_by]
    fields = ("owner", "owner_id", "user", "user_id", "author", "author_id", "username")
    more = dict.fromkeys(fields, somebody)
    title = new_title()
    path = write(owner, title, **more)
    assert listed(owner)[path] == f"{title} by {OWNER}"
    send(owner, f"{path}/edit", {"title": title, "text": "changed", **more})
    assert listed(owner)[path] == f"{title} by {OWNER}"
    assert "changed" in read(owner, path)
    assert listed(other) == before


@pytest.mark.contract("owner-is-not-input")
def test_a_note_keeps_its_address(owner: httpx.Client, other: httpx.Client) -> None:
    path, foreign = write(owner), write(other)
    before = read(other, foreign)
    number = foreign.rsplit("/", 1)[-1]
    taken = {"id": number, "pk": number, "note_id": number, "title": "taken", "text": "over"}
    send(owner, f"{path}/edit", taken)
    assert "taken" in read(owner, path)
    assert write(owner, **dict.fromkeys(("id", "pk"), number)) != foreign
    assert read(other, foreign) == before


@pytest.mark.contract("owner-is-not-input")
def test_a_role_comes_with_nothing_else(
    staff: httpx.Client, new_client: Callable[[], httpx.Client], password: str
) -> None:
    more = {"username": "mallory", "password": "mine", "password_hash": "mine", "id": "999"}
    send(staff, role_page(staff, OTHER), more)
    assert set(roles(staff)) == {OWNER, OTHER, STAFF}
    assert leads_to(log_in(new_client(), OTHER, password), HOME)


@pytest.mark.contract("owner-is-not-input")
def test_a_note_gives_no_role(other: httpx.Client, staff: httpx.Client) -> None:
    role = role_field(staff)
    write(other, is_superuser="on", **{role: "on", f"owner.{role}": "on"})
    assert not roles(staff)[OTHER]


@pytest.mark.contract("owner-is-not-input")
@each("sent", [{"title": 5, "text": 7, "moderates": {}, "username": 5, "password": 7}, [1], None])
def test_json_is_no_form(
    client: httpx.Client, owner: httpx.Client, staff: httpx.Client, sent: object
) -> None:
    path = write(owner)
    before = read(owner, HOME), read(owner, path), roles(staff)
    forms = [(client, LOGIN), (owner, NEW), (owner, f"{path}/edit")]
    for visitor, address in (*forms, (staff, role_page(staff, OTHER))):
        assert send_json(visitor, address, sent).status_code < 500, address
    assert (read(owner, HOME), read(owner, path), roles(staff)) == before


@pytest.mark.contract("offers-what-is-allowed")
def test_a_page_links_to_what_its_reader_may_do(owner: httpx.Client, staff: httpx.Client) -> None:
    path = write(owner)
    edit, delete = f"{path}/edit", f"{path}/delete"
    for client, allowed in ((owner, {edit, delete}), (staff, {delete})):
        found = links(client, path)
        assert found & {edit, delete} == allowed
        for link in found | links(client, HOME):
            assert client.get(link).status_code == 200, link
    assert PEOPLE in links(staff, HOME)
    assert PEOPLE not in links(owner, HOME)
    # The frame is that of who asks, not of who is looked at.
    assert PEOPLE in links(staff, role_page(staff, OTHER))
    # One's own role is not for oneself to change.
    for link in links(staff, PEOPLE):
        assert staff.get(link).status_code == 200, link


@pytest.mark.contract("escapes")
@each("markup", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_markup_stays_text(owner: httpx.Client, staff: httpx.Client, markup: str) -> None:
    path = write(owner, f"{markup} {new_title()}", text=markup)
    pages = [(staff, HOME), (staff, path), (staff, f"{path}/delete"), (owner, f"{path}/edit")]
    for client, address in pages:
        soup = page(client.get(address))
        assert soup.find(["script", "img"]) is None, f"markup is alive on {address}"
        values = "".join(str(field.get("value")) for field in soup.find_all("input"))
        assert markup in soup.get_text() + values, f"not shown as typed on {address}"


@pytest.mark.contract("requires-token")
def test_a_post_without_its_token_changes_nothing(owner: httpx.Client, staff: httpx.Client) -> None:
    path = write(owner)
    before = read(owner, HOME), read(owner, path), roles(staff)
    answers = {"title": "forged", "text": "forged", role_field(staff): "on"}
    posts = [(owner, NEW), (owner, f"{path}/edit"), (owner, f"{path}/delete"), (owner, LOGOUT)]
    for client, address in [*posts, (staff, role_page(staff, OTHER))]:
        for token in ({}, dict.fromkeys(token_of(client), "x" * 64)):
            answer = client.post(address, data={**answers, **token})
            assert answer.status_code in {400, 403}, address
    assert (read(owner, HOME), read(owner, path), roles(staff)) == before


@pytest.mark.contract("refuses-methods")
@each("method", ["PUT", "PATCH", "DELETE"])
def test_other_methods_are_refused(staff: httpx.Client, method: str) -> None:
    path, role, token = write(staff), role_page(staff, OTHER), token_of(staff)
    before = read(staff, HOME), read(staff, path), roles(staff)
    answers = {"title": "put", "text": "put", role_field(staff): "on"}
    pages = (HOME, NEW, *(path + deed for deed in DEEDS), PEOPLE, role, LOGIN)
    for address in (*pages, LOGOUT):
        answer = staff.request(
            method,
            address,
            data={**token, **answers},
            headers={HEADER: next(iter(token.values()))},
        )
        assert answer.status_code == 405, address
        assert_refused(answer, "GET" if address in pages else "POST")
    assert (read(staff, HOME), read(staff, path), roles(staff)) == before


@pytest.mark.contract("refuses-methods")
def test_a_page_without_a_form_takes_no_post(owner: httpx.Client, staff: httpx.Client) -> None:
    path = write(owner)
    for client, address in ((owner, HOME), (owner, path), (staff, PEOPLE)):
        assert_refused(client.post(address, data=token_of(client)), "GET")
