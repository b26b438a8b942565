"""The contract of `relations`."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import httpx
import pytest
from bs4 import Tag

from tests.contract.cases import Case
from tests.contract.each import each
from tests.contract.harness import Server
from tests.contract.host import Host
from tests.contract.pages import document, form_in, page, send_json, text
from tests.contract.postgres import Databases
from tests.contract.stored import REFUSED, OnPostgres, Stored, stored_by
from tools.postgres_log import logged

HOME, AUTHORS, LOANS = "/", "/authors", "/loans"
NEW_BOOK, NEW_AUTHOR, NEW_LOAN = "/books/new", "/authors/new", "/loans/new"
FEW, MANY, MOST_QUERIES = 20, 200, 4
# Server → page → queries, while there were few rows.
FOUND: dict[str, dict[str, int]] = {}
NUMBERS = itertools.count(1)
UNKNOWN = (0, 2**31 - 1, 2**31, 2**63 - 1, 2**63, 10**40)
NO_CHOICES = ("999999", "0", "-1", "x", str(2**63), str(10**40), "1\0")
MARKUP = '"><img src=x onerror=alert(1)>'

Send = Callable[[], httpx.Response]
Visitor = Callable[[], httpx.Client]


@dataclass(frozen=True)
class Book:
    """A book as the list shows it."""

    title: str
    author: str
    tags: list[str]
    pages: int
    copies: int
    edit: str

    @property
    def id(self) -> int:
        return int(self.edit.split("/")[2])

    @property
    def label(self) -> str:
        return f"{self.title} by {self.author}"


# What a visitor sees and fills in -------------------------------------------------------------


def table(client: httpx.Client, path: str) -> list[dict[str, Tag]]:
    """The rows of the one table of a page: heading of the column → cell."""
    response = client.get(path)
    assert response.status_code == 200, f"{path} answered {response.status_code}"
    (found,) = page(response).find_all("table")
    head, *rows = found.find_all("tr")
    names = [text(cell) for cell in head.find_all("th")]
    return [dict(zip(names, row.find_all("td"), strict=True)) for row in rows]


def books(client: httpx.Client) -> list[Book]:
    return [
        Book(
            text(row["Title"]),
            text(row["Author"]),
            [tag for tag in text(row["Tags"]).split(", ") if tag],
            int(text(row["Pages"])),
            int(text(row["Copies"])),
            str(row["Title"].a["href"]),
        )
        for row in table(client, HOME)
    ]


def again(client: httpx.Client, book: Book) -> Book:
    """The book as it is now."""
    (found,) = [one for one in books(client) if one.edit == book.edit]
    return found


def loans(client: httpx.Client) -> list[tuple[str, str]]:
    """Each reader with what they have, the newest first."""
    return [(text(row["Reader"]), text(row["Books"])) for row in table(client, LOANS)]


def form_at(client: httpx.Client, path: str) -> Tag:
    response = client.get(path)
    assert response.status_code == 200, f"{path} answered {response.status_code}"
    return form_in(page(response))


def labels(form: Tag) -> dict[str, Tag]:
    """What is written beside each field → the field."""
    found = {}
    for label in form.find_all("label"):
        if field := form.find(id=label.get("for")):
            found[text(label).rstrip(":").strip()] = field
    return found


def ticks(form: Tag) -> dict[str, Tag]:
    """What is written beside each box that can be ticked → the box."""
    return {name: one for name, one in labels(form).items() if one.get("type") == "checkbox"}


def group(form: Tag) -> str:
    """The name under which the boxes of a form are sent."""
    (name,) = {str(box["name"]) for box in ticks(form).values()}
    return name


def filled(
    form: Tag, answers: dict[str, str], ticked: Iterable[str] | None = None
) -> dict[str, list[str]]:
    """What a form sends when a visitor types, chooses and ticks; the rest as it came."""
    sent: dict[str, list[str]] = {}
    for field in form.find_all(["input", "select"]):
        if field.name == "select":
            chosen = field.find("option", selected=True) or field.option
            sent[str(field["name"])] = [str(chosen["value"])] if chosen else []
        elif field.get("type") != "checkbox" or (ticked is None and field.has_attr("checked")):
            sent.setdefault(str(field["name"]), []).append(str(field.get("value", "")))
    for label, answer in answers.items():
        field = labels(form)[label]
        if field.name == "select":
            (answer,) = [
                str(one["value"]) for one in field.find_all("option") if text(one) == answer
            ]
        sent[str(field["name"])] = [answer]
    for label in ticked or []:
        box = ticks(form)[label]
        sent.setdefault(str(box["name"]), []).append(str(box["value"]))
    return sent


def ready(
    client: httpx.Client, path: str, answers: dict[str, str], ticked: Iterable[str] | None = None
) -> Send:
    """Open a page and fill in its form; what comes back sends it."""
    data = filled(form_at(client, path), answers, ticked)
    return lambda: client.post(path, data=data)


def refused(response: httpx.Response) -> str:
    """The errors of a form that came back."""
    assert response.status_code == 200, f"{response.request.url} answered {response.status_code}"
    form = form_in(page(response))
    errors = form.select("ul.errorlist, [id$=-error], [id$=_error], [role=alert]")
    assert errors, f"no error in: {text(form)[:300]!r}"
    return " ".join(text(error) for error in errors)


def leads_to(response: httpx.Response, path: str) -> bool:
    target = response.url.join(response.headers.get("location", "nowhere"))
    return response.status_code in {302, 303} and target.path == path


# What tests begin with ------------------------------------------------------------------------


def authors_in(form: Tag) -> list[str]:
    """The authors that a form offers."""
    return [text(one) for one in labels(form)["Author"]("option") if one.get("value")]


def new_author(client: httpx.Client, name: str | None = None) -> str:
    name = name or f"Author {next(NUMBERS)}"
    response = ready(client, NEW_AUTHOR, {"Name": name})()
    assert leads_to(response, AUTHORS), response.text
    return name


def new_book(client: httpx.Client, author: str | None = None, **more: str | list[str]) -> Book:
    """Add a book: `title`, `pages`, `copies` and `tags`; of the first author, if none is named."""
    form = form_at(client, NEW_BOOK)
    answers = {
        "Title": str(more.get("title", f"Book {next(NUMBERS)}")),
        "Author": author or authors_in(form)[0],
        "Pages": str(more.get("pages", 100)),
        "Copies": str(more.get("copies", 3)),
    }
    response = client.post(NEW_BOOK, data=filled(form, answers, more.get("tags", [])))
    assert leads_to(response, HOME), refused(response)
    (found,) = [
        one
        for one in books(client)
        if (one.title, one.author) == (answers["Title"], answers["Author"])
    ]
    return found


def new_reader() -> str:
    return f"Reader {next(NUMBERS)}"


def lending(client: httpx.Client, *wanted: Book, reader: str | None = None) -> Send:
    """A loan that is ready to be sent."""
    return ready(
        client, NEW_LOAN, {"Reader": reader or new_reader()}, [book.label for book in wanted]
    )


def at_once(*sends: Send) -> list[httpx.Response]:
    with ThreadPoolExecutor(len(sends)) as pool:
        return [one.result() for one in [pool.submit(send) for send in sends]]


def author_row(client: httpx.Client, name: str) -> dict[str, Tag]:
    (row,) = [row for row in table(client, AUTHORS) if text(row["Name"]) == name]
    return row


def deletion(client: httpx.Client, name: str) -> str:
    """Where an author is deleted."""
    return str(author_row(client, name)[""].a["href"])


def author_id(client: httpx.Client, name: str) -> int:
    return int(deletion(client, name).split("/")[2])


def inserted(case: Case, author: int, title: str) -> str:
    """The statement that adds a book past the application."""
    into = case.application.meta.names["books"]
    return (
        f"INSERT INTO {into} (title, author_id, pages, copies) "  # noqa: S608 - own names
        f"VALUES ('{title}', {author}, 1, 1)"
    )


@pytest.fixture
def stored(server: Server, host: Host, case: Case) -> Stored:
    """The application's database."""
    return stored_by(case, host, server)


