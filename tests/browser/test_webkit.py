"""In the WebKit of this machine: a page of each type, and once what readers do most."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.conftest import AXE
from tests.browser.test_live_sealed import POLICED, outcome, tries, typed
from tests.browser.webkit import WebKit, running
from tools.setup.browser import why_not

PHONE, DESKTOP = 390, 1280
WHY_NOT = why_not("WebKit")
OVER = "return document.documentElement.scrollWidth - innerWidth"
VIOLATIONS = """
return axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) =>
  violations.map((one) => `${one.id}: ${one.nodes[0].html}`));"""
DOTTED = """
const found = [...document.querySelectorAll(arguments[0])].map((one) => getComputedStyle(one));
return found.map((one) => `${one.textDecorationLine} ${one.textDecorationStyle}`);"""
SHOWN = """
return [...document.querySelectorAll(".mdx-compare .tabbed-block .site-hidden")]
  .filter((one) => one.checkVisibility()).map((one) => one.textContent);"""
SIGN_UP = """
const fields = { name: "Ada", email: "ada@example.com", seats: "2" };
for (const name in fields) document.querySelector(`[name=${name}]`).value = fields[name];
document.querySelector("form").requestSubmit();"""
STATUS = "document.querySelector('.live__pane [role=status]')?.textContent.includes(arguments[0])"
LOOP = """
const edit = document.querySelector(".live__edit");
const [file, text] = edit.querySelectorAll("select:not(.live__fault), textarea");
edit.open = true;
file.value = "app.py";
file.dispatchEvent(new Event("change"));
text.value = text.value.replace("def thanks():\\n", arguments[0]);
text.dispatchEvent(new Event("input"));
[...edit.querySelectorAll("button")].find((one) => one.textContent.startsWith("Run")).click();"""
GO = """
const bar = document.querySelector(".live__bar");
bar.querySelector("input").value = arguments[0];
bar.requestSubmit();"""

pytestmark = [
    pytest.mark.skipif(WHY_NOT is not None, reason=WHY_NOT or ""),
    pytest.mark.long,
]


@pytest.fixture(scope="session")
def webkit(url: str) -> Iterator[WebKit]:
    with running(url) as found:
        yield found


@pytest.mark.deep
def test_a_page_of_each_type_is_whole(webkit, types):
    """No error, nothing wider than the window, nothing that axe finds."""
    rules = Path(AXE).read_text("utf-8")
    wrong = {}
    for path in types:
        webkit.show(path, PHONE)
        seen = (webkit.run("return window.wrong"), webkit.run(OVER), webkit.run(rules + VIOLATIONS))
        if seen != ([], 0, []):
            wrong[path] = seen
    assert wrong == {}


@pytest.mark.parametrize(
    ("path", "selector"), [("", "article abbr"), ("choose/matrix/", ".mdx-matrix td summary")]
)
def test_what_explains_itself_is_underlined_with_dots(webkit, path, selector):
    webkit.show(path, DESKTOP)
    assert set(webkit.run(DOTTED, selector)) == {"underline dotted"}


def test_the_search_opens_finds_and_lands(webkit):
    webkit.show("", PHONE)
    webkit.press("/")
    webkit.until("document.activeElement.matches('.site-search input')")
    webkit.press(*"wsgi server")
    webkit.until("document.querySelector('.site-search li a')")
    webkit.press("ArrowDown")
    target = webkit.run("return document.activeElement.href")
    webkit.press("Enter")
    webkit.until("location.href === arguments[0] && CSS.highlights.has('found')", target)
    assert "#" in target
    top = "document.querySelector(':target').getBoundingClientRect().top"
    assert 0 < webkit.run(f"return {top} / innerHeight") < 1


def test_one_switch_shows_one_framework_in_every_step(webkit):
    webkit.show("compare/form/", DESKTOP)
    webkit.until("document.querySelector('.mdx-switch')")
    every = webkit.run(SHOWN)
    assert len(set(every)) > 1
    webkit.click(".mdx-switch button:nth-of-type(2)")
    assert webkit.run(SHOWN) == [name for name in every if name == every[0]]
    webkit.click(".mdx-switch button:first-of-type")
    assert webkit.run(SHOWN) == every


def test_escape_closes_the_menu(webkit):
    webkit.show("", PHONE)
    webkit.click(".site-menu")
    webkit.until("document.querySelector('.site-drawer[open]')")
    webkit.press("Escape")
    webkit.until("!document.querySelector('.site-drawer[open]')")
    assert webkit.run("return document.activeElement.matches('.site-menu')")


def start(webkit) -> None:
    webkit.show("compare/form/", PHONE)
    webkit.until("document.querySelector('.mdx-live button').onclick")
    webkit.click(".mdx-live button")
    webkit.until(STATUS, "GET /signup: 200")


def press(webkit, selector) -> None:
    """By keyboard: the driver does not click on what the edge of a frame cuts off."""
    webkit.run("document.querySelector(arguments[0]).focus()", selector)
    webkit.press("Enter")


def test_an_application_runs_takes_a_form_and_starts_anew(webkit):
    start(webkit)
    webkit.inside("iframe", "form", SIGN_UP)
    webkit.until(STATUS, "GET /signup/thanks: 200")
    press(webkit, ".live__head button:last-child")
    webkit.until(STATUS, "GET /signup: 200")
    assert webkit.run("return window.wrong") == []


@pytest.mark.deep
def test_a_loop_without_an_end_is_ended(webkit):
    """By Python's own clock: a worker that computes hears of nothing."""
    start(webkit)
    webkit.run(LOOP, "def thanks():\n    while True:\n        pass\n")
    webkit.until(STATUS, "GET /signup: 200")
    webkit.run(GO, "/signup/thanks")
    webkit.until(STATUS, "ran longer than 10 s, so it was ended")
    webkit.run(GO, "/signup")
    webkit.until(STATUS, "GET /signup: 200")


def test_python_in_a_page_reaches_neither_the_site_nor_another_host(webkit, url, stranger):
    log = "document.querySelector(\".live__pane pre[aria-label^='Log of']\").textContent"
    webkit.show("compare/form/", PHONE)
    webkit.until("!!document.querySelector('.mdx-live button').onclick")
    webkit.click(".mdx-live button")
    status = "document.querySelector('.live__pane [role=status]')?.textContent"
    webkit.until(f"{status}?.includes('GET /signup: 200')")
    webkit.run(typed(tries(url, stranger.url)))
    webkit.until(f"{log}.includes('tried {{')")
    policed = webkit.run(f"return ({POLICED})('{stranger.url}tried')")
    for found in (outcome(webkit.run(f"return {log}")), policed):
        assert found == dict.fromkeys(found, "refused")
    assert stranger.asked == []
