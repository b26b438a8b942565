"""The contract of `i18n`."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from bs4 import BeautifulSoup

from tests.contract.cases import Case
from tests.contract.each import each
from tests.contract.harness import Server, copy_of
from tests.contract.pages import (
    OFF_SITE,
    allowed,
    assert_head_is_get,
    bytes_after_head,
    cookies_set,
    described,
    document,
    form_in,
    hidden,
    in_a_browser,
    label_of,
    send_json,
    submit,
    text,
)
from tests.contract.unsent import status_before_the_file
from tests.contract.workplace import Database, Workplace

LANGUAGES = ("en", "de", "pl")
TRANSLATED = ("de", "pl")
HIGHLIGHT = "/highlight"
SUNG, LATE, LARGE = "winterreise", "nocturnes", "planets"
NEW_YORK, KATHMANDU = "America/New_York", "Asia/Kathmandu"

HEADING = {"en": "Programme", "de": "Programm", "pl": "Program"}
NOT_THERE = {
    "en": "There is no such page",
    "de": "Diese Seite gibt es nicht",
    "pl": "Nie ma takiej strony",
}
REFUSED = {
    "en": "This request was refused",
    "de": "Diese Anfrage wurde abgelehnt",
    "pl": "To żądanie odrzucono",
}
KIND = {"en": "Songs", "de": "Lieder", "pl": "Pieśni"}
LANGUAGE_OF_KIND = {kind: code for code, kind in KIND.items()}

HEADERS = {
    "de": "de",
    "DE-at": "de",
    "de-AT": "de",
    "de-CH-1996, en;q=0.1": "de",
    "de-AT, en;q=0.5": "de",
    "pl;q=0.5, de;q=0.9": "de",
    "en-GB,en;q=0.9,de;q=0.8": "en",
    "fr, pl;q=0.3": "pl",
    "xx-yy-zz, pl;q=0.1": "pl",
    "fr": "en",
    "*": "en",
    "": "en",
}
JUNK = (
    b";;;q=,,",
    b"de;q=x",
    b"pl;q=1e309",
    b"de;q=-1",
    b"\xff\xfe",
    b"../../../etc/passwd",
    b"en_US.UTF-8",
    b"%s%n{0}",
    b"de-" * 2000,
    b"de," * 2000,
    b"x" * 7000,
)

PLACES = {
    "en": ["0 places left", "1 place left", "2 places left", "5 places left", "12 places left",
           "22 places left", "12,345 places left"],
    "de": ["0 freie Plätze", "1 freier Platz", "2 freie Plätze", "5 freie Plätze",
           "12 freie Plätze", "22 freie Plätze", "12.345 freie Plätze"],
    "pl": ["0 wolnych miejsc", "1 wolne miejsce", "2 wolne miejsca", "5 wolnych miejsc",
           "12 wolnych miejsc", "22 wolne miejsca", "12 345 wolnych miejsc"],
}  # fmt: skip
# What 10 euros a place make of a budget.
OFFERS = {
    "en": {"5": "0 places", "10": "1 place", "25": "2 places", "50.50": "5 places",
           "220": "22 places"},
    "de": {"5": "0 Plätze", "10": "1 Platz", "25": "2 Plätze", "50,50": "5 Plätze",
           "220": "22 Plätze"},
    "pl": {"5": "0 miejsc", "10": "1 miejsce", "25": "2 miejsca", "50,50": "5 miejsc",
           "220": "22 miejsca"},
}  # fmt: skip
# In Berlin. English is written with and without a short month, and with p.m. or PM.
STARTS = {
    "en": (r"Dec(\.|ember) 4, 2026", r"7:30 (p\.m\.|PM)"),
    "de": (r"4\. Dezember 2026", r"19:30"),
    "pl": (r"4 grudnia 2026 19:30",),
}
PRICES = {
    "en": {"goldberg": "€12.50", "nocturnes": "€9.90", "pastoral": "€1,234.50"},
    "de": {"goldberg": "12,50 €", "nocturnes": "9,90 €", "pastoral": "1.234,50 €"},
    "pl": {"goldberg": "12,50 €", "nocturnes": "9,90 €", "pastoral": "1 234,50 €"},
}
NO_ZONES = ("Europe", "../../../etc/passwd", "/etc/passwd", "", "Mars/Olympus", "x" * 2000,
            "\u0663", "Europe/Berlin/..")  # fmt: skip


def paths(code: str) -> list[str]:
    """Pages of each kind."""
    return [f"/{code}/", f"/{code}/concerts/{SUNG}", f"/{code}/preferences"]


def language_of(response: httpx.Response) -> str:
    """The language that a page says it is in, in both places where it says so."""
    html = document(response).html
    assert html
    assert html["lang"] == response.headers["content-language"]
    return str(html["lang"])


def leads_to(response: httpx.Response) -> str:
    """The language of the home page to which an answer redirects."""
    assert response.status_code == 302
    found = re.fullmatch(r"/(\w\w)/", in_a_path(response))
    assert found, response.headers["location"]
    return found[1]


def in_a_path(response: httpx.Response) -> str:
    """Where a redirect leads on this site, as a browser reads it."""
    target = httpx.URL(in_a_browser(str(response.url), response.headers["location"]))
    assert (target.scheme, target.netloc) == (response.url.scheme, response.url.netloc)
    return target.raw_path.decode()


def with_header(client: httpx.Client, path: str, header: bytes | str) -> httpx.Response:
    value = header if isinstance(header, bytes) else header.encode()
    return client.get(path, headers={b"Accept-Language": value})


def choose(client: httpx.Client, language: str, zone: str = "Europe/Berlin", next_: str = "",
           page: str = "/en/preferences") -> httpx.Response:  # fmt: skip
    """Fill in the preferences."""
    return submit(client, page, {"language": language, "time_zone": zone, "next": next_})


def articles(client: httpx.Client, code: str, **kwargs: Any) -> dict[str, BeautifulSoup]:
    """The concerts of the programme, by their ids."""
    response = client.get(f"/{code}/", **kwargs)
    assert response.status_code == 200
    return {str(one["id"]): one for one in document(response).find_all("article")}


def offer(client: httpx.Client, code: str, budget: str, name: str = "Ada",
          slug: str = SUNG) -> httpx.Response:  # fmt: skip
    answer = client.get(f"/{code}/concerts/{slug}", params={"name": name, "budget": budget})
    assert answer.status_code == 200
    return answer


def told(response: httpx.Response) -> str:
    """What the page tells of a budget, empty if it tells nothing."""
    status = document(response).find(role="status")
    return text(status) if status else ""


def vary(response: httpx.Response) -> set[str]:
    return {one.strip().lower() for one in response.headers.get("vary", "").split(",")}


def assert_not_kept(response: httpx.Response) -> None:
    said = response.headers["cache-control"]
    assert "private" in said and "no-store" in said, said


def catalogue_at(folder: Path, case: Case, code: str) -> Path:
    return folder / case.application.meta.names["catalogue"].format(code)


def read_catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file)


@contextlib.contextmanager
def changed(path: Path) -> Iterator[Catalog]:
    """A catalogue that is written back when the block ends."""
    catalogue = read_catalogue(path)
    yield catalogue
    with path.open("wb") as file:
        write_po(file, catalogue)


@pytest.fixture
def place(case: Case) -> Iterator[Workplace]:
    """A translator's copy of the code."""
    with copy_of(case.application.folder) as folder:
        yield Workplace(case, folder, Database("sqlite:///none"))


