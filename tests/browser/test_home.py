"""The first screen of the home page: question, answer, a way in, code, bars and proof."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from content.project import read
from macros.decided import decided

SCREENS = [pytest.param({"width": 1440, "height": 900}, id="desk"),
           pytest.param({"width": 390, "height": 844}, id="phone")]  # fmt: skip
PARTS = {
    "the question": "h1",
    "the answer": "h1 + p",
    "the first question": ".mdx-ask h2",
    "its last answer": ".mdx-ask li:last-child a",
    "the code": ".mdx-first .tabbed-block:nth-child(1) pre",
    "the bars": ".mdx-first .mdx-bars tr:last-child svg",
    "what was proved": ".mdx-first__proof > p",
}
BOTTOM = "e => e.getBoundingClientRect().bottom"


@pytest.mark.parametrize("screen", SCREENS)
def test_the_first_screen_holds_all_that_proves_it(visit, screen):
    page = visit("", viewport=screen).page
    below = {
        name: bottom
        for name, part in PARTS.items()
        if (bottom := page.locator(part).first.evaluate(BOTTOM)) > screen["height"]
    }
    assert below == {}


def test_every_framework_has_its_code_and_its_bar_in_the_first_screen(visit):
    page = visit("", viewport={"width": 1440, "height": 900}).page
    named = [one.name for one in read().frameworks]
    assert page.locator(".mdx-first .mdx-bars tbody th").all_inner_texts() == named
    for block in page.locator(".mdx-first .tabbed-block").all():
        expect(block).to_be_in_viewport(ratio=1)
    assert page.locator(".mdx-first .tabbed-block").count() == len(named)


def test_an_answer_leads_to_the_chooser_where_it_is_given(visit):
    page = visit("").page
    link = page.locator(".mdx-ask li a").first
    question, answer = (link.get_attribute("href") or "").split("#")[1].split("=")
    link.click()
    expect(page.locator(f"input[name={question}][value={answer}]")).to_be_checked()


def test_an_answer_leads_to_the_chooser_without_a_script(visit):
    page = visit("", java_script_enabled=False).page
    page.locator(".mdx-ask li a").first.click()
    expect(page).to_have_url(re.compile(r"/choose/chooser/#"))
    expect(page.locator(".mdx-chooser__question").first).to_be_visible()


@pytest.mark.parametrize("path", ["", "compare/"])
def test_bars_differ_without_colour_and_are_drawn_in_forced_colours(visit, path):
    page = visit(path, forced_colors="active").page
    bars = page.locator(".mdx-bars tbody svg")
    looks = {
        (line.get_attribute("stroke-dasharray"), line.evaluate("e => getComputedStyle(e).stroke"))
        for line in bars.locator("line").all()
    }
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert {dashes for dashes, _ in looks} == {None, "2 2"}
    assert paper not in {stroke for _, stroke in looks}


@pytest.mark.parametrize("width", [320, 390, 768, 1100, 1440])
def test_bars_of_the_index_are_as_long_as_their_numbers(visit, width):
    page = visit("compare/", viewport={"width": width, "height": 900}).page
    drawn = page.locator(".mdx-bars tr[data-framework]").evaluate_all(
        """rows => rows.map(row => [
          Number(row.cells[1].textContent) + Number(row.cells[2].textContent),
          Math.max(...[...row.querySelectorAll("line")].map(e => e.getBoundingClientRect().right))
            - row.querySelector("svg").getBoundingClientRect().left])"""
    )
    scale = [length / lines for lines, length in drawn]
    assert max(scale) - min(scale) < 0.02 * max(scale)
    assert min(length for _, length in drawn) > 5


def test_each_decision_is_one_mark(visit):
    page = visit("").page
    assert page.locator(".mdx-decided tbody i").count() == len(read().decisions)
    assert decided(read()).count("</i>") > len(read().decisions)  # and those of the key
