"""The applications of a task run in the page, each in a frame of its own."""

from __future__ import annotations

import itertools
import json
import re

import pytest
from playwright.sync_api import expect

from content.live import MADE, SIGN_IN_FIRST, read_manifest
from content.project import ROOT
from tests.browser.live import (
    FIRST,
    FORM_PAGE,
    PAGE,
    PROJECT,
    STARTS,
    THANKS,
    TITLES,
    address,
    axe,
    changed,
    frame_of,
    opened,
    pane,
    said,
    send,
    shown,
    sign_up,
    workbench,
)
from tests.browser.test_pages import options

pytestmark = pytest.mark.usefixtures("made")

# What a page in the frame tries on the site around it, and what becomes of it.
PROBES = """async () => {
  const tried = {
    parent: () => parent.document.title,
    // It has one of its own, which the page keeps for it: see test_live_sealed.py.
    storage: () => localStorage.getItem("probe").length,
    session: () => sessionStorage.getItem("probe").length,
    real: () => Storage.prototype.getItem.call(localStorage, "probe"),
    database: () => indexedDB.open("probe"),
    caches: () => caches.open("live"),
    call: () => new RTCPeerConnection().createDataChannel("probe").label,
    cookie: () => document.cookie,
    site: () => new Promise((done, failed) => {
      const asked = new XMLHttpRequest();
      asked.onload = () => done(asked.status);
      asked.onerror = () => failed(Error("refused"));
      asked.open("GET", location.href);
      asked.send();
    }),
    picture: () => new Promise((done, failed) => {
      const picture = new Image();
      picture.onload = () => done("loaded");
      picture.onerror = () => failed(Error("refused"));
      picture.src = new URL("../assets/images/favicon.svg", location.href).href;
    }),
    popup: () => open("about:blank").name,
    top: () => { top.location.href = "about:blank"; return "left"; },
  };
  const found = {};
  for (const [name, act] of Object.entries(tried)) {
    try { found[name] = String(await act()); } catch { found[name] = "refused"; }
  }
  return found;
}"""
# What a screen reader may say, each text once.
HEARD = """() => {
  globalThis.heard = [];
  new MutationObserver(() => {
    const text = document.querySelector(".live__pane [role=status]")?.textContent;
    if (text && heard.at(-1) !== text) heard.push(text);
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
}"""
LASTING = {
    "max-age=60": 60, "public, max-age=315360000, immutable": 315360000, "no-cache": 0,
    "no-store, max-age=60": 0, "max-age=0": 0, "": 0,
}  # fmt: skip


def test_nothing_of_it_is_fetched_before_the_click(visit):
    seen = visit(PAGE)
    seen.page.wait_for_load_state("networkidle")
    assert [one.url for one in seen.requests if "live" in one.url] == []


def test_a_form_is_used_as_in_any_browser(visit, url):
    seen = opened(visit)
    page = seen.page
    for title in TITLES:
        expect(shown(page, title).locator("form")).to_be_visible()
        # What the browser itself would not send.
        shown(page, title).locator("form").evaluate("form => { form.noValidate = true }")
        sign_up(page, title, name="Ada", email="nothing", seats="9")
        expect(said(page, title)).to_contain_text("POST /signup: ")
        expect(shown(page, title).locator("[name=name]")).to_have_value("Ada")
        sign_up(page, title, email="ada@example.com", seats="2")
        address(page, title, THANKS)
        expect(shown(page, title).locator("body")).to_contain_text("Ada")
        requests = pane(page, title).locator(".live__requests > li")
        assert [text.split(" ")[:3] for text in requests.all_text_contents()][-2:] == [
            ["POST", FIRST, "302,"], ["GET", THANKS, "200,"]
        ]  # fmt: skip
        log = pane(page, title).get_by_role("group", name=f"Log of {title}", include_hidden=True)
        expect(log).to_contain_text(f'"POST {FIRST} HTTP/1.1" 302')
        # The message was for one reading.
        pane(page, title).get_by_role("button", name="Load the page again").click()
        expect(shown(page, title).locator("body")).not_to_contain_text("Ada")
        pane(page, title).get_by_role("button", name="Back").click()
        expect(shown(page, title).locator("[name=name]")).to_have_value("Ada")
        pane(page, title).get_by_role("button", name="Forward").click()
        address(page, title, THANKS)
    others = [one.url for one in seen.requests if not one.url.startswith((url, "data:", "blob:"))]
    assert others == []
    assert seen.errors == []
    assert page.url == url + PAGE


