"""The contract of `migration`.

Commands run in copies of the application's folder, each on a copy of a database; the lines that
start the application show the result over HTTP.
"""

from __future__ import annotations

import contextlib
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.contract.cases import Case
from tests.contract.each import each
from tests.contract.harness import NO_TLS, copy_of, running
from tests.contract.pages import document, text
from tests.contract.postgres import Databases
from tests.contract.workplace import REFUSED, Database, Workplace, new_database

OLD = ["id", "text", "title"]
NEW = [*OLD, "language", "public_id"]
ROWS = [
    ("First", "One."),
    ("Twice", "Two."),
    ("Twice", "Three."),
    ("<b>漢字</b> & more", "<script>alert(1)</script> Grüße 😀"),
]
# What is made of a database, once for each application: id → the command that makes it.
STAGES = {"first": "first", "before-last": "before-last", "now": "upgrade"}

Arrive = Callable[[str], Workplace]


@dataclass(frozen=True)
class Shown:
    """An article as the page shows it."""

    title: str
    text: str
    language: str
    public_id: str


def articles(client: httpx.Client) -> list[Shown]:
    """Every article of the page, from top to bottom."""
    response = client.get("/")
    assert response.status_code == 200
    found = []
    for one in document(response).find_all("article"):
        assert one.h2 and one.p
        found.append(Shown(one.h2.get_text(), one.p.get_text(), str(one["lang"]), str(one["id"])))
    return found


def written(value: str) -> str:
    return value.replace("'", "''")


def table_of(case: Case) -> str:
    return case.application.meta.names["table"]


def insert_as_old_code(place: Workplace, title: str, content: str) -> None:
    """Add a row as the first version does, which knows two columns."""
    place.database.ask(
        f"INSERT INTO {table_of(place.case)} (title, text) "
        f"VALUES ('{written(title)}', '{written(content)}')"
    )


def old_rows(place: Workplace) -> list[tuple[Any, ...]]:
    return place.database.ask(f"SELECT id, title, text FROM {table_of(place.case)} ORDER BY id")


def columns(place: Workplace) -> list[str]:
    return place.database.columns(table_of(place.case))


MADE: dict[tuple[str, str], Database] = {}


@pytest.fixture
def at(case: Case, databases: Databases, tmp_path_factory: Any, tmp_path: Path) -> Iterator[Arrive]:
    """Goes to a place of one's own: the code, and a database at some stage, with the rows above."""
    stack = contextlib.ExitStack()
    with stack:

        def arrive(stage: str) -> Workplace:
            folder = stack.enter_context(copy_of(case.application.folder))
            if (str(case), stage) not in MADE:
                made = new_database(databases, case.database, tmp_path_factory.mktemp("made"))
                place = Workplace(case, folder, made)
                place.run("first")
                for row in ROWS:
                    insert_as_old_code(place, *row)
                if stage != "first":
                    place.run(STAGES[stage])
                MADE[str(case), stage] = made
            return Workplace(
                case, folder, stack.enter_context(MADE[str(case), stage].copied(tmp_path))
            )

        yield arrive


@contextlib.contextmanager
def served(place: Workplace) -> Iterator[httpx.Client]:
    """A visitor of the application, started as its page says, upgrade included."""
    meta = place.case.application.meta
    variables = {"DATABASE_URL": place.database.address}
    with (
        running(
            place.folder, meta.start, meta.ready, place.case.interpreter, variables=variables
        ) as server,
        httpx.Client(base_url=server.url, timeout=10, trust_env=False, verify=NO_TLS) as client,
    ):
        yield client


def is_own_id(value: str, others: list[str]) -> bool:
    return str(uuid.UUID(value)) == value and value not in others


@pytest.mark.contract("makes-tables")
def test_an_empty_database_becomes_an_empty_list(client: httpx.Client) -> None:
    response = client.get("/")
    assert response.status_code == 200
    assert "No articles" in text(document(response))
    assert articles(client) == []


@pytest.mark.contract("keeps-rows")
def test_old_rows_are_listed_with_what_is_new(at: Arrive) -> None:
    place = at("first")
    assert columns(place) == OLD
    before = old_rows(place)
    with served(place) as client:
        shown = articles(client)
    assert [(one.title, one.text) for one in shown] == ROWS
    assert {one.language for one in shown} == {"en"}
    ids = [one.public_id for one in shown]
    assert all(is_own_id(one, ids[:index]) for index, one in enumerate(ids))
    assert old_rows(place) == before


@pytest.mark.contract("takes-new-rows")
def test_the_new_code_adds_rows_that_have_everything(at: Arrive) -> None:
    place = at("now")
    before = place.database.ask(f"SELECT * FROM {table_of(place.case)} ORDER BY id")
    place.run("add", "New", "Words")
    place.run("add", "New", "Words")
    with served(place) as client:
        shown = articles(client)
    assert [(one.title, one.text, one.language) for one in shown[-2:]] == [
        ("New", "Words", "en")
    ] * 2
    ids = [one.public_id for one in shown]
    assert all(is_own_id(one, ids[:index]) for index, one in enumerate(ids))
    after = place.database.ask(f"SELECT * FROM {table_of(place.case)} ORDER BY id")
    assert after[: len(ROWS)] == before


