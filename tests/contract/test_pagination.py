"""The contract of `pagination`."""

from __future__ import annotations

import itertools
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from urllib.parse import parse_qs, quote, urlsplit

import httpx
import pytest
from bs4 import BeautifulSoup, Tag

from tests.contract.cases import Case
from tests.contract.each import each
from tests.contract.harness import Server
from tests.contract.pages import described, document, form_in, label_of, page, text

HOME, NEWEST = "/", "/newest"
DEFAULT, SIZES = 20, (10, 20, 50, 100)
SUBJECTS = ("art", "history", "science")
FIELDS = ("q", "subject", "sort", "size")
# One for each page of six, and seven on the last.
MANY = 107

HUGE = str(10**30)
# What a number, a choice or a position never is.
JUNK = (
    *("-1", "abc", "1.5", "1e2", "NaN", "[]", "٪", "\0", "😀", "%", "' OR 1=1 --", "../../x"),
    *("{{7*7}}", str(2**31), str(2**63), HUGE, "9" * 5000),
)
# What a programming language may read as 1, 2 or 20, and no page or size is.
NUMBERS = ("0_1", "2_0", "+1", "+20", " 1", "20 ", "1\n", "٢", "２", "٢٠", "²")


@dataclass(frozen=True)
class Book:
    """A row, as the pages show it."""

    id: int
    title: str
    author: str = "Ada Lovelace"
    subject: str = "art"
    year: int = 1960
    cost: int = 7654321  # on no page

    def __str__(self) -> str:
        return f"{self.title} by {self.author}, {self.year}"


class Shelf:
    """The table, into which another program writes while people read."""

    def __init__(self, server: Server, table: str) -> None:
        (self._file,) = server.folder.rglob("*.sqlite3")
        self._table = table

    def _run(self, statement: str, rows: Iterable[tuple[object, ...]] = ((),)) -> None:
        with closing(sqlite3.connect(self._file)) as database, database:
            database.executemany(statement.format(self._table), rows)

    def put(self, *books: Book) -> None:
        self._run(
            "INSERT INTO {} (id, title, author, subject, year, cost) VALUES (?, ?, ?, ?, ?, ?)",
            [(one.id, one.title, one.author, one.subject, one.year, one.cost) for one in books],
        )

    def take(self, *books: Book) -> None:
        self._run("DELETE FROM {} WHERE id = ?", [(book.id,) for book in books])

    def touch(self, book: Book) -> None:
        """Change a row in a way that no order sees."""
        self._run("UPDATE {} SET cost = cost + 1 WHERE id = ?", [(book.id,)])

    @contextmanager
    def told_to_read(self, *columns: str) -> Iterator[None]:
        """An index by which a database may read what is equal in its first column."""
        name = f"contract_{columns[0]}"
        self._run(f"CREATE INDEX {name} ON {{}} ({', '.join(columns)})")
        try:
            yield
        finally:
            self._run(f"DROP INDEX {name}")

    def fill(self, books: list[Book]) -> list[Book]:
        """Have these books and no others; they are stored in no order."""
        self._run("DELETE FROM {}")
        self.put(*sorted(books, key=lambda book: book.id * 37 % 101))
        return books


@pytest.fixture
def shelf(server: Server, case: Case) -> Shelf:
    return Shelf(server, case.application.meta.names["table"])


@pytest.fixture
def books(shelf: Shelf) -> list[Book]:
    """Many books; a dozen years and thirty titles, so that many are equal in both."""
    return shelf.fill(
        [
            Book(
                id=number,
                title=f"Volume {number * 7 % 30:02}",
                author=("Ada Lovelace", "Grace Hopper")[number % 2],
                subject=SUBJECTS[number % 3],
                year=1950 + number * 5 % 12,
            )
            for number in range(1, MANY + 1)
        ]
    )


def by_title(books: Iterable[Book]) -> list[Book]:
    return sorted(books, key=lambda book: (book.title, book.id))


def by_year(books: Iterable[Book]) -> list[Book]:
    return sorted(books, key=lambda book: (book.year, book.id))


