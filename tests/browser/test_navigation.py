"""Finding one's way: menu, contents of a page, twins, header, and all of it without scripts."""

from __future__ import annotations

from itertools import pairwise
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from content.project import ROOT, read
from tests.browser.test_pages import violations

WIDTHS = range(320, 1921, 20)
SMALL = [(640, 400), (844, 390), (390, 844)]
HEADER = """() => [...document.querySelectorAll(
    ".site-header :is(.site-name, .site-sections li, site-search, palette-switch, .site-menu)")]
  .filter(one => one.checkVisibility()).map(one => {
    const box = one.getBoundingClientRect();
    return [one.className || one.localName, box.left, box.right, box.top];
  })"""
COVERED = """all => all.filter(one => {
    if (!one.checkVisibility({ visibilityProperty: true })) return false;
    one.scrollIntoView({ block: "center", behavior: "instant" });
    const { x, y, width, height } = one.getBoundingClientRect();
    const hit = document.elementFromPoint(x + width / 2, y + height / 2);
    return !one.contains(hit) && !hit?.contains(one);
  }).map(one => one.ariaLabel ?? one.textContent.trim())"""
DEEP = "choose/scenarios/json-api/"
MENU = ".site-drawer"
CURRENT = ".site-contents a[aria-current]"


def frameworks():
    return [one for one in read(ROOT).frameworks if f"{one.id}/index.md" in read(ROOT).pages]


def first(name=""):
    return f"{frameworks()[0].id}/{name}"


def size(width, height=900):
    return {"viewport": {"width": width, "height": height}}


def open_menu(visit, path, width, height):
    page = visit(path, **size(width, height)).page
    page.click(".site-menu")
    expect(page.locator(MENU)).to_be_visible()
    return page


def scroll_to(page, heading):
    page.evaluate("id => document.getElementById(id).scrollIntoView()", heading)


def headings(page, level):
    found = f"article {level}[id]"
    return page.eval_on_selector_all(found, "all => all.map(one => one.id)")


def test_the_header_keeps_to_one_line_at_any_width(visit):
    page = visit(DEEP).page
    wrong = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        parts = page.evaluate(HEADER)
        lines = {round(top) for name, _, _, top in parts if name == ""}
        over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        laid = any(one[2] > other[1] + 1 for one, other in pairwise(parts))
        if over > 0 or parts[-1][2] > width or len(lines) > 1 or laid:
            wrong[width] = parts
    assert wrong == {}


def test_at_any_width_there_is_a_way_to_every_page_of_the_section(visit):
    page = visit(DEEP).page
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.is_visible(".site-menu") or page.is_visible(".site-side"), width
        assert page.is_visible(".site-menu") or page.is_visible(".site-sections"), width


@pytest.mark.parametrize(("width", "height"), SMALL)
def test_the_last_item_of_the_menu_can_be_reached(visit, width, height):
    page = open_menu(visit, DEEP, width, height)
    page.locator(f"{MENU} a").last.focus()
    box = page.locator(f"{MENU} a").last.bounding_box()
    assert 0 <= box["y"] <= height - box["height"]
    assert page.locator(MENU).bounding_box()["height"] == height


def test_the_menu_begins_with_this_section_and_leads_to_every_other(visit):
    page = open_menu(visit, DEEP, 390, 844)
    names = page.locator(f"{MENU} nav").evaluate_all("all => all.map(one => one.ariaLabel)")
    here = page.locator(".site-sections a[aria-current]").text_content()
    assert names == [here, "Other sections"]
    others = page.locator(f"{MENU} nav").last.locator("a").all_text_contents()
    sections = page.locator(".site-sections a").all_text_contents()
    assert sorted([here, *others]) == sorted(sections)
    assert page.evaluate("document.activeElement.getAttribute('aria-current')") == "page"


def test_escape_and_a_tap_outside_close_the_menu(visit):
    page = open_menu(visit, DEEP, 390, 844)
    page.keyboard.press("Escape")
    expect(page.locator(MENU)).to_be_hidden()
    assert page.evaluate("document.activeElement.matches('.site-menu')")
    page.keyboard.press("Space")
    expect(page.locator(MENU)).to_be_visible()
    page.locator(f"{MENU} .site-nav__title").first.click()
    expect(page.locator(MENU)).to_be_visible()
    page.mouse.click(10, 400)
    expect(page.locator(MENU)).to_be_hidden()


def test_what_is_behind_the_menu_is_out_of_reach(visit):
    page = open_menu(visit, DEEP, 390, 844)
    for _ in range(page.locator(f"{MENU} :is(a, button)").count() + 2):
        page.keyboard.press("Tab")
        inside = "!document.activeElement.closest('header, article, footer')"
        assert page.evaluate(inside)