@pytest.fixture
def queries(client: httpx.Client, host: Host, databases: Databases) -> Callable[[str], int]:
    """How many queries PostgreSQL has on its log for a page."""

    def count(path: str) -> int:
        def ask() -> None:
            assert client.get(path).status_code == 200, path

        return logged(databases.log, host.given["DATABASE_URL"], ask)["queries"]

    return count


# Promises -------------------------------------------------------------------------------------


@pytest.mark.contract("few-queries")
def test_pages_send_few_queries_for_few_rows(
    client: httpx.Client, server: Server, queries: Callable[[str], int]
) -> None:
    # This test stands first: there are no other books yet.
    found = books(client)
    assert len(found) == FEW
    for book in found[:2]:
        assert leads_to(lending(client, book)(), LOANS)
    pages = [HOME, LOANS, AUTHORS, NEW_BOOK, NEW_LOAN, found[0].edit]
    FOUND[server.url] = {path: queries(path) for path in pages}
    for path, count in FOUND[server.url].items():
        assert 1 <= count <= MOST_QUERIES, path


@pytest.mark.contract("aggregates-at-once")
def test_the_authors_are_counted_in_one_query(
    client: httpx.Client, queries: Callable[[str], int]
) -> None:
    new_book(client)
    assert queries(AUTHORS) == 1