def shown(books: Iterable[Book]) -> list[str]:
    return [str(book) for book in books]


def main(response: httpx.Response) -> Tag:
    """What a page is about.

    Raises:
        AssertionError: it is not a page of a list.
    """
    assert response.status_code == 200, f"{response.url} answered {response.status_code}"
    found = page(response).main
    assert found, "no main"
    return found


def listed(response: httpx.Response) -> list[str]:
    """The books on a page."""
    return [text(item) for item in main(response).find_all("li")]


def counted(response: httpx.Response) -> tuple[int, int, int]:
    """The first and the last book of a page, and how many there are on all pages."""
    words = " ".join(text(line) for line in main(response).find_all("p"))
    (found,) = re.findall(r"(\d+) to (\d+) of (\d+)", words)
    first, last, total = map(int, found)
    return first, last, total


def links(response: httpx.Response, rel: str | None = None) -> list[str]:
    """Where a page leads."""
    found = main(response).find_all("a", **({"rel": rel} if rel else {}))
    return [str(link["href"]) for link in found]


def follow(client: httpx.Client, response: httpx.Response, rel: str) -> httpx.Response | None:
    """The page before or after another; none, if no link leads there."""
    found = links(response, rel)
    assert len(found) < 2, f"{len(found)} links to one page"
    return client.get(response.url.join(found[0])) if found else None


def walk(
    client: httpx.Client, path: str = HOME, rel: str = "next", **query: object
) -> Iterator[httpx.Response]:
    """All pages, from the first to the last, as a visitor opens them."""
    response = client.get(path, params={name: str(value) for name, value in query.items()})
    for _ in range(200):
        yield response
        following = follow(client, response, rel)
        if following is None:
            return
        response = following
    pytest.fail("no page is the last")


def walked(client: httpx.Client, path: str = HOME, **query: object) -> list[str]:
    """The books on all pages."""
    return [book for response in walk(client, path, **query) for book in listed(response)]


def get(client: httpx.Client, **query: object) -> httpx.Response:
    return client.get(HOME, params={name: str(value) for name, value in query.items()})


def fields(soup: BeautifulSoup) -> dict[str, Tag]:
    """What the form asks."""
    found = form_in(soup).find_all(["input", "select"])
    return {str(field["name"]): field for field in found if field.has_attr("name")}


def value_of(field: Tag) -> str:
    """What the form would send."""
    if field.name == "input":
        return str(field.get("value", ""))
    chosen = [option for option in field.find_all("option") if option.has_attr("selected")]
    return str((chosen or field.find_all("option"))[0]["value"])


def assert_wrong(response: httpx.Response, wrong: str) -> None:
    """Check that a search is refused, and the wrong field says why."""
    soup = page(response)
    assert response.status_code == 400, f"{response.url} answered {response.status_code}"
    form = form_in(soup)
    for name, field in fields(soup).items():
        marked = field.get("aria-invalid") == "true"
        assert marked == (name == wrong), f"{name!r} is marked wrongly"
    help_id = str(fields(soup)[wrong].get("aria-describedby", ""))
    error = form.find(id=help_id) if help_id else None
    assert error and text(error), f"no error by {wrong!r}"
    assert " by Ada" not in text(soup), "books are listed"


@pytest.mark.contract("pages-once")
def test_each_book_is_on_one_page(client: httpx.Client, books: list[Book]) -> None:
    pages = [listed(response) for response in walk(client)]
    assert [len(one) for one in pages] == [DEFAULT] * 5 + [7]
    assert list(itertools.chain(*pages)) == shown(by_title(books))


@pytest.mark.contract("pages-once")
def test_each_page_leads_to_its_neighbours(client: httpx.Client, books: list[Book]) -> None:
    there = list(walk(client))
    back = list(walk(client, rel="prev", page=len(there)))
    assert [listed(one) for one in back] == [listed(one) for one in there][::-1]
    for number, response in enumerate(there, 1):
        (current,) = main(response).find_all("a", attrs={"aria-current": "page"})
        assert text(current) == str(number)


