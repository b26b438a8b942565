"""The register of claims, as readers filter it, follow links into it and print it."""

from __future__ import annotations

from collections import Counter

import pytest
from playwright.sync_api import expect

from content.project import ROOT, read
from macros.claims import VERDICTS
from tests.browser.test_pages import options, shifts_on, violations

PATH = "evidence/claims/"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
DESK = {"viewport": {"width": 1440, "height": 900}}
SIZES = [pytest.param(PHONE, id="390"), pytest.param(DESK, id="1440")]
# A phone showed 50 screens of 844 px with all evidence open; with it folded, so many at most.
SCREENS = 11


@pytest.fixture(scope="module")
def register():
    """Each claim with the id of its topic, in the order of the page."""
    topics = sorted(read(ROOT).claims.items(), key=lambda item: item[1].order)
    return [(name, claim) for name, topic in topics for claim in topic.claims]


def ids(register, fits):
    return [claim.id.lower() for topic, claim in register if fits(topic, claim)]


def ready(visit, address="", **more):
    page = visit(PATH + address, **more).page
    page.wait_for_selector("claims-filter:defined")
    return page


def shown(page):
    return page.locator(".mdx-claim:visible").evaluate_all("all => all.map(one => one.id)")


def said(page):
    return page.locator("claims-filter output").inner_text()


def query(page):
    return page.evaluate("location.search + location.hash")


def verdict(page, name):
    """The field of a verdict, found by its word."""
    named = page.get_by_role("checkbox", name=VERDICTS[name].word)
    return named.and_(page.locator(f"[value={name}]"))


def in_sight(page, name):
    """Whether the line of an open claim is in the window, and below what stays at its top."""
    return page.locator(f"#{name}[open] > summary").evaluate(
        """line => { const { left, top, bottom } = line.getBoundingClientRect();
          const seen = document.elementFromPoint(left + 9, top + 9);
          return bottom <= innerHeight && seen?.closest("summary") === line; }"""
    )


def test_every_claim_is_one_line_with_its_verdict_and_what_it_is_about(visit, register):
    page = ready(visit, **DESK)
    names = {one.id: one.name for one in read(ROOT).frameworks}
    lines = page.locator(".mdx-claim > summary")
    assert lines.count() == len(register)
    for line, (_, claim) in zip(lines.all(), register, strict=True):
        assert line.bounding_box()["height"] < 60  # two lines of a long claim
        words = line.inner_text()
        assert claim.id in words
        assert VERDICTS[claim.verdict].word in words
        assert [one for one in claim.about if names[one] not in words] == []
    assert page.locator(".mdx-claim[open]").count() == 0


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", VERDICTS)
def test_a_part_of_the_bar_and_its_line_filter_by_verdict(visit, register, size, name):
    page = ready(visit, **size)
    wanted = ids(register, lambda _, claim: claim.verdict == name)
    page.locator(f".mdx-verdicts > [data-verdict={name}]").click()
    assert shown(page) == wanted
    assert verdict(page, name).is_checked()
    assert said(page) == f"{len(wanted)} of {len(register)} claims shown"
    assert query(page) == f"?verdict={name}"
    page.locator("claims-filter li").filter(has=verdict(page, name)).locator("label").click()
    assert shown(page) == ids(register, lambda *_: True)
    assert query(page) == ""


def test_the_numbers_of_the_bar_are_those_of_the_list(visit, register):
    page = ready(visit)
    counted = Counter(claim.verdict for _, claim in register)
    for name, count in counted.items():
        label = page.locator("claims-filter li").filter(has=verdict(page, name))
        assert label.inner_text().split() == [*VERDICTS[name].word.split(), str(count)]
    whole = page.locator(".mdx-verdicts").bounding_box()["width"]
    for name, count in counted.items():
        width = page.locator(f".mdx-verdicts > [data-verdict={name}] rect").bounding_box()["width"]
        assert abs(width / whole - count / len(register)) < 0.01


@pytest.mark.parametrize("field", ["about", "topic"])
def test_framework_and_topic_filter(visit, register, field):
    page = ready(visit)
    choices = page.locator(f"[name={field}] option").evaluate_all("all => all.map(o => o.value)")
    assert len(choices) > 2
    for choice in choices[1:]:
        page.select_option(f"[name={field}]", choice)
        wanted = ids(
            register,
            lambda topic, claim, one=choice: one in (claim.about if field == "about" else [topic]),
        )
        assert wanted
        assert shown(page) == wanted
        assert query(page) == f"?{field}={choice}"