@pytest.mark.parametrize("path", ["", DEEP, "no/such/page/"])
def test_axe_finds_nothing_in_the_open_menu(visit, path):
    page = visit(path, **size(390, 844), bypass_csp=True).page
    page.click(".site-menu")
    expect(page.locator(MENU)).to_be_visible()
    assert violations(page) == []


def test_a_list_longer_than_the_screen_shows_the_page(visit):
    page = visit("compare/deploy/", viewport={"width": 1440, "height": 600}).page
    expect(page.locator(".site-side [aria-current]")).to_be_in_viewport(ratio=1)


def test_without_scripts_the_menu_is_a_link_to_the_same_list(visit):
    page = visit(DEEP, **size(390, 844), java_script_enabled=False).page
    assert not page.is_visible(".site-side")
    page.click(".site-menu")
    last = page.locator(".site-side a").last
    last.scroll_into_view_if_needed()
    last.click(trial=True)
    page.click(".site-side__close")
    assert not page.is_visible(".site-side")


def test_without_scripts_what_stands_on_a_page_can_be_opened(visit):
    page = visit(DEEP, **size(390, 844), java_script_enabled=False).page
    page.click(".site-contents summary")
    page.locator(".site-contents a").last.click()
    hash_ = urlsplit(page.url).fragment
    assert page.locator(f"[id='{hash_}']").bounding_box()["y"] < 844


def test_the_pages_of_the_section_come_before_the_text_in_tab_order(visit):
    page = visit(DEEP, **size(1440)).page
    order = page.evaluate(
        "() => ['.site-sections', '.site-side', 'article h1', '.site-contents', 'article p']"
        ".map(one => document.querySelector(one)).map((one, index, all) => !index ||"
        " Boolean(all[index - 1].compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING))"
    )
    assert order == [True] * 5
    assert page.is_visible(".site-side")
    left = page.locator(".site-side").bounding_box()
    text = page.locator("article > p").first.bounding_box()
    right = page.locator(".site-contents").bounding_box()
    assert left["x"] + left["width"] <= text["x"]
    assert text["x"] + text["width"] <= right["x"]


def test_what_stands_on_a_page_holds_its_headings_of_two_levels(visit):
    page = visit(first("features/"), **size(1440)).page
    listed = page.eval_on_selector_all(
        ".site-contents a", "all => all.map(one => one.hash.slice(1))"
    )
    assert listed == headings(page, ":is(h2, h3)")
    assert page.locator(".site-contents a").first.is_visible()


@pytest.mark.parametrize("width", [768, 1440])
def test_the_heading_in_view_is_marked(visit, width):
    page = visit(first("features/"), **size(width)).page
    expect(page.locator(CURRENT)).to_have_count(0)
    for heading in (headings(page, "h2")[2], headings(page, "h3")[4]):
        scroll_to(page, heading)
        expect(page.locator(CURRENT)).to_have_attribute("href", f"#{heading}")
    if width == 768:
        expect(page.locator(".site-contents summary span")).to_be_visible()


def test_at_the_end_of_a_page_the_heading_that_a_link_led_to_is_marked(visit):
    page = visit(first("features/"), **size(1440, 2400)).page
    for heading in headings(page, "h3")[-2:]:
        page.click(f".site-contents a[href='#{heading}']")
        expect(page.locator(CURRENT)).to_have_attribute("href", f"#{heading}")


def test_a_narrow_bar_opens_over_the_text_and_closes_again(visit):
    page = visit(first("features/"), **size(390, 844)).page
    scroll_to(page, headings(page, "h2")[1])
    summary, links = page.locator(".site-contents summary"), page.locator(".site-contents ul")
    expect(summary).to_be_in_viewport()
    summary.click()
    page.keyboard.press("Escape")
    expect(links.first).to_be_hidden()
    summary.click()
    page.mouse.click(200, 800)
    expect(links.first).to_be_hidden()
    summary.click()
    page.locator(".site-contents a").last.click()
    expect(links.first).to_be_hidden()


@pytest.mark.parametrize("width", [390, 768, 1440])
def test_no_heading_hides_under_what_is_above_it(visit, width):
    page = visit(first("features/"), **size(width)).page
    for heading in headings(page, "h2"):
        page.evaluate("id => { location.hash = id; }", heading)
        top = page.locator(f"[id='{heading}']").bounding_box()["y"]
        bar = page.evaluate(
            "Math.max(...[...document.querySelectorAll('.site-header, .site-here, .site-twins')]"
            ".map(one => one.getBoundingClientRect().bottom))"
        )
        assert bar <= top < 300, heading