@pytest.mark.contract("by-address")
@each("code", LANGUAGES)
def test_the_address_names_the_language(client: httpx.Client, code: str) -> None:
    for path in paths(code):
        answer = client.get(path)
        assert answer.status_code == 200
        assert language_of(answer) == code
    home = document(client.get(f"/{code}/"))
    assert home.h1 and text(home.h1) == HEADING[code]
    assert KIND[code] in text(articles(client, code)[SUNG])


@pytest.mark.contract("by-address")
def test_all_that_is_said_by_the_application_is_translated(client: httpx.Client) -> None:
    said: dict[str, list[str]] = {}
    for code in LANGUAGES:
        kinds = [text(one.p) for one in articles(client, code).values() if one.p]
        form = form_in(document(client.get(f"/{code}/concerts/{SUNG}")))
        fields = [label_of(form, name) for name in ("name", "budget")]
        choice = document(client.get(f"/{code}/preferences"))
        labels = [text(one) for one in choice.find_all("label")]
        buttons = [text(one) for page in (form, choice) for one in page.find_all("button")]
        said[code] = [*dict.fromkeys(kinds), *fields, *labels, *buttons]
    assert len(said["en"]) == 9
    for english, german, polish in zip(*said.values(), strict=True):
        assert len({english, german, polish}) == 3, (english, german, polish)


@pytest.mark.contract("by-header")
@each(("header", "code"), HEADERS.items())
def test_the_browser_says_which_language(client: httpx.Client, header: str, code: str) -> None:
    assert leads_to(with_header(client, "/", header)) == code
    answer = with_header(client, HIGHLIGHT, header)
    assert answer.json()["kind"] == KIND[code]
    assert answer.headers["content-language"] == code


@pytest.mark.contract("by-header")
@each("header", JUNK)
def test_a_header_that_is_junk_harms_nobody(client: httpx.Client, header: bytes) -> None:
    assert leads_to(with_header(client, "/", header)) in LANGUAGES
    assert with_header(client, f"/de/concerts/{SUNG}", header).status_code == 200


