"""What goes wrong where applications run is said in a sentence, and the page stays usable."""

from __future__ import annotations

import hashlib
import io
import json
import re
import zipfile

import pytest
from playwright.sync_api import Page, expect

from content.live import MADE
from content.project import ROOT
from tests.browser.live import PAGE, PROJECT, STARTS

pytestmark = pytest.mark.long

MANIFEST = json.loads((ROOT / MADE / "form.json").read_text("utf-8"))
ID, APP = next(iter(MANIFEST["apps"].items()))
MAIN = PROJECT.applications["form"][ID].folder / "app.py"
RESTART = f"Restart, data as at first: {APP['title']}"
RUNTIME = {file["file"].rpartition("/")[2]: file["file"] for file in MANIFEST["runtime"]}
# What a view of an application does, and what the page says then.
ENDS = {
    "os._exit(3)": "The runtime broke",
    "sys.exit(3)": "/x: 500",
    "def f(): return f()\n    return f()": "/x: 500",
    "return str(json.loads('[' * 100_000))": "/x: 500",
    "return '[' * 100_000 + ']' * 100_000, {'Content-Type': 'application/json'}": "/x: 200",
    "return 'x' * 50_000_000": "It sent 50.0 MB, more than is shown here",
    "[print(n, 'x' * 50) for n in range(20_000)]\n    return 'printed'": "/x: 200",
}


@pytest.fixture
def page(visit) -> Page:
    return visit(PAGE).page


def status(page):
    return page.locator(".live__pane [role=status]").first


