"""The contract of `admin`: pages are read by what a person sees, labels, links and rows."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest
from bs4 import BeautifulSoup, Tag

from tests.contract.cases import Case
from tests.contract.each import each
from tests.contract.pages import form_in, hidden, send_json, text
from tests.contract.pages import page as parsed

HOME, LOGIN, OFFICE = "/", "/login", "/admin/"
STAFF, OTHER = ("ada", "analytical-engine"), ("bob", "difference-engine")
NUMBERS = itertools.count(1)
# What is the same for every test of one server, by the server's address. Checking a password is
# slow, as it should be, and so is walking through every page.
SIGNED_IN: dict[tuple[str, str], httpx.Cookies] = {}
LEADS_TO: dict[tuple[str, str], str] = {}
LISTS: dict[tuple[str, str], httpx.Response] = {}
FOUND: dict[str, Found] = {}

Clients = Callable[[], httpx.Client]


# --- What a browser does ---------------------------------------------------------------------


@functools.lru_cache(128)
def page(response: httpx.Response) -> BeautifulSoup:
    """The parsed page of an answer, which several questions are asked of."""
    return parsed(response)


def label(element: Tag) -> str:
    """A label without what stands around its words: colons, stars."""
    return re.sub(r"[^\w ]", "", text(element)).strip()


def fields(form: Tag) -> dict[str, Tag]:
    """Label → the field that it is for."""
    found: dict[str, Tag] = {}
    for one in form.find_all("label", attrs={"for": True}):
        field = form.find(id=str(one["for"]))
        if field:
            found.setdefault(label(one), field)
    return found


def form_with(soup: BeautifulSoup, name: str) -> Tag:
    """The form of a page that has a field with this label."""
    found = [form for form in soup.find_all("form") if name in fields(form)]
    assert len(found) == 1, f"{len(found)} forms have a field {name!r}: {text(soup)[:300]!r}"
    return found[0]


def sent(form: Tag) -> dict[str, str]:
    """What a form would send if nobody touched it; lists of many choices begin empty here."""
    found = {}
    for field in form.find_all(["input", "select", "textarea"], attrs={"name": True}):
        kind = str(field.get("type", "text")).lower()
        if kind in {"submit", "button", "image", "file"}:
            continue
        if kind in {"checkbox", "radio"} and not field.has_attr("checked"):
            continue
        if field.has_attr("multiple"):
            continue
        if field.name == "select":
            options = field.find_all("option")
            chosen = [option for option in options if option.has_attr("selected")]
            value = (chosen or options)[0].get("value", "")
        elif field.name == "textarea":
            value = field.get_text()
        else:
            value = field.get("value", "on" if kind == "checkbox" else "")
        found[str(field["name"])] = str(value)
    return found


def filled(form: Tag, answers: dict[str, str]) -> dict[str, str]:
    """What a form would send after a person filled in or chose, by label."""
    data = sent(form)
    for name, value in answers.items():
        field = fields(form)[name]
        if field.name == "select":
            (value,) = [
                str(option["value"]) for option in field.find_all("option") if text(option) == value
            ]
        data[str(field["name"])] = value
    return data


Data = Mapping[str, str | list[str]]


def without(data: Data, *names: str) -> Data:
    return {name: value for name, value in data.items() if name not in names}


def target(response: httpx.Response, form: Tag) -> str:
    return str(response.url.join(str(form.get("action") or "")))


@dataclass(frozen=True)
class Request:
    """A form that is ready to be sent."""

    where: str
    data: Data

    def by(self, client: httpx.Client, token: Data | None = None) -> httpx.Response:
        """Send it, with another token if one is given."""
        return client.post(self.where, data={**self.data, **(token or {})})


def links(tag: Tag, menus: bool = True) -> Iterator[tuple[str, str]]:
    """What the links of a page say, and where they lead."""
    for one in tag.find_all("a", href=True):
        where = str(one["href"])
        if (menus or not one.find_parent("nav")) and not where.startswith(("javascript:", "#")):
            yield text(one) or str(one.get("title", "")), where


def link(response: httpx.Response, *words: str) -> str:
    """The first link outside the menus that begins with one of these words."""
    found = list(links(page(response), menus=False))
    for said, where in found:
        if said.startswith(words):
            return str(response.url.join(where))
    raise AssertionError(f"no link {words} on {response.url}: {found}")


# --- Visitors --------------------------------------------------------------------------------


def sign_in(client: httpx.Client, name: str, password: str) -> httpx.Response:
    response = client.get(LOGIN)
    form = form_in(page(response))
    data = filled(form, {"Username": name, "Password": password})
    return client.post(target(response, form), data=data)


def signed_in(client: httpx.Client, name: str, password: str) -> httpx.Client:
    key = (str(client.base_url), name)
    client.cookies = SIGNED_IN.get(key, client.cookies)
    if "Sign out" not in client.get(HOME).text:
        assert sign_in(client, name, password).status_code in {302, 303}, f"{name} is refused"
        SIGNED_IN[key] = client.cookies
    return client


@pytest.fixture
def staff(new_client: Clients) -> httpx.Client:
    """Somebody who may use the back office."""
    return signed_in(new_client(), *STAFF)


@pytest.fixture
def other(new_client: Clients) -> httpx.Client:
    """Somebody who has a name and a password, and no more."""
    return signed_in(new_client(), *OTHER)


def token(client: httpx.Client) -> dict[str, str]:
    """A token of the visitor's own, from a page that is for everyone."""
    soup = page(client.get(HOME))
    form = soup.find("form") or form_in(page(client.get(LOGIN)))
    return hidden(form)


