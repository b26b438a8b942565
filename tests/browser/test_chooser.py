"""The chooser: answers lead to a reasoned pick, by mouse, by keyboard, by address and on paper."""

from __future__ import annotations

import json
import re
from itertools import product
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from content.project import ROOT, read
from content.verdict import Given, decide
from tests.browser.test_pages import options, shifts_on, violations
from tools.measure.budgets import by_weight
from tools.measure.pages import first_visit

PATH = "choose/chooser/"
SIZES = pytest.mark.parametrize("width", [390, 1440])
STATUS = ".mdx-chooser [role=status]"
VERDICT = ".mdx-chooser__verdict"


def book():
    return read(ROOT).rulebook


def case(sure: str) -> Given:
    """The answers of a case of the rule book that has one pick, and is as sure as this."""
    return next(
        one.answers
        for one in book().cases.values()
        if one.sure == sure and len(one.pick) == 1 and len(one.answers) > 2
    )


def fragment(answers: Given) -> str:
    order = [question.id for question in book().questions if question.id in answers]
    return "#" + "&".join(f"{name}={answers[name]}" for name in order)


def names(answers: Given) -> list[str]:
    return [book().outcome(name).name for name in decide(book(), answers).picks]


def open_chooser(visit, width=1440, hash_="", **more):
    return visit(f"{PATH}{hash_}", viewport={"width": width, "height": 900}, **more)


def answer(page, question, value):
    page.locator(f"input[name='{question}'][value='{value}']").check()


@SIZES
def test_answering_leads_to_the_pick_of_the_rule_book(visit, width):
    seen = open_chooser(visit, width)
    page, answers = seen.page, case("high")
    page.locator("input[value=all]").check()
    for question, value in answers.items():
        answer(page, question, value)
    for name in names(answers):
        expect(page.locator(STATUS)).to_contain_text(name)
    expect(page.locator(STATUS)).to_contain_text("How sure: high")
    rules = {rule.id: rule for rule in book().rules}
    verdict = decide(book(), answers)
    for name in [*verdict.speaks_for, *verdict.speaks_against]:
        expect(page.locator(VERDICT)).to_contain_text(rules[name].because)
    assert urlsplit(page.url).fragment == fragment(answers)[1:]
    assert seen.errors == []


@SIZES
def test_an_address_brings_back_answers_and_pick(visit, width):
    answers = case("medium")
    page = open_chooser(visit, width, fragment(answers)).page
    expect(page.locator(STATUS)).to_contain_text(names(answers)[0])
    for question, value in answers.items():
        assert page.locator(f"input[name='{question}'][value='{value}']").is_checked()
    checked = page.locator(".mdx-chooser__question input:checked")
    assert checked.count() == len(book().questions)


def test_back_leads_out_of_the_page_and_forward_to_the_same_answers(visit):
    answers = case("high")
    page = visit("choose/").page
    page.goto(f"{PATH}")
    page.locator("input[value=all]").check()
    for question, value in answers.items():
        answer(page, question, value)
    expect(page.locator(STATUS)).to_contain_text(names(answers)[0])
    page.go_back()
    assert urlsplit(page.url).path == "/choose/"
    page.go_forward()
    expect(page.locator(STATUS)).to_contain_text(names(answers)[0])
    assert urlsplit(page.url).fragment == fragment(answers)[1:]


def test_a_changed_address_on_the_open_page_is_followed(visit):
    page = open_chooser(visit, hash_=fragment(case("medium"))).page
    expect(page.locator(STATUS)).to_contain_text("medium")
    page.evaluate("hash => { location.hash = hash; }", fragment(case("high")))
    expect(page.locator(STATUS)).to_contain_text("high")