@pytest.mark.contract("pages-once")
def test_a_page_is_a_complete_document(client: httpx.Client, books: list[Book]) -> None:
    for path in (HOME, NEWEST):
        document(client.get(path))


@pytest.mark.contract("few-links")
@each("current", [1, 2, 125, 249, 250])
def test_links_stay_few(client: httpx.Client, shelf: Shelf, current: int) -> None:
    shelf.fill([Book(number, "Volume") for number in range(1, 2501)])
    response = get(client, page=current, size=10)
    found = links(response)
    assert len(found) <= 15
    numbers = {int(parse_qs(urlsplit(link).query)["page"][0]) for link in found}
    assert {1, current, 250} <= numbers
    assert numbers <= set(range(1, 251))


@pytest.mark.contract("counts")
def test_each_page_says_which_books_it_shows(client: httpx.Client, books: list[Book]) -> None:
    said = [counted(response) for response in walk(client)]
    assert said == [(1, 20, MANY), (21, 40, MANY), (41, 60, MANY), (61, 80, MANY),
                    (81, 100, MANY), (101, MANY, MANY)]  # fmt: skip
    art = [book for book in books if book.subject == "art"]
    assert counted(get(client, subject="art")) == (1, 20, len(art))
    grace = [book for book in art if book.author == "Grace Hopper"]
    assert counted(get(client, subject="art", q="grace")) == (1, len(grace), len(grace))


@pytest.mark.contract("counts")
def test_the_count_follows_at_once(client: httpx.Client, shelf: Shelf, books: list[Book]) -> None:
    assert counted(get(client))[2] == MANY
    shelf.put(Book(1000, "Volume"), Book(1001, "Volume"))
    assert counted(get(client))[2] == MANY + 2
    shelf.take(*books[:5])
    assert counted(get(client))[2] == MANY - 3


@pytest.mark.contract("no-such-page")
@each("number", ["0", "00", "7", "8", "1000000", "1 2", "1,2", *NUMBERS, *JUNK])
def test_what_is_no_page_is_not_found(client: httpx.Client, books: list[Book], number: str) -> None:
    assert get(client, page=number).status_code == 404


@pytest.mark.contract("no-such-page")
def test_an_empty_page_and_the_last_are_as_told(
    client: httpx.Client, books: list[Book], case: Case
) -> None:
    said = case.application.meta.differences
    for name, number, found in (("empty-page", "", DEFAULT), ("last", "last", MANY % DEFAULT)):
        response = get(client, page=number)
        if said[name].startswith("404"):
            assert response.status_code == 404
        else:
            assert len(listed(response)) == found


@pytest.mark.contract("no-such-page")
def test_a_page_goes_with_its_books(client: httpx.Client, shelf: Shelf, books: list[Book]) -> None:
    assert get(client, page=6).status_code == 200
    shelf.take(*books[:7])
    assert get(client, page=6).status_code == 404
    assert len(listed(get(client, page=5))) == DEFAULT


@pytest.mark.contract("no-such-page")
def test_nothing_found_is_a_page_that_says_so(
    client: httpx.Client, shelf: Shelf, books: list[Book]
) -> None:
    assert "No book matches." not in text(main(get(client)))
    for response in (get(client, q="nobody"), get(client, q="nobody", page=1)):
        assert "No book matches." in text(main(response))
        assert listed(response) == links(response) == []
    assert get(client, q="nobody", page=2).status_code == 404
    shelf.fill([])
    assert "No book matches." in text(main(get(client)))
    assert listed(client.get(NEWEST)) == []


@pytest.mark.contract("sizes")
def test_the_sizes_that_are_offered(client: httpx.Client, books: list[Book]) -> None:
    options = fields(page(get(client)))["size"].find_all("option")
    assert [str(option["value"]) for option in options] == [str(size) for size in SIZES]
    for size in SIZES:
        pages = [listed(response) for response in walk(client, size=size)]
        assert {len(one) for one in pages[:-1]} == {size}
        assert list(itertools.chain(*pages)) == shown(by_title(books))