def run(page, code):
    """Run the first application with this code as its main file."""
    held = io.BytesIO()
    with zipfile.ZipFile(ROOT / MADE / APP["app"]["file"]) as given:
        files = {name: given.read(name) for name in given.namelist()}
    with zipfile.ZipFile(held, "w") as bundle:
        for name, data in {**files, MAIN.name: code}.items():
            bundle.writestr(name, data)
    data = held.getvalue()
    app = {**APP["app"], "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    changed = {**MANIFEST, "apps": {ID: {**APP, "app": app}}}
    page.route("**/live/form.json", lambda route: route.fulfill(json=changed))
    page.route(f"**/{app['file']}", lambda route: route.fulfill(body=data))
    click(page)


def click(page):
    page.get_by_role("button", name="Run it here").click()


def test_an_application_that_cannot_be_imported_says_why(page):
    run(page, "raise LookupError('lost')")
    told = "did not start: app.py, line 1: LookupError: lost"
    expect(status(page)).to_contain_text(told, timeout=STARTS)
    expect(page.get_by_role("button", name=RESTART)).to_be_enabled()


def test_an_application_that_never_starts_is_stopped(page):
    run(page, "while True: pass")
    expect(status(page)).to_contain_text("if it is in a loop, Stop ends it", timeout=STARTS)
    page.get_by_role("button", name=f"Stop {APP['title']}").click()
    expect(status(page)).to_contain_text("Stopped")


def test_what_takes_long_says_at_once_that_it_asks(page):
    view = "import time\n@app.get('/x')\ndef x():\n    time.sleep(2)\n    return 'slept'\n"
    run(page, f"{MAIN.read_text('utf-8')}\n{view}")
    expect(status(page)).to_contain_text("/signup: 200", timeout=STARTS)
    page.get_by_role("textbox", name=f"Address in {APP['title']}").fill("/x")
    page.get_by_role("button", name="Go", exact=True).click()
    expect(status(page)).to_have_text(f"{APP['title']}: Asking")
    expect(status(page)).to_have_text(f"{APP['title']}: GET /x: 200")


@pytest.mark.parametrize("code", ENDS)
def test_what_a_view_does_ends_in_a_sentence(page, code):
    view = f"import json, os, sys\n@app.get('/x')\ndef x():\n    {code}\n"
    run(page, f"{MAIN.read_text('utf-8')}\n{view}")
    expect(status(page)).to_contain_text("/signup: 200", timeout=STARTS)
    page.get_by_role("textbox", name=f"Address in {APP['title']}").fill("/x")
    page.get_by_role("button", name="Go", exact=True).click()
    expect(status(page)).to_contain_text(ENDS[code], timeout=STARTS)
    if "broke" in ENDS[code]:
        page.get_by_role("button", name=RESTART).click()
    else:
        page.get_by_role("textbox", name=f"Address in {APP['title']}").fill("/signup")
        page.get_by_role("button", name="Go", exact=True).click()
    expect(status(page)).to_contain_text("/signup: 200", timeout=STARTS)


@pytest.mark.parametrize("name", ["pyodide.asm.wasm", "stdlib.zip", "pyodide.mjs"])
def test_what_breaks_off_is_named_and_tried_again(page, name):
    whole = (ROOT / MADE / RUNTIME[name]).read_bytes()
    half, kind = whole[: len(whole) // 2], "text/javascript" if name.endswith("js") else ""
    page.route(f"**/{RUNTIME[name]}", lambda route: route.fulfill(body=half, content_type=kind))
    click(page)
    expect(status(page)).to_contain_text("It did not start: ", timeout=STARTS)
    page.unroute_all()
    page.get_by_role("button", name=RESTART).click()
    expect(status(page)).to_contain_text("/signup: 200", timeout=STARTS)


def test_without_webassembly_one_sentence_says_so(visit):
    page = visit("").page
    page.add_init_script("delete globalThis.WebAssembly")
    page.goto(PAGE)
    click(page)
    said = page.locator(".mdx-live p").first
    expect(said).to_contain_text("this browser has no WebAssembly")
    expect(said).to_be_focused()


def test_a_browser_that_keeps_nothing_runs_it_all_the_same(page):
    page.add_init_script("")
    page.route(
        "**/live/kept.js",
        lambda route: route.fulfill(
            body=(ROOT / "live/kept.js").read_text("utf-8").replace("caches.open", "caches.refuse"),
            content_type="text/javascript",
        ),
    )
    click(page)
    expect(status(page)).to_contain_text("/signup: 200", timeout=STARTS)


def test_a_second_start_fetches_nothing_again(visit, served):
    seen = visit(PAGE)
    click(seen.page)
    expect(status(seen.page)).to_contain_text("/signup: 200", timeout=STARTS)
    kept = seen.page.evaluate(
        "caches.open('live').then((store) => store.keys()).then((all) => all.length)"
    )
    assert kept > 10
    large = re.compile(r"/live/.*\.(zip|wasm)$")
    before = len(served.sent)  # what its own cache has is asked for too, and not sent
    seen.page.get_by_role("button", name=RESTART).click()
    expect(status(seen.page)).to_contain_text("Fetching")
    expect(status(seen.page)).to_contain_text("/signup: 200", timeout=STARTS)
    assert [one.path for one in served.sent[before:] if large.search(one.path)] == []


def go(page, path):
    page.get_by_role("textbox", name=f"Address in {APP['title']}").fill(path)
    page.get_by_role("button", name="Go", exact=True).first.click()


def test_without_a_network_it_goes_on(page):
    """The frames of a first page and of a second one are here by then."""
    click(page)
    for path in ("/signup/thanks", "/signup"):
        expect(status(page)).to_contain_text(": 200", timeout=STARTS)
        go(page, path)
        expect(status(page)).to_contain_text(f"{path}: 200")
    page.context.set_offline(True)
    go(page, "/signup/thanks")
    expect(status(page)).to_contain_text("/signup/thanks: 200")
    page.get_by_role("button", name=RESTART).click()
    expect(status(page)).to_contain_text("/signup: 200", timeout=STARTS)
    page.get_by_role("button", name="Check the contract").first.click()
    check = page.get_by_role("region", name=f"Contract of {APP['title']}").get_by_role("status")
    expect(check).to_contain_text("could not be fetched", timeout=STARTS)


def test_a_page_is_told_when_it_is_there(page):
    """Until then the page before it can still be typed into."""
    held = []
    page.route("**/live/frame.htm*", lambda route: held.append(route))
    click(page)
    log = page.get_by_role("group", name=f"Log of {APP['title']}", include_hidden=True)
    expect(log).to_contain_text('"GET /signup HTTP/1.1" 200', timeout=STARTS)
    expect(status(page)).to_have_text(f"{APP['title']}: Asking")
    for one in held:
        one.continue_()
    expect(status(page)).to_contain_text("/signup: 200")


def test_a_frame_that_does_not_load_is_said(page):
    page.route("**/live/frame.htm*", lambda route: route.abort())
    click(page)
    expect(status(page)).to_contain_text("It answered 200, but the frame", timeout=STARTS)
    page.unroute_all()
    page.get_by_role("button", name="Load the page again").first.click()
    expect(status(page)).to_contain_text("/signup: 200")


def test_what_other_versions_left_is_forgotten(visit):
    page = visit("").page
    old, new = (
        "http://a/live/packages/one-6.1.3-a729f2fd9e80.zip",
        "http://a/live/packages/one-6.2-b729f2fd9e80.zip",
    )
    other = "http://a/live/packages/one-more-4.9.0-173c49d3df0b.zip"
    gone = page.evaluate(
        "async ([held, used]) => (await import('./live/kept.js')).outdated(held, used)",
        [[old, new, other], [new]],
    )
    assert gone == [old]


def test_the_page_is_left_and_comes_back(page):
    click(page)
    page.goto("compare/hello/")
    page.go_back()
    place = page.locator(".mdx-live, .live").first
    expect(place).to_be_visible()
    if page.get_by_role("button", name="Run it here").count():
        click(page)
    expect(status(page)).to_contain_text("/signup: 200", timeout=STARTS)


def test_a_page_that_is_a_file_says_what_it_needs(browser, site_folder):
    page = browser.new_page()
    page.goto((site_folder / PAGE / "index.html").as_uri())
    place = page.locator(".mdx-live").first
    expect(place.get_by_role("button")).to_be_hidden()
    expect(place).to_contain_text("open this page on a web server")
    page.close()