def test_what_is_damaged_in_an_address_is_named_and_the_rest_holds(visit):
    answers = case("high")
    first = next(iter(answers))
    bad = f"&{first}=other&nobody=knows&%E0%A4%A=1&a=b=c&store=%3Cb%3Ex%3C/b%3E&loose"
    page = open_chooser(visit, hash_=f"{fragment(answers)}{bad}").page
    expect(page.locator(STATUS)).to_contain_text(names(answers)[0])
    notice = page.locator(".mdx-chooser [role=alert]")
    expect(notice).to_contain_text(f"“{first}=other”")
    for part in ("“nobody=knows”", "“%E0%A4%A=1”", "“a=b=c”", "%3Cb%3E", "and 1 more"):
        expect(notice).to_contain_text(part)
    assert urlsplit(page.url).fragment == fragment(answers)[1:]
    answer(page, first, answers[first])
    page.get_by_text("All on one page").click()
    page.locator(f"input[name='{first}'][value='']").check()
    expect(notice).to_have_count(0)


def test_a_link_to_a_heading_leaves_the_answers_alone(visit):
    answers = case("high")
    page = open_chooser(visit, hash_=fragment(answers)).page
    expect(page.locator(STATUS)).to_contain_text(names(answers)[0])
    page.locator(".site-contents summary").click()
    page.locator(".site-contents a").first.click()
    assert urlsplit(page.url).fragment != fragment(answers)[1:]
    expect(page.locator(STATUS)).to_contain_text(names(answers)[0])
    expect(page.locator(".mdx-chooser [role=alert]")).to_have_count(0)


def test_it_works_by_keyboard_alone(visit):
    """Tab into the first question, choose, go on, choose; then try a change and take it back."""
    page = open_chooser(visit).page
    page.locator("input[name=view]:checked").focus()
    page.keyboard.press("Tab")
    first, second = book().questions[:2]
    assert page.evaluate("document.activeElement.name") == first.id
    page.keyboard.press("ArrowDown")
    for _ in first.answers[1:2]:
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == second.ask
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    given = {first.id: first.answers[1].id, second.id: second.answers[0].id}
    expect(page.locator(STATUS)).to_contain_text(names(given)[0])
    assert urlsplit(page.url).fragment == fragment(given)[1:]
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.do") == "try":
            break
    page.keyboard.press("Enter")
    expect(page.locator("[data-do=back]")).to_be_focused()
    assert urlsplit(page.url).fragment != fragment(given)[1:]
    page.keyboard.press("Enter")
    expect(page.locator(".mdx-chooser__answer h2")).to_be_focused()
    assert urlsplit(page.url).fragment == fragment(given)[1:]


def test_each_change_that_is_offered_is_one_of_the_rule_book(visit):
    answers = case("medium")
    page = open_chooser(visit, hash_=fragment(answers)).page
    expect(page.locator("[data-do=try]").first).to_be_attached()
    offered = page.eval_on_selector_all(
        "[data-do=try]", "all => all.map(one => [one.dataset.question, one.dataset.answer])"
    )
    told = decide(book(), answers).changes
    assert sorted(offered) == sorted([change.question, change.answer or ""] for change in told)


def test_what_it_wants_to_know_most_leads_to_that_question(visit):
    answers = case("high")
    page = open_chooser(visit, hash_=fragment(answers)).page
    wanted = decide(book(), answers).ask_next
    page.locator(f"{VERDICT} a[href='#question-{wanted}']").click()
    expect(page.locator(f"#question-{wanted} h2")).to_be_focused()
    assert urlsplit(page.url).fragment == fragment(answers)[1:]


def test_why_leads_a_phone_to_the_first_reason(visit):
    page = open_chooser(visit, 390, fragment(case("high"))).page
    page.locator("[data-do=reasons]").click()
    expect(page.locator(VERDICT)).to_be_focused()
    expect(page.locator(f"{VERDICT} h3").first).to_be_in_viewport()