# --- The back office, as staff sees it -------------------------------------------------------


@dataclass(frozen=True)
class Book:
    """A book as everyone sees it."""

    title: str
    author: str
    in_print: bool = True


def books(client: httpx.Client) -> list[Book]:
    """Every book that is stored, as the page for everyone has it."""
    found = []
    for article in page(client.get(HOME)).find_all("article"):
        author, *more = [one.get_text() for one in article.find_all("p")]
        assert article.h2
        found.append(Book(article.h2.get_text(), author, more != ["Out of print"]))
    return sorted(found, key=lambda book: (book.title, book.author))


def of(client: httpx.Client, author: str) -> dict[str, bool]:
    """Title → whether in print, of one author."""
    return {book.title: book.in_print for book in books(client) if book.author == author}


def list_of(staff: httpx.Client, records: str) -> httpx.Response:
    """The list of records, by its link on the first page."""
    key = (str(staff.base_url), f"list of {records}")
    if key not in LEADS_TO:
        first = staff.get(OFFICE)
        assert first.status_code == 200
        found = [where for said, where in links(page(first)) if said == records]
        assert found, f"no link {records!r} on {first.url}"
        LEADS_TO[key] = str(first.url.join(found[0]))
    return staff.get(LEADS_TO[key])


def search(staff: httpx.Client, listed: httpx.Response, words: str) -> httpx.Response:
    """What the search form of a list finds."""
    form = page(listed).select_one("form[role=search]")
    assert form, f"no search on {listed.url}"
    (field,) = form.select("input[type=text], input[type=search]")
    query = sent(form) | {str(field["name"]): words}
    response = staff.get(target(listed, form).partition("?")[0], params=query)
    assert response.status_code == 200
    return response


def find(staff: httpx.Client, records: str, words: str) -> httpx.Response:
    """What the search of the list of records finds."""
    key = (str(staff.base_url), records)
    if key not in LISTS:
        LISTS[key] = list_of(staff, records)
    return search(staff, LISTS[key], words)


def rows(response: httpx.Response) -> dict[str, Tag]:
    """Text of the cells, joined → the row of a list."""
    found = {}
    for row in page(response).select("tr"):
        cells = [text(cell) for cell in row.find_all(["td", "th"])]
        found[" | ".join(filter(None, cells))] = row
    return found