def test_times_stand_where_they_compare_nothing_and_say_so(visit):
    page = opened(visit).page
    for title in TITLES:
        assert not re.search(r"\d (m?s)\b", said(page, title).text_content())
    page.get_by_text("compare nothing").get_by_role("link", name="what was measured").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("What a request costs")


@pytest.mark.long
def test_who_can_sign_in_is_said_and_can(visit):
    page = visit("compare/admin/").page
    page.get_by_role("button", name="Run it here").click()
    staff = next(one for one in PROJECT.live.accounts["admin"] if one.role == "staff")
    told = f"Sign in as {staff.name} (staff) with the password {staff.password}"
    expect(page.locator(".live > p").first).to_contain_text(told)
    expect(workbench(page)).to_contain_text(SIGN_IN_FIRST)
    for title in TITLES:
        form = shown(page, title).locator("form:has([type=password])")
        form.locator("[name=username]").fill(staff.name, timeout=STARTS)
        form.locator("[type=password]").fill(staff.password)
        form.locator("[type=password]").press("Enter")
        expect(said(page, title)).to_have_text(f"{title}: GET /admin/: 200", timeout=STARTS)


@pytest.mark.long
@pytest.mark.parametrize(
    "typed", ["signup", "/signup", "http://localhost:8000/signup", "localhost:8000/signup"]
)
def test_an_address_is_typed_as_people_type_it(visit, typed):
    page, (title, *_) = opened(visit, 390).page, TITLES
    box = pane(page, title).get_by_role("textbox", name="Address")
    box.fill(typed)
    box.press("Enter")
    expect(said(page, title)).to_have_text(f"{title}: GET /signup: 200")
    address(page, title, "/signup")


def test_what_runs_is_said_with_its_versions(visit):
    page = opened(visit, 390).page
    manifest = read_manifest(ROOT, "form")
    told = page.get_by_text("Licences of what runs here").locator("..")
    expect(told).to_contain_text(f"on Python {manifest.python} as WebAssembly, SQLite")
    assert re.fullmatch(r"3\.\d+\.\d+", manifest.python)
    for app in manifest.apps.values():
        expect(told).to_contain_text(f"{app.title} {app.version}")


@pytest.mark.long
def test_the_files_of_a_page_are_folded_below_it(visit):
    page, (title, *_) = opened(visit).page, TITLES
    files = '<link rel="stylesheet" href="/a.css"><img alt="" src="/b.png"><h1>'
    changed(page, title, FORM_PAGE, "<h1>", files)
    expect(shown(page, title).locator("img")).to_have_count(1, timeout=STARTS)
    requests = pane(page, title).locator("summary", has_text="Requests: ")
    expect(requests).to_have_text("Requests: 1")
    requests.click()
    folded = pane(page, title).locator(".live__requests > li > details")
    expect(folded.locator("summary")).to_have_text("2 files")
    expect(folded.locator("li").first).not_to_be_visible()
    folded.locator("summary").press("Enter")
    expect(folded.locator("li").first).to_contain_text("GET /a.css 404, ")


@pytest.mark.long
def test_an_answer_in_one_line_is_wrapped(visit):
    page = opened(visit, path="compare/api-auth/").page
    for title in TITLES:
        text = shown(page, title).locator("pre")
        assert text.evaluate("one => one.scrollWidth <= one.clientWidth")


def test_a_file_of_a_page_is_kept_as_long_as_it_may_be(visit):
    page = visit("").page
    lasts = """async ([status, ...headers]) =>
      (await import('./assets/javascripts/live-fresh.js')).lasts({ status, headers })"""
    for control, seconds in LASTING.items():
        said = ["Cache-Control", control]
        assert page.evaluate(lasts, [200, said, ["Vary", "Accept-Encoding"]]) == seconds, control
        assert page.evaluate(lasts, [404, said]) == 0
        assert page.evaluate(lasts, [200, said, ["Vary", "Cookie"]]) == 0


