"""Code side by side: nothing is cut, one switch for all steps, the text stays what it is."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from content.project import ROOT, read
from tests.browser.test_pages import options, violations

PAGE = "compare/form/"
CODE = ".mdx-compare pre > code"
CUT = (
    "blocks => blocks.filter(one => one.checkVisibility() && one.scrollWidth > one.clientWidth)"
    ".map(one => one.textContent.slice(0, 80))"
)


def opened(visit, width, path=PAGE, **more):
    page = visit(path, **options(width, "light"), **more).page
    page.wait_for_selector(".mdx-switch")
    page.locator(".mdx-compare details").evaluate_all("all => all.forEach(one => one.open = true)")
    page.wait_for_timeout(100)  # the folds tell that they are open, then lines are wrapped
    return page


MARKS = ".mdx-mark"
PAIRS = """() => [...document.querySelectorAll('.mdx-mark')].map(mark => {
  const row = document.getElementById(mark.hash.slice(1));
  const back = [...row.closest('tr').querySelectorAll('.mdx-shown')].map(one => one.hash.slice(1));
  return row.tagName === 'TH' && back.includes(mark.id);
})"""
# What can be hit, and whether it makes its line higher than the others are.
BOXES = """all => all.filter(one => one.checkVisibility()).map(one => {
  const box = one.getBoundingClientRect();
  const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return [box.width, box.height, !hit || hit === one];
})"""


def names():
    return [framework.name for framework in read(ROOT).frameworks]


def button(page, name):
    return page.locator(".mdx-switch").get_by_role("button", name=name, exact=True)


@pytest.mark.parametrize("width", [390, 768, 1024, 1280, 1440, 1920])
def test_no_code_is_cut(visit, width):
    page = opened(visit, width)
    shown = page.locator(CODE).evaluate_all(
        "all => all.filter(one => one.checkVisibility()).length"
    )
    assert shown >= 10
    assert page.locator(CODE).evaluate_all(CUT) == []


def test_wrapped_code_is_the_same_text(visit):
    plain = visit(PAGE, java_script_enabled=False).page.locator(CODE).all_text_contents()
    page = opened(visit, 390)
    assert page.locator(".site-line").count() > 20
    assert page.locator(CODE).all_text_contents() == plain


def test_who_does_not_want_wrapped_lines_scrolls(visit):
    page = opened(visit, 1024)
    scrolled = page.locator(f"{CODE}[tabindex]:visible")
    assert scrolled.count() == 0
    button(page, "Wrap lines").click()
    assert page.locator(CODE).evaluate_all(CUT) != []
    assert scrolled.count() == len(page.locator(CODE).evaluate_all(CUT))
    expect(button(page, "Wrap lines")).to_have_attribute("aria-pressed", "false")


def test_one_switch_shows_one_framework_in_every_step(visit):
    page = opened(visit, 1440)
    blocks = page.locator(".mdx-compare .tabbed-block:visible")
    every = blocks.count()
    for name in names():
        button(page, name).click()
        expect(button(page, name)).to_have_attribute("aria-pressed", "true")
        assert blocks.count() == every // len(names())
        begins = {one.split()[0] for one in blocks.all_text_contents()}
        assert begins & set(names()) == {name}
    page.goto(page.url.replace("form", "template"))
    page.wait_for_selector(".mdx-switch")
    expect(button(page, names()[-1])).to_have_attribute("aria-pressed", "true")
    button(page, "Side by side").click()
    expect(button(page, names()[-1])).to_have_attribute("aria-pressed", "false")


def test_columns_are_offered_where_they_have_room(visit):
    assert button(opened(visit, 1440), "Side by side").is_visible()
    assert not button(opened(visit, 390), "Side by side").is_visible()


@pytest.mark.parametrize("width", [390, 1440])
def test_an_address_leads_below_the_bar(visit, width):
    page = opened(visit, width, f"{PAGE}#form-view")
    top, bar = page.evaluate(
        "() => [document.getElementById('form-view'), document.querySelector('.site-here')]"
        ".map(one => one.getBoundingClientRect()).map(one => [one.top, one.bottom])"
    )
    assert bar[1] <= top[0] < bar[1] + 200


def test_each_mark_leads_to_its_row_and_the_row_back(visit):
    page = opened(visit, 1440)
    pairs = page.evaluate(PAIRS)
    assert len(pairs) > 5
    assert all(pairs)
    mark = page.locator(MARKS).first
    name = mark.get_attribute("aria-label")
    mark.focus()
    page.keyboard.press("Enter")
    row = page.locator("th:target")
    number = row.evaluate("e => [...e.closest('tbody').rows].indexOf(e.parentElement) + 1")
    assert name == f"Difference {number}: {row.inner_text().strip()}"


@pytest.mark.parametrize("width", [390, 1440])
def test_marks_are_large_enough_to_hit_and_lines_are_as_high_as_without(visit, width):
    page = opened(visit, width)
    boxes = page.locator(MARKS).evaluate_all(BOXES)
    assert boxes
    assert all(wide >= 24 and high >= 24 and hit for wide, high, hit in boxes)
    heights = "all => all.map(one => one.getBoundingClientRect().height)"
    before = page.locator(CODE).evaluate_all(heights)
    page.locator(MARKS).evaluate_all(
        "all => all.forEach(one => one.style.cssText = 'height: 0 !important; margin-block: 0')"
    )
    assert page.locator(CODE).evaluate_all(heights) == before


def test_a_line_in_a_tab_that_is_not_chosen_is_shown_when_its_row_leads_to_it(visit):
    page = opened(visit, 390)
    button(page, names()[0]).click()
    other = page.locator(f"td[data-label='{names()[-1]}'] .mdx-shown").first
    mark = page.locator(other.evaluate("one => one.hash"))
    assert not mark.is_visible()
    other.click()
    expect(mark).to_be_in_viewport()
    expect(button(page, names()[-1])).to_have_attribute("aria-pressed", "true")


def test_an_address_of_a_line_in_a_tab_that_is_not_chosen_leads_to_it(visit):
    page = opened(visit, 390)
    mark = page.locator(f".tabbed-block:last-child {MARKS}").last.get_attribute("id")
    page = opened(visit, 390, f"{PAGE}#{mark}")
    expect(page.locator(f"{MARKS}:target")).to_be_in_viewport()


def test_without_script_such_a_line_is_shown_as_well(visit):
    page = visit(PAGE, **options(390, "light"), java_script_enabled=False).page
    page.locator(f"td[data-label='{names()[-1]}'] .mdx-shown").first.click()
    expect(page.locator(".mdx-mark:target")).to_be_in_viewport()


def test_in_forced_colours_one_tab_looks_chosen_and_every_number_is_seen(visit):
    page = visit(PAGE, **options(390, "light"), forced_colors="active").page
    page.wait_for_selector(".mdx-switch")
    for part in (".mdx-compare .tabbed-labels > label", ".mdx-switch button:not([hidden])"):
        edges = page.locator(part).evaluate_all(
            "all => all.slice(0, 2).map(one => getComputedStyle(one).borderBottomColor)"
        )
        paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert [edge == paper for edge in edges] == [False, True]
    colours = page.locator(MARKS).first.evaluate(
        "one => ['color', 'backgroundColor'].map(name => getComputedStyle(one, '::before')[name])"
    )
    assert colours[0] != colours[1]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_with_one_framework_chosen(visit, scheme):
    page = visit(PAGE, **options(1440, scheme), bypass_csp=True).page
    page.wait_for_selector(".mdx-switch")
    button(page, names()[0]).click()
    assert violations(page) == []