def row_of(response: httpx.Response, title: str) -> Tag:
    (found,) = [row for cells, row in rows(response).items() if title in cells.split(" | ")]
    return found


def shown(response: httpx.Response, titles: Iterable[str]) -> set[str]:
    """Which of these titles have a row."""
    cells = set(itertools.chain(*(one.split(" | ") for one in rows(response))))
    return set(titles) & cells


def page_of(staff: httpx.Client, records: str, name: str) -> httpx.Response:
    """The form of one record, found by its name and opened by a link in its row."""
    listed = find(staff, records, name)
    wanted = {"Books": "Title", "Authors": "Name"}[records]
    for _, where in links(row_of(listed, name)):
        response = staff.get(str(listed.url.join(where)))
        for form in page(response).find_all("form"):
            field = fields(form).get(wanted)
            if field and field.get("value") == name:
                return response
    raise AssertionError(f"no link in the row of {name!r} leads to its form")


def saved(response: httpx.Response, label: str, answers: dict[str, str]) -> Request:
    """The form with this label on a page, filled in."""
    form = form_with(page(response), label)
    return Request(target(response, form), filled(form, answers))


def adding(staff: httpx.Client, records: str) -> httpx.Response:
    """The page that adds a record, by its link on the list."""
    key = (str(staff.base_url), f"add to {records}")
    if key not in LEADS_TO:
        LEADS_TO[key] = link(list_of(staff, records), "Add", "Create")
    return staff.get(LEADS_TO[key])


def add_author(staff: httpx.Client, name: str = "") -> str:
    name = name or f"Author {next(NUMBERS)}"
    response = saved(adding(staff, "Authors"), "Name", {"Name": name}).by(staff)
    assert response.status_code in {302, 303}, text(page(response))
    return name


def add_book(staff: httpx.Client, author: str, title: str = "") -> str:
    title = title or f"Book {next(NUMBERS)}"
    answers = {"Title": title, "Author": author}
    response = saved(adding(staff, "Books"), "Title", answers).by(staff)
    assert response.status_code in {302, 303}, text(page(response))
    return title


def shelf(staff: httpx.Client, count: int = 3) -> tuple[str, list[str]]:
    """A new author with books."""
    author = add_author(staff)
    return author, [add_book(staff, author) for _ in range(count)]


def action(staff: httpx.Client, author: str, chosen: Iterable[str]) -> Request:
    """The action on the chosen books of an author, as the list of books would send it."""
    listed = find(staff, "Books", author)
    soup = page(listed)
    offered = [one for one in soup.find_all(["a", "option"]) if text(one) == "Take out of print"]
    assert offered, "the action is not offered"
    (form,) = [
        form
        for form in soup.find_all("form")
        if str(form.get("method")).lower() == "post" and form.select_one("[name=action]")
    ]
    data: dict[str, str | list[str]] = {**sent(form), "action": "take_out_of_print"}
    boxes = [row_of(listed, title).select("input[type=checkbox]") for title in chosen]
    for (box,) in boxes:
        name = str(box["name"])
        data[name] = [*data.get(name, []), str(box["value"])]
    return Request(target(listed, form), data)


def deleting(staff: httpx.Client, records: str, name: str) -> Request:
    """What deletes a record: a form in its row, or the one on the page that asks."""
    listed = find(staff, records, name)
    form = row_of(listed, name).find("form")
    if form:
        return Request(target(listed, form), sent(form))
    asked = staff.get(link(page_of(staff, records, name), "Delete"))
    forms = [form for form in page(asked).select("main form") if form.get("method") == "post"]
    # A page that explains why it cannot be has no form.
    return Request(str(asked.url), sent(forms[0]) if forms else {"post": "yes"})