@pytest.mark.contract("requires")
def test_the_database_refuses_what_is_incomplete(at: Arrive) -> None:
    place = at("now")
    table = table_of(place.case)
    another, taken = f"'{uuid.uuid4().hex}'", f"(SELECT MIN(public_id::text)::uuid FROM {table})"
    if place.database.file:
        taken = f"(SELECT MIN(public_id) FROM {table})"
    insert = f"INSERT INTO {table} (title, text, language, public_id) VALUES ('t', 'x', {{}}, {{}})"
    before = place.database.everything()
    for language, public_id in [("'en'", "NULL"), ("NULL", another), ("'en'", taken)]:
        with pytest.raises(REFUSED):
            place.database.ask(insert.format(language, public_id))
    assert place.database.everything() == before
    place.database.ask(insert.format("'en'", another))
    assert len(old_rows(place)) == len(ROWS) + 1


@pytest.mark.contract("old-code-goes-on")
def test_older_code_still_adds_rows_before_the_last_step(at: Arrive) -> None:
    place = at("before-last")
    assert columns(place) == sorted(NEW)
    insert_as_old_code(place, "Late", "By older code")
    (language,) = place.database.ask(
        f"SELECT language FROM {table_of(place.case)} WHERE title = 'Late'"
    )
    assert language == ("en",)


@pytest.mark.contract("fails-whole")
def test_a_step_that_fails_leaves_everything_as_it_was(at: Arrive) -> None:
    place = at("before-last")
    late = [("Late", "It has no public id."), ("Later", "Nor has this.")]
    for row in late:
        insert_as_old_code(place, *row)
    before = place.database.everything()
    assert place.try_to("upgrade").returncode != 0
    assert place.database.everything() == before
    for title, _ in late:
        place.database.ask(
            f"UPDATE {table_of(place.case)} SET public_id = '{uuid.uuid4().hex}' "
            f"WHERE title = '{title}'"
        )
    place.run("upgrade")
    assert [row[1:] for row in old_rows(place)] == [*ROWS, *late]


@pytest.mark.contract("fills-again")
def test_late_rows_are_filled_before_the_last_step(at: Arrive) -> None:
    place = at("before-last")
    insert_as_old_code(place, "Late", "By older code")
    insert_as_old_code(place, "Later", "By older code")
    ids = f"SELECT id, public_id FROM {table_of(place.case)} ORDER BY id"
    before = place.database.ask(ids)[: len(ROWS)]
    place.run("fill-again")
    place.run("upgrade")
    after = place.database.ask(ids)
    assert after[: len(ROWS)] == before
    assert len({public_id for _, public_id in after}) == len(ROWS) + 2


REFUSE = """
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql
AS $$ BEGIN RAISE EXCEPTION 'the contract refuses'; END $$;
CREATE TRIGGER refuse BEFORE UPDATE ON {} FOR EACH ROW EXECUTE FUNCTION refuse()
"""


@pytest.mark.contract("steps-stay")
def test_the_steps_before_one_that_fails_stay(at: Arrive) -> None:
    place = at("first")
    place.database.ask(REFUSE.format(table_of(place.case)))
    assert place.try_to("upgrade").returncode != 0
    assert columns(place) == sorted(NEW), "only rows that are filled are refused"
    place.database.ask("DROP FUNCTION refuse CASCADE")
    place.run("upgrade")


@pytest.mark.contract("goes-back")
def test_the_way_back_keeps_rows_and_the_way_forward_passes_again(at: Arrive) -> None:
    place = at("now")
    before = old_rows(place)
    place.run("back")
    assert columns(place) == OLD
    assert old_rows(place) == before
    insert_as_old_code(place, "In between", "Added by older code")
    with served(place) as client:
        shown = articles(client)
    assert [(one.title, one.text) for one in shown] == [
        *ROWS,
        ("In between", "Added by older code"),
    ]
    assert len({one.public_id for one in shown}) == len(ROWS) + 1


@pytest.mark.contract("nothing-twice")
def test_an_upgrade_of_what_is_up_to_date_changes_nothing(at: Arrive) -> None:
    place = at("now")
    before = place.database.everything()
    place.run("upgrade")
    assert place.database.everything() == before


@pytest.mark.contract("tells-behind")
@each(("stage", "behind"), [("first", True), ("before-last", True), ("now", False)])
def test_a_database_that_lacks_a_step_is_told(at: Arrive, stage: str, behind: bool) -> None:
    place = at(stage)
    before = place.database.everything()
    assert (place.try_to("behind").returncode != 0) == behind
    assert place.database.everything() == before