@pytest.mark.contract("by-header")
def test_a_language_that_is_not_wanted_at_all(client: httpx.Client, case: Case) -> None:
    code = case.application.meta.names["of-de-q0"]
    assert with_header(client, HIGHLIGHT, "de;q=0").json()["kind"] == KIND[code]
    assert with_header(client, HIGHLIGHT, "de;q=0, pl;q=0.1").json()["kind"] == KIND["pl"]


@pytest.mark.contract("by-choice")
def test_a_choice_is_kept(client: httpx.Client, new_client: Callable[[], httpx.Client]) -> None:
    answer = choose(client, "pl", next_="/en/")
    assert leads_to(answer) == "pl"
    assert leads_to(client.get("/")) == "pl"
    assert client.get(HIGHLIGHT).json()["kind"] == KIND["pl"]
    assert leads_to(new_client().get("/")) == "en"
    assert leads_to(choose(client, "de", page="/pl/preferences", next_="/pl/")) == "de"
    assert leads_to(client.get("/")) == "de"


@pytest.mark.contract("by-choice")
def test_the_form_shows_what_is_chosen(client: httpx.Client) -> None:
    choose(client, "de", KATHMANDU)
    shown = document(client.get("/de/preferences")).select("option[selected]")
    assert [str(one["value"]) for one in shown] == ["de", KATHMANDU]


@pytest.mark.contract("by-choice")
def test_who_reads_a_page_has_chosen_nothing(client: httpx.Client) -> None:
    for path in (*paths("de"), *paths("pl")):
        client.get(path)
    assert leads_to(client.get("/")) == "en"


@pytest.mark.contract("by-choice")
@each("language", ["fr", "xx", "", "DE", "en\0", "../de", "x" * 2000])
def test_a_language_that_is_not_offered_is_refused(client: httpx.Client, language: str) -> None:
    answer = choose(client, language, page="/de/preferences", next_="/de/")
    assert answer.status_code == 200
    assert language_of(answer) == "de"
    assert document(answer).find(attrs={"aria-invalid": "true"})
    assert leads_to(client.get("/")) == "en"


@pytest.mark.contract("by-choice")
@each("sent", [{"language": "de", "time_zone": "Europe/Berlin", "next": 5}, [1], None])
def test_json_is_no_form(client: httpx.Client, sent: object) -> None:
    assert send_json(client, "/en/preferences", sent).status_code < 500
    assert leads_to(client.get("/")) == "en"


@pytest.mark.contract("precedence")
def test_the_address_goes_before_the_choice_and_that_before_the_header(
    client: httpx.Client,
) -> None:
    choose(client, "de")
    for header in ("pl", "fr", "", "x;;"):
        assert leads_to(with_header(client, "/", header)) == "de"
        assert language_of(with_header(client, "/pl/", header)) == "pl"
        assert language_of(with_header(client, "/en/no-such-page", header)) == "en"


@pytest.mark.contract("precedence")
@each("value", ["fr", "xx", "", "../../../etc/passwd", "x" * 2000, '"de', "de; pl", "de\u00e9"])
def test_a_cookie_that_is_junk_decides_nothing(
    client: httpx.Client, case: Case, value: str
) -> None:
    name = case.application.meta.names["cookie"]
    headers = {b"Cookie": f"{name}={value}".encode(), b"Accept-Language": b"pl"}
    answer = client.get("/", headers=headers)
    assert leads_to(answer) == ("de" if value == "de; pl" else "pl")
    assert client.get("/de/", headers=headers).status_code == 200


@pytest.mark.contract("says-so")
@each("path", ["/", HIGHLIGHT, "/no-such-page", "/fr/"])
def test_where_header_and_cookie_decide_caches_are_told(client: httpx.Client, path: str) -> None:
    for header in ("de", "pl, en;q=0.5"):
        answer = with_header(client, path, header)
        assert {"accept-language", "cookie"} <= vary(answer)
        if answer.status_code != 302:
            assert answer.headers["content-language"] == header[:2]


@pytest.mark.contract("says-so")
@each("code", LANGUAGES)
def test_what_depends_on_the_time_zone_says_so(client: httpx.Client, code: str) -> None:
    for path in paths(code):
        assert "cookie" in vary(client.get(path))
    assert "accept-language" not in vary(client.get(f"/{code}/")), "kept once for each header"