# --- Every address ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Found:
    """What staff can reach: pages, and addresses that forms are sent to."""

    pages: dict[str, httpx.Response]
    forms: dict[str, Request]
    before: list[Book]
    after: list[Book]

    @property
    def addresses(self) -> set[str]:
        return {*self.pages, *self.forms}


def kinds_of(address: str) -> set[tuple[str, str]]:
    """A list in another order, or narrowed, is a kind of its own; their combinations are not."""
    parts = urlsplit(address)
    path = re.sub(r"\d+", "1", parts.path)
    names = [name for name, _ in parse_qsl(parts.query, keep_blank_values=True)]
    return {(path, name) for name in ["", *names]}


def everything(staff: httpx.Client) -> Found:
    """Follow every link of the back office, and note every form, once for each server."""
    server = str(staff.base_url)
    if server not in FOUND:
        shelf(staff)
        office = f"{server.rstrip('/')}{OFFICE}"
        found: dict[str, httpx.Response] = {}
        forms: dict[str, Request] = {}
        before = books(staff)
        waiting, kinds = [office], set[tuple[str, str]]()
        while waiting:
            address = waiting.pop()
            if kinds_of(address) <= kinds:
                continue
            kinds |= kinds_of(address)
            response = staff.get(address)
            if response.status_code != 200:
                continue
            found[address] = response
            soup = page(response)
            for form in soup.find_all("form"):
                if str(form.get("method")).lower() == "post":
                    where = target(response, form)
                    forms.setdefault(where, Request(where, sent(form)))
            nexts = [str(response.url.join(where)).partition("#")[0] for _, where in links(soup)]
            waiting += [one for one in nexts if one.startswith(office)]
        FOUND[server] = Found(found, forms, before, books(staff))
    return FOUND[server]


def is_refused(response: httpx.Response) -> bool:
    """An answer that is no page and no success; a redirect may lead to the sign-in."""
    return response.status_code in {302, 303, 307, 400, 401, 403, 404, 405}


@pytest.mark.contract("staff-only")
def test_staff_reach_the_pages_that_are_tried(staff: httpx.Client) -> None:
    # The next test proves nothing if the way through the back office misses its pages.
    found = everything(staff)
    titles = [text(one) for one in page(staff.get(HOME)).find_all("h2")]
    forms = [response for response in found.pages.values() if "Title" in response.text]
    assert len(found.pages) >= 8
    assert any(shown(response, titles) for response in found.pages.values()), "no list"
    assert any("take_out_of_print" in response.text for response in forms), "no action"
    assert len(found.forms) >= 5


@pytest.mark.contract("staff-only")
@pytest.mark.parametrize("who", ["a visitor", "a user"])
def test_nobody_else_gets_any_page(
    staff: httpx.Client, other: httpx.Client, client: httpx.Client, who: str
) -> None:
    stranger = client if who == "a visitor" else other
    secret = {word for book in books(client) for word in (book.title, book.author)}
    answers = []
    own = token(stranger)
    for address in everything(staff).addresses:
        answers += [stranger.get(address), stranger.head(address)]
        answers.append(stranger.post(address, data=own))
    for answer in answers:
        asked = f"{answer.request.method} {answer.request.url}"
        assert is_refused(answer), f"{asked} answers {who} with {answer.status_code}"
        assert not [word for word in secret if word in answer.text], f"{asked} tells of a book"


@pytest.mark.contract("staff-only")
def test_a_visitor_is_led_to_the_sign_in(client: httpx.Client) -> None:
    answer = client.get(OFFICE)
    assert answer.status_code in {302, 303}
    asked = client.get(str(answer.url.join(answer.headers["location"])))
    assert page(asked).select("input[type=password]"), "nobody asks for a password"


