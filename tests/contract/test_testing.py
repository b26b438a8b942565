"""The contract of `testing`.

What is tested over HTTP is small; the larger part runs the application's own tests, as commands in
a developer's copy of it, and looks at what they notice and what they leave.
"""

from __future__ import annotations

import contextlib
import re
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from tests.contract.cases import Case
from tests.contract.each import each
from tests.contract.harness import Server, copy_of
from tests.contract.pages import document, hidden, send_json, submit, text
from tests.contract.postgres import Databases
from tests.contract.smtp import Mailbox
from tests.contract.workplace import Database, Workplace, new_database

PATIENCE = 20.0
SEEDS = (1, 2, 3, 4, 5)
# What is changed, and the test that stands for it.
NOTICED_BY = {
    "permission": "test_others_do_not_return_a_book",
    "mail": "test_a_receipt_is_sent",
    "early": "test_a_receipt_is_sent_after_the_commit",
    "failing-mail": "test_a_loan_stands_without_its_receipt",
    "refusal": "test_a_book_that_is_out_is_refused",
    "model": "test_migrations_make_the_models",
    "condition": "test_migrations_make_the_models",
    "migration": "test_the_database_refuses_a_second_loan",
    "queries": "test_a_list_takes_its_queries",
    "csrf": "test_a_post_without_token_is_refused",
}
KILLED = "killed"

Person = Callable[[str], httpx.Client]
SIGNED_IN: dict[tuple[str, str], httpx.Cookies] = {}


# --- over HTTP -------------------------------------------------------------------------------


@pytest.fixture
def person(new_client: Callable[[], httpx.Client], server: Server, case: Case) -> Iterator[Person]:
    """Somebody who is logged in; the session is kept, as a password is slow to check.

    What was borrowed is brought back at the end.
    """
    (password,) = re.findall(r"DEMO_PASSWORD=(\S+)", "\n".join(case.application.meta.start))

    def visitor(username: str) -> httpx.Client:
        client, key = new_client(), (str(server.log_file), username)
        if key not in SIGNED_IN:
            answer = submit(client, "/login", {"username": username, "password": password})
            assert leads_home(answer), answer.text[:300]
            SIGNED_IN[key] = client.cookies
        client.cookies.update(SIGNED_IN[key])
        return client

    yield visitor
    staff = visitor("mary")
    for name, said in books(staff).items():
        if f"Return {name}" in said:
            press(staff, f"Return {name}")


def button(client: httpx.Client, label: str) -> tuple[str, dict[str, str]]:
    """Where the form of a button leads, and what it sends."""
    found = document(client.get("/")).find("button", string=label)
    assert found, f"no button {label!r}"
    form = found.find_parent("form")
    assert form
    return str(form["action"]), hidden(form)


def press(client: httpx.Client, label: str) -> httpx.Response:
    action, fields = button(client, label)
    return client.post(action, data=fields)


def leads_home(response: httpx.Response) -> bool:
    return response.status_code in {302, 303} and response.headers["location"] == "/"


def books(client: httpx.Client) -> dict[str, str]:
    """Each book of the list, and what the list says of it."""
    lines = [text(one) for one in document(client.get("/")).find_all("li")]
    return {line.split()[0]: line for line in lines}


@pytest.mark.contract("lends")
def test_a_book_is_borrowed_and_a_receipt_comes(person: Person, mailbox: Mailbox) -> None:
    ada, grace = person("ada"), person("grace")
    before = len(mailbox.mails)
    assert leads_home(press(ada, "Borrow Dune"))
    assert "Return Dune" in books(ada)["Dune"]
    assert "out until" in books(grace)["Dune"]
    assert not {"Borrow Dune", "Return Dune", "ada"} & set(re.split(r"\b", books(grace)["Dune"]))
    (receipt,) = mailbox.mails[before:]
    assert receipt.get_all("X-Envelope-To") == ["ada@example.com"]
    assert "Dune" in receipt.get_content()


@pytest.mark.contract("lends")
def test_a_stranger_is_led_to_the_login(client: httpx.Client) -> None:
    for method, path in [("GET", "/"), ("POST", "/books/1/borrow"), ("POST", "/loans/1/return")]:
        response = client.request(method, path)
        assert response.status_code in {302, 303, 400, 403}, response.status_code
        if response.is_redirect:
            assert response.headers["location"].startswith("/login")