def test_filters_combine_and_verdicts_add_up(visit, register):
    page = ready(visit)
    about = read(ROOT).frameworks[0].id
    verdict(page, "misleading").check()
    verdict(page, "false").check()
    page.select_option("[name=about]", about)
    wanted = ids(
        register,
        lambda _, claim: claim.verdict in {"misleading", "false"} and about in claim.about,
    )
    assert shown(page) == wanted
    assert query(page) == f"?verdict=misleading&verdict=false&about={about}"
    topic = next(topic for topic, claim in register if claim.id.lower() == wanted[0])
    page.select_option("[name=topic]", topic)
    assert shown(page) == [
        one for one in wanted if one in ids(register, lambda name, _: name == topic)
    ]
    assert page.locator(".mdx-claims:visible").count() == 1
    page.get_by_role("button", name="Show all").click()
    expect(page.locator("claims-filter output")).to_have_text(
        f"{len(register)} of {len(register)} claims shown"
    )
    assert query(page) == ""
    assert len(shown(page)) == len(register)


def test_the_address_filters_and_back_and_forward_follow_it(visit, register):
    page = ready(visit, "?verdict=opinion")
    opinions = ids(register, lambda _, claim: claim.verdict == "opinion")
    false = ids(register, lambda _, claim: claim.verdict in {"false", "opinion"})
    assert shown(page) == opinions
    verdict(page, "false").check()
    assert shown(page) == false
    page.get_by_role("button", name="Show all").click()
    page.wait_for_url(f"**/{PATH}")
    page.go_back()
    assert (shown(page), verdict(page, "false").is_checked()) == (false, True)
    page.go_back()
    assert (shown(page), verdict(page, "false").is_checked()) == (opinions, False)
    page.go_forward()
    assert shown(page) == false
    page.reload()
    page.wait_for_selector("claims-filter:defined")
    assert shown(page) == false


def test_what_no_claim_has_is_said(visit, register):
    page = ready(visit, "?verdict=false&topic=%3Cb%3E&from=a-letter")
    assert shown(page) == ids(register, lambda _, claim: claim.verdict == "false")
    assert said(page).endswith("claims shown; no claim has topic=<b>")
    assert page.locator("claims-filter output b").count() == 0


@pytest.mark.parametrize("size", SIZES)
def test_a_permanent_link_shows_its_claim_open_even_where_the_filter_would_hide_it(
    visit, register, size
):
    hidden = ids(register, lambda _, claim: claim.verdict == "true")[-1]
    false = ids(register, lambda _, claim: claim.verdict == "false")
    page = ready(visit, f"#{hidden}", **size)
    assert in_sight(page, hidden)
    assert len(shown(page)) == len(register)
    page = ready(visit, f"?verdict=false#{hidden}", **size)
    assert in_sight(page, hidden)
    assert set(shown(page)) == {*false, hidden}
    beside = f"{hidden.upper()} too, which the address names"
    assert said(page) == f"{len(false)} of {len(register)} claims shown; {beside}"
    page.evaluate("scrollTo(0, 0)")
    verdict(page, "false").uncheck()
    verdict(page, "opinion").check()
    assert hidden not in shown(page)
    assert query(page) == "?verdict=opinion"
    page.evaluate(f"location.hash = '{hidden}'")
    expect(page.locator(f"#{hidden}[open]")).to_be_visible()
    assert in_sight(page, hidden)


def test_each_claim_links_to_itself_and_keeps_the_filter(visit, register):
    page = ready(visit, "?verdict=opinion")
    name = shown(page)[0]
    page.click(f"#{name} > summary")
    page.click(f"#{name} .headerlink")
    assert query(page) == f"?verdict=opinion#{name}"
    assert page.locator(f"#{name}").get_attribute("open") is not None
    assert set(shown(page)) == set(ids(register, lambda _, claim: claim.verdict == "opinion"))


def test_a_topic_that_the_filter_empties_is_reached_without_it(visit, register):
    page = ready(visit, "?verdict=outdated", **DESK)
    heading = page.locator(".mdx-claims:not(:visible) h2").first.get_attribute("id")
    page.click(f".site-contents a[href='#{heading}']")
    expect(page.locator(f"#{heading}")).to_be_in_viewport()
    assert query(page) == f"#{heading}"
    assert len(shown(page)) == len(register)


def test_a_hit_of_the_search_opens_its_claim(visit, register):
    page = ready(visit, "?verdict=outdated")
    claim = next(claim for _, claim in register if claim.verdict == "false")
    page.keyboard.press("/")
    page.fill(".site-search input", claim.claim)
    hit = page.locator(f".site-search a[href$='/{PATH}#{claim.id.lower()}']").first
    hit.click()
    page.wait_for_url(f"**/{PATH}#{claim.id.lower()}")
    expect(page.locator(f"#{claim.id.lower()}[open]")).to_be_in_viewport()
    assert page.evaluate("CSS.highlights.get('found').size") > 0