@pytest.mark.contract("others-change-nothing")
@pytest.mark.parametrize("who", ["a visitor", "a user"])
def test_what_staff_would_send_changes_nothing_when_others_send_it(
    staff: httpx.Client, other: httpx.Client, client: httpx.Client, who: str
) -> None:
    stranger = client if who == "a visitor" else other
    requests = [*(make(staff) for make in deeds(staff).values()), *everything(staff).forms.values()]
    before, own = books(staff), token(stranger)
    for request in requests:
        answer = request.by(stranger, own)
        assert is_refused(answer), f"{request.where} answers {who} with {answer.status_code}"
    assert books(staff) == before


@pytest.mark.contract("signs-in")
def test_staff_come_in_by_a_link(client: httpx.Client) -> None:
    assert sign_in(client, *STAFF).status_code in {302, 303}
    way = link(client.get(HOME), "Back office")
    assert client.get(way).status_code == 200
    assert urlsplit(way).path == OFFICE


@pytest.mark.contract("signs-in")
def test_others_see_no_link(other: httpx.Client, client: httpx.Client) -> None:
    for one in (other, client):
        assert "Back office" not in one.get(HOME).text


@pytest.mark.contract("signs-in")
@each(("name", "password"), [(STAFF[0], OTHER[1]), ("nobody", STAFF[1]), (STAFF[0], "")])
def test_a_wrong_password_lets_nobody_in(client: httpx.Client, name: str, password: str) -> None:
    assert sign_in(client, name, password).status_code == 200
    assert is_refused(client.get(OFFICE))


@pytest.mark.contract("signs-in")
@each("sent", [{"username": 5, "password": 7}, [1], None])
def test_json_is_no_form(client: httpx.Client, sent: object) -> None:
    assert send_json(client, LOGIN, sent).status_code == 200
    assert is_refused(client.get(OFFICE))


@pytest.mark.contract("signs-in")
def test_after_signing_out_it_is_closed(client: httpx.Client) -> None:
    sign_in(client, *STAFF)
    assert client.get(OFFICE).status_code == 200
    copied = httpx.Cookies(client.cookies)
    assert signing_out(client).by(client).status_code in {302, 303}
    assert is_refused(client.get(OFFICE))
    client.cookies = copied
    assert is_refused(client.get(OFFICE)), "a copied cookie goes on"


def signing_out(client: httpx.Client) -> Request:
    response = client.get(HOME)
    form = form_in(page(response))
    return Request(target(response, form), sent(form))


@pytest.mark.contract("lists")
def test_the_list_shows_title_and_author(staff: httpx.Client) -> None:
    author, titles = shelf(staff)
    listed = find(staff, "Books", author)
    for title in titles:
        assert {title, author} <= {
            text(one) for one in row_of(listed, title).find_all(["td", "th"])
        }


@pytest.mark.contract("searches")
def test_a_part_of_title_or_author_finds_the_books(staff: httpx.Client) -> None:
    mark = f"Zq{next(NUMBERS)}x"
    author, other_author = add_author(staff, f"Ada {mark} Lovelace"), add_author(staff)
    by_author = add_book(staff, author)
    by_title = add_book(staff, other_author, f"About {mark} and more")
    neither = add_book(staff, other_author)
    everyone = (by_author, by_title, neither)
    listed = list_of(staff, "Books")
    for words in (mark, mark.upper(), mark.lower(), mark[:-1]):
        assert shown(search(staff, listed, words), everyone) == {by_author, by_title}, words
    assert shown(search(staff, listed, f"about {mark}"), everyone) == {by_title}
    assert shown(search(staff, listed, "no such words"), everyone) == set()


@pytest.mark.contract("searches")
@each("words", ["'", '"', "%", "\\", "' OR 1=1 --", "é"])
def test_signs_in_a_search_are_words(staff: httpx.Client, words: str) -> None:
    assert find(staff, "Books", f"no {words} such").status_code == 200