@pytest.mark.contract("lends")
@each("sent", [{"username": 5, "password": 7}, [1], None])
def test_json_is_no_form(client: httpx.Client, sent: object) -> None:
    assert send_json(client, "/login", sent).status_code == 200
    assert client.get("/").is_redirect


@pytest.mark.contract("once")
def test_of_ten_at_once_one_gets_the_book(person: Person, mailbox: Mailbox) -> None:
    people = [person(name) for name in ("ada", "grace", "mary", "ada", "grace") * 2]
    forms = [button(one, "Borrow Emma") for one in people]
    before = len(mailbox.mails)
    with ThreadPoolExecutor(len(people)) as pool:
        answers = list(pool.map(lambda one, form: one.post(form[0], data=form[1]), people, forms))
    assert sorted(one.status_code for one in answers) == [*[answers_ok(answers)], *[409] * 9]
    assert len(mailbox.mails) == before + 1


def answers_ok(answers: list[httpx.Response]) -> int:
    """The status of the one that was let through."""
    (one,) = {answer.status_code for answer in answers if leads_home(answer)}
    return one


@pytest.mark.contract("returns")
def test_the_borrower_and_the_staff_bring_a_book_back(person: Person) -> None:
    ada, grace, mary = person("ada"), person("grace"), person("mary")
    press(ada, "Borrow Kim")
    action, _ = button(ada, "Return Kim")
    press(grace, "Borrow Dune")
    _, token = button(grace, "Return Dune")
    assert grace.post(action, data=token).status_code == 403
    assert "Return Kim" in books(ada)["Kim"]
    assert leads_home(press(mary, "Return Kim"))
    assert "Borrow Kim" in books(grace)["Kim"]
    assert leads_home(press(grace, "Return Dune"))
    assert grace.post(action, data=token).status_code in {403, 404}


@pytest.mark.contract("stands")
def test_a_loan_stands_while_mail_is_refused(
    person: Person, mailbox: Mailbox, server: Server
) -> None:
    ada, before, logged = person("ada"), len(mailbox.mails), len(server.log())
    mailbox.refuses = True
    try:
        assert leads_home(press(ada, "Borrow Dune"))
    finally:
        mailbox.refuses = False
    assert "Return Dune" in books(ada)["Dune"]
    assert len(mailbox.mails) == before
    assert "451" in server.log()[logged:]


@pytest.mark.contract("nothing-kept")
def test_no_answer_is_kept(person: Person, client: httpx.Client) -> None:
    ada = person("ada")
    press(ada, "Borrow Dune")
    grace = person("grace")
    press(grace, "Borrow Emma")
    action, _ = button(ada, "Return Dune")
    _, token = button(grace, "Return Emma")
    answers = [
        client.get("/"), client.get("/login"), client.post("/books/1/borrow"), ada.get("/"),
        ada.get(action), ada.post(action), grace.post(action, data=token),
        ada.get("/no-such-page"), ada.post("/loans/99999999999999/return", data=token),
    ]  # fmt: skip
    assert {one.status_code for one in answers} >= {200, 403, 404, 405}
    for one in answers:
        said = set(re.split(r",\s*", one.headers.get("cache-control", "")))
        assert {"private", "no-store"} <= said, f"{one.request.method} {one.url}: {one.status_code}"


# --- in a developer's copy -------------------------------------------------------------------


@dataclass(frozen=True)
class Suite:
    """What a run of the application's own tests said."""

    code: int
    said: str

    @property
    def ran(self) -> int:
        """How many tests ran, in the words of either runner."""
        if found := re.search(r"^Ran (\d+) tests? in", self.said, re.M):
            return int(found[1])
        return sum(map(int, re.findall(r"\b(\d+) (?:passed|failed|error)", self.last)))

    @property
    def last(self) -> str:
        """The line in which the runner sums up."""
        found = re.findall(r"^.*(?:passed|failed|OK|FAILED).*$", self.said, re.M)
        return str(found[-1]) if found else ""

    @property
    def red(self) -> set[str]:
        """The names of the tests that failed."""
        lines = re.findall(r"^(?:FAIL|ERROR|FAILED)\b.*$", self.said, re.M)
        return {name for line in lines for name in re.findall(r"\btest_\w+", line)}

    def passed(self) -> None:
        """Check that it ran, and that nothing failed or was left out."""
        assert self.code == 0, self.said
        assert self.ran, self.said
        assert not re.search(r"skipped|xfail|expected failure", self.last), self.last