@pytest.mark.deep
@pytest.mark.parametrize("task", sorted(set(PROJECT.tasks) - set(PROJECT.live.without)))
def test_every_task_starts_in_its_page(visit, task):
    shared = PROJECT.tasks[task].contract_test
    seen = visit(f"compare/{shared or task}/", **options(1280, "light"))
    page, place = seen.page, seen.page.locator(f".mdx-live[data-live$='/{task}.json']")
    place.get_by_role("button", name="Run it here").click()
    for title in TITLES:
        status = said(page, title)
        expect(status).to_contain_text(re.compile(r"GET .*: [234]\d\d$"), timeout=STARTS)
    # Browsers do not move the focus into what nobody chose.
    assert [one for one in seen.errors if "autofocus" not in one] == []
    for sample in PROJECT.tasks[task].samples:
        told = send(page, sample)
        assert re.match(r"(Status [234]\d\d from each\.|The statuses differ:)", told), sample
        assert not re.search(r" 5\d\d", told.partition(".")[0]), sample


@pytest.mark.long
def test_what_runs_in_the_frame_reaches_nothing_around_it(visit, url):
    page = opened(visit, path="compare/form/").page
    page.evaluate("localStorage.probe = sessionStorage.probe = document.cookie = 'probe=site'")
    found = frame_of(page, TITLES[0]).evaluate(PROBES)
    assert found == dict.fromkeys(found, "refused")
    assert page.url == url + PAGE
    assert page.evaluate("localStorage.probe") == "probe=site"


@pytest.mark.long
def test_the_frame_cannot_leave_for_another_host(visit):
    seen = opened(visit)
    frame_of(seen.page, TITLES[0]).evaluate("location.href = 'http://127.0.0.2:9/leak?secret'")
    seen.page.wait_for_timeout(500)
    assert [one.url for one in seen.requests if "127.0.0.2" in one.url and not one.failure] == []


def test_it_is_stopped_and_started_anew(visit):
    page = opened(visit).page
    one = pane(page, TITLES[0])
    one.get_by_role("button", name=f"Stop {TITLES[0]}").click()
    expect(one.get_by_role("status").first).to_contain_text("Stopped")
    expect(one.get_by_role("button", name="Restart")).to_be_focused()
    one.get_by_role("button", name=f"Restart, data as at first: {TITLES[0]}").click()
    expect(one.get_by_role("status").first).to_contain_text(": 200", timeout=STARTS)


def test_who_hears_the_page_hears_little_and_keeps_the_place(visit):
    page, title = visit(PAGE, **options(390, "light")).page, TITLES[0]
    page.evaluate(HEARD)
    page.get_by_role("button", name="Run it here").press("Enter")
    expect(said(page, title)).to_contain_text(": 200", timeout=STARTS)
    heard = page.evaluate("heard")
    assert [text.split(" in ")[0].split(": 200")[0] for text in heard] == [
        f"{title}: {text}"
        for text in ("Fetching", "Starting Python", "Started", "Asking", "GET /signup")
    ]
    expect(page.get_by_role("region", name="Applications of this page")).to_be_focused()
    # What is pressed and then out of use hands the focus on.
    one = pane(page, title)
    one.get_by_role("textbox", name="Address").fill(THANKS)
    one.get_by_role("button", name="Go").press("Enter")
    expect(said(page, title)).to_contain_text(f"{THANKS}: 200")
    one.get_by_role("button", name="Back").press("Enter")
    expect(said(page, title)).to_contain_text("/signup: 200")
    expect(one.get_by_role("button", name="Load the page again")).to_be_focused()


def test_nothing_of_it_is_printed(visit):
    page = visit(PAGE).page
    page.emulate_media(media="print")
    expect(page.locator(".mdx-live").first).not_to_be_visible()