@pytest.mark.contract("tells-forgotten")
def test_a_change_without_a_migration_is_told_and_nothing_is_written(at: Arrive) -> None:
    place = at("now")
    place.run("check")
    place.change("column")
    before = place.files(), place.database.everything()
    assert place.try_to("check").returncode != 0
    assert (place.files(), place.database.everything()) == before


@pytest.mark.contract("writes")
def test_a_column_of_the_model_becomes_one_of_the_table(at: Arrive) -> None:
    place = at("now")
    before = old_rows(place)
    place.change("column")
    files = place.written_by("make")
    assert len(files) == 1, sorted(files)
    assert columns(place) == sorted(NEW), "to write is not to run"
    place.run("upgrade")
    (added,) = set(columns(place)) - set(NEW)
    assert added == place.case.application.meta.names["column"]
    assert old_rows(place) == before
    place.run("check")
    place.run("back")
    assert columns(place) == OLD
    # Older steps still pass, though the models are of today.
    place.run("upgrade")
    assert added in columns(place)
    assert old_rows(place) == before


def two_people(at: Arrive) -> Workplace:
    """One's own change and a colleague's, made from the same version, as version control joins."""
    mine, theirs = at("now"), at("now")
    mine.change("column")
    mine.run("make")
    theirs.change("index")
    files = theirs.written_by("make")
    mine.change("index")
    mine.add(files)
    return mine


@pytest.mark.contract("refuses-two-heads")
def test_two_migrations_from_one_version_are_refused(at: Arrive) -> None:
    place = two_people(at)
    before = place.database.everything()
    done = place.try_to("upgrade")
    assert done.returncode != 0
    assert "Traceback" not in done.stderr, done.stderr
    assert place.database.everything() == before


@pytest.mark.contract("merges")
def test_one_command_joins_two_migrations(at: Arrive) -> None:
    place = two_people(at)
    before = old_rows(place)
    assert len(place.written_by("merge")) == 1
    place.run("upgrade")
    place.run("check")
    assert place.case.application.meta.names["column"] in columns(place)
    assert old_rows(place) == before


@pytest.mark.contract("shows-sql")
def test_the_sql_of_a_step_is_printed_and_not_run(at: Arrive) -> None:
    place = at("first")
    before = place.database.everything()
    printed = place.run("sql")
    # SQLite may take a new table, into which the rows are copied.
    assert "ALTER TABLE" in printed
    assert all(part in printed for part in (table_of(place.case), "language", "'en'"))
    assert place.database.everything() == before


@pytest.mark.contract("waits-no-longer")
@each("writes", [False, True])
def test_a_step_that_waits_for_a_lock_gives_up(at: Arrive, writes: bool) -> None:
    place = at("first")
    before = place.database.everything()
    hurried = replace(place, variables={"PGOPTIONS": "-c lock_timeout=1s"})
    began = time.monotonic()
    with contextlib.closing(place.database.connect()) as other:
        # A reader stops PostgreSQL from changing a table, and SQLite from keeping the change.
        if writes:
            insert = f"INSERT INTO {table_of(place.case)} (title, text) VALUES ('a', 'b')"
            other.execute(insert)
        reading = other.execute(f"SELECT * FROM {table_of(place.case)}")
        assert reading.fetchone()  # and not the rest
        assert hurried.try_to("upgrade").returncode != 0
        reading.close()  # which SQLite waits for, whatever becomes of the transaction
        other.rollback()
    assert time.monotonic() - began < 30
    assert place.database.everything() == before
    place.run("upgrade")
    assert columns(place) == sorted(NEW)


@pytest.mark.contract("sees")
def test_the_tool_makes_of_each_change_what_the_page_says(
    at: Arrive, case: Case, subtests: Any
) -> None:
    for name, change in case.application.meta.changes.items():
        with subtests.test(change=name):
            place = at("now")
            assert outcome(place, name) == change.outcome


def outcome(place: Workplace, name: str) -> str:
    """What becomes of the rows if the tool's migration is run as it was written."""
    place.database.ask(f"UPDATE {table_of(place.case)} SET language = 'fr' WHERE title = 'First'")
    place.change(name)
    answers = place.case.application.meta.changes[name].answers
    if answers:
        before = place.files()
        assert place.try_to("make").returncode != 0, "it does not ask"
        assert place.files() == before
    if not place.written_by("make", answers):
        return "unseen"
    if place.try_to("upgrade").returncode != 0:
        return "refused"
    return "kept" if values(place.database) >= {"fr", *sum(ROWS, ())} else "lost"


def values(database: Database) -> set[Any]:
    """Every value in every table of the application."""
    return {
        value
        for (table,) in database.ask(
            "SELECT name FROM sqlite_master WHERE type = 'table'"
            if database.file
            else "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        )
        for row in database.ask(f'SELECT * FROM "{table}"')
        for value in row
    }