@pytest.mark.contract("lists-with-relations")
def test_a_book_is_listed_with_its_author_and_tags(client: httpx.Client) -> None:
    tags = sorted(ticks(form_at(client, NEW_BOOK)))
    assert len(tags) > 2
    book = new_book(client, pages="321", copies="7", tags=[tags[2], tags[0]])
    assert (book.pages, book.copies) == (321, 7)
    assert book.tags == [tags[0], tags[2]]
    assert new_book(client).tags == []
    titles = [one.title for one in books(client)]
    assert titles == sorted(titles)


@pytest.mark.contract("lists-with-relations")
@each("path", [HOME, AUTHORS, LOANS, NEW_BOOK, NEW_AUTHOR, NEW_LOAN])
def test_a_page_is_a_complete_document(client: httpx.Client, path: str) -> None:
    document(client.get(path))


@pytest.mark.contract("aggregates")
def test_authors_are_counted_with_their_books(client: httpx.Client) -> None:
    tags = list(ticks(form_at(client, NEW_BOOK)))
    none, two = new_author(client), new_author(client)
    # A book with several tags counts once.
    new_book(client, two, pages="100", tags=tags)
    new_book(client, two, pages="201")
    row = author_row(client, two)
    assert (text(row["Books"]), text(row["Pages on average"])) == ("2", "150.5")
    for _ in range(2):
        new_book(client, two, pages="50")
    assert text(author_row(client, two)["Pages on average"]) == "100.3", "100.25"
    row = author_row(client, none)
    assert text(row["Books"]) == "0"
    assert not any(digit in text(row["Pages on average"]) for digit in "0123456789")


@pytest.mark.contract("edits-tags")
def test_a_book_gets_the_tags_that_are_ticked(client: httpx.Client) -> None:
    first, second, third, *_ = sorted(ticks(form_at(client, NEW_BOOK)))
    book, other = (new_book(client, tags=[first, second]) for _ in range(2))
    for chosen in ([second, third], [], [first], [first]):
        assert leads_to(ready(client, book.edit, {}, chosen)(), HOME)
        assert again(client, book).tags == chosen
        boxes = ticks(form_at(client, book.edit))
        assert [name for name, box in boxes.items() if box.has_attr("checked")] == chosen
        assert again(client, other) == other


@pytest.mark.contract("edits-tags")
@pytest.mark.together
@each("unticked", [(0, 0), (0, 1)])
def test_of_two_at_once_a_book_gets_the_tags_of_one(
    client: httpx.Client,
    stored: Stored,
    case: Case,
    new_client: Visitor,
    unticked: tuple[int, int],
) -> None:
    tags = sorted(ticks(form_at(client, NEW_BOOK)))[:3]
    book = new_book(client, tags=tags)
    wanted = [tags[:one] + tags[one + 1 :] for one in unticked]
    sends = [ready(new_client(), book.edit, {}, chosen) for chosen in wanted]
    with (
        ThreadPoolExecutor() as pool,
        stored.held(case.application.meta.names["books"], book.id),
    ):
        sent = [pool.submit(send) for send in sends]
        stored.until_waiting(2)
    assert all(leads_to(one.result(), HOME) for one in sent)
    assert again(client, book).tags in wanted