@pytest.mark.contract("filters")
def test_the_list_can_be_narrowed(staff: httpx.Client, case: Case) -> None:
    author, titles = shelf(staff)
    action(staff, author, titles[:1]).by(staff)
    listed = staff.get(case.application.meta.names["out-of-print"])
    assert listed.status_code == 200
    assert shown(search(staff, listed, author), titles) == set(titles[:1])
    assert shown(find(staff, "Books", author), titles) == set(titles)


@pytest.mark.contract("edits")
def test_a_book_changes_and_no_other_does(staff: httpx.Client) -> None:
    author, titles = shelf(staff)
    before = books(staff)
    new = f"Renamed {next(NUMBERS)}"
    answer = saved(page_of(staff, "Books", titles[1]), "Title", {"Title": new}).by(staff)
    assert answer.status_code in {302, 303}
    changed = [Book(new, author) if book.title == titles[1] else book for book in before]
    assert books(staff) == sorted(changed, key=lambda book: (book.title, book.author))


@pytest.mark.contract("edits")
@each("title", ["", "   ", "x" * 101])
def test_a_wrong_title_is_refused(staff: httpx.Client, title: str) -> None:
    author, titles = shelf(staff, 1)
    before = books(staff)
    for response in (page_of(staff, "Books", titles[0]), adding(staff, "Books")):
        answer = saved(response, "Title", {"Title": title, "Author": author}).by(staff)
        assert answer.status_code == 200
        assert "Title" in fields(form_with(page(answer), "Title"))
    assert books(staff) == before


@dataclass(frozen=True)
class Rows:
    """The form of an author, with the rows of the books."""

    request: Request
    name: str
    numbers: dict[str, int]
    form: Tag

    def field(self, title: str, field: str = "title") -> str:
        return self.name.format(number=self.numbers[title], field=field)

    @property
    def next_field(self) -> str:
        return self.name.format(number=len(self.numbers), field="title")

    def box_to_delete(self, title: str) -> str:
        """The one box of a row that is not a field of the book, and sets it apart for deletion."""
        field = re.compile(rf"\b{self.numbers[title]}\b")
        (box,) = [
            str(one["name"])
            for one in self.form.select("input[type=checkbox]")
            if field.search(str(one["name"])) and str(one["name"]) != self.field(title, "in_print")
        ]
        return box


def rows_of(staff: httpx.Client, case: Case, author: str) -> Rows:
    response = page_of(staff, "Authors", author)
    form = form_with(page(response), "Name")
    name = case.application.meta.names["row"]
    pattern = re.compile(re.escape(name.format(number=0, field="title")).replace("0", r"(\d+)"))
    numbers = {
        value: int(found[1])
        for field, value in sent(form).items()
        if (found := pattern.fullmatch(field)) and value
    }
    return Rows(Request(target(response, form), sent(form)), name, numbers, form)


@pytest.mark.contract("rows")
def test_one_save_changes_adds_and_removes(staff: httpx.Client, case: Case) -> None:
    author, (kept, changed, removed) = shelf(staff)
    elsewhere = [book for book in books(staff) if book.author != author]
    form = rows_of(staff, case, author)
    assert set(form.numbers) == {kept, changed, removed}
    new, added = f"Renamed {next(NUMBERS)}", f"Added {next(NUMBERS)}"
    answers = {form.field(changed): new, form.next_field: added, form.box_to_delete(removed): "on"}
    data = without({**form.request.data, **answers}, form.field(changed, "in_print"))
    answer = Request(form.request.where, data).by(staff)
    assert answer.status_code in {302, 303}, text(page(answer))
    found = of(staff, author)
    assert set(found) == {kept, new, added}
    assert (found[kept], found[new]) == (True, False)
    assert [book for book in books(staff) if book.author != author] == elsewhere


@pytest.mark.contract("rows")
@each("wrong", ["", "   ", "x" * 101])
def test_one_wrong_row_stores_none(staff: httpx.Client, case: Case, wrong: str) -> None:
    author, (first, second) = shelf(staff, 2)
    before = books(staff)
    form = rows_of(staff, case, author)
    data = {**form.request.data, form.field(first): "Fine", form.field(second): wrong}
    answer = Request(form.request.where, data).by(staff)
    assert answer.status_code == 200
    assert books(staff) == before