@pytest.mark.contract("alternates")
@each("code", LANGUAGES)
def test_each_page_names_itself_in_each_language(client: httpx.Client, code: str) -> None:
    for number, path in enumerate(paths(code)):
        soup = document(client.get(path))
        links = {str(one["hreflang"]): str(one["href"]) for one in
                 soup.find_all("link", rel="alternate")}  # fmt: skip
        assert links == {
            other: str(client.base_url.join(paths(other)[number])) for other in LANGUAGES
        }
        for other, address in links.items():
            assert language_of(client.get(address)) == other
            (link,) = soup.find_all("a", hreflang=other)
            assert (link["lang"], link["href"]) == (other, address)
    names = [text(one) for one in document(client.get(f"/{code}/")).select("a[lang]")]
    assert names == ["English", "Deutsch", "polski"], "whoever cannot read a page finds their own"


@pytest.mark.contract("unknown")
@each("path", ["/fr/", "/xx/", "/deu/", "/no-such-page", "/de%0a/", "/-/", "/%00/"])
def test_another_language_is_not_found(client: httpx.Client, path: str) -> None:
    for code in LANGUAGES:
        answer = with_header(client, path, code)
        assert answer.status_code == 404
        assert language_of(answer) == code
        heading = document(answer).h1
        assert heading and text(heading) == NOT_THERE[code]
        assert (link := document(answer).a) and link["href"] == f"/{code}/"


@pytest.mark.contract("unknown")
def test_an_address_without_a_language(client: httpx.Client, case: Case) -> None:
    answer = with_header(client, f"/concerts/{SUNG}", "pl")
    assert answer.status_code == int(case.application.meta.names["without-language"])
    if answer.status_code == 302:
        assert in_a_path(answer) == f"/pl/concerts/{SUNG}"


@pytest.mark.contract("unknown")
@each("code", LANGUAGES)
def test_what_is_not_there_is_said_in_the_language_of_the_address(
    client: httpx.Client, code: str
) -> None:
    for path in (f"/{code}-at/", f"/{code.upper()}/"):
        assert client.get(path).status_code == 404
    for path in (f"/{code}/no-such-page", f"/{code}/concerts/none", f"/{code}/concerts/%00"):
        answer = with_header(client, path, "fr, de;q=0.1")
        assert answer.status_code == 404
        assert language_of(answer) == code
        heading = document(answer).h1
        assert heading and text(heading) == NOT_THERE[code]
        assert (link := document(answer).a) and link["href"] == f"/{code}/"


@pytest.mark.contract("stays-here")
@each("target", [*OFF_SITE, "/en/\r\nSet-Cookie: x=1", "/de//evil.example", "/\x00", "\ud7ff",
                 "x" * 5000, "/fr/", "/no-such-page", ""])  # fmt: skip
def test_the_form_leads_to_no_other_site(client: httpx.Client, target: str) -> None:
    answer = choose(client, "pl", next_=target)
    assert "x" not in {cookie.key for cookie in cookies_set(answer)}
    if "\0" in target and answer.status_code == 200:
        return  # the form comes back
    assert answer.status_code == 302
    in_a_path(answer)
    assert leads_to(client.get("/")) == "pl"


@pytest.mark.contract("stays-here")
def test_who_takes_no_html_is_led_home_too(client: httpx.Client) -> None:
    client.headers["Accept"] = "application/json"
    assert leads_to(choose(client, "pl")) == "pl"
    assert leads_to(client.get("/")) == "pl"


@pytest.mark.contract("stays-here")
def test_the_form_leads_back_in_the_new_language(client: httpx.Client) -> None:
    here = f"/en/concerts/{LATE}"
    soup = document(offer(client, "en", "50", slug=LATE))
    (link,) = soup.select('a[href*="preferences"]:not([hreflang])')
    form = client.base_url.join(str(link["href"]))
    assert form.params["next"] == here
    shown = hidden(form_in(document(client.get(form))))
    assert shown["next"] == here
    answer = choose(client, "pl", next_=shown["next"], page=str(link["href"]))
    assert in_a_path(answer) == f"/pl/concerts/{LATE}"
    # No page sends this: an amount may mean another in another language.
    there = f"/pl/concerts/{SUNG}?name=Ada&budget=50"
    answer = choose(client, "de", next_=there, page="/pl/preferences")
    assert in_a_path(answer) == f"/de/concerts/{SUNG}?name=Ada&budget=50"


@pytest.mark.contract("stays-here")
def test_below_a_prefix_it_leads_back_as_well(client: httpx.Client) -> None:
    # What a proxy on the same machine tells Gunicorn of an application that is not at the root.
    client.headers["SCRIPT_NAME"] = "/below"
    soup = document(client.get(f"/below/en/concerts/{LATE}"))
    (link,) = soup.select('a[href*="preferences"]:not([hreflang])')
    shown = hidden(form_in(document(client.get(str(link["href"])))))
    answer = choose(client, "pl", next_=shown["next"], page=str(link["href"]))
    assert in_a_path(answer) == f"/below/pl/concerts/{LATE}"
    answer = choose(client, "pl", next_="https://evil.example/", page=str(link["href"]))
    assert in_a_path(answer) == "/below/pl/"
    assert in_a_path(client.get("/below/")) == "/below/pl/"
    assert {str(one["href"]) for one in soup.find_all("link", rel="alternate")} == {
        str(client.base_url.join(f"/below/{code}/concerts/{LATE}")) for code in LANGUAGES
    }