@pytest.mark.contract("edits-tags")
def test_an_edit_changes_what_was_edited(client: httpx.Client) -> None:
    book = new_book(client, tags=list(ticks(form_at(client, NEW_BOOK))))
    author = new_author(client)
    assert leads_to(ready(client, book.edit, {"Author": author, "Pages": "7"})(), HOME)
    now = again(client, book)
    assert (now.author, now.pages) == (author, 7)
    assert (now.title, now.tags, now.copies) == (book.title, book.tags, book.copies)


@pytest.mark.contract("rejects-invalid")
@each(
    ("label", "answer"),
    [
        *itertools.product(["Title"], ["", "  ", "x" * 101, "a\0b"]),
        *itertools.product(["Pages"], ["", "0", "-1", "10000", str(10**40), "x", "1.5"]),
        *itertools.product(["Copies"], ["", "-1", "100", str(10**40), "x"]),
    ],
)
def test_a_wrong_answer_comes_back(client: httpx.Client, label: str, answer: str) -> None:
    before = len(books(client))
    right = {"Title": f"Book {next(NUMBERS)}", "Pages": "1", "Copies": "1"}
    form = form_at(client, NEW_BOOK)
    data = filled(form, {**right, "Author": authors_in(form)[0], label: answer})
    refused(client.post(NEW_BOOK, data=data))
    assert len(books(client)) == before


@pytest.mark.contract("rejects-invalid")
@each(("path", "label"), [(NEW_AUTHOR, "Name"), (NEW_LOAN, "Reader")])
def test_a_wrong_name_comes_back(client: httpx.Client, path: str, label: str) -> None:
    book = new_book(client)
    before = len(table(client, AUTHORS)), loans(client)
    ticked = [book.label] if path == NEW_LOAN else []
    for answer in ("", "  ", "x" * 101, "a\0b"):
        refused(ready(client, path, {label: answer}, ticked)())
    assert (len(table(client, AUTHORS)), loans(client)) == before
    assert again(client, book) == book


@pytest.mark.contract("rejects-invalid")
@each("choice", NO_CHOICES)
def test_a_choice_that_does_not_exist_comes_back(client: httpx.Client, choice: str) -> None:
    count, lent = len(books(client)), loans(client)
    form = form_at(client, NEW_BOOK)
    data = filled(form, {"Title": f"Book {next(NUMBERS)}", "Pages": "1", "Copies": "1"})
    author = str(labels(form)["Author"]["name"])
    real = next(str(one["value"]) for one in labels(form)["Author"]("option") if one["value"])
    refused(client.post(NEW_BOOK, data={**data, author: [choice]}))
    refused(client.post(NEW_BOOK, data={**data, author: [real], group(form): [choice]}))
    form = form_at(client, NEW_LOAN)
    data = filled(form, {"Reader": new_reader()})
    book = str(next(iter(ticks(form).values()))["value"])
    refused(client.post(NEW_LOAN, data={**data, group(form): [book, choice]}))
    assert (len(books(client)), loans(client)) == (count, lent)


@pytest.mark.contract("rejects-invalid")
@each("sent", [{"title": 5, "name": 5, "reader": 5, "tag_ids": 5}, [1], None])
def test_json_is_no_form(client: httpx.Client, sent: object) -> None:
    book = new_book(client, tags=list(ticks(form_at(client, NEW_BOOK)))[:1])
    before = books(client), loans(client), len(table(client, AUTHORS))
    for path in (NEW_BOOK, NEW_AUTHOR, NEW_LOAN, book.edit):
        refused(send_json(client, path, sent))
    assert (books(client), loans(client), len(table(client, AUTHORS))) == before


@pytest.mark.contract("rejects-invalid")
def test_a_large_body_is_refused(client: httpx.Client) -> None:
    send = ready(client, NEW_AUTHOR, {"Name": "x" * 65_536})
    assert send().status_code in {400, 413}


@pytest.mark.contract("unique-title")
def test_an_author_has_a_title_once(client: httpx.Client) -> None:
    book, other = new_book(client), new_book(client)
    answers = {"Title": book.title, "Author": book.author, "Pages": "1", "Copies": "1"}
    refused(ready(client, NEW_BOOK, answers)())
    refused(ready(client, other.edit, {"Title": book.title})())
    assert again(client, other) == other
    assert leads_to(ready(client, book.edit, {"Pages": "9"})(), HOME), "its own title"
    assert new_book(client, new_author(client), title=book.title).title == book.title