@pytest.mark.contract("keeps-whole")
def test_an_author_with_books_stays(staff: httpx.Client) -> None:
    author, _ = shelf(staff, 2)
    before = books(staff)
    answer = deleting(staff, "Authors", author).by(staff, token(staff))
    assert answer.status_code < 500
    assert shown(find(staff, "Authors", author), [author]) == {author}
    assert books(staff) == before


@pytest.mark.contract("keeps-whole")
def test_an_author_without_books_goes(staff: httpx.Client) -> None:
    author = add_author(staff)
    assert deleting(staff, "Authors", author).by(staff).status_code in {302, 303}
    assert shown(find(staff, "Authors", author), [author]) == set()


@pytest.mark.contract("many")
def test_the_chosen_books_change_and_no_others(staff: httpx.Client) -> None:
    author, titles = shelf(staff, 4)
    before = [book for book in books(staff) if book.author != author]
    assert action(staff, author, titles[1:3]).by(staff).status_code in {302, 303}
    assert of(staff, author) == dict(zip(titles, [True, False, False, True], strict=True))
    assert [book for book in books(staff) if book.author != author] == before


@pytest.mark.contract("many")
def test_without_a_choice_nothing_changes(staff: httpx.Client) -> None:
    author, _ = shelf(staff)
    before = books(staff)
    action(staff, author, []).by(staff)
    assert books(staff) == before


@pytest.mark.contract("keeps-history")
@each("deed", ["form", "action"])
def test_the_history_tells_who_did_it(staff: httpx.Client, deed: str) -> None:
    author, (title,) = shelf(staff, 1)
    before = len(history(staff, title))
    if deed == "form":
        new = f"Renamed {next(NUMBERS)}"
        saved(page_of(staff, "Books", title), "Title", {"Title": new}).by(staff)
        title = new
    else:
        action(staff, author, [title]).by(staff)
    entries = history(staff, title)
    assert entries, f"nothing is told of {title!r}"
    assert all(STAFF[0] in entry for entry in entries)
    if deed == "action":
        assert len(entries) == before + 1
    else:
        # Those under the old title may be missing, so their number says nothing.
        assert any("changed" in entry.lower() for entry in entries)


def history_of(staff: httpx.Client, title: str) -> httpx.Response:
    """The history, by the link on the page of a book."""
    response = page_of(staff, "Books", title)
    (where,) = dict.fromkeys(where for said, where in links(page(response)) if said == "History")
    told = staff.get(str(response.url.join(where)))
    assert told.status_code == 200
    return told


def history(staff: httpx.Client, title: str) -> list[str]:
    """The rows of the history that are about a book."""
    soup = page(history_of(staff, title))
    # Its heading names the book, or each row does.
    about = any(title in text(one) for one in soup.select("h1"))
    cells = [row for row in soup.select("tr") if row.find("td") and not row.find_parent("nav")]
    return [text(row) for row in cells if about or title in text(row)]


def deeds(staff: httpx.Client) -> dict[str, Callable[[httpx.Client], Request]]:
    """Each kind of change, made ready on a book of its own."""
    author, titles = shelf(staff, 3)
    answers = {"Title": f"Mallory {next(NUMBERS)}"}
    return {
        "add": lambda by: saved(adding(by, "Books"), "Title", {**answers, "Author": author}),
        "change": lambda by: saved(page_of(by, "Books", titles[0]), "Title", answers),
        "many": lambda by: action(by, author, titles),
        "delete": lambda by: deleting(by, "Books", titles[0]),
    }