@pytest.mark.contract("plural")
@each("code", LANGUAGES)
def test_a_number_and_its_word_agree(client: httpx.Client, code: str) -> None:
    shown = list(articles(client, code).values())
    assert len(shown) == len(PLACES[code])
    for article, places in zip(shown, PLACES[code], strict=True):
        assert places in [text(one) for one in article.find_all("p")]


@pytest.mark.contract("plural")
@each("code", LANGUAGES)
def test_a_sentence_agrees_too(client: httpx.Client, code: str) -> None:
    for budget, places in OFFERS[code].items():
        sentence = told(offer(client, code, budget))
        assert re.search(rf"(?<!\d){places}\b", sentence), sentence
        assert "Ada" in sentence


@pytest.mark.contract("formats")
@each("code", LANGUAGES)
def test_dates_are_written_as_in_the_language(client: httpx.Client, code: str) -> None:
    for shown in (text(articles(client, code)[SUNG]),
                  with_header(client, HIGHLIGHT, code).json()["start"]):  # fmt: skip
        plain = " ".join(shown.split())
        for pattern in STARTS[code]:
            assert re.search(pattern, plain), plain


@pytest.mark.contract("formats")
def test_english_has_two_ways_of_writing_a_time(client: httpx.Client, case: Case) -> None:
    moment = articles(client, "en")[SUNG].time
    assert moment
    month, half = case.application.meta.names["in-english"].split()
    assert text(moment) == f"{month} 4, 2026, 7:30 {half}"


@pytest.mark.contract("formats")
@each("code", LANGUAGES)
def test_a_time_is_given_to_machines_as_well(client: httpx.Client, code: str) -> None:
    moment = articles(client, code)[SUNG].time
    assert moment
    assert datetime.fromisoformat(str(moment["datetime"])) == datetime(
        2026, 12, 4, 18, 30, tzinfo=UTC
    )


@pytest.mark.contract("formats")
@each("code", LANGUAGES)
def test_money_is_written_as_in_the_language(client: httpx.Client, code: str) -> None:
    shown = articles(client, code)
    for slug, price in PRICES[code].items():
        assert price in [text(one) for one in shown[slug].find_all("p")]
    price = with_header(client, HIGHLIGHT, code).json()["price"]
    assert " ".join(price.split()) == {"en": "€10.00"}.get(code, "10,00 €")
    assert " " not in price, "a line may end between the number and its sign"


@pytest.mark.contract("typed")
@each(
    ("code", "typed", "meant"),
    [("en", "50.50", "€50.50"), ("de", "50,50", "50,50 €"), ("pl", "50,50", "50,50 €"),
     ("de", " 50,5 ", "50,50 €"), ("en", "50", "€50.00"), ("pl", "99999,99", "99 999,99 €")],
)  # fmt: skip
def test_a_number_is_read_as_it_is_written_there(
    client: httpx.Client, code: str, typed: str, meant: str
) -> None:
    assert meant in told(offer(client, code, typed))


@pytest.mark.contract("typed")
@each(
    ("code", "typed", "meant"),
    [("de", "20.50", "20,50 €"), ("de", "1.5", "1,50 €"), ("pl", "20.50", "20,50 €"),
     ("en", "20,50", "€20.50"), ("en", "1,5", "€1.50"), ("de", "1.234,50", "1.234,50 €"),
     ("en", "1,234.50", "€1,234.50"), ("pl", "1 234,50", "1 234,50 €"),
     ("de", "1.234", "1.234,00 €"), ("en", "1,234", "€1,234.00"),
     ("de", "1,234", "1.234,00 €"), ("en", "1.234", "€1,234.00"), ("pl", "1,234", "1 234,00 €")],
)  # fmt: skip
def test_a_number_is_read_as_meant_or_refused(
    client: httpx.Client, code: str, typed: str, meant: str
) -> None:
    answer = offer(client, code, typed)
    sentence = told(answer)
    if sentence:
        assert meant in sentence
    else:
        assert described(form_in(document(answer)), "budget")


@pytest.mark.contract("typed")
@each(("code", "typed"), [("de", "1.50"), ("en", "1,50"), ("de", "1.234,50"), ("pl", "1 234,50")])
def test_which_other_forms_are_read(
    client: httpx.Client, case: Case, code: str, typed: str
) -> None:
    read = case.application.meta.names["read"].split("; ")
    assert bool(told(offer(client, code, typed))) == (f"{code} {typed}" in read)