@pytest.mark.contract("unique-title")
def test_an_author_has_a_name_once(client: httpx.Client) -> None:
    name = new_author(client)
    refused(ready(client, NEW_AUTHOR, {"Name": name})())
    author_row(client, name)


@pytest.mark.contract("unique-title")
@pytest.mark.together
def test_whoever_is_slower_reads_an_error_in_the_form(
    client: httpx.Client, stored: Stored, case: Case
) -> None:
    author, title = new_author(client), f"Book {next(NUMBERS)}"
    identifier = author_id(client, author)
    answers = {"Title": title, "Author": author, "Pages": "1", "Copies": "1"}
    send = ready(client, NEW_BOOK, answers)
    with (
        ThreadPoolExecutor() as pool,
        stored.held(case.application.meta.names["authors"], identifier) as run,
    ):
        run(inserted(case, identifier, title))
        sent = pool.submit(send)
        stored.until_waiting(1)
    refused(sent.result())
    assert [one.title for one in books(client) if one.author == author] == [title]


@pytest.mark.contract("unique-title")
def test_of_six_at_once_one_is_stored(client: httpx.Client, new_client: Visitor) -> None:
    author, title = new_author(client), f"Book {next(NUMBERS)}"
    answers = {"Title": title, "Author": author, "Pages": "1", "Copies": "1"}
    found = at_once(*(ready(new_client(), NEW_BOOK, answers) for _ in range(6)))
    stored = [answer for answer in found if leads_to(answer, HOME)]
    for answer in found:
        if answer not in stored:
            refused(answer)
    assert len(stored) == 1
    assert [one.title for one in books(client) if one.author == author] == [title]


@pytest.mark.contract("lends")
def test_a_loan_takes_a_copy_of_each_book(client: httpx.Client) -> None:
    lent, reader = [new_book(client) for _ in range(5)], new_reader()
    assert leads_to(lending(client, *lent, reader=reader)(), LOANS)
    assert [again(client, book).copies for book in lent] == [2] * 5
    assert loans(client)[0] == (reader, ", ".join(sorted(book.title for book in lent)))


@pytest.mark.contract("lends")
def test_a_loan_has_one_to_five_books(client: httpx.Client) -> None:
    wanted, before = [new_book(client) for _ in range(6)], loans(client)
    refused(lending(client, *wanted)())
    refused(lending(client)())
    assert loans(client) == before
    assert [again(client, book) for book in wanted] == wanted


@pytest.mark.contract("lends")
def test_a_book_that_is_named_twice_counts_once(client: httpx.Client) -> None:
    book = new_book(client)
    form = form_at(client, NEW_LOAN)
    data = filled(form, {"Reader": new_reader()}, [book.label])
    data[group(form)] *= 7
    assert leads_to(client.post(NEW_LOAN, data=data), LOANS)
    assert again(client, book).copies == 2
    assert loans(client)[0][1] == book.title


@pytest.mark.contract("whole-or-not")
@each("order", [(2, 0), (0, 2)])
def test_without_a_copy_of_one_book_none_is_lent(
    client: httpx.Client, order: tuple[int, int]
) -> None:
    before, reader = loans(client), new_reader()
    wanted = [new_book(client, copies=str(copies)) for copies in order]
    (empty,) = [book for book in wanted if not book.copies]
    said = refused(lending(client, *wanted, reader=reader)())
    assert f"{empty.title} by {empty.author}" in said
    assert [again(client, book) for book in wanted] == wanted
    assert loans(client) == before


@pytest.mark.contract("whole-after-error")
@each("broken", [0, 1])
def test_an_error_in_the_middle_leaves_nothing_behind(
    client: httpx.Client, stored: Stored, case: Case, broken: int
) -> None:
    before = loans(client)
    wanted = [new_book(client) for _ in range(2)]
    with stored.breaking(case.application.meta.names["books"], wanted[broken].id):
        assert lending(client, *wanted)().status_code == 500
    assert [again(client, book) for book in wanted] == wanted
    assert loans(client) == before
    assert leads_to(lending(client, *wanted)(), LOANS)
    assert [again(client, book).copies for book in wanted] == [2, 2]