@pytest.mark.contract("requires-token")
@each("deed", ["add", "change", "many", "delete", "sign out"])
def test_a_change_needs_the_token_of_its_user(
    staff: httpx.Client, other: httpx.Client, deed: str
) -> None:
    request = {**deeds(staff), "sign out": signing_out}[deed](staff)
    before = books(staff)
    names = set(token(staff))
    bare = Request(request.where, without(request.data, *names))
    for answer in (bare.by(staff), request.by(staff, token(other))):
        assert answer.status_code in {400, 403}, f"{deed}: {answer.status_code}"
    assert books(staff) == before
    assert staff.get(OFFICE).status_code == 200, "signed out"
    if deed != "sign out":
        assert request.by(staff).status_code in {302, 303}
        assert books(staff) != before, "the token was not what was missing"


@pytest.mark.contract("reading-changes-nothing")
def test_reading_every_page_changes_nothing(staff: httpx.Client) -> None:
    found = everything(staff)
    assert found.after == found.before


@pytest.mark.contract("reading-changes-nothing")
def test_what_a_form_would_change_is_not_changed_by_reading(staff: httpx.Client) -> None:
    requests = [*everything(staff).forms.values(), *(make(staff) for make in deeds(staff).values())]
    before, own = books(staff), token(staff)
    for request in requests:
        staff.get(request.where, params=without(request.data, *own))
        staff.head(request.where, params=without(request.data, *own))
    assert books(staff) == before


@pytest.mark.contract("escapes")
@each("markup", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'])
def test_markup_stays_text(staff: httpx.Client, markup: str) -> None:
    number = next(NUMBERS)
    author = add_author(staff, f"{markup} {number}")
    title = add_book(staff, author, f"{markup} {number}.")
    pages = {
        "list": find(staff, "Books", f"{number}."),
        "form": page_of(staff, "Books", title),
        "rows": page_of(staff, "Authors", author),
        "everyone": staff.get(HOME),
        "refused": saved(page_of(staff, "Books", title), "Title", {"Title": markup * 9}).by(staff),
        "history": history_of(staff, title),
    }
    for where, response in pages.items():
        soup = page(response)
        assert not soup.select("img[onerror]"), f"markup is alive: {where}"
        assert "alert(1)" not in "".join(one.get_text() for one in soup.select("script"))
    assert Book(title, author) in books(staff)
    assert title in text(page(pages["history"]))
    assert {title, author} <= {text(one) for one in row_of(pages["list"], title).select("td, th")}


@pytest.mark.contract("guards-pages")
def test_no_page_goes_into_a_frame(staff: httpx.Client) -> None:
    for address, response in everything(staff).pages.items():
        policy = response.headers.get("content-security-policy", "")
        framed = response.headers.get("x-frame-options", "").upper()
        assert "frame-ancestors" in policy or framed in {"DENY", "SAMEORIGIN"}, address


@pytest.mark.contract("guards-pages")
def test_no_page_with_a_record_is_kept(staff: httpx.Client) -> None:
    found = everything(staff)
    told = [
        response
        for response in found.pages.values()
        if any(book.title in response.text for book in found.before)
    ]
    assert told
    for response in told:
        assert "no-store" in response.headers.get("cache-control", ""), response.url


@pytest.mark.contract("brings-style")
def test_style_sheets_and_scripts_are_there(staff: httpx.Client) -> None:
    wanted: dict[str, str] = {}
    for response in everything(staff).pages.values():
        soup = page(response)
        for one in soup.select("link[rel=stylesheet][href]"):
            wanted[str(response.url.join(str(one["href"])))] = "text/css"
        for one in soup.select("script[src]"):
            wanted[str(response.url.join(str(one["src"])))] = "text/javascript"
    assert set(wanted.values()) == {"text/css", "text/javascript"}
    for address, kind in wanted.items():
        answer = staff.get(address)
        assert answer.status_code == 200, f"{address} answers {answer.status_code}"
        said = answer.headers["content-type"].replace("application/", "text/")
        assert said.startswith(kind), f"{address} is {said}"