@pytest.mark.contract("typed")
@each("code", LANGUAGES)
def test_what_is_no_amount_is_refused(client: httpx.Client, code: str) -> None:
    for typed in ("", "abc", "NaN", "sNaN", "Infinity", "-5", "0", "100001", "1e9999999",
                  "1,0e9999999", "1,0e99999", "1.0e99999", "9" * 3000, "1,2,3", "\0", "--",
                  "0x10", "5 €"):  # fmt: skip
        answer = offer(client, code, typed)
        assert not told(answer), typed
        assert described(form_in(document(answer)), "budget"), typed


@pytest.mark.contract("time-zone")
@each(
    ("zone", "winter", "summer", "day"),
    [("Europe/Berlin", "19:30", "19:30", "1. Januar 2027"),
     (NEW_YORK, "13:30", "13:30", "31. Dezember 2026"),
     (KATHMANDU, "00:15", "23:15", "1. Januar 2027")],
)  # fmt: skip
def test_times_are_those_of_the_chosen_zone(
    client: httpx.Client, zone: str, winter: str, summer: str, day: str
) -> None:
    choose(client, "de", zone)
    shown = {slug: text(one) for slug, one in articles(client, "de").items()}
    assert winter in shown[SUNG]
    assert summer in shown["goldberg"]
    assert day in shown[LATE]
    highlight = client.get(HIGHLIGHT).json()["start"]
    assert winter in highlight
    assert ("5. Dezember" if zone == KATHMANDU else "4. Dezember") in highlight


@pytest.mark.contract("time-zone")
@each("zone", NO_ZONES)
def test_a_name_that_is_no_zone_is_refused(client: httpx.Client, zone: str) -> None:
    answer = choose(client, "de", zone)
    assert answer.status_code == 200
    assert leads_to(client.get("/")) == "en"
    headers = {b"Cookie": f"time_zone={zone}".encode(), b"Accept-Language": b"de"}
    shown = client.get(HIGHLIGHT, headers=headers)
    assert shown.status_code == 200
    assert "19:30" in shown.json()["start"]


@pytest.mark.contract("escapes")
@each("code", LANGUAGES)
def test_what_a_visitor_typed_stays_text(client: httpx.Client, code: str) -> None:
    for name in ("<b>Ada</b>", '"><img src=x>', "%(amount)s %s %", "{{ 7 * 7 }}{0}", "&lt;i&gt;",
                 "%(nobody)d"):  # fmt: skip
        answer = offer(client, code, "50", name)
        assert document(answer).find(["b", "img", "i"]) is None
        assert name in told(answer)


@pytest.mark.contract("escapes")
def test_markup_in_a_translation_that_was_marked_when_the_code_was_read(
    client: httpx.Client, server: Server, case: Case
) -> None:
    path = catalogue_at(server.folder, case, "de")
    whole = path.read_bytes()
    with changed(path) as catalogue:
        catalogue["Songs"].string = "<b>Lieder</b>"
    try:
        server.restart()
        shown = articles(client, "de")[SUNG]
    finally:
        path.write_bytes(whole)
        server.restart()
    assert "Lieder" in text(shown)
    said = "escaped" if "<b>Lieder</b>" in text(shown) else "shown"
    assert bool(shown.b) == (said == "shown")
    assert case.application.meta.names["late-markup"] == said


@pytest.mark.contract("form-errors")
@each(
    ("name", "answers"),
    [("name", {"name": "", "budget": "50"}), ("name", {"name": "x" * 41, "budget": "50"}),
     ("budget", {"name": "Ada", "budget": "many"}), ("budget", {"name": "Ada", "budget": ""}),
     ("budget", {"name": "Ada", "budget": "0"}), ("budget", {"name": "Ada", "budget": "200000"})],
)  # fmt: skip
def test_an_error_is_said_in_the_language(
    client: httpx.Client, name: str, answers: dict[str, str]
) -> None:
    said = []
    for code in LANGUAGES:
        answer = client.get(f"/{code}/concerts/{SUNG}", params=answers)
        assert answer.status_code == 200
        assert not told(answer)
        said.append(described(form_in(document(answer)), name))
    assert all(said)
    assert len(set(said)) == len(LANGUAGES), said


