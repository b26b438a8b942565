"""Every page as a reader meets it: accessible, self-contained, light, usable without a script."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.browser.conftest import AXE
from tools.measure.budgets import by_weight
from tools.measure.pages import first_visit

MODES = [
    pytest.param(width, scheme, id=f"{width}-{scheme}")
    for width in (390, 1280)
    for scheme in ("light", "dark")
]
# What a browser says of the test's own 404 page.
NOT_FOUND = "Failed to load resource: the server responded with a status of 404"


def violations(page):
    page.evaluate(Path(AXE).read_text("utf-8"))
    result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{item['id']}: {item['help']}: "
        + "; ".join(node["html"][:160] for node in item["nodes"][:4])
        for item in result["violations"]
    ]


def options(width, scheme):
    return {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}


def all_violations(visit, paths, width, scheme):
    page = visit("", **options(width, scheme), bypass_csp=True).page
    found = {}
    for path in paths:
        page.goto(path)
        if bad := violations(page):
            found[path] = bad
    return found


def test_axe_finds_nothing_on_a_page_of_each_type(visit, types):
    assert all_violations(visit, types, 1280, "light") == {}


@pytest.mark.deep
@pytest.mark.parametrize(("width", "scheme"), MODES)
def test_axe_finds_nothing_on_any_page(visit, paths, width, scheme):
    assert all_violations(visit, paths, width, scheme) == {}


def test_no_printed_part_is_laid_out_by_a_query_of_its_container(visit, paths):
    """Firefox leaves the paper blank where one is."""
    page, found = visit("").page, {}
    page.emulate_media(media="print")
    for path in paths:
        page.goto(path)
        found[path] = page.locator("body *").evaluate_all(
            """all => all.filter((one) => getComputedStyle(one).containerType !== "normal"
                && one.checkVisibility()).map((one) => one.className)"""
        )
    assert {path: those for path, those in found.items() if those} == {}


def test_no_table_or_code_is_wider_than_the_paper(visit, paths):
    """Paper does not scroll: what stands beside it is lost."""
    page, found = visit("", viewport={"width": 680, "height": 960}).page, {}  # A4 within margins
    page.emulate_media(media="print")
    for path in paths:
        page.goto(path)
        found[path] = page.locator(".md-typeset :is(.table-wrap, table, pre)").evaluate_all(
            """all => all.filter((one) => one.checkVisibility()
                && one.scrollWidth > one.clientWidth + 1).map((one) => one.className)"""
        )
    assert {path: those for path, those in found.items() if those} == {}


def test_every_page_is_whole_and_asks_no_other_host(visit, paths, url):
    """Opens each page, switches the palette and copies code; nothing fails, nothing leaks out."""
    seen = visit("", permissions=["clipboard-read", "clipboard-write"])
    page = seen.page
    for path in paths:
        page.goto(path)
        page.wait_for_selector("palette-switch:not([hidden])")
        page.click("palette-switch button")
        if copy := page.query_selector(".site-copy"):
            copy.evaluate("button => button.click()")
    page.click("site-search button")
    page.fill(".site-search input", "form")
    page.wait_for_selector(".site-search li a")
    others = [
        request.url for request in seen.requests if not request.url.startswith((url, "data:"))
    ]
    assert others == []
    assert [error for error in seen.errors if NOT_FOUND not in error] == []


def test_no_page_scrolls_sideways_on_a_small_phone(visit, paths):
    page = visit("", viewport={"width": 320, "height": 700}).page
    wide = {}
    for path in paths:
        page.goto(path)
        over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if over > 0:
            wide[path] = over
    assert wide == {}


def test_what_scrolls_sideways_has_a_name_and_can_be_reached(visit, paths):
    page = visit("", viewport={"width": 390, "height": 900}).page
    boxes = """() => [...document.querySelectorAll("article *")].filter(one => one.checkVisibility()
      && ["auto", "scroll"].includes(getComputedStyle(one).overflowX)
      && one.scrollWidth > one.clientWidth)
      .map(one => [one.outerHTML.slice(0, 80), one.tabIndex, one.role, one.ariaLabel])"""
    found = {}
    for path in paths:
        page.goto(path)
        for what, reached, role, name in page.evaluate(boxes):
            found[path, what] = reached == 0 and role == "group" and bool(name)
    assert found
    assert [where for where, well in found.items() if not well] == []


def shifts_on(page, address):
    """What moved on the screen while a page loaded, and how much."""
    page.goto(address)
    return page.evaluate(
        """() => new Promise(done => {
        const found = [];
        new PerformanceObserver(list => found.push(...list.getEntries().map(({ value, sources }) =>
          `${value}: ${sources.map(({ node }) => node?.textContent.trim().slice(0, 40)).join(", ")}`
        ))).observe({ type: "layout-shift", buffered: true });
        setTimeout(() => done(found), 50); })"""
    )


@pytest.mark.parametrize("width", [1280, pytest.param(390, marks=pytest.mark.deep)])
def test_nothing_shifts_while_a_slow_network_brings_a_page(visit, paths, slow_url, width):
    page = visit("", **options(width, "light")).page
    moved = {path: shifts for path in paths if (shifts := shifts_on(page, slow_url + path))}
    assert moved == {}


def too_much(browser, served, paths):
    weights = {path: first_visit(browser, served, path) for path in paths}
    return {path: bad for path, weight in weights.items() if (bad := list(by_weight(weight)))}


def test_a_first_visit_to_the_heaviest_page_of_each_type_is_light(browser, served, types):
    assert too_much(browser, served, types) == {}


@pytest.mark.deep
def test_a_first_visit_is_light(browser, served, paths):
    assert too_much(browser, served, paths) == {}


def test_without_scripts_a_page_still_answers(visit):
    page = visit(
        "compare/form/", java_script_enabled=False, viewport={"width": 390, "height": 900}
    ).page
    assert not page.is_visible("site-search")
    assert not page.is_visible("palette-switch")
    block = page.locator(".mdx-compare").first
    labels = block.locator("label")
    assert block.locator(".tabbed-block").first.is_visible()
    labels.nth(1).click()
    assert block.locator(".tabbed-block").nth(1).is_visible()
    assert not block.locator(".tabbed-block").first.is_visible()
    page.click(".site-menu")
    assert page.is_visible(".site-nav a")


def test_the_chosen_tab_is_remembered_everywhere(visit):
    page = visit("compare/form/", viewport={"width": 390, "height": 900}).page
    name = page.locator(".mdx-compare label").nth(1).inner_text()
    page.locator(".mdx-compare label").nth(1).click()
    page.goto("compare/hello/")
    for block in page.locator(".mdx-compare").all():
        checked = block.locator("input:checked")
        label = block.locator(f"label[for='{checked.get_attribute('id')}']")
        assert label.inner_text() == name


def test_on_a_wide_screen_columns_are_level(visit):
    page = visit("compare/form/", viewport={"width": 1440, "height": 900}).page
    for block in page.locator(".mdx-compare").all():
        tops = [item.bounding_box()["y"] for item in block.locator(".tabbed-block").all()]
        lefts = [item.bounding_box()["x"] for item in block.locator(".tabbed-block").all()]
        assert len(set(tops)) == 1
        assert len(set(lefts)) == len(lefts) > 1


def test_the_palette_is_kept(visit):
    page = visit("", color_scheme="light").page
    colour = "getComputedStyle(document.body).backgroundColor"
    before = page.evaluate(colour)
    page.click("palette-switch button")
    after = page.evaluate(colour)
    assert after != before
    page.goto("compare/form/")
    assert page.evaluate(colour) == after


def test_paper_is_white_whatever_palette_was_chosen(visit):
    page = visit("compare/form/", color_scheme="dark").page
    page.evaluate("document.documentElement.dataset.scheme = 'dark'")
    page.emulate_media(media="print")
    colours = page.evaluate(
        "() => [document.body, document.querySelector('article p')]"
        ".map(one => getComputedStyle(one)).map(one => [one.backgroundColor, one.color])"
    )
    assert colours[0][0] == "rgb(255, 255, 255)"
    assert max(int(part) for part in re.findall(r"\d+", colours[1][1])[:3]) < 100


def test_copied_code_is_the_code(visit):
    page = visit("compare/form/", permissions=["clipboard-read", "clipboard-write"]).page
    code = page.locator(".highlight pre > code").first
    code.hover()
    page.locator(".site-copy").first.click()
    page.wait_for_selector(".site-copy.is-done")
    # A last line break would make a terminal run what was pasted.
    assert page.evaluate("navigator.clipboard.readText()") == code.text_content().removesuffix("\n")
    assert "Copied" in page.locator("body > [role=status]").inner_text()


def test_buttons_that_copy_tell_what_they_copy(visit):
    page = visit("compare/form/").page
    names = page.locator(".site-copy").evaluate_all("all => all.map(one => one.ariaLabel)")
    files = page.locator(".tabbed-block .filename").count()
    assert files > 10
    assert sum(", " in name for name in names) >= files
    assert all(name.startswith("Copy ") for name in names)


def test_where_copying_is_refused_the_code_is_selected(visit):
    page = visit("compare/form/").page
    page.evaluate(
        "Object.defineProperty(navigator, 'clipboard', "
        "{value: {writeText: () => Promise.reject()}})"
    )
    page.locator(".site-copy").first.click()
    page.wait_for_selector(".site-copy.is-done")
    code = page.locator(".highlight pre > code").first.text_content()
    assert page.evaluate("getSelection().toString()").strip() == code.strip()


def test_everything_can_be_reached_by_keyboard_and_seen(visit):
    """Tab through a page: the skip link comes first, focus is always visible and never stuck."""
    page = visit("compare/form/").page
    seen = []
    for _ in range(400):
        page.keyboard.press("Tab")
        here = page.evaluate(
            """() => { const e = document.activeElement; if (!e || e === document.body) return null;
            e.dataset.seen = (+e.dataset.seen || 0) + 1;
            const s = getComputedStyle(e), r = e.getBoundingClientRect();
            return {what: e.outerHTML.slice(0, 90), times: +e.dataset.seen,
              outline: s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0,
              size: r.width * r.height}; }"""
        )
        if here is None or here["times"] > 1:
            break
        seen.append(here)
    assert re.search("md-skip", seen[0]["what"])
    assert len(seen) > 40
    assert [item["what"] for item in seen if not (item["outline"] and item["size"])] == []


def test_at_twice_the_size_nothing_is_cut_off(visit):
    """200 % zoom on a common laptop leaves 640 pixels of width."""
    page = visit("compare/form/", viewport={"width": 640, "height": 450}).page
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert page.is_visible(".site-menu")
    assert page.is_visible("site-search button")


def test_forced_colours_and_reduced_motion_are_respected(visit):
    page = visit("compare/form/", forced_colors="active", reduced_motion="reduce").page
    mark = page.locator(".mdx-framework").first
    assert mark.inner_text()
    background = "e => getComputedStyle(e, '::before').backgroundColor"
    assert mark.evaluate(background) == mark.evaluate("e => getComputedStyle(e).color")
    moving = page.evaluate(
        "[...document.querySelectorAll('*')].filter(e => "
        "parseFloat(getComputedStyle(e).transitionDuration) > 0).length"
    )
    assert moving == 0


def test_the_reading_order_of_columns_is_one_framework_after_the_other(visit):
    page = visit("compare/form/", viewport={"width": 1440, "height": 900}).page
    block = page.locator(".mdx-compare").first
    names = [label.inner_text() for label in block.locator("label").all()]
    spoken = [item.inner_text() for item in block.locator(".site-hidden").all()]
    assert spoken == names