def run(place: Workplace, command: str, *given: str) -> Suite:
    done = place.try_to(command, *given)
    return Suite(done.returncode, done.stdout + done.stderr)


@dataclass(frozen=True)
class Desk:
    """A copy of the code, a database that the developer works with, and a folder for what is
    temporary."""

    place: Workplace
    temporary: Path

    def state(self) -> list[Any]:
        """All that a run of tests could leave something in."""
        return [self.place.database.everything(), self.databases(), self.files(), self.leavings()]

    def databases(self) -> list[Any]:
        """The databases beside the developer's."""
        if self.place.database.file:
            return sorted(path.name for path in self.place.database.file.parent.iterdir())
        return self.place.database.ask("SELECT datname FROM pg_database ORDER BY 1")

    def files(self) -> dict[str, bytes]:
        """The code, but for what the application says that a run leaves there."""
        left = self.place.case.application.meta.names["leaves"]
        return {
            path.relative_to(self.place.folder).as_posix(): path.read_bytes()
            for path in sorted(self.place.folder.rglob("*"))
            if path.is_file() and left not in path.relative_to(self.place.folder).parts
        }

    def leavings(self) -> list[str]:
        """What lies in the folder for temporary files, but for what the application says."""
        kept = self.place.case.application.meta.names["temporary"]
        return [one.name for one in self.temporary.iterdir() if not re.fullmatch(kept, one.name)]


MADE: dict[str, tuple[Database, Database]] = {}
Sit = Callable[..., Desk]


@pytest.fixture
def sit(
    case: Case, databases: Databases, mailbox: Mailbox, tmp_path_factory: Any, tmp_path: Path
) -> Iterator[Sit]:
    """Sits down at a desk of one's own; the developer's database has rows, or nothing at all."""
    with contextlib.ExitStack() as stack:

        def sit(empty: bool = False) -> Desk:
            folder = stack.enter_context(copy_of(case.application.folder))
            if str(case) not in MADE:
                MADE[str(case)] = made(case, databases, tmp_path_factory)
            taken = tmp_path / f"database-{len(list(tmp_path.iterdir()))}"
            taken.mkdir()
            database = stack.enter_context(MADE[str(case)][empty].copied(taken))
            temporary = tmp_path / f"temporary-{len(list(tmp_path.iterdir()))}"
            temporary.mkdir()
            variables = {
                "TMPDIR": str(temporary),
                **mailbox.variables(),
                # A reader's environment has none of the plugins that stand beside this suite.
                "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
                "PYTEST_ADDOPTS": case.application.meta.names.get("plugins", ""),
            }
            return Desk(Workplace(case, folder, database, variables), temporary)

        yield sit


def made(case: Case, databases: Databases, folders: Any) -> tuple[Database, Database]:
    """Two databases for a developer: one with tables and rows, and an empty one."""
    full, empty = (
        new_database(databases, case.database, folders.mktemp(name)) for name in ("full", "empty")
    )
    with copy_of(case.application.folder) as folder:
        meta = case.application.meta
        started = replace(
            case,
            application=replace(
                case.application,
                meta=meta.model_copy(update={"commands": {"prepare": "\n".join(meta.start[:-1])}}),
            ),
        )
        Workplace(started, folder, full).run("prepare")
    return full, empty


@pytest.mark.contract("passes")
def test_the_tests_pass_twice_and_none_is_left_out(sit: Sit) -> None:
    desk = sit()
    first, second = run(desk.place, "test"), run(desk.place, "test")
    first.passed()
    second.passed()
    assert first.ran == second.ran >= len(NOTICED_BY)


@pytest.mark.contract("own-database")
@each("empty", [False, True])
def test_the_developers_database_is_not_needed(sit: Sit, empty: bool) -> None:
    desk = sit(empty=empty)
    run(desk.place, "test").passed()
    with desk.place.database.closed():
        run(desk.place, "test").passed()


@pytest.mark.contract("leaves-nothing")
@each(("empty", "change"), [(False, None), (True, None), (False, "permission")])
def test_a_run_leaves_nothing(sit: Sit, empty: bool, change: str | None) -> None:
    desk = sit(empty=empty)
    if change:
        desk.place.change(change)
    before = desk.state()
    assert (run(desk.place, "test").code == 0) == (change is None)
    assert desk.state() == before