@pytest.mark.contract("no-leak")
def test_at_once_each_gets_their_own(
    client: httpx.Client, new_client: Callable[[], httpx.Client]
) -> None:
    choose(client, "pl", NEW_YORK)
    cookies = "; ".join(f"{one.name}={one.value}" for one in client.cookies.jar)
    wanted = {
        (("Accept-Language", "de"),): ("Lieder", "19:30"),
        (("Accept-Language", "en"),): ("Songs", "7:30"),
        (("Cookie", cookies),): ("Pieśni", "13:30"),
        (): ("Songs", "7:30"),
    }
    visitors = {headers: new_client() for headers in wanted}

    def ask(headers: tuple[tuple[str, str], ...]) -> tuple[tuple[tuple[str, str], ...], Any]:
        return headers, visitors[headers].get(HIGHLIGHT, headers=dict(headers)).json()

    with ThreadPoolExecutor(8) as threads:
        for headers, shown in threads.map(ask, [*wanted] * 15):
            kind, time = wanted[headers]
            assert (shown["kind"], time in shown["start"]) == (kind, True), shown


@pytest.mark.contract("no-leak")
def test_the_next_one_does_not_inherit(
    client: httpx.Client, new_client: Callable[[], httpx.Client]
) -> None:
    choose(client, "pl", KATHMANDU)
    next_one = new_client()
    for _ in range(12):  # more than there are threads
        client.get("/pl/")
        client.get("/de/no-such-page")
        shown = next_one.get(HIGHLIGHT).json()
        assert shown["kind"] == "Songs"
        assert "7:30" in shown["start"]


@pytest.mark.contract("missing")
def test_a_message_without_translation_is_shown_as_written(
    client: httpx.Client, server: Server, case: Case
) -> None:
    path = catalogue_at(server.folder, case, "de")
    whole = path.read_bytes()
    with changed(path) as catalogue:
        catalogue["Piano"].string = ""
        catalogue["Orchestra"].flags.add("fuzzy")
    try:
        server.restart()
        shown = {slug: text(one) for slug, one in articles(client, "de").items()}
        polish = text(articles(client, "pl")["goldberg"])
    finally:
        path.write_bytes(whole)
        server.restart()
    assert "Piano" in shown["goldberg"], "no translation"
    assert "Orchestra" in shown["eroica"], "a guess that nobody has looked at"
    assert "Lieder" in shown[SUNG]
    assert "Fortepian" in polish
    assert "Klavier" in text(articles(client, "de")["goldberg"])


@pytest.mark.contract("broken")
@each(
    ("code", "right", "wrong"),
    [("de", '"%(number)s freie Plätze"', '"%(nummer)s freie Plätze"'),
     ("de", '"%(number)s freier Platz"', '"%(number)d freier Platz"'),
     ("pl", '"%(number)s wolnych miejsc"', '"%(liczba)s wolnych miejsc"')],
)  # fmt: skip
def test_a_broken_translation_is_caught_before_it_is_shown(
    place: Workplace, case: Case, code: str, right: str, wrong: str
) -> None:
    path = catalogue_at(place.folder, case, code)
    whole = path.read_text(encoding="utf-8")
    assert whole.count(right) == 1, right
    try:
        path.write_text(whole.replace(right, wrong), encoding="utf-8")
        done = place.try_to("compile")
        assert done.returncode != 0, f"{wrong} passed: {done.stdout}{done.stderr}"
        said = done.stdout + done.stderr
        assert path.relative_to(place.folder).as_posix() in said, said
    finally:
        path.write_text(whole, encoding="utf-8")
    place.run("compile")


@pytest.mark.contract("broken")
def test_what_a_second_run_says_of_a_broken_catalogue(place: Workplace, case: Case) -> None:
    path = catalogue_at(place.folder, case, "de")
    whole = path.read_text(encoding="utf-8")
    path.write_text(whole.replace("%(number)s freie ", "%(nummer)s freie "), encoding="utf-8")
    assert place.try_to("compile").returncode != 0
    assert path.with_suffix(".mo").exists()
    passes = place.try_to("compile").returncode == 0
    assert case.application.meta.names["broken-again"] == ("passes" if passes else "refused")


@pytest.mark.contract("broken")
def test_a_plural_form_that_is_left_out(place: Workplace, case: Case) -> None:
    path = catalogue_at(place.folder, case, "pl")
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    (number,) = [at for at, line in enumerate(lines) if line.startswith('msgstr[1] "%(number)s w')]
    path.write_text("".join(lines[:number] + lines[number + 1 :]), encoding="utf-8")
    passes = place.try_to("compile").returncode == 0
    assert case.application.meta.names["lost-plural"] == ("passes" if passes else "refused")


@pytest.mark.contract("broken")
def test_a_quote_that_is_not_closed(place: Workplace, case: Case) -> None:
    path = catalogue_at(place.folder, case, "pl")
    whole = path.read_text(encoding="utf-8")
    assert whole.count('msgstr "Pieśni"') == 1
    path.write_text(whole.replace('msgstr "Pieśni"', 'msgstr "Pieśni'), encoding="utf-8")
    passes = place.try_to("compile").returncode == 0
    assert case.application.meta.names["open-quote"] == ("passes" if passes else "refused")