@pytest.mark.long
def test_a_window_of_the_admin_gives_back_what_was_added_in_it(visit):
    apps = json.loads((ROOT / MADE / "admin.json").read_text("utf-8"))["apps"].values()
    [(title, password)] = [
        (app["title"], value)
        for app in apps
        for name, value in app["env"].items()
        if name.endswith("SUPERUSER_PASSWORD")
    ]
    page = opened(visit, path="compare/admin/").page
    one, shows = pane(page, title), shown(page, title)
    one.get_by_role("textbox", name="Address").fill("/admin/library/book/add/")
    one.get_by_role("button", name="Go", exact=True).click()
    # Until then the page before, which is a form to sign in too, can be typed into.
    address(page, title, "/admin/login/?next=/admin/library/book/add/")
    shows.locator("[name=username]").fill("ada")
    shows.locator("[name=password]").fill(password)
    shows.locator("[type=submit]").click()
    expect(said(page, title)).to_contain_text("book/add/: 200", timeout=STARTS)
    shows.locator("[name=title]").fill("Kept")
    shows.locator("#add_id_author").click()
    window = one.get_by_role("dialog", name=f"Window of {title}")
    inside = window.frame_locator("iframe")
    inside.locator("[name=name]").fill("Grace Hopper")
    inside.locator("[type=submit]").first.click()
    expect(window).to_have_count(0)
    expect(one.locator("iframe")).to_be_focused()
    expect(shows.locator("[name=author] option:checked")).to_have_text("Grace Hopper")
    expect(shows.locator("[name=title]")).to_have_value("Kept")


def test_a_runtime_that_cannot_be_fetched_says_so(visit):
    seen = visit(PAGE)
    seen.page.route("**/live/packages/**", lambda route: route.abort())
    seen.page.get_by_role("button", name="Run it here").click()
    expect(said(seen.page, TITLES[0])).to_contain_text("did not start")


@pytest.mark.long
@pytest.mark.parametrize("width", [390, 1280])
def test_what_is_read_next_stands_below_or_to_the_right(visit, width):
    page = opened(visit, width).page
    seen = page.locator(".live :is(.live__pane, .live__bench, .live__edit, .live__check):visible")
    boxes = [one.bounding_box() for one in seen.all()]
    assert len(boxes) == 1 + 3 * (len(TITLES) if width > 1000 else 1)
    for before, after in itertools.pairwise(boxes):
        below = after["y"] >= before["y"] + before["height"]
        beside = after["x"] >= before["x"] + before["width"] and after["y"] == before["y"]
        assert below or beside
    whole = page.locator(".live").bounding_box()["width"]
    for part in page.locator(":is(.live__bench, .live__edit):visible").all():
        assert part.bounding_box()["width"] == pytest.approx(whole, abs=1)


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_in_it(visit, width):
    page = opened(visit, width, bypass_csp=True).page
    page.get_by_role("button", name="Send to both").click()
    expect(page.locator(".live__answers section")).to_have_count(len(TITLES), timeout=STARTS)
    page.locator(".live details").evaluate_all("all => all.forEach(one => one.open = true)")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_on_a_phone_what_is_not_seen_starts_with_its_tab(visit):
    page = opened(visit, 390).page
    expect(pane(page, TITLES[1])).not_to_be_visible()
    page.locator(".live__tabs").get_by_role("button", name=TITLES[1]).click()
    expect(said(page, TITLES[1])).to_contain_text(": 200", timeout=STARTS)
    expect(pane(page, TITLES[0])).not_to_be_visible()


def test_a_page_of_an_application_opens_a_window_and_hears_of_it(visit):
    page = opened(visit).page
    inside = frame_of(page, TITLES[0])
    # As scripts do it: with an address taken from a link, and a name that is told again.
    inside.evaluate("""() => {
      window.heard = (from, ...rest) => {
        document.title = JSON.stringify([from.name, from.location.pathname, ...rest]);
        from.close();
      };
      const link = document.createElement("a");
      link.setAttribute("href", "/signup/thanks?a=b");
      window.child = open(link.href, "it__1");
    }""")
    window = page.get_by_role("dialog", name=f"A window of {TITLES[0]}")
    expect(window.get_by_role("status")).to_have_text("http://127.0.0.1:8000/signup/thanks?a=b")
    child = window.locator("iframe").element_handle().content_frame()
    child.evaluate("opener.heard(window, 7, null)")
    expect(window).to_have_count(0)
    # The frame is told after the window is gone.
    title = inside.evaluate("""() => new Promise((done) => {
      const look = () => (child.closed ? done(document.title) : setTimeout(look, 20));
      look();
    })""")
    assert title == '["it__1","/signup/thanks",7,null]'
    inside.evaluate("open('/signup')")
    window.get_by_role("button", name="Close").click()
    expect(window).to_have_count(0)
    inside.evaluate("open('/signup')")
    page.keyboard.press("Escape")
    expect(window).to_have_count(0)
