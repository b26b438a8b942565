"""Sources beside their sentence: marks that can be hit and are named, and what opens at them."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.test_pages import MODES, options, violations

MARK = "a.footnote-ref"
OPEN = ".site-source:popover-open"
WIDTHS = (390, 1440)
# The marks whose 24 pixels belong to something else, in the middle or a pixel within a corner.
MISSED = """marks => marks.filter(mark => {
  if (!mark.checkVisibility()) return false;
  mark.scrollIntoView({ block: "center", behavior: "instant" });
  const { left, right, top, bottom } = mark.getBoundingClientRect();
  const x = (left + right) / 2, y = (top + bottom) / 2;
  return [[-1, -1], [1, -1], [-1, 1], [1, 1], [0, 0]].some(([across, down]) =>
    document.elementFromPoint(x + across * 11, y + down * 11) !== mark);
}).map(mark => mark.closest("p, li, td, div").textContent.slice(0, 80))"""
# The lines of a sentence that the open source covers: each has its own box.
COVERED = """async (marks) => {
  const { toggle, sentenceOf } = await import(
    document.querySelector("script[type=module]").src.replace("site.js", "sources.js"));
  const covered = [];
  for (const mark of marks.filter(one => one.checkVisibility())) {
    mark.scrollIntoView({ block: "center", behavior: "instant" });
    const words = sentenceOf(mark), said = words.toString(), lines = [...words.getClientRects()];
    await toggle(mark);
    const box = mark.nextElementSibling.getBoundingClientRect();
    if (box.left < 0 || box.right > document.documentElement.offsetWidth || box.top < 0
        || box.bottom > innerHeight || lines.some(line => line.right > box.left
        && line.left < box.right && line.bottom > box.top && line.top < box.bottom))
      covered.push(said);
    mark.nextElementSibling.hidePopover();
  }
  return covered;
}"""


@pytest.fixture(scope="session")
def citing(site_folder):
    """The pages with the most marks."""
    counts = {
        f"{path.parent.relative_to(site_folder).as_posix()}/": path.read_text("utf-8").count(
            'class="footnote-ref"'
        )
        for path in site_folder.rglob("*/index.html")
    }
    return sorted(counts, key=counts.__getitem__)[-8:]


def opened(visit, path, at=0, width=1280, **more):
    """A page with the source of one of its marks open, and that mark."""
    page = visit(path, **options(width, "light"), **more).page
    mark = page.locator(MARK).nth(at)
    mark.click()
    page.wait_for_selector(OPEN)
    return page, mark


def has_focus(mark):
    return mark.evaluate("one => document.activeElement === one")


@pytest.mark.parametrize("width", WIDTHS)
def test_every_mark_can_be_hit_in_24_pixels(visit, citing, width):
    page = visit("", **options(width, "light")).page
    missed = {}
    for path in citing:
        page.goto(path)
        if found := page.locator(MARK).evaluate_all(MISSED):
            missed[path] = found
    assert missed == {}


def test_a_mark_says_which_source_it_stands_for(visit, citing):
    page = visit(citing[-1]).page
    marks = page.locator(MARK)
    titles = page.locator(".footnote li").evaluate_all(
        "all => all.map(one => one.querySelector('a').textContent)"
    )
    assert len(titles) > 20
    for mark in marks.all()[:30]:
        number = int(mark.inner_text())
        expect(mark).to_have_accessible_name(f"Source {number}: {titles[number - 1]}")


def test_a_click_shows_the_entry_of_the_list(visit, citing):
    page, mark = opened(visit, citing[-1], 3)
    entry = page.locator(".footnote li").nth(int(mark.inner_text()) - 1)
    link = entry.locator("a").first
    shown = page.locator(OPEN)
    assert shown.locator("a").first.get_attribute("href") == link.get_attribute("href")
    facts = entry.inner_text().removeprefix(link.inner_text()).strip(" ,\xa0↩")
    assert "Checked " in facts
    assert facts in shown.inner_text()
    assert "↩" not in shown.inner_text()
    assert shown.get_attribute("aria-label") == mark.get_attribute("aria-label")


@pytest.mark.parametrize("how", ["Escape", "outside", "again", "Close"])
def test_a_source_closes(visit, citing, how):
    page, mark = opened(visit, citing[-1])
    if how == "Escape":
        page.keyboard.press("Escape")
    elif how == "outside":
        page.mouse.click(5, 500)
    elif how == "again":
        mark.click()
    else:
        page.click(f"{OPEN} button")
    expect(page.locator(".site-source")).to_have_count(0)
    assert mark.get_attribute("aria-expanded") is None
    if how != "outside":
        assert has_focus(mark)


def test_the_keyboard_opens_a_source_leaves_it_and_goes_on_in_the_text(visit, citing):
    page = visit(citing[-1]).page
    first, second = page.locator(MARK).nth(0), page.locator(MARK).nth(1)
    first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(OPEN)
    assert page.locator(f"{OPEN} a").first.evaluate("one => document.activeElement === one")
    for _ in range(3):
        page.keyboard.press("Tab")
    assert has_focus(second)
    expect(page.locator(".site-source")).to_have_count(0)
    page.keyboard.press("Enter")
    page.wait_for_selector(OPEN)
    page.keyboard.press("Escape")
    assert has_focus(second)


def test_of_several_marks_one_source_is_open(visit, citing):
    page = visit(citing[-1]).page
    several = page.locator("sup:has(+ sup:not([id])) > a").first
    several.click()
    page.wait_for_selector(OPEN)
    first = page.locator(OPEN).get_attribute("aria-label")
    page.locator("sup:not([id]) + sup > a").first.click()
    expect(page.locator(OPEN)).to_have_count(1)
    expect(page.locator(OPEN)).not_to_have_attribute("aria-label", first)


def test_all_sources_lead_to_the_entry_in_the_list(visit, citing):
    page, mark = opened(visit, citing[-1], 3)
    page.click(f"{OPEN} p:last-child a")
    entry = page.locator(f"[id='{mark.get_attribute('href').removeprefix('#')}']")
    expect(entry).to_be_in_viewport()
    assert page.locator(OPEN).count() == 0


@pytest.mark.parametrize("width", WIDTHS)
def test_a_source_stays_in_the_window_and_leaves_its_sentence_to_read(visit, citing, width):
    page = visit("", **options(width, "light")).page
    covered = {}
    for path in citing:
        page.goto(path)
        if found := page.locator(MARK).evaluate_all(COVERED):
            covered[path] = found
    assert covered == {}


def test_opening_a_source_moves_nothing(visit, citing):
    page = visit(citing[-1]).page
    mark = page.locator(MARK).nth(3)
    mark.scroll_into_view_if_needed()
    places = "all => JSON.stringify(all.map(one => one.getBoundingClientRect()))"
    text = page.locator("article :is(p, li, sup, table)")
    before = text.evaluate_all(places)
    mark.click()
    page.wait_for_selector(OPEN)
    after = page.locator("article :is(p, li, sup, table):not(.site-source *)")
    assert after.evaluate_all(places) == before


@pytest.mark.parametrize(("width", "scheme"), MODES)
def test_axe_finds_nothing_while_a_source_is_open(visit, citing, width, scheme):
    page = visit(citing[-1], **options(width, scheme), bypass_csp=True).page
    page.locator(MARK).nth(3).click()
    page.wait_for_selector(OPEN)
    assert violations(page) == []


def test_where_the_code_does_not_come_a_mark_leads_to_the_list(visit, citing):
    page = visit(citing[-1]).page
    page.route("**/sources.js", lambda route: route.abort())
    mark = page.locator(MARK).nth(3)
    mark.click()
    page.wait_for_url(f"**{mark.get_attribute('href')}")


def test_without_scripts_a_mark_leads_to_the_list(visit, citing):
    page = visit(citing[-1], java_script_enabled=False).page
    mark = page.locator(MARK).nth(3)
    mark.click()
    page.wait_for_url(f"**{mark.get_attribute('href')}")


def test_paper_has_the_list_and_no_open_source(visit, citing):
    page, _ = opened(visit, citing[-1], width=700)
    page.emulate_media(media="print")
    expect(page.locator(".site-source")).not_to_be_visible()
    assert page.is_visible(".footnote li")


def test_the_code_for_sources_comes_with_their_first_use(visit, citing):
    seen = visit(citing[-1])
    seen.page.wait_for_load_state("networkidle")
    assert not [one.url for one in seen.requests if "sources." in one.url]
    seen.page.locator(MARK).first.focus()
    seen.page.keyboard.press("Enter")
    seen.page.wait_for_selector(OPEN)
    assert seen.errors == []