@pytest.mark.contract("catalogues")
def test_the_catalogues_are_complete(place: Workplace, case: Case) -> None:
    before = {code: read_catalogue(catalogue_at(place.folder, case, code)) for code in TRANSLATED}
    place.run("extract")
    for code in TRANSLATED:
        after = read_catalogue(catalogue_at(place.folder, case, code))
        assert {one.id for one in after} == {one.id for one in before[code]}
        assert not after.obsolete
        for message in after:
            parts = message.string if isinstance(message.string, tuple) else (message.string,)
            assert all(parts), f"{code}: {message.id!r} is not translated"
            assert not message.fuzzy or not message.id, f"{code}: {message.id!r} is a guess"
        assert after.num_plurals >= {"de": 2, "pl": 3}[code]


@pytest.mark.contract("catalogues")
def test_extraction_finds_what_is_new(place: Workplace, case: Case) -> None:
    path = catalogue_at(place.folder, case, "de")
    lost = ["Songs", "How many places?", ("%(number)s place left", "%(number)s places left")]
    with changed(path) as catalogue:
        for message in lost:
            catalogue.delete(message)
    place.run("extract")
    found = read_catalogue(path)
    for message in lost:
        one = found.get(message)
        assert one, f"{message!r} was not found"
        parts = one.string if isinstance(one.string, tuple) else (one.string,)
        assert one.fuzzy or not any(parts)


@pytest.mark.contract("refusals")
@each("code", LANGUAGES)
def test_a_refusal_is_in_the_language_of_the_page(client: httpx.Client, code: str) -> None:
    page = f"/{code}/preferences"
    without_token = {"language": "pl", "time_zone": NEW_YORK, "next": "/en/"}
    refused = [
        client.post(page, data=without_token),
        choose(client, "pl", next_="x" * 70_000, page=page),
        client.post(page, files={"file": b"x" * 70_000}),
        client.get(page, headers={"Host": "other.example"}),
    ]
    assert [one.status_code in {400, 403, 413} for one in refused] == [True] * 4
    for answer in refused:
        assert language_of(answer) == code
        heading = document(answer).h1
        assert heading and text(heading) == REFUSED[code]
    assert leads_to(client.get("/")) == "en"


@pytest.mark.contract("refusals")
@each("path", ["/en/preferences", "/de/", HIGHLIGHT, "/no-such-page"])
def test_a_file_is_refused_before_it_is_read(client: httpx.Client, path: str) -> None:
    client.get("/en/preferences")  # the cookie with which a token is looked for in the body
    assert status_before_the_file(client, path, 64 * 1024 + 1) in {400, 404, 405, 413}


@pytest.mark.contract("cookies")
def test_what_is_kept_stays_with_this_site(client: httpx.Client, case: Case) -> None:
    cookies = {one.key: one for one in cookies_set(choose(client, "de", NEW_YORK))}
    for name in (case.application.meta.names["cookie"], "time_zone"):
        cookie = cookies[name]
        assert int(cookie["max-age"]) > 30 * 24 * 3600
        assert cookie["samesite"].lower() in {"lax", "strict"}
        assert cookie["httponly"]
        assert not cookie["domain"]
        assert cookie["path"] == "/"


@pytest.mark.contract("cookies")
def test_what_was_chosen_is_in_no_shared_cache(client: httpx.Client) -> None:
    assert_not_kept(client.get("/de/preferences"))
    assert_not_kept(choose(client, "de"))
    assert_not_kept(choose(client, "fr"))
    assert_not_kept(client.post("/de/preferences"))
    assert_not_kept(client.put("/de/preferences"))
    assert_not_kept(client.get("/de/no-such-page"))


@pytest.mark.contract("head-and-methods")
@each("path", ["/de/", f"/pl/concerts/{SUNG}", HIGHLIGHT, "/en/preferences"])
def test_head_is_get_without_its_body(client: httpx.Client, path: str) -> None:
    assert_head_is_get(client, path)
    assert bytes_after_head(client, "/de/no-such-page") == b""


@pytest.mark.contract("head-and-methods")
@each("method", ["POST", "PUT", "DELETE"])
def test_what_is_read_takes_nothing(client: httpx.Client, method: str) -> None:
    token = "".join(hidden(form_in(document(client.get("/en/preferences")))).values())
    for path in ("/de/", f"/de/concerts/{SUNG}", HIGHLIGHT):
        answer = client.request(method, path, headers={"X-CSRFToken": token})
        assert answer.status_code == 405
        assert "GET" in allowed(answer)
