"""The contract of `template`."""

from __future__ import annotations

import json
import re
from urllib.parse import quote

import httpx
import pytest
from bs4 import BeautifulSoup, Tag

from tests.contract.cases import Case
from tests.contract.each import each
from tests.contract.pages import (
    allowed,
    assert_head_is_get,
    assert_refused,
    document,
    field_in,
    form_in,
    page,
    text,
)
from tests.contract.told import assert_rows, protection, refusal

SITE = "Tea Shop"
PRODUCTS = ["Assam: £4.50", "Darjeeling <first flush>: £12.95", "Cup & saucer: £9.05"]
PAGES = {"/greet": 200, "/greet?name=Ada": 200, "/products": 200, "/no-such-page": 404}
MARKUP = [
    "<script>alert(1)</script>",
    "</title></h1><b>Ada",
    "<!-- Ada",
    "&lt;b&gt;",
    "{{ 7 * 7 }}",
    "{% if %}",
    "O'Brien & Sons",
]
BREAKS_OUT = [
    '"><img src=x>',
    "'><img src=x>",
    '" autofocus onfocus="alert(1)',
    "Ada\" 'x",
    "&quot;",
]
FOR_DEVELOPERS = ("traceback", "debug", ".py", "urlconf")


def only(soup: BeautifulSoup | Tag, name: str) -> Tag:
    """The one element of this name."""
    found = soup.find_all(name)
    assert len(found) == 1, f"expected one {name}, found {len(found)}"
    return found[0]


def greeting(client: httpx.Client, name: str) -> BeautifulSoup:
    """The page that greets somebody."""
    response = client.get("/greet", params={"name": name})
    assert response.status_code == 200
    return page(response)


def lines(soup: BeautifulSoup) -> list[str]:
    """The items of the list of products."""
    return [text(item) for item in only(only(soup, "main"), "ul").find_all("li")]


def current(soup: BeautifulSoup) -> list[str]:
    """Where the links lead that are marked as the page that is shown."""
    return [str(link.get("href")) for link in soup.select("[aria-current]")]


