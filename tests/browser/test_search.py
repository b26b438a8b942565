"""The search: absent until it is used, then it finds the page that answers."""

from __future__ import annotations

from pathlib import Path

import yaml
from playwright.sync_api import expect

QUERIES = yaml.safe_load(Path(__file__).with_name("search-queries.yml").read_text("utf-8"))


STATUS = ".site-search [role=status]"


def open_search(page):
    page.keyboard.press("/")
    expect(page.locator(".site-search[open]")).to_be_visible()
    expect(page.locator(STATUS)).not_to_contain_text("Loading")


def test_index_and_worker_wait_for_the_first_use(visit):
    seen = visit("compare/form/")
    seen.page.wait_for_load_state("networkidle")
    assert not [request.url for request in seen.requests if "search" in request.url]
    open_search(seen.page)
    asked = " ".join(request.url for request in seen.requests)
    assert "search.js" in asked
    assert "search/search_index.json" in asked
    assert "workers/search" in asked


def test_it_works_by_keyboard_alone_and_is_announced(visit):
    page = visit("").page
    open_search(page)
    page.keyboard.type("validation")
    page.wait_for_selector(".site-search li a")
    assert page.text_content(".site-search [role=status]").endswith("found.")
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.matches('.site-search li:first-child a')")
    page.keyboard.press("Escape")
    assert not page.is_visible(".site-search")
    # The browser moves the focus out of a closed dialog with its next frame.
    expect(page.locator(".site-search :focus")).to_have_count(0)
    open_search(page)
    page.keyboard.type("validation")
    page.wait_for_selector(".site-search li a")
    page.keyboard.press("Enter")
    page.wait_for_url("**/compare/form/**")


def test_nothing_found_is_said(visit):
    page = visit("").page
    open_search(page)
    page.keyboard.type("zzzzqqqq")
    expect(page.locator(STATUS)).to_have_text("No pages found.")


def test_queries_find_their_page(visit, url, paths):
    page = visit("").page
    open_search(page)
    first = three = 0
    missed = {}
    for query, wanted in QUERIES["queries"].items():
        assert set(wanted) <= set(paths), f"{query}: {wanted}"
        page.fill(".site-search input", "")
        expect(page.locator(".site-search li")).to_have_count(0)
        page.fill(".site-search input", query)
        expect(page.locator(STATUS)).to_contain_text("found.")
        found = page.eval_on_selector_all(
            ".site-search li a",
            "all => all.slice(0, 3).map(a => a.href.split('#')[0].split('?')[0])",
        )
        found = [address.removeprefix(url) for address in found]
        first += bool(set(found[:1]) & set(wanted))
        three += bool(set(found) & set(wanted))
        if not set(found[:1]) & set(wanted):
            missed[query] = found
    count = len(QUERIES["queries"])
    least = QUERIES["least"]
    assert first / count >= least["first"], missed
    assert three / count >= least["top_three"], missed