@pytest.mark.contract("sizes")
def test_no_other_parameter_names_a_size(client: httpx.Client, books: list[Book]) -> None:
    for name in ("per_page", "page_size", "limit"):
        assert len(listed(get(client, **{name: 100}))) == DEFAULT


@pytest.mark.contract("sizes")
@each("size", [
    *("", "0", "1", "11", "101", "107", "1000000000", "10,20", "020", "1_0", "20.0"),
    *NUMBERS, *JUNK,
])  # fmt: skip
def test_no_other_size(client: httpx.Client, books: list[Book], size: str) -> None:
    assert_wrong(get(client, size=size), "size")


@pytest.mark.contract("searches")
def test_finds_a_part_of_title_or_author(client: httpx.Client, books: list[Book]) -> None:
    grace = [book for book in books if book.author == "Grace Hopper"]
    for words in ("Grace", "grace hop", "  HOPPER "):
        assert walked(client, q=words) == shown(by_title(grace))
    for words in ("Volume 07", "me 07", "vOLUME 07"):
        wanted = [book for book in books if book.title == "Volume 07"]
        assert walked(client, q=words) == shown(by_title(wanted))
    assert walked(client, q="  ") == shown(by_title(books))
    assert walked(client, q="grace volume") == []


@pytest.mark.contract("searches")
@each("sign", ["%", "_", "\\", "'", '"', "*", "?", "[a]", ";", "&", "#", "+"])
def test_signs_stand_for_themselves(client: httpx.Client, shelf: Shelf, sign: str) -> None:
    shelf.fill([Book(1, "Ten a hundred"), Book(2, f"Ten {sign} hundred")])
    wanted = f"Ten {sign} hundred by Ada Lovelace, 1960"
    assert walked(client, q=sign) == walked(client, q=f"Ten {sign} hun") == [wanted]


@pytest.mark.contract("searches")
@each(("letter", "most"), [("x", 100), ("é", 100), ("😀", 100), ("%", 100)])
def test_what_is_searched_has_a_limit(
    client: httpx.Client, books: list[Book], letter: str, most: int
) -> None:
    assert listed(get(client, q=letter * most)) == []
    for length in (most + 1, 10 * most):
        assert_wrong(get(client, q=letter * length), "q")


@pytest.mark.contract("searches")
def test_no_nul_is_searched(client: httpx.Client, books: list[Book]) -> None:
    for words in ("\0", "Volume\0", "\0Volume", "Vol\0ume"):
        assert_wrong(get(client, q=words), "q")


@pytest.mark.contract("filters")
def test_shows_one_subject(client: httpx.Client, books: list[Book]) -> None:
    options = fields(page(get(client)))["subject"].find_all("option")
    assert [str(option["value"]) for option in options] == ["", *SUBJECTS]
    for subject in SUBJECTS:
        wanted = [book for book in books if book.subject == subject]
        assert walked(client, subject=subject, size=10) == shown(by_title(wanted))
        grace = [book for book in wanted if book.author == "Grace Hopper"]
        found = walked(client, subject=subject, q="grace", size=10)
        assert found == shown(by_title(grace))
    assert walked(client, subject="") == shown(by_title(books))


@pytest.mark.contract("filters")
@each("subject", ["geography", "ART", "art,history", *JUNK])
def test_no_other_subject(client: httpx.Client, books: list[Book], subject: str) -> None:
    assert_wrong(get(client, subject=subject), "subject")


@pytest.mark.contract("sorts")
def test_four_orders(client: httpx.Client, books: list[Book]) -> None:
    orders = {
        "title": by_title(books),
        "-title": by_title(books)[::-1],
        "year": by_year(books),
        "-year": by_year(books)[::-1],
    }
    options = fields(page(get(client)))["sort"].find_all("option")
    assert [str(option["value"]) for option in options] == list(orders)
    for sort, wanted in orders.items():
        assert walked(client, sort=sort) == shown(wanted)