@pytest.mark.contract("greets")
@each(
    ("path", "name"),
    [
        ("/greet?name=Ada", "Ada"),
        ("/greet?name=Zo%C3%AB+%E6%BC%A2%E5%AD%97", "Zoë 漢字"),
        ("/greet?name=0", "0"),
        ("/greet?name=++Ada++", "Ada"),
        ("/greet", "World"),
        ("/greet?name=", "World"),
        ("/greet?name=++", "World"),
    ],
)
def test_a_page_greets_by_name(client: httpx.Client, path: str, name: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert text(only(page(response), "h1")) == f"Hello, {name}!"


@pytest.mark.contract("lists-products")
@each(
    ("query", "expected"),
    [
        ("", PRODUCTS),
        ("?kind=", PRODUCTS),
        ("?kind=tea", PRODUCTS[:2]),
        ("?kind=china", PRODUCTS[2:]),
    ],
)
def test_products_have_names_and_prices(
    client: httpx.Client, query: str, expected: list[str]
) -> None:
    response = client.get(f"/products{query}")
    assert response.status_code == 200
    assert lines(page(response)) == expected


@pytest.mark.contract("empty-list")
@each("kind", ["coffee", "<b>coffee"])
def test_an_empty_list_says_so(client: httpx.Client, kind: str) -> None:
    response = client.get("/products", params={"kind": kind})
    assert response.status_code == 200
    [said] = lines(page(response))
    assert kind in said
    assert "£" not in said


@pytest.mark.contract("layout")
@each("path", PAGES)
def test_each_page_is_a_complete_document(client: httpx.Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == PAGES[path]
    soup = document(response)
    for landmark in ("header", "nav", "main", "footer"):
        assert text(only(soup, landmark)), f"{landmark} is empty"
    assert only(soup, "h1").find_parent("main"), "the h1 is not in main"
    for outer, inner in [("main", "header"), ("main", "footer"), ("header", "main")]:
        assert not only(soup, outer).find(inner), f"{inner} is inside {outer}"


@pytest.mark.contract("titles")
def test_each_page_has_its_own_title_and_the_name_of_the_site(client: httpx.Client) -> None:
    titles = []
    for path in PAGES:
        soup = page(client.get(path))
        title, heading = text(only(soup, "title")), text(only(soup, "h1"))
        assert title == f"{heading} – {SITE}"
        titles.append(title)
    assert len(set(titles)) == len(PAGES), f"a title is used twice: {titles}"


@pytest.mark.contract("current-page")
@each(
    ("path", "marked"),
    [
        ("/greet", ["/greet"]),
        ("/greet?name=Ada", ["/greet"]),
        ("/products", ["/products"]),
        ("/products?kind=tea", ["/products"]),
        ("/no-such-page", []),
    ],
)
def test_the_navigation_marks_the_page_that_is_shown(
    client: httpx.Client, path: str, marked: list[str]
) -> None:
    soup = page(client.get(path))
    assert current(soup) == marked
    assert {str(link.get("aria-current")) for link in soup.select("[aria-current]")} <= {"page"}


@pytest.mark.contract("current-page")
@each("path", PAGES)
def test_the_navigation_is_the_same_everywhere(client: httpx.Client, path: str) -> None:
    links = only(page(client.get(path)), "nav").find_all("a")
    assert [str(link["href"]) for link in links] == ["/products", "/greet"]
    for link in links:
        assert text(link), "a link without text"
        assert client.get(str(link["href"])).status_code == 200


@pytest.mark.contract("extends-footer")
def test_a_page_adds_to_the_footer_of_the_layout(client: httpx.Client) -> None:
    footers = {path: text(only(page(client.get(path)), "footer")) for path in PAGES}
    plain = footers["/greet"]
    assert footers["/no-such-page"] == plain
    assert footers["/products"].startswith(plain), "the footer of the layout is gone"
    assert len(footers["/products"]) > len(plain), "nothing was added"


@pytest.mark.contract("escapes-text")
@each("name", [*MARKUP, *BREAKS_OUT])
def test_a_name_stays_text(client: httpx.Client, name: str) -> None:
    plain, soup = greeting(client, "Ada"), greeting(client, name)
    assert only(soup, "h1").get_text() == f"Hello, {name}!"
    assert only(soup, "title").get_text() == f"Hello, {name}! – {SITE}"
    elements = [[element.name for element in part.find_all(True)] for part in (plain, soup)]
    assert elements[0] == elements[1], "the name became an element of the page"


@pytest.mark.contract("escapes-text")
@each("name", ["<script>alert(1)", '"><img src=x>', "{{ 7 * 7 }}"])
def test_a_path_that_does_not_exist_stays_text(client: httpx.Client, name: str) -> None:
    response = client.get("/" + quote(name))
    assert response.status_code == 404
    main = only(page(response), "main")
    assert main.find(["script", "img"]) is None, "the path became markup"
    assert f"/{name}" in text(main)


@pytest.mark.contract("escapes-attribute")
@each("name", ["Ada", "", *MARKUP, *BREAKS_OUT])
def test_a_quotation_mark_cannot_end_an_attribute(client: httpx.Client, name: str) -> None:
    plain = field_in(form_in(greeting(client, "Ada")), "name")
    field = field_in(form_in(greeting(client, name)), "name")
    assert field.get("value") == name
    assert set(field.attrs) == set(plain.attrs), "the name became an attribute"


@pytest.mark.contract("escapes-attribute")
def test_the_field_is_empty_when_nobody_is_named(client: httpx.Client) -> None:
    form = form_in(page(client.get("/greet")))
    field = field_in(form, "name")
    assert not field.get("value")
    assert form.find("label", attrs={"for": str(field.get("id"))}), "the field has no label"


@pytest.mark.contract("trusted-html")
def test_trusted_markup_and_text_stand_side_by_side(client: httpx.Client) -> None:
    main = only(page(client.get("/products")), "main")
    assert text(only(main, "strong")) == "£20", "the trusted markup is shown as text"
    assert "<first flush>" in text(main), "the name of a product became markup"


@pytest.mark.contract("script-data")
@each(
    "name",
    ["Ada", "", "</script><script>alert(1)", "<!--<script>", "Zoë 😀", "a\u2028b", *BREAKS_OUT],
)
def test_a_name_reaches_javascript_as_json(client: httpx.Client, name: str) -> None:
    soup = greeting(client, name)
    [block] = soup.select("main script[type='application/json']")
    source = block.get_text()
    assert json.loads(source) == name.strip()
    assert "<" not in source, f"the parser may see a tag in {source!r}"
    assert block.get("id"), "a script could not find the element"


@pytest.mark.contract("script-data")
def test_a_name_stands_in_no_other_script(client: httpx.Client) -> None:
    for script in greeting(client, "Marsupilami").find_all("script"):
        assert script.get("type") == "application/json" or "Marsupilami" not in script.get_text()


@pytest.mark.contract("not-found")
@each("path", ["/no-such-page", "/", "/greet/", "/products/1", "/console"])
def test_an_unknown_path_is_not_found(client: httpx.Client, path: str) -> None:
    response = client.get(path)
    assert response.status_code == 404
    assert SITE in text(only(page(response), "title"))
    for trace in FOR_DEVELOPERS:
        assert trace not in response.text.lower(), f"the answer shows {trace!r} to everyone"


@pytest.mark.contract("head-and-methods")
@each("path", ["/greet", "/products"])
def test_head_is_get_without_the_body(client: httpx.Client, path: str) -> None:
    assert_head_is_get(client, path)


@pytest.mark.contract("head-and-methods")
@each("path", ["/greet", "/products"])
def test_there_is_nothing_to_post(client: httpx.Client, path: str) -> None:
    response = client.post(path, data={"name": "Ada"})
    assert response.status_code in {403, 405}
    assert "Ada" not in response.text
    if response.status_code == 405:
        assert {"GET", "HEAD"} <= allowed(response), "Allow is incomplete"


@pytest.mark.contract("head-and-methods")
@each("path", ["/greet", "/products"])
def test_a_refusal_names_the_methods_that_work(client: httpx.Client, path: str) -> None:
    # TRACE is safe by definition, so no protection against forged requests answers first.
    response = client.request("TRACE", path)
    assert_refused(response, "GET", "HEAD")
    assert "POST" not in allowed(response)


def framed(client: httpx.Client) -> str:
    sent = protection(client.get("/greet"))
    assert "frame-ancestors" not in sent
    found = re.search("`X-Frame-Options: [A-Z]+`", sent)
    return f"Refused: {found[0]} " if found else "Allowed,"


def apostrophe(client: httpx.Client) -> str:
    written = re.search("<h1>Hello, O(.+?)Brien!</h1>", client.get("/greet?name=O'Brien").text)
    assert written, "the heading is written in another way"
    return f"`{written[1]}`"


@pytest.mark.contract("as-told")
def test_the_table_of_differences_holds(client: httpx.Client, case: Case) -> None:
    assert_rows(client, case, {
        "framing": framed,
        "post": lambda client: refusal(client.post("/greet")),
        "quotation-marks": apostrophe,
    })  # fmt: skip
