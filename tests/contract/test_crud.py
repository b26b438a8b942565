"""The contract of `crud`."""

from __future__ import annotations

import itertools
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import httpx
import pytest

from tests.contract import outages
from tests.contract.cases import Case
from tests.contract.each import each
from tests.contract.harness import Server
from tests.contract.host import Host
from tests.contract.pages import (
    described,
    document,
    field_in,
    form_in,
    hidden,
    label_of,
    page,
    submit,
    text,
    values,
)
from tests.contract.stored import Stored, stored_by

HOME, NEW = "/", "/books/new"
FIELDS = ("title", "author")
NUMBERS = itertools.count(1)
UNKNOWN = (0, 2**31 - 1, 2**31, 2**63 - 1, 2**63, 10**40)


@dataclass(frozen=True)
class Listed:
    """A book as the list shows it."""

    title: str
    author: str
    edit: str
    delete: str


def listed(client: httpx.Client) -> list[Listed]:
    """Every book on the home page, from top to bottom."""
    response = client.get(HOME)
    assert response.status_code == 200
    found = []
    for article in page(response).find_all("article"):
        links = [str(link["href"]) for link in article.find_all("a")]
        author = article.find("p")
        assert article.h2 and author, f"a book without title or author: {text(article)!r}"
        (edit,) = [link for link in links if link.endswith("/edit")]
        (delete,) = [link for link in links if link.endswith("/delete")]
        found.append(Listed(article.h2.get_text(), author.get_text(), edit, delete))
    return found


def titles(client: httpx.Client) -> list[str]:
    return [book.title for book in listed(client)]


def new_title() -> str:
    """A title that no other test uses: titles are unique."""
    return f"Book {next(NUMBERS)}"


def add(client: httpx.Client, title: str | None = None, author: str = "Ada Lovelace") -> Listed:
    """Store a book and return how the list shows it."""
    title = title or new_title()
    response = submit(client, NEW, {"title": title, "author": author})
    assert response.status_code in {302, 303}, text(page(response))
    book = listed(client)[0]
    assert (book.title, book.author) == (title, author)
    return book


@pytest.fixture
def book(client: httpx.Client) -> Listed:
    """A book that a test may look at but does not change."""
    return add(client)


@pytest.fixture
def stored(server: Server, host: Host, case: Case) -> Stored:
    """The application's database."""
    return stored_by(case, host, server)


def number_of(book: Listed) -> int:
    return int(book.edit.split("/")[2])


def press(client: httpx.Client, path: str) -> httpx.Response:
    """Send the form of a page as it is."""
    return submit(client, path, {})


def leads_home(response: httpx.Response) -> bool:
    target = response.url.join(response.headers.get("location", "nowhere"))
    return response.status_code in {302, 303} and target.path == HOME and not target.query


@pytest.mark.contract("lists-newest-first")
def test_the_newest_book_is_on_top(client: httpx.Client) -> None:
    added = [add(client).title for _ in range(3)]
    assert titles(client)[:3] == added[::-1]
    # The order is not that of the last change.
    submit(client, listed(client)[2].edit, {"author": "Somebody else"})
    assert titles(client)[:3] == added[::-1]