@pytest.mark.contract("last-copy")
@pytest.mark.together
def test_two_do_not_both_get_the_last_copy(
    client: httpx.Client, stored: Stored, case: Case, new_client: Visitor
) -> None:
    book, before = new_book(client, copies="1"), loans(client)
    sends = [lending(new_client(), book) for _ in range(2)]
    with (
        ThreadPoolExecutor() as pool,
        stored.held(case.application.meta.names["books"], book.id),
    ):
        sent = [pool.submit(send) for send in sends]
        stored.until_waiting(2)
    answers = [one.result() for one in sent]
    (late,) = [answer for answer in answers if not leads_to(answer, LOANS)]
    assert book.title in refused(late)
    assert again(client, book).copies == 0
    assert len(loans(client)) == len(before) + 1


@pytest.mark.contract("last-copy")
def test_six_loans_of_three_copies_leave_none(client: httpx.Client, new_client: Visitor) -> None:
    book, before = new_book(client, copies="3"), loans(client)
    answers = at_once(*(lending(new_client(), book) for _ in range(6)))
    lent = [answer for answer in answers if leads_to(answer, LOANS)]
    for answer in answers:
        if answer not in lent:
            assert book.title in refused(answer)
    assert len(lent) == 3
    assert again(client, book).copies == 0
    assert len(loans(client)) == len(before) + 3


@pytest.mark.contract("edit-keeps-loans")
@pytest.mark.together
def test_an_edit_that_meets_a_loan_loses_neither(
    client: httpx.Client, stored: Stored, case: Case
) -> None:
    book, name = new_book(client), case.application.meta.names["books"]
    send = ready(client, book.edit, {"Pages": "77"})
    with ThreadPoolExecutor() as pool, stored.held(name, book.id) as run:
        sent = pool.submit(send)
        stored.until_waiting(1)
        run(f"UPDATE {name} SET copies = copies - 1 WHERE id = {book.id}")  # noqa: S608 - own names
    assert leads_to(sent.result(), HOME)
    now = again(client, book)
    assert (now.pages, now.copies) == (77, 2)


@pytest.mark.contract("edit-keeps-loans")
def test_an_edit_of_a_form_that_is_older_than_a_loan_loses_neither(client: httpx.Client) -> None:
    book = new_book(client)
    edit = ready(client, book.edit, {"Pages": "77"})
    lending(client, book)()
    assert leads_to(edit(), HOME)
    now = again(client, book)
    assert (now.pages, now.copies) == (77, 2)


@pytest.mark.contract("no-deadlock")
def test_loans_in_opposite_order_do_not_block_each_other(
    client: httpx.Client, stored: OnPostgres, case: Case, new_client: Visitor
) -> None:
    name = case.application.meta.names["books"]
    wanted = sorted((new_book(client) for _ in range(2)), key=lambda book: book.id)
    data = []
    for reverse in (False, True):
        form = form_at(visitor := new_client(), NEW_LOAN)
        sent = filled(form, {"Reader": new_reader()}, [book.label for book in wanted])
        sent[group(form)].sort(key=int, reverse=reverse)
        data.append((visitor, sent))
    with ThreadPoolExecutor() as pool, stored.held(name, wanted[0].id):
        both = [pool.submit(visitor.post, NEW_LOAN, data=sent) for visitor, sent in data]
        stored.until_waiting(2)
        free = stored.is_free(name, wanted[1].id)
    assert free, "one loan holds the second book while it waits for the first"
    assert all(leads_to(one.result(), LOANS) for one in both)
    assert [again(client, book).copies for book in wanted] == [1, 1]


@pytest.mark.contract("author-stays")
def test_an_author_with_books_stays(client: httpx.Client) -> None:
    book = new_book(client, new_author(client))
    said = refused(ready(client, deletion(client, book.author), {})())
    assert book.author in said
    assert again(client, book) == book
    # When the book has gone to somebody else, nothing keeps its former author.
    ready(client, book.edit, {"Author": new_author(client)})()
    path = deletion(client, book.author)
    assert client.get(path).status_code == 200
    author_row(client, book.author)
    assert leads_to(ready(client, path, {})(), AUTHORS)
    assert book.author not in [text(row["Name"]) for row in table(client, AUTHORS)]
    assert client.get(path).status_code == 404