@pytest.mark.contract("leaves-nothing")
def test_what_stays_in_the_folder_is_what_the_page_says(sit: Sit, case: Case) -> None:
    desk = sit()
    before = {path.name for path in desk.place.folder.iterdir()}
    run(desk.place, "test").passed()
    assert list(desk.temporary.iterdir()) == []
    left = {path.name for path in desk.place.folder.iterdir()} - before
    assert (" ".join(sorted(left)) or "nothing") == case.application.meta.names["leaves"]


@pytest.mark.contract("any-order")
def test_the_order_does_not_matter(sit: Sit) -> None:
    desk = sit()
    before = desk.state()
    for seed in SEEDS:
        run(desk.place, "shuffle", str(seed)).passed()
    assert desk.state() == before


@pytest.mark.contract("parallel")
def test_two_processes_pass_and_leave_nothing(sit: Sit, case: Case) -> None:
    desk = sit()
    before = desk.state()
    suite = run(desk.place, "parallel")
    suite.passed()
    assert case.application.meta.names["two"] in suite.said, suite.said
    assert desk.state() == before
    kept = [one.name for one in desk.temporary.iterdir()]
    assert bool(kept) == (case.application.meta.names["temporary"] != "nothing"), kept


@pytest.mark.contract("after-kill")
def test_a_killed_run_does_not_stop_the_next(sit: Sit, case: Case) -> None:
    desk, killed = sit(), sit()
    killed = replace(killed, place=replace(killed.place, database=desk.place.database))
    before = desk.state()
    killed.place.change(KILLED)
    assert run(killed.place, "test").code in {-signal.SIGKILL, 128 + signal.SIGKILL}
    if not desk.place.database.file:
        assert len(desk.databases()) == len(before[1]) + 1
        wait_until_nobody_is_in(desk.place.database)
        suite = run(desk.place, "test")
        if question := case.application.meta.names.get("asks"):
            assert suite.code and question in suite.said, suite.said
        else:
            suite.passed()
    run(desk.place, "after-kill").passed()
    assert desk.state() == before


def wait_until_nobody_is_in(database: Database) -> None:
    """PostgreSQL sees a moment later that a process is gone."""
    name = urlsplit(database.address).path.lstrip("/")
    deadline = time.monotonic() + PATIENCE
    sessions = "SELECT datname FROM pg_stat_activity WHERE datname LIKE 'test_%'"
    while any(name in row[0] for row in database.ask(sessions)):
        assert time.monotonic() < deadline, "somebody is still in the test database"
        time.sleep(0.05)


# Python runs this before anything else; what libraries in C open is not seen.
WATCH = """\
import os
import socket
import sys

OWN = ("socket.gethostbyaddr", (socket.gethostname(),))


def watch(event, given):
    if event in ("socket.connect", "socket.sendto"):
        asked = given[1]
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        asked = given[:2]
    else:
        return
    if (event, asked) != OWN:
        with open(os.environ["WATCHED"], "a") as file:
            print(event, asked, file=file)


sys.addaudithook(watch)
"""


@pytest.mark.contract("stays-here")
def test_no_other_host_is_asked(sit: Sit, mailbox: Mailbox, tmp_path: Path) -> None:
    desk, before = sit(), len(mailbox.mails)
    hooks, seen = tmp_path / "hooks", tmp_path / "seen"
    hooks.mkdir()
    (hooks / "sitecustomize.py").write_text(WATCH)
    seen.touch()
    watched = {**desk.place.variables, "PYTHONPATH": str(hooks), "WATCHED": str(seen)}
    run(replace(desk.place, variables=watched), "test").passed()
    assert seen.read_text() == ""
    assert len(mailbox.mails) == before


@pytest.mark.contract("notices")
def test_each_mistake_turns_its_test_red(sit: Sit, case: Case, subtests: Any) -> None:
    whole = run(sit().place, "test")
    whole.passed()
    changes = case.application.meta.changes
    assert set(changes) == {*NOTICED_BY, KILLED}
    for name, expected in NOTICED_BY.items():
        with subtests.test(change=name):
            desk = sit()
            desk.place.change(name)
            suite = run(desk.place, "test")
            assert suite.ran == whole.ran, suite.said
            assert (expected in suite.red) == (suite.code != 0), suite.said
            assert changes[name].outcome == ("noticed" if suite.code else "missed"), suite.said