@pytest.mark.contract("lists-newest-first")
@each("path", [HOME, NEW])
def test_a_page_is_a_complete_document(client: httpx.Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    document(response)


@pytest.mark.contract("lists-newest-first")
def test_links_tell_which_book_they_are_about(client: httpx.Client) -> None:
    book = add(client)
    soup = page(client.get(HOME))
    for path in (book.edit, book.delete):
        link = soup.find("a", href=path)
        assert link and book.title in text(link)


@pytest.mark.contract("says-when-empty")
def test_an_empty_list_says_so(client: httpx.Client) -> None:
    add(client)
    for book in listed(client):
        press(client, book.delete)
    client.get(HOME)  # the confirmations are read
    assert listed(client) == []
    soup = page(client.get(HOME))
    assert "No books yet." in text(soup)
    assert soup.find("a", href=NEW), "no way to add one"
    add(client)
    assert "No books yet." not in client.get(HOME).text


@pytest.mark.contract("creates")
@each("author", ["Ada Lovelace", "李", "O'Brien & Søn", "ж" * 100])
def test_a_valid_book_is_stored(client: httpx.Client, author: str) -> None:
    title = new_title()
    response = submit(client, NEW, {"title": title, "author": author})
    assert leads_home(response)
    book = listed(client)[0]
    assert (book.title, book.author) == (title, author)


@pytest.mark.contract("creates")
def test_spaces_around_a_value_are_dropped(client: httpx.Client) -> None:
    title = new_title()
    submit(client, NEW, {"title": f"  {title} ", "author": " Ada  Lovelace  "})
    assert (listed(client)[0].title, listed(client)[0].author) == (title, "Ada  Lovelace")


@pytest.mark.contract("creates")
def test_each_field_has_a_label_and_a_limit(client: httpx.Client) -> None:
    form = form_in(page(client.get(NEW)))
    assert set(values(form)) - set(hidden(form)) == set(FIELDS)
    for name in FIELDS:
        field = field_in(form, name)
        assert label_of(form, name), f"{name!r} has no label"
        assert field.get("maxlength") == "100"
        assert field.has_attr("required")


@pytest.mark.contract("updates")
def test_a_book_changes_and_no_other_does(client: httpx.Client) -> None:
    books = [add(client) for _ in range(3)]
    before = listed(client)
    shown = values(form_in(page(client.get(books[1].edit))))
    assert {name: shown[name] for name in FIELDS} == {
        "title": books[1].title,
        "author": books[1].author,
    }
    title = new_title()
    assert leads_home(submit(client, books[1].edit, {"title": title, "author": "Grace"}))
    after = listed(client)
    assert (after[1].title, after[1].author) == (title, "Grace")
    assert [after[0], *after[2:]] == [before[0], *before[2:]]


@pytest.mark.contract("updates")
@pytest.mark.together
def test_a_book_may_be_deleted_while_it_is_saved(
    client: httpx.Client, stored: Stored, case: Case
) -> None:
    book, table = add(client), case.application.meta.names["books"]
    before, title = titles(client), new_title()
    filled = {**values(form_in(page(client.get(book.edit)))), "title": title}
    with ThreadPoolExecutor() as pool, stored.held(table, number_of(book)) as run:
        run(f"DELETE FROM {table} WHERE id = {number_of(book)}")  # noqa: S608 - own names
        sent = pool.submit(client.post, book.edit, data=filled)
        stored.until_waiting(1)
    left = [one for one in before if one != book.title]
    if leads_home(sent.result()):
        left.insert(0, title)
    else:
        assert sent.result().status_code == 404
    assert titles(client) == left


@pytest.mark.contract("deletes")
def test_asking_deletes_nothing(client: httpx.Client) -> None:
    book = add(client)
    response = client.get(book.delete)
    assert response.status_code == 200
    assert book.title in text(page(response))
    client.head(book.delete)
    assert book.title in titles(client)


@pytest.mark.contract("deletes")
def test_a_book_goes_and_no_other_does(client: httpx.Client) -> None:
    add(client), (book := add(client)), add(client)
    before = titles(client)
    assert leads_home(press(client, book.delete))
    assert titles(client) == [title for title in before if title != book.title]


@pytest.mark.contract("confirms-once")
@each("deed", ["create", "edit", "delete"])
def test_a_deed_is_confirmed_once(client: httpx.Client, deed: str) -> None:
    title = new_title()
    if deed == "create":
        submit(client, NEW, {"title": title, "author": "Ada"})
    else:
        book = add(client)
        client.get(HOME)
        submit(client, book.edit, {"title": title})
        if deed == "delete":
            client.get(HOME)
            press(client, book.delete)
    first, second = page(client.get(HOME)), page(client.get(HOME))
    message = first.find(role="status")
    assert message and title in text(message), "not confirmed"
    assert not second.find(role="status"), "confirmed again"


INVALID = ("", "   ", "x" * 101, "é" * 101, "NUL\0inside")


@pytest.mark.contract("rejects-invalid")
@each(("deed", "name", "value"), itertools.product(["create", "edit"], FIELDS, INVALID))
def test_a_wrong_value_brings_the_form_back(
    client: httpx.Client, book: Listed, deed: str, name: str, value: str
) -> None:
    before = listed(client)
    path = NEW if deed == "create" else book.edit
    answers = {"title": new_title(), "author": "Grace", name: value}
    empty = form_in(page(client.get(path)))
    response = submit(client, path, answers)
    assert response.status_code == 200
    form = form_in(page(response))
    for field in FIELDS:
        marked = field_in(form, field).get("aria-invalid") == "true"
        told = described(form, field) != described(empty, field)
        assert (marked, told) == (field == name, field == name), f"the error by {field!r} is wrong"
    # HTML has no way to write NUL, so it cannot come back.
    if "\0" not in value:
        kept = {field: values(form)[field].strip() for field in FIELDS}
        assert kept == {**answers, name: value.strip()}, "typed values are lost"
    assert listed(client) == before


@pytest.mark.contract("rejects-invalid")
@each("letter", ["x", "é", "😀"])
def test_a_hundred_characters_fit(client: httpx.Client, letter: str) -> None:
    add(client, (new_title() + letter * 100)[:100], letter * 100)


@pytest.mark.contract("rejects-invalid")
def test_fields_that_are_not_sent_are_errors(client: httpx.Client) -> None:
    form = form_in(page(client.get(NEW)))
    response = client.post(NEW, data=hidden(form))
    assert response.status_code == 200
    again = form_in(page(response))
    assert all(field_in(again, name).get("aria-invalid") == "true" for name in FIELDS)


@pytest.mark.contract("rejects-invalid")
@each("sent", [{"title": 5, "author": "Ada"}, [1], "x", 7])
def test_json_is_no_form(client: httpx.Client, book: Listed, sent: object) -> None:
    before = listed(client)
    token = hidden(form_in(page(client.get(NEW))))
    headers = {"X-CSRFToken": "".join(token.values())}
    assert client.post(NEW, json=sent, headers=headers).status_code == 200
    assert client.post(book.edit, json=sent, headers=headers).status_code < 500
    assert listed(client) == before


@pytest.mark.contract("unique-title")
@each("deed", ["create", "edit"])
def test_a_title_that_is_taken_is_an_error_by_the_field(client: httpx.Client, deed: str) -> None:
    taken, other = add(client), add(client)
    before = listed(client)
    path = NEW if deed == "create" else other.edit
    response = submit(client, path, {"title": taken.title, "author": "Grace"})
    assert response.status_code == 200
    form = form_in(page(response))
    assert field_in(form, "title").get("aria-invalid") == "true"
    assert described(form, "title"), "no error by the title"
    assert field_in(form, "author").get("aria-invalid") != "true"
    assert values(form)["title"] == taken.title
    assert values(form)["author"] == "Grace"
    assert listed(client) == before
    # What was refused does not stand in the way of the next request.
    add(client)


@pytest.mark.contract("unique-title")
@pytest.mark.together
@pytest.mark.parametrize("deed", ["create", "edit"])
def test_a_title_that_is_taken_at_that_moment_is_an_error_too(
    client: httpx.Client, stored: Stored, case: Case, deed: str
) -> None:
    book, table, title = add(client), case.application.meta.names["books"], new_title()
    path = NEW if deed == "create" else book.edit
    filled = {**values(form_in(page(client.get(path)))), "title": title, "author": "Grace"}
    with ThreadPoolExecutor() as pool, stored.held(table, 0) as run:
        run(f"INSERT INTO {table} (title, author) VALUES ('{title}', 'Ada')")  # noqa: S608
        sent = pool.submit(client.post, path, data=filled)
        stored.until_waiting(1)
    assert sent.result().status_code == 200
    form = form_in(page(sent.result()))
    assert field_in(form, "title").get("aria-invalid") == "true"
    assert described(form, "title"), "no error by the title"
    assert titles(client).count(title) == 1
    assert book.title in titles(client)


@pytest.mark.contract("unique-title")
def test_a_book_keeps_its_own_title(client: httpx.Client) -> None:
    book = add(client)
    assert leads_home(submit(client, book.edit, {"author": "Grace"}))
    assert listed(client)[0].author == "Grace"


@pytest.mark.contract("unique-title")
def test_a_title_is_free_again_after_its_book_is_gone(client: httpx.Client) -> None:
    book = add(client)
    press(client, book.delete)
    add(client, book.title)


@pytest.mark.contract("escapes")
@each("markup", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_markup_stays_text_on_every_page(client: httpx.Client, markup: str) -> None:
    book = add(client, f"{markup} {new_title()}", markup)
    pages = [client.get(path) for path in (HOME, book.edit, book.delete)]
    pages.append(submit(client, NEW, {"title": book.title, "author": markup}))
    submit(client, book.edit, {"title": book.title})
    pages.append(client.get(HOME))
    press(client, book.delete)
    pages.append(client.get(HOME))
    for response in pages:
        soup = page(response)
        assert soup.find(["script", "img"]) is None, f"markup is alive on {response.url}"
        shown = soup.get_text() + "".join(str(tag.get("value")) for tag in soup.find_all("input"))
        assert markup in shown, f"not shown as typed on {response.url}"


@pytest.mark.contract("requires-token")
@each("deed", ["create", "edit", "delete"])
def test_a_post_without_its_token_changes_nothing(
    client: httpx.Client, book: Listed, deed: str
) -> None:
    before = listed(client)
    path = {"create": NEW, "edit": book.edit, "delete": book.delete}[deed]
    assert any(len(value) >= 16 for value in hidden(form_in(page(client.get(path)))).values())
    response = client.post(path, data={"title": new_title(), "author": "Mallory"})
    assert response.status_code in {400, 403}
    assert listed(client) == before


@pytest.mark.contract("unknown-404")
@each(("deed", "number"), itertools.product(["edit", "delete"], UNKNOWN))
def test_an_unknown_book_is_not_found(client: httpx.Client, deed: str, number: int) -> None:
    path = f"/books/{number}/{deed}"
    assert client.get(path).status_code == 404
    token = hidden(form_in(page(client.get(NEW))))
    answer = client.post(path, data={**token, "title": new_title(), "author": "Ada"})
    assert answer.status_code == 404


@pytest.mark.contract("unknown-404")
def test_a_deleted_book_is_not_found(client: httpx.Client) -> None:
    book = add(client)
    press(client, book.delete)
    # The next book gets a number of its own, so no old page leads to it.
    assert add(client).edit != book.edit
    assert client.get(book.edit).status_code == 404
    assert client.get(book.delete).status_code == 404


@pytest.mark.contract("unknown-404")
@each("path", ["/books/one/edit", "/books/-1/edit", "/books/1.5/edit", "/no"])
def test_an_unknown_path_is_not_found(client: httpx.Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    for trace in ("traceback", "debug", ".py"):
        assert trace not in response.text.lower()


@pytest.mark.contract("survives-restart")
def test_books_are_there_after_a_restart(client: httpx.Client, server: Server) -> None:
    add(client, author="漢字"), (gone := add(client))
    press(client, gone.delete)
    before = listed(client)
    server.restart()
    assert listed(client) == before
    # Numbers go on, so no link to an old book leads to a new one.
    assert add(client).edit != gone.edit


@pytest.mark.contract("survives-restart")
def test_a_database_that_restarted_costs_nobody_a_page(client: httpx.Client, host: Host) -> None:
    before = listed(client)
    if address := host.given.get("DATABASE_URL"):
        outages.end_connections(address)
    assert listed(client) == before
