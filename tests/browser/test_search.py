"""The search: absent until it is used, then it leads to the section that answers."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import expect

from content.project import ROOT

QUERIES = yaml.safe_load(Path(__file__).with_name("search-queries.yml").read_text("utf-8"))
WORDS = yaml.safe_load((ROOT / "data/search.yml").read_text("utf-8"))
INDEX = "**/assets/search.json"
DIALOG = ".site-search[open]"
FIELD = ".site-search input"
STATUS = ".site-search [role=status]"
HITS = ".site-search ol > li > a"
FIRST = f"{HITS} >> nth=0"


def open_search(page, key="/"):
    page.keyboard.press(key)
    expect(page.locator(DIALOG)).to_be_visible()
    expect(page.locator(STATUS)).not_to_contain_text("Loading")


def search(page, query):
    """Type, and wait for what is found."""
    open_search(page)
    page.fill(FIELD, query)
    page.wait_for_selector(HITS)


def places(page, url, most=3):
    """The addresses of the first hits, below the top of the site."""
    links = page.eval_on_selector_all(HITS, "all => all.map(a => a.href)")
    return [link.removeprefix(url) for link in links[:most]]


def test_code_styles_and_index_wait_for_the_first_use(visit):
    seen = visit("compare/form/")
    seen.page.wait_for_load_state("networkidle")
    names = ("search.js", "find.js", "minisearch.js", "search.css", "search.json")
    assert not [one.url for one in seen.requests if one.url.endswith(names)]
    open_search(seen.page)
    asked = [one.url for one in seen.requests]
    assert [name for name in names if not any(url.endswith(f"/{name}") for url in asked)] == []


@pytest.mark.parametrize("key", ["/", "Control+k", "Meta+k"])
def test_a_key_opens_it(visit, key):
    page = visit("").page
    open_search(page, key)
    assert page.evaluate("document.activeElement.matches('.site-search input')")


def test_it_works_by_keyboard_alone_and_is_announced(visit):
    page = visit("").page
    search(page, "validation")
    expect(page.locator(STATUS)).to_contain_text("pages.")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.matches('.site-search li:first-child a')")
    target = page.evaluate("document.activeElement.href")
    page.keyboard.press("Enter")
    page.wait_for_url(target)


def test_escape_closes_at_once_even_when_the_field_holds_text(visit):
    page = visit("").page
    search(page, "form")
    page.keyboard.press("Escape")
    expect(page.locator(DIALOG)).to_have_count(0)
    open_search(page)
    assert page.input_value(FIELD) == "form"


def test_an_empty_field_suggests_queries_that_find_something(visit):
    page = visit("").page
    open_search(page)
    buttons = page.locator(".site-search__help button")
    expect(buttons).to_have_text(WORDS["suggestions"])
    for number, text in enumerate(WORDS["suggestions"]):
        buttons.nth(number).click()
        expect(page.locator(FIRST)).to_be_visible()
        assert page.input_value(FIELD) == text
        page.fill(FIELD, "")


def test_an_unknown_word_is_said_and_the_others_are_searched_for(visit):
    page = visit("").page
    search(page, "qqqzzz template")
    expect(page.locator(STATUS)).to_contain_text("Nothing here about qqqzzz; without it: ")


def test_nothing_found_is_said_with_suggestions(visit):
    page = visit("").page
    open_search(page)
    page.fill(FIELD, "qqqzzz")
    expect(page.locator(STATUS)).to_contain_text("Nothing here about qqqzzz.")
    expect(page.locator(HITS)).to_have_count(0)
    expect(page.locator(".site-search__help button")).to_have_text(WORDS["suggestions"])


def test_a_typo_finds_what_was_meant_and_says_so(visit):
    page = visit("").page
    search(page, "middlewear")
    expect(page.locator(STATUS)).to_contain_text("No page says middlewear; shown is middleware: ")


@pytest.mark.parametrize(
    "query",
    ["constructor", "__proto__", "toString", "hasOwnProperty", "<b>form</b> & \"x'", "?", "  "],
)
def test_no_query_breaks_it(visit, query):
    seen = visit("")
    open_search(seen.page)
    seen.page.fill(FIELD, query)
    expect(seen.page.locator(STATUS)).not_to_be_empty()
    seen.page.fill(FIELD, "form")
    expect(seen.page.locator(FIRST)).to_be_visible()
    assert seen.errors == []


@pytest.mark.parametrize(
    ("one", "other"),
    [("before_request", "before request"), ("front end", "frontend"), ("(form)", "form")],
)
def test_words_are_met_joined_and_apart(visit, url, one, other):
    page = visit("").page
    search(page, one)
    joined = set(places(page, url, 10))
    page.fill(FIELD, "")
    search(page, other)
    assert joined & set(places(page, url, 10))


def test_an_excerpt_marks_whole_words_and_says_where_it_stands(visit):
    page = visit("").page
    search(page, "session cookie")
    marked = page.eval_on_selector_all(f"{HITS} mark", "all => all.map(m => m.textContent)")
    assert {"session", "cookie"} <= {word.lower() for word in marked}
    assert "›" in page.text_content(f"{FIRST} >> small")


def test_each_page_is_listed_once(visit, url):
    page = visit("").page
    search(page, "form")
    pages = [place.split("#")[0] for place in places(page, url, 99)]
    assert len(pages) == len(set(pages)) > 1


def test_a_hit_on_the_same_page_closes_the_dialog_and_is_marked(visit):
    page = visit("glossary/").page
    search(page, "wsgi server")
    page.locator(f"{HITS}[href*='/glossary/']").first.click()
    expect(page.locator(DIALOG)).to_have_count(0)
    assert page.evaluate("CSS.highlights.get('found').size") > 0


def test_a_hit_opens_what_hides_it(visit, url):
    """The words stand in a closed block behind a tab that is not chosen."""
    page = visit("").page
    hidden = """<h1 id="top">Top</h1>
      <div class="tabbed-set"><input type="radio" name="t" checked><input type="radio" name="t">
        <div class="tabbed-content"><div class="tabbed-block">one</div>
          <div class="tabbed-block"><details><summary>more</summary><p id="it">sought</p></details>
      </div></div></div>"""
    page.evaluate("html => { document.querySelector('article').innerHTML = html }", hidden)
    script = f"{url}assets/javascripts/mark.js"
    page.evaluate(
        """async script => {
        const { leave, mark } = await import(script);
        leave(location.href, ["sought"]);
        mark(); }""",
        script,
    )
    assert page.is_checked(".tabbed-set input >> nth=1")
    assert page.evaluate("document.querySelector('article details').open")
    assert page.evaluate("CSS.highlights.get('found').size") == 1


def test_a_failed_fetch_is_said_and_can_be_tried_again(visit):
    page = visit("").page
    page.route(INDEX, lambda route: route.abort())
    page.keyboard.press("/")
    expect(page.locator(STATUS)).to_contain_text("could not be loaded")
    page.unroute(INDEX)
    page.click("text=Try again")
    page.fill(FIELD, "form")
    expect(page.locator(FIRST)).to_be_visible()


def test_after_back_the_last_query_is_there(visit):
    page = visit("").page
    home = page.url
    search(page, "migration")
    page.locator(HITS).first.click()
    page.wait_for_url("**/*#*")
    page.go_back()
    page.wait_for_url(home)  # on a busy machine going back may return while the page is still left
    open_search(page)
    assert page.input_value(FIELD) == "migration"
    expect(page.locator(FIRST)).to_be_visible()


def test_every_place_of_the_index_stands_on_its_page(visit, url):
    page = visit("").page
    missing = page.evaluate(
        """async top => {
        const { sectionsOf } = await import(`${top}assets/javascripts/find.js`);
        const index = await (await fetch(`${top}assets/search.json`)).json();
        const missing = [];
        const pages = index.pages.map(([path]) => fetch(top + path).then(found => found.text()));
        for (const [number, html] of (await Promise.all(pages)).entries()) {
          const page = new DOMParser().parseFromString(html, "text/html");
          for (const one of sectionsOf(index))
            if (one.page === number && one.anchor && !page.getElementById(one.anchor))
              missing.push(index.pages[number][0] + "#" + one.anchor);
        }
        return missing; }""",
        url,
    )
    assert missing == []


@pytest.mark.parametrize("kind", ["asked", "looked_up"])
def test_queries_lead_to_the_section_that_answers(visit, url, kind):
    page = visit("").page
    open_search(page)
    missed = {}
    for query, wanted in QUERIES[kind].items():
        page.fill(FIELD, "")
        expect(page.locator(HITS)).to_have_count(0)
        page.fill(FIELD, query)
        page.wait_for_selector(HITS)
        found = places(page, url)
        if not set(found) & set(wanted):
            missed[query] = found
    part = 1 - len(missed) / len(QUERIES[kind])
    assert part >= QUERIES["least"], json.dumps(missed, indent=1)