def test_beside_all_questions_the_verdict_stays_in_sight(visit):
    page = open_chooser(visit, hash_=fragment(case("high"))).page
    page.locator("input[value=all]").check()
    page.locator(".mdx-chooser__question").last.scroll_into_view_if_needed()
    expect(page.locator(STATUS)).to_be_in_viewport()
    expect(page.locator(f"{VERDICT} h3").first).to_be_in_viewport()


def test_starting_again_opens_every_question(visit):
    page = open_chooser(visit, hash_=fragment(case("high"))).page
    page.locator("[data-do=reset]").click()
    expect(page.locator(STATUS)).to_have_text("Undecided")
    assert urlsplit(page.url).fragment == ""
    assert page.locator(".mdx-chooser__question input[value='']:checked").count() == len(
        book().questions
    )


def test_without_a_script_every_reason_can_be_read(visit):
    page = open_chooser(visit, 390, java_script_enabled=False).page
    assert not page.is_visible(".mdx-chooser__views")
    assert not page.is_visible(".mdx-chooser__result")
    shown = " ".join(page.inner_text(".mdx-chooser").split())
    for rule in book().rules:
        assert rule.because.replace("`", "") in shown
    for question in book().questions:
        assert question.ask in shown
        for one in question.answers:
            assert one.says.replace("`", "") in shown


def test_when_the_rule_book_cannot_be_fetched_the_page_says_so_and_lists_it(visit):
    page = visit("choose/").page
    page.route("**/rulebook.json*", lambda route: route.abort())
    page.goto(f"{PATH}{fragment(case('high'))}")
    expect(page.locator(".mdx-chooser [role=alert]")).to_contain_text("could not be loaded")
    assert page.locator(".mdx-chooser__rules").first.is_visible()


def test_the_record_holds_answers_reasons_and_sources_with_their_dates(visit, tmp_path):
    answers = case("high")
    page = open_chooser(visit, hash_=fragment(answers)).page
    with page.expect_download() as waiting:
        page.locator("[data-do=record]").click()
    waiting.value.save_as(tmp_path / "record.md")
    assert waiting.value.suggested_filename.endswith(".md")
    text = (tmp_path / "record.md").read_text("utf-8")
    for heading in ("## Context and Problem Statement", "## Considered Options",
                    "## Decision Outcome", "### Consequences", "## More Information"):  # fmt: skip
        assert text.count(f"\n{heading}\n") == 1
    assert re.search(r"\ndate: \d{4}-\d\d-\d\d\n", text)
    assert f'Chosen option: "{names(answers)[0]}"' in text
    assert page.url in text
    rules = {rule.id: rule for rule in book().rules}
    verdict = decide(book(), answers)
    sources = read(ROOT).sources
    for name in [*verdict.speaks_for, *verdict.speaks_against]:
        assert rules[name].because in text
        for source in rules[name].evidence.sources:
            assert sources[source].url in text
            assert f"{sources[source].checked:%-d %B %Y}" in text
    for question, value in answers.items():
        assert book().question(question).says(value) in text


