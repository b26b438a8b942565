"""The matrix of features, as readers search it, filter it and open its cells."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from content import matrix
from content.project import ROOT, read
from tests.browser.test_pages import options, violations

PATH = "choose/matrix/"
PHONE = {"viewport": {"width": 390, "height": 900}, "has_touch": True, "is_mobile": True}
DESK = {"viewport": {"width": 1440, "height": 900}}
ROWS = ".mdx-matrix tbody tr[id]"
SIZES = [pytest.param(PHONE, id="390"), pytest.param(DESK, id="1440")]


@pytest.fixture(scope="module")
def project():
    return read(ROOT)


@pytest.fixture(scope="module")
def features(project):
    return [row for _, group in matrix.groups(project) for row in group.rows]


def shown(page):
    """The features that can be seen."""
    return page.locator(f"{ROWS}:visible").evaluate_all(
        "rows => rows.map(row => row.id.replace('feature-', ''))"
    )


def said(page):
    return page.locator("feature-matrix output").inner_text()


def ready(visit, address="", **more):
    page = visit(PATH + address, **more).page
    page.wait_for_selector("feature-matrix:not([hidden])")
    return page


@pytest.mark.parametrize("size", SIZES)
def test_every_feature_and_every_level_is_seen(visit, size, project, features):
    page = ready(visit, **size)
    assert shown(page) == [row.id for row in features]
    for row in features:
        cells = page.locator(f"#feature-{row.id} > td")
        words = [
            f"{matrix.LEVELS[matrix.cell(row, one).level].sign} "
            f"{matrix.LEVELS[matrix.cell(row, one).level].word}"
            for one in matrix.columns(project)
        ]
        texts = cells.evaluate_all("cells => cells.map(one => one.firstChild.innerText.trim())")
        assert [text.split(":")[0] for text in texts] == words


@pytest.mark.parametrize("size", SIZES)
def test_a_search_finds_words_of_names_groups_and_texts(visit, size, features):
    page = ready(visit, **size)
    page.fill("[name=search]", "n+1 QUERY")
    assert shown(page) == ["n-plus-one"]
    assert said(page) == f"1 of {len(features)} features shown"
    page.fill("[name=search]", "scrypt")  # stands in closed details alone
    assert shown(page) == ["password-hashing"]
    page.fill("[name=search]", "nothing has this word")
    assert shown(page) == []
    assert page.locator(".mdx-matrix tbody:visible").count() == 0
    page.get_by_role("button", name="Show all").click()
    expect(page.locator("feature-matrix output")).to_have_text(
        f"{len(features)} of {len(features)} features shown"
    )
    assert len(shown(page)) == len(features)


@pytest.mark.parametrize("size", SIZES)
def test_only_differences_leaves_rows_whose_levels_differ(visit, size, project, features):
    page = ready(visit, **size)
    page.get_by_label("Only differences").check()
    assert shown(page) == [row.id for row in features if matrix.differs(project, row)]
    assert 0 < len(shown(page)) < len(features)


@pytest.mark.parametrize("size", SIZES)
def test_an_address_with_answers_shows_what_they_call_for(visit, size, project, features):
    first, second = list(project.needs.root.items())[:2]
    answers = [f"{name}={next(iter(given))}" for name, given in (first, second)]
    page = ready(visit, "#" + "&".join(answers), **size)
    wanted = [row.id for row in features if set(project.needs.calling_for(row.id)) & set(answers)]
    assert shown(page) == wanted
    listed = page.locator("[data-answer]:visible")
    assert [one.get_attribute("data-answer") for one in listed.all()] == answers
    assert not page.locator("[data-part=dropped]").is_visible()
    page.get_by_label("Only what I need").uncheck()
    assert len(shown(page)) == len(features)


def test_without_answers_nobody_can_ask_for_what_is_needed(visit):
    page = ready(visit)
    assert page.get_by_label("Only what I need").is_disabled()
    assert page.locator("[data-part=ask]").is_visible()


def test_a_damaged_address_is_told_and_the_rest_is_used(visit, project, features):
    question, given = next(iter(project.needs.root.items()))
    answer = next(iter(given))
    page = ready(visit, f"#{question}={answer}&{question}=%3Cb%3E&color=blue&%E0%A4%A")
    told = page.locator("[data-part=dropped]")
    assert told.inner_text().startswith("The address holds 3 answers that no question here offers")
    assert f"{question}=<b>" in told.inner_text()
    assert told.locator("b").count() == 0
    assert shown(page) == [
        row.id for row in features if f"{question}={answer}" in project.needs.calling_for(row.id)
    ]
    page = ready(visit, "#nothing=known")
    assert len(shown(page)) == len(features)


def test_an_address_of_a_place_leads_there_even_when_a_filter_hides_it(visit, features):
    page = ready(visit)
    last = features[-1].id
    page.fill("[name=search]", "nothing has this word")
    page.evaluate(f"location.hash = 'feature-{last}'")
    expect(page.locator(f"#feature-{last}")).to_be_in_viewport()
    assert len(shown(page)) == len(features)


@pytest.mark.parametrize("size", SIZES)
def test_a_cell_opens_by_keyboard_and_its_text_is_seen_below_the_head(visit, size, features):
    page = ready(visit, **size)
    page.locator("[name=search]").focus()
    for _ in range(200):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.localName") == "summary" and page.evaluate(
            "!!document.activeElement.closest('.mdx-matrix')"
        ):
            break
    page.keyboard.press("Enter")
    first = next(iter(features[0].cells.values()))
    assert page.locator(".mdx-matrix details[open]").count() == 1
    assert page.locator(".mdx-matrix details[open] p:visible").count() > 0
    assert first.sources
    assert page.locator(".mdx-matrix details[open] a[href^=http]").first.is_visible()
    page.keyboard.press("Enter")
    assert page.locator(".mdx-matrix details[open]").count() == 0


def test_all_details_open_and_close_together(visit):
    page = ready(visit)
    page.get_by_role("button", name="Open all details").click()
    assert page.locator(".mdx-matrix details:not([open])").count() == 0
    page.get_by_role("button", name="Close all details").click()
    assert page.locator(".mdx-matrix details[open]").count() == 0


@pytest.mark.parametrize("size", SIZES)
def test_the_head_stays_in_sight_and_hides_no_row_that_was_asked_for(visit, size, features):
    row = features[len(features) // 2].id
    page = ready(visit, f"#feature-{row}", **size)
    expect(page.locator(f"#feature-{row}")).to_be_in_viewport()
    head, bar, asked = (
        page.locator(one).first.bounding_box()
        for one in (".mdx-matrix thead th:nth-child(2)", ".site-header", f"#feature-{row} > th")
    )
    assert abs(head["y"] - (bar["y"] + bar["height"])) < 16
    assert asked["y"] >= head["y"] + head["height"] - 1


@pytest.mark.parametrize("size", SIZES)
def test_what_is_pressed_is_large_enough(visit, size):
    page = ready(visit, **size)
    least = 44 if size is PHONE else 24
    small = page.evaluate(
        """least => [...document.querySelectorAll(
            "feature-matrix :is(input, button), .mdx-matrix summary, .mdx-jumps a")]
          .map(one => [one.closest("label") ?? one, one])
          .filter(([box, one]) => one.checkVisibility())
          .filter(([box, one]) => box.getBoundingClientRect().height < least)
          .map(([, one]) => one.outerHTML.slice(0, 80))""",
        least,
    )
    assert small == []


def test_no_width_from_a_small_phone_to_a_large_screen_scrolls_sideways(visit):
    page = ready(visit)
    page.get_by_role("button", name="Open all details").click()
    over = {}
    for width in [*range(320, 1921, 80), 390, 768, 1100, 1366]:
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.evaluate(
            "[document.documentElement.scrollWidth - document.documentElement.clientWidth,"
            " ...[...document.querySelectorAll('.mdx-matrix td, .mdx-matrix th:not(:first-child)')]"
            ".filter(one => one.scrollWidth > one.clientWidth + 1).map(one => one.innerText)]"
        )
        if wide[0] > 0 or wide[1:]:
            over[width] = wide
    assert over == {}


@pytest.mark.parametrize("size", SIZES)
def test_without_scripts_the_table_has_every_text(visit, size, features):
    page = visit(PATH, java_script_enabled=False, **size).page
    assert not page.locator("feature-matrix").is_visible()
    assert page.locator(f"{ROWS}:visible").count() == len(features)
    text = page.locator(".mdx-matrix").text_content()
    plain = [cell.text for row in features for cell in row.cells.values() if "`" not in cell.text]
    assert [one for one in plain if one not in text] == []
    summary = page.locator(".mdx-matrix summary").first
    summary.click()
    assert page.locator(".mdx-matrix details[open] p:visible").count() > 0


def test_paper_has_what_is_open_and_no_controls(visit):
    page = ready(visit)
    page.locator(".mdx-matrix summary").first.click()
    page.emulate_media(media="print")
    assert not page.locator("feature-matrix form").is_visible()
    assert page.locator(".mdx-matrix details > div:visible").count() == 1
    every = page.locator(".mdx-matrix summary")
    assert page.locator(".mdx-matrix summary:visible").count() == every.count()
    page.emulate_media(media="screen")
    page.get_by_role("button", name="Open all details").click()
    page.emulate_media(media="print")
    assert page.locator(".mdx-matrix details > div:visible").count() == every.count()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_axe_finds_nothing_with_cells_open_or_closed(visit, width, scheme):
    page = ready(visit, "#no=answer", **options(width, scheme), bypass_csp=True)
    assert violations(page) == []
    page.get_by_role("button", name="Open all details").click()
    assert violations(page) == []


def test_forced_colours_keep_signs_and_words(visit):
    page = ready(visit, forced_colors="active")
    signs = {level.sign for level in matrix.LEVELS.values()}
    for word in page.locator(".mdx-matrix summary").all()[:20]:
        assert word.inner_text()[0] in signs
        assert word.evaluate("e => getComputedStyle(e).color") != page.evaluate(
            "getComputedStyle(document.body).backgroundColor"
        )


def test_each_feature_leads_to_its_place_in_a_framework_s_table_and_back(visit, project, features):
    first = project.frameworks[0]
    page = ready(visit)
    row = page.locator(f"#feature-{features[3].id}")
    row.locator("summary").first.click()
    row.get_by_role("link", name=f"All features of {first.name}").click()
    page.wait_for_url(f"**/{first.id}/features/#feature-{features[3].id}")
    page.get_by_role("link", name="Beside the others").first.click()
    page.wait_for_url("**/choose/matrix/#group-*")


def test_the_files_are_those_of_the_table(visit, project):
    page = ready(visit)
    made = {"CSV": matrix.as_csv, "JSON": matrix.as_json}
    for name, made_by in made.items():
        address = page.get_by_role("link", name=name, exact=True).evaluate("link => link.href")
        assert page.request.get(address).text() == made_by(project)