@pytest.mark.contract("sorts-no-other")
@each("sort", [
    *("", "id", "cost", "-cost", "author", "subject", "--title", "TITLE", "title desc", "?", "-?"),
    *("title,cost", "title,id", "book.title", "password", "title__gt", "title;", "(SELECT 1)"),
    *JUNK,
])  # fmt: skip
def test_no_other_order(client: httpx.Client, books: list[Book], sort: str) -> None:
    assert_wrong(get(client, sort=sort), "sort")


@pytest.mark.contract("sorts-no-other")
def test_what_is_on_no_page_is_not_found(client: httpx.Client, books: list[Book]) -> None:
    cost = str(books[0].cost)
    assert listed(get(client, q=cost)) == []
    for path in (HOME, NEWEST):
        assert all(cost not in response.text for response in walk(client, path))


@pytest.mark.contract("ties")
@each(("sort", "size"), itertools.product(["title", "-title", "year", "-year"], [10, 20]))
def test_equal_books_keep_their_order(
    client: httpx.Client, shelf: Shelf, sort: str, size: int
) -> None:
    books = shelf.fill(
        [Book(number, "Same", f"Author {number}", cost=number) for number in range(1, 61)]
    )
    wanted = shown(books)[::-1] if sort.startswith("-") else shown(books)
    found = []
    with shelf.told_to_read("title", "cost DESC"), shelf.told_to_read("year", "cost DESC"):
        for response in walk(client, sort=sort, size=size):
            found += listed(response)
            shelf.touch(books[len(found) // 2])
    assert found == wanted


JUNK_LINKS = {
    "_scheme": "https",
    "_external": "1",
    "_anchor": "x",
    "_method": "POST",
    "endpoint": "static",
    "self": "x",
    "values": "x",
    "path": "//evil.example",
    "next": "//evil.example",
    "utm_source": "mail",
}


@pytest.mark.contract("links-keep")
def test_links_keep_what_was_asked(client: httpx.Client, shelf: Shelf) -> None:
    shelf.fill([Book(number, "Salt & Pêches #1 = 100%+") for number in range(1, 101)])
    asked = {"q": "& pêches #1 = 100%+", "subject": "art", "sort": "-year", "size": "10"}
    response = get(client, **asked, page=5)
    found = links(response)
    assert len(found) >= 7
    for link in found:
        query = parse_qs(urlsplit(link).query, strict_parsing=True)
        assert query.pop("page")[0].isdigit()
        assert query == {name: [value] for name, value in asked.items()}
    assert walked(client, **asked) == shown(
        Book(100 - n, "Salt & Pêches #1 = 100%+") for n in range(100)
    )


@pytest.mark.contract("links-keep")
@each(("name", "value"), JUNK_LINKS.items())
def test_links_carry_nothing_else(
    client: httpx.Client, books: list[Book], name: str, value: str
) -> None:
    plain = get(client, page=2)
    response = get(client, page=2, **{name: value})
    assert listed(response) == listed(plain)
    targets = [response.url.join(link) for link in links(response)]
    assert targets == [plain.url.join(link) for link in links(plain)]
    for target in targets:
        assert (target.scheme, target.host, target.port, target.path, target.fragment) == (
            *("http", plain.url.host, plain.url.port, HOME, ""),
        )
        assert set(parse_qs(target.query.decode(), keep_blank_values=True)) <= {*FIELDS, "page"}


@pytest.mark.contract("form-shows")
def test_the_form_shows_what_counts(client: httpx.Client, books: list[Book]) -> None:
    asked = {"q": "volume 0", "subject": "history", "sort": "-title", "size": "50"}
    for sent, wanted in (
        ({}, {"q": "", "subject": "", "sort": "title", "size": str(DEFAULT)}),
        (asked, asked),
        ({**asked, "page": "1"}, asked),
    ):
        soup = page(get(client, **sent))
        form = form_in(soup)
        found = {name: value_of(field) for name, field in fields(soup).items()}
        assert found == wanted, "also a page would be sent, and the next search began there"
        assert str(form.get("method", "get")).lower() == "get"
        assert client.base_url.join(str(form.get("action") or HOME)).path == HOME
        for name in set(FIELDS):
            label = form.find("label", attrs={"for": str(fields(soup)[name]["id"])})
            assert label and text(label), f"{name!r} has no label"


@pytest.mark.contract("form-shows")
def test_a_wrong_value_is_shown_with_its_error(client: httpx.Client, books: list[Book]) -> None:
    long = "x" * 101
    response = get(client, q=long, subject="art", size=50)
    assert_wrong(response, "q")
    soup = page(response)
    assert described(form_in(soup), "q")
    assert label_of(form_in(soup), "q")
    found = {name: value_of(field) for name, field in fields(soup).items()}
    assert found == {"q": long, "subject": "art", "sort": "title", "size": "50"}


@pytest.mark.contract("never-fails")
@each(("path", "name"), [*((HOME, name) for name in (*FIELDS, "page")), (NEWEST, "after")])
def test_junk_is_never_an_error_of_the_server(
    client: httpx.Client, books: list[Book], path: str, name: str
) -> None:
    for value in ("", *JUNK):
        # Which of two values counts is left to the application, so both come once as the first.
        for values in ([value, "1"], ["1", value]):
            answer = client.get(path, params={name: values})
            assert answer.status_code in {200, 400, 404}, f"{name}: {values}"


@pytest.mark.contract("never-fails")
@each("query", [
    *("=", "?", "%", "%ff", "%ed%a0%80", "%00", "%u0041", "q=%", "q=%ff%fe", "page=%ff", "a;b"),
    *("q", "page", "size&sort", "after", "&&&", "q[]=1", "__proto__=1", "no-such=%00"),
    *("q=" + "%25" * 5000, "q=a&" * 200, "size=" + "0" * 5000, "sort=" + "-" * 5000),
])  # fmt: skip
def test_broken_queries_are_never_an_error_of_the_server(
    client: httpx.Client, books: list[Book], query: str
) -> None:
    for path in (HOME, NEWEST):
        answer = client.get(f"{path}?{query}")
        assert answer.status_code in {200, 400, 404}, f"{path} answered {answer.status_code}"


@pytest.mark.contract("escapes")
@each("markup", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_markup_stays_text(client: httpx.Client, shelf: Shelf, markup: str) -> None:
    shelf.fill([Book(number, markup, markup) for number in range(1, 51)])
    for response in (get(client, q=markup), client.get(NEWEST)):
        soup = page(response)
        assert listed(response)[0].startswith(markup)
        assert soup.find(["script", "img"]) is None
    assert value_of(fields(page(get(client, q=markup)))["q"]) == markup
    wrong = page(get(client, q=markup * 9, sort=markup, subject=markup, size=markup))
    assert wrong.find(["script", "img"]) is None
    assert value_of(fields(wrong)["q"]) == markup * 9


@pytest.mark.contract("newest-once")
@each("number", [0, 1, 19, 20, 21, 40, 41, MANY])
def test_each_book_comes_once(client: httpx.Client, shelf: Shelf, number: int) -> None:
    books = shelf.fill(
        [Book(one, f"Volume {one}", year=1950 + one * 5 % 12) for one in range(1, number + 1)]
    )
    pages = [listed(response) for response in walk(client, NEWEST)]
    assert list(itertools.chain(*pages)) == shown(by_year(books)[::-1])
    assert [len(one) for one in pages[:-1]] == [DEFAULT] * (len(pages) - 1)
    assert pages[-1] or not books, "the last page has nothing"


Change = Callable[[Shelf, list[Book], int], list[Book]]


def newer_come(shelf: Shelf, seen: list[Book], number: int) -> list[Book]:
    shelf.put(*(Book(number + one, f"Newer {number + one}", year=1999) for one in range(7)))
    return []


def equals_come(shelf: Shelf, seen: list[Book], number: int) -> list[Book]:
    """As new as the one at which the page ended, and added later: they stand before it."""
    equals = (Book(number + one, f"Equal {number + one}", year=seen[-1].year) for one in range(7))
    shelf.put(*equals)
    return []


def shown_ones_go(shelf: Shelf, seen: list[Book], number: int) -> list[Book]:
    shelf.take(*seen[-7:-1])
    return []


def the_last_goes(shelf: Shelf, seen: list[Book], number: int) -> list[Book]:
    shelf.take(seen[-1])
    return []


def the_whole_page_goes(shelf: Shelf, seen: list[Book], number: int) -> list[Book]:
    shelf.take(*seen[-DEFAULT:])
    return []


def older_come(shelf: Shelf, seen: list[Book], number: int) -> list[Book]:
    """They are still ahead, and have to be shown."""
    older = [Book(number + one, f"Older {number + one}", year=1900) for one in range(3)]
    shelf.put(*older)
    return older


CHANGES: tuple[Change, ...] = (
    newer_come, equals_come, shown_ones_go, the_last_goes, the_whole_page_goes, older_come,
)  # fmt: skip


@pytest.mark.contract("newest-stable")
@each("changes", [*((change,) for change in CHANGES), CHANGES[:2] + CHANGES[4:]])
def test_nothing_comes_twice_and_nothing_is_left_out(
    client: httpx.Client, shelf: Shelf, changes: tuple[Change, ...]
) -> None:
    books = [Book(one, f"Volume {one}", year=1950 + one * 5 % 12) for one in range(1, MANY + 1)]
    shelf.fill(books)
    wanted, numbers = {str(book): book for book in books}, itertools.count(1000, 10)
    seen: list[Book] = []
    for response in walk(client, NEWEST):
        found = listed(response)
        assert found and set(found) <= set(wanted), "what stands before was shown"
        seen += [wanted[one] for one in found]
        if len(seen) < len(books) - DEFAULT:  # and let it come to an end
            for change in changes:
                added = change(shelf, seen, next(numbers))
                wanted |= {str(book): book for book in added}
    assert len(seen) == len(set(seen)), "shown twice"
    assert set(shown(seen)) == set(wanted), "left out"
    assert seen == by_year(seen)[::-1]


@pytest.mark.contract("newest-position")
@each("position", [
    *("", "-", "1960", "1960-", "-5", "1960-5-5", " 1960-5", "1960-5 ", "1960-5\n", "1960--5"),
    *("1960.0-5", "0x7a8-5", "1_9-5", "١٩٦٠-٥", "19600-5", f"{HUGE}-5", f"1960-{HUGE}"),
    *("1960-5'", "1960-5 OR 1=1", *JUNK),
])  # fmt: skip
def test_what_is_no_position_is_not_found(
    client: httpx.Client, books: list[Book], position: str
) -> None:
    assert client.get(NEWEST, params={"after": position}).status_code == 404


@pytest.mark.contract("newest-position")
def test_a_position_needs_no_book(client: httpx.Client, books: list[Book]) -> None:
    newest = shown(by_year(books)[::-1])
    assert (
        listed(client.get(NEWEST, params={"after": "1961-0"}))
        == [one for one in newest if not one.endswith("1961")][:DEFAULT]
    )
    for after in ("9999-1", "1962-1", "1961-999999999999999999"):
        assert listed(client.get(NEWEST, params={"after": after})) == newest[:DEFAULT]
    for after in ("0-0", "1950-0", "0-999999999999999999"):
        response = client.get(NEWEST, params={"after": after})
        assert listed(response) == links(response) == []
        assert "No more books." in text(main(response))


@pytest.mark.contract("newest-position")
def test_a_link_leads_to_this_site(client: httpx.Client, books: list[Book]) -> None:
    for name, value in JUNK_LINKS.items():
        response = client.get(f"{NEWEST}?{name}={quote(value)}")
        (link,) = links(response, "next")
        target = response.url.join(link)
        assert (target.scheme, target.host, target.path) == ("http", response.url.host, NEWEST)
        assert set(parse_qs(target.query.decode())) == {"after"}
