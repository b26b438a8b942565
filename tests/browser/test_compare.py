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
    assert shown > 10
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


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_with_one_framework_chosen(visit, scheme):
    page = visit(PAGE, **options(1440, scheme), bypass_csp=True).page
    page.wait_for_selector(".mdx-switch")
    button(page, names()[0]).click()
    assert violations(page) == []