def test_the_link_that_is_copied_holds_the_answers(visit):
    answers = case("high")
    page = open_chooser(
        visit, hash_=fragment(answers), permissions=["clipboard-read", "clipboard-write"]
    ).page
    page.locator("[data-do=copy]").click()
    expect(page.locator("[data-do=copy]")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == page.url


def test_on_paper_stand_answers_and_verdict_alone(visit):
    page = open_chooser(visit, hash_=fragment(case("high"))).page
    expect(page.locator(STATUS)).to_contain_text("high")
    page.emulate_media(media="print")
    assert page.is_visible(VERDICT)
    assert page.is_visible(f"{VERDICT} dl")
    for hidden in (".mdx-chooser__questions", ".mdx-chooser__actions", ".mdx-chooser__views"):
        assert not page.is_visible(hidden)


@pytest.mark.parametrize(
    ("width", "scheme"),
    [
        (390, "dark"),
        (1440, "light"),
        pytest.param(390, "light", marks=pytest.mark.deep),
        pytest.param(1440, "dark", marks=pytest.mark.deep),
    ],
)
def test_axe_finds_nothing_whatever_is_shown(visit, width, scheme):
    page = visit(PATH, **options(width, scheme), bypass_csp=True).page
    assert violations(page) == []
    page.goto(f"{PATH}{fragment(case('medium'))}&foo=bar")
    page.reload()
    expect(page.locator(STATUS)).to_contain_text("medium")
    page.locator("input[value=all]").check()
    for one in page.locator(f"{VERDICT} summary").all():
        one.click()
    assert violations(page) == []


def test_nothing_is_wider_than_the_window(visit):
    page = open_chooser(visit, hash_=fragment(case("medium"))).page
    expect(page.locator(STATUS)).to_contain_text("medium")
    page.locator("input[value=all]").check()
    for one in page.locator(f"{VERDICT} summary").all():
        one.click()
    over = {}
    for width in (320, 390, 768, 1024, 1440, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        over[width] = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert {width: by for width, by in over.items() if by > 0} == {}


def test_what_is_touched_is_large_enough(visit):
    page = open_chooser(visit, 390, fragment(case("medium")), has_touch=True).page
    expect(page.locator(STATUS)).to_contain_text("medium")
    small = page.eval_on_selector_all(
        ".mdx-chooser :is(button, label)",
        """all => all.map(one => [one.textContent.trim(), one.getBoundingClientRect().height])
        .filter(([, height]) => height > 0 && height < 44)""",
    )
    assert small == []


def test_the_rule_book_is_fetched_where_it_is_used_and_nowhere_else(visit, served):
    seen = visit("choose/")
    seen.page.wait_for_load_state("networkidle")
    asked = " ".join(request.url for request in seen.requests)
    assert "chooser" not in asked
    assert "rulebook" not in asked
    seen.page.goto(PATH)
    seen.page.locator(".mdx-chooser__question input").first.check()
    expect(seen.page.locator(".mdx-chooser[data-answered]")).to_have_count(1)
    assert [r.url for r in seen.requests if r.url.partition("?")[0].endswith("/rulebook.json")]


def test_a_first_visit_is_within_the_budget(browser, served):
    assert list(by_weight(first_visit(browser, served, PATH))) == []


def test_nothing_shifts_while_it_loads(visit, slow_url):
    page = visit("", **options(1440, "light")).page
    assert shifts_on(page, slow_url + PATH) == []


def test_an_impatient_click_is_not_lost(visit):
    """The script comes with the first use; what was clicked before it was there is made up for."""
    page = visit("choose/").page
    page.goto(PATH)
    page.evaluate("document.querySelector('[data-step=\"1\"]').click()")
    expect(page.locator(".mdx-chooser__place")).to_contain_text("Question 2")


def test_links_of_the_rule_book_lead_somewhere(site_folder):
    data = json.loads((site_folder / "assets/rulebook.json").read_text("utf-8"))
    pages = [one["page"] for one in (*data["outcomes"], *data["tasks"].values(), *data["read"])]
    assert len(pages) > 5
    for page in pages:
        path, _, heading = page.partition("#")
        html = (site_folder / path / "index.html").read_text("utf-8")
        assert not heading or f'id="{heading}"' in html, page


def test_answers_that_pull_apart_are_said_to(visit):
    rules = [rule for rule in book().rules if rule.strength == book().scale.strong]
    answers = next(
        given
        for one, other in product(rules, rules)
        if len(given := answers_for(one) | answers_for(other)) == len(one.when) + len(other.when)
        and decide(book(), given).torn
    )
    page = open_chooser(visit, hash_=fragment(answers)).page
    torn = book().outcome(decide(book(), answers).torn[0]).name
    expect(page.locator(VERDICT)).to_contain_text(
        f"Your answers pull apart: strong reasons speak both for and against {torn}"
    )


def answers_for(rule) -> Given:
    return {question: answers[0] for question, answers in rule.when.items()}