def test_where_a_link_led_is_shown(visit):
    page = visit(first("features/")).page
    heading = headings(page, "h2")[1]
    colour = f"getComputedStyle(document.getElementById('{heading}')).backgroundColor"
    before = page.evaluate(colour)
    page.evaluate("id => { location.hash = id; }", heading)
    assert page.evaluate(colour) != before


def test_every_page_of_a_framework_leads_to_its_twins(visit):
    names = [one.name for one in frameworks()]
    page = visit("").page
    for path in read(ROOT).pages:
        if path.startswith(first()):
            page.goto(path.removesuffix(".md").removesuffix("index"))
            assert page.locator(".site-twins a").all_text_contents() == names
            assert page.locator(".site-twins a[aria-current=page]").count() == 1


@pytest.mark.parametrize("width", [390, 1440])
def test_a_twin_opens_at_the_same_section(visit, width):
    page = visit(first("architecture/"), **size(width)).page
    heading = headings(page, "h2")[2]
    scroll_to(page, heading)
    expect(page.locator(CURRENT)).to_have_attribute("href", f"#{heading}")
    page.locator(".site-twins a").last.click()
    assert urlsplit(page.url).path.endswith(f"/{frameworks()[-1].id}/architecture/")
    assert urlsplit(page.url).fragment == heading
    expect(page.locator(f"[id='{heading}']")).to_be_in_viewport()


def test_focus_in_the_bar_leaves_the_text_where_it_is(visit):
    page = visit(first("features/"), **size(390)).page
    scroll_to(page, headings(page, "h2")[2])
    before = page.evaluate("scrollY")
    for part in (".site-contents summary", ".site-twins a"):
        page.locator(part).first.focus()
        assert page.evaluate("scrollY") == before


def test_a_section_that_a_twin_lacks_leads_to_the_one_around_it(visit):
    page = visit(first("features/"), **size(1440)).page
    part = headings(page, "h3")[3]
    around = page.locator(f".site-contents li:has(> ul a[href='#{part}']) > a")
    twin = page.locator(".site-twins a").last
    twin.evaluate("(twin, hash) => { twin.dataset.lacks = hash; }", f"#{part}")
    scroll_to(page, part)
    expect(page.locator(CURRENT)).to_have_attribute("href", f"#{part}")
    assert twin.get_attribute("href").endswith(around.get_attribute("href"))


def test_previous_and_next_say_in_which_section_they_are(visit):
    page = visit(first("first-app/")).page
    following = page.locator("a[rel=next]")
    assert frameworks()[1].name in following.inner_text()
    following.click()
    assert urlsplit(page.url).path.endswith(f"/{frameworks()[1].id}/")


def test_a_deep_page_says_where_it_stands(visit):
    page = visit(DEEP).page
    found = page.locator(".site-path li").all_inner_texts()
    assert found == ["Home", "Choose", "Scenarios"]
    assert page.locator(".site-path a").all_text_contents() == ["Home", "Choose"]


def test_the_colours_go_round_and_back_to_those_of_the_system(visit):
    page = visit(DEEP, color_scheme="dark").page
    button = page.locator("palette-switch button")
    colour = "getComputedStyle(document.body).backgroundColor"
    system = page.evaluate(colour)
    seen = []
    for _ in range(3):
        button.click()
        seen.append((button.inner_text(), page.evaluate(colour) == system))
    assert [same for _, same in seen] == [False, True, True]
    assert len({name for name, _ in seen}) == 3
    page.emulate_media(color_scheme="light")
    assert page.evaluate(colour) != system
    page.reload()
    assert page.evaluate(colour) != system


def test_forced_colours_tell_the_chosen_section_and_draw_no_other_bars(visit):
    page = visit(DEEP, **size(1440), forced_colors="active").page
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    bars = page.eval_on_selector_all(
        ".site-sections a",
        "all => all.map(one => [one.hasAttribute('aria-current'),"
        " getComputedStyle(one).borderBottomColor])",
    )
    assert [current for current, colour in bars if colour != paper] == [True]


def test_what_scrolls_sideways_has_a_name(visit, types):
    page = visit("", **size(390)).page
    for path in types:
        page.goto(path)
        names = page.eval_on_selector_all(
            "article [tabindex='0']:is(code, .table-wrap)",
            "all => all.map(one => [one.role, one.ariaLabel])",
        )
        assert all(role == "group" and name for role, name in names), (path, names)


@pytest.mark.parametrize("width", [390, 1440])
def test_nothing_covers_a_button(visit, types, width):
    page = visit("", **size(width)).page
    covered = {}
    for path in types:
        page.goto(path)
        names = page.eval_on_selector_all("button, select, summary", COVERED)
        covered |= {path: names} if names else {}
    assert covered == {}