def test_all_can_be_done_by_keyboard(visit, register):
    page = ready(visit, **DESK)
    verdict(page, "true").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    second = list(VERDICTS)[1]
    assert query(page) == f"?verdict={second}"
    for _ in range(len(VERDICTS) + 3):  # verdicts, two lists, two buttons
        page.keyboard.press("Tab")
    page.keyboard.press("Tab")  # what the verdicts mean
    page.keyboard.press("Enter")
    first = ids(register, lambda _, claim: claim.verdict == second)[0]
    assert page.locator(".mdx-claim[open]").evaluate_all("all => all.map(o => o.id)") == [first]
    assert page.evaluate("document.activeElement.closest('.mdx-claim').id") == first


def test_those_that_are_shown_open_and_close_together(visit, register):
    page = ready(visit, "?verdict=opinion")
    page.get_by_role("button", name="Open all").click()
    opened = page.locator(".mdx-claim[open]").evaluate_all("all => all.map(one => one.id)")
    assert opened == ids(register, lambda _, claim: claim.verdict == "opinion")
    page.get_by_role("button", name="Close all").click()
    assert page.locator(".mdx-claim[open]").count() == 0


@pytest.mark.parametrize("size", SIZES)
def test_without_scripts_the_bar_is_a_picture_and_claims_open_by_hand(visit, register, size):
    page = visit(PATH, java_script_enabled=False, **size).page
    assert len(shown(page)) == len(register)
    assert page.locator("claims-filter :is(input, select, button, output):visible").count() == 0
    numbers = page.locator("claims-filter b:visible").all_inner_texts()
    assert sum(map(int, numbers)) == len(register)
    _, claim = register[0]
    page.click(f"#{claim.id.lower()} > summary")
    assert page.locator(f"#{claim.id.lower()} > ul > li:visible").count() == len(claim.evidence)
    page.goto(f"{PATH}#{register[-1][1].id.lower()}")
    assert page.locator(".mdx-claim:target > p").evaluate("one => one.checkVisibility()")


def test_nothing_moves_when_a_permanent_link_opens_its_claim(visit, register):
    page = visit("", **PHONE).page
    for _, claim in register[:3]:
        page.goto("")
        assert shifts_on(page, f"{PATH}#{claim.id.lower()}") == []


def test_paper_has_all_reasons_and_evidence_and_no_controls(visit, register):
    page = ready(visit, viewport={"width": 794, "height": 1123})  # A4
    page.emulate_media(media="print")
    assert page.locator("claims-filter :is(input, select, button):visible").count() == 0
    assert page.locator("claims-filter .mdx-verdict:visible").count() == len(VERDICTS)
    seen = {
        one: page.locator(one).evaluate_all(
            "all => all.filter(one => one.checkVisibility() && one.clientWidth > 99).length"
        )
        for one in (".mdx-claim > p", ".mdx-claim > ul > li", "#left-out ~ details td:last-child")
    }
    evidence = sum(len(claim.evidence) for _, claim in register)
    assert list(seen.values()) == [len(register), evidence, len(read(ROOT).left_out)]


def test_a_phone_has_a_few_screens_of_claims(visit):
    page = ready(visit, **PHONE)
    assert page.evaluate("document.documentElement.scrollHeight") <= SCREENS * 844


def test_what_is_pressed_on_a_phone_is_large_enough(visit):
    page = ready(visit, **PHONE)
    small = page.evaluate(
        """() => [...document.querySelectorAll(
            "claims-filter :is(label, button, select), .mdx-verdicts, .mdx-claim > summary")]
          .filter(one => one.getBoundingClientRect().height < 44)
          .map(one => one.outerHTML.slice(0, 90))"""
    )
    assert small == []


def test_no_width_from_a_small_phone_to_a_large_screen_scrolls_sideways(visit):
    page = ready(visit, reduced_motion="reduce")  # a sign that turns is wider for a moment
    page.get_by_role("button", name="Open all").click()
    over = {}
    for width in [*range(320, 1921, 80), 390, 768, 1100, 1366]:
        page.set_viewport_size({"width": width, "height": 900})
        more = page.evaluate(
            """() => [document.documentElement,
                ...document.querySelectorAll(".mdx-claim, .mdx-claim > summary")]
              .filter(one => one.scrollWidth > one.clientWidth + 1)
              .map(one => one.id || one.innerText)"""
        )
        if more:
            over[width] = more
    assert over == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_axe_finds_nothing_with_claims_open_or_closed(visit, width, scheme):
    page = ready(visit, "?verdict=false", **options(width, scheme), bypass_csp=True)
    assert violations(page) == []
    page.get_by_role("button", name="Show all").click()
    page.get_by_role("button", name="Open all").click()
    assert violations(page) == []


def test_forced_colours_keep_the_parts_apart_and_show_which_are_chosen(visit):
    page = ready(visit, "?verdict=false", forced_colors="active")
    strokes = page.locator(".mdx-verdicts rect").evaluate_all(
        "all => all.map(one => [getComputedStyle(one).stroke, getComputedStyle(one).strokeWidth])"
    )
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper not in [stroke for stroke, _ in strokes]
    assert sorted(Counter(width for _, width in strokes).values()) == [1, len(strokes) - 1]