@pytest.mark.contract("author-stays")
def test_the_database_keeps_an_author_with_books_as_well(
    client: httpx.Client, stored: Stored, case: Case
) -> None:
    book, name = new_book(client, new_author(client)), case.application.meta.names["authors"]
    identifier = author_id(client, book.author)
    with pytest.raises(REFUSED), stored.held(name, identifier) as run:
        run(f"DELETE FROM {name} WHERE id = {identifier}")  # noqa: S608 - own names
    assert again(client, book) == book


@pytest.mark.contract("author-stays")
@pytest.mark.together
def test_a_book_that_is_added_meanwhile_keeps_its_author(
    client: httpx.Client, stored: Stored, case: Case
) -> None:
    author, title = new_author(client), f"Book {next(NUMBERS)}"
    identifier = author_id(client, author)
    send = ready(client, deletion(client, author), {})
    with (
        ThreadPoolExecutor() as pool,
        stored.held(case.application.meta.names["authors"], identifier) as run,
    ):
        run(inserted(case, identifier, title))
        sent = pool.submit(send)
        stored.until_waiting(1)
    assert author in refused(sent.result())
    assert [one.title for one in books(client) if one.author == author] == [title]


@pytest.mark.contract("unknown-404")
@each("number", UNKNOWN)
def test_an_unknown_id_is_not_found(client: httpx.Client, number: int) -> None:
    for path in (f"/books/{number}/edit", f"/authors/{number}/delete"):
        assert client.get(path).status_code == 404, path


@pytest.mark.contract("escapes")
def test_markup_stays_text(client: httpx.Client) -> None:
    name, number = f"{MARKUP} {next(NUMBERS)}", next(NUMBERS)
    book = new_book(client, new_author(client, name), title=f"{MARKUP} {number}")
    assert leads_to(lending(client, book, reader=f"{MARKUP} {number}")(), LOANS)
    paths = [HOME, AUTHORS, LOANS, NEW_LOAN, NEW_BOOK, book.edit, deletion(client, name)]
    for path in paths:
        soup = page(client.get(path))
        assert soup.find("img") is None, f"markup is alive on {path}"
        typed = "".join(str(field.get("value")) for field in soup.find_all("input"))
        assert MARKUP in soup.get_text() + typed, f"not shown as typed on {path}"


@pytest.mark.contract("requires-token")
def test_a_post_without_its_token_changes_nothing(client: httpx.Client) -> None:
    book, idle = new_book(client), new_author(client)
    before = books(client), loans(client), len(table(client, AUTHORS))
    sends = [
        (NEW_BOOK, {"Title": "forged", "Author": idle, "Pages": "1", "Copies": "1"}, []),
        (NEW_AUTHOR, {"Name": "forged"}, []),
        (NEW_LOAN, {"Reader": "forged"}, [book.label]),
        (book.edit, {"Pages": "1"}, []),
        (deletion(client, idle), {}, []),
    ]
    for path, answers, ticked in sends:
        form = form_at(client, path)
        data = filled(form, answers, ticked)
        for field in form.find_all("input", type="hidden"):
            del data[str(field["name"])]
        assert client.post(path, data=data).status_code in {400, 403}, path
    assert (books(client), loans(client), len(table(client, AUTHORS))) == before


@pytest.mark.contract("few-queries")
def test_pages_send_as_many_queries_for_many_rows(
    client: httpx.Client, server: Server, queries: Callable[[str], int]
) -> None:
    # This test stands last, so that no other one reads such long pages.
    form = form_at(client, NEW_BOOK)
    author, two = authors_in(form)[0], list(ticks(form))[:2]
    for _ in range(FEW - len(table(client, AUTHORS))):
        new_author(client)
    for number in range(MANY - len(books(client))):
        answers = {"Title": f"Row {number}", "Author": author, "Pages": "9", "Copies": "9"}
        assert leads_to(client.post(NEW_BOOK, data=filled(form, answers, two)), HOME)
    rows = [book.label for book in books(client) if book.title.startswith("Row")]
    form = form_at(client, NEW_LOAN)
    for number in range(FEW - len(loans(client))):
        data = filled(form, {"Reader": new_reader()}, rows[number : number + 2])
        assert leads_to(client.post(NEW_LOAN, data=data), LOANS)
    assert len(books(client)) == MANY
    assert min(len(loans(client)), len(table(client, AUTHORS))) >= FEW
    before = FOUND[server.url]
    assert {path: queries(path) for path in before} == before
