"""The applications of a task run in the page: asked for, in frames of their own, and comparable."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from content.live import MADE
from content.project import ROOT, read
from tests.browser.conftest import AXE
from tests.browser.test_pages import options

PAGE, FIRST, THANKS = "compare/form/", "/signup", "/signup/thanks"
PROJECT = read(ROOT)
TITLES = [one.name for one in PROJECT.frameworks]
STARTS = 30_000  # ms at most, on a busy machine
# What a page in the frame tries on the site around it, and what becomes of it.
PROBES = """async () => {
  const tried = {
    parent: () => parent.document.title,
    storage: () => localStorage.length,
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


NOT_UNDERSTOOD = {
    "wget http://127.0.0.1:8000/": "no curl line",
    "curl -F a=b http://127.0.0.1:8000/": "-F: this option of curl is not known here",
    "curl -L http://127.0.0.1:8000/": "redirects are not followed here",
    "curl -d @file http://127.0.0.1:8000/": "files cannot be read here",
    "curl -H nothing http://127.0.0.1:8000/": "a header has a name",
    "curl -H 'A: b": "never closed",
    "curl http://127.0.0.1:8000/ -X": "-X lacks its value",
    "curl -i": "no address",
}
FORM = ["Content-Type", "application/x-www-form-urlencoded"]
JSON = [["Content-Type", "application/json"], ["Accept", "application/json"]]
UNDERSTOOD = {
    "curl -i http://127.0.0.1:8000/a?b=c": ("GET", "/a?b=c", [], ""),
    "curl -I http://127.0.0.1:8000/": ("HEAD", "/", [], ""),
    "curl -isX DELETE localhost:8000/a": ("DELETE", "/a", [], ""),
    "curl -XPUT /a --data-raw x=1": ("PUT", "/a", [FORM], "x=1"),
    "curl -d name=Ada -d 'email=a@b c' http://127.0.0.1:8000/":
        ("POST", "/", [FORM], "name=Ada&email=a@b c"),
    "curl --data-urlencode 'q=a b&c' -G http://127.0.0.1:8000/?p=1":
        ("GET", "/?p=1&q=a%20b%26c", [], ""),
    """curl --json '{"a": "it'\\''s"}' http://127.0.0.1:8000/""":
        ("POST", "/", JSON, '{"a": "it\'s"}'),
    'curl -H "A: \\"b\\"" \\\n  -u me:it -b c=d http://127.0.0.1:8000/':
        ("GET", "/", [["A", '"b"'], ["Authorization", "Basic bWU6aXQ="], ["Cookie", "c=d"]], ""),
}  # fmt: skip
READ = """async (line) => {
  const { read } = await import("./assets/javascripts/live-curl.js");
  const { method, path, headers, body } = read(line);
  return [method, path, headers, body ? new TextDecoder().decode(body) : ""];
}"""
AGAIN = READ.replace("{ read }", "{ read, written }").replace(
    "read(line)", "read(written(read(line)))"
)


@pytest.fixture(scope="module", autouse=True)
def made():
    assert (ROOT / MADE / "form.json").is_file(), "Run: make live"


def pane(page, title):
    return page.get_by_role("region", name=f"{title}, running here")


def shown(page, title):
    return pane(page, title).frame_locator("iframe")


def address(page, title, path):
    expect(pane(page, title).get_by_role("textbox")).to_have_value(f"http://127.0.0.1:8000{path}")


def opened(visit, width=1280, path=PAGE, **more):
    """A page on which everything runs that has room."""
    seen = visit(path, **options(width, "light"), **more)
    seen.before = len(seen.requests)
    seen.page.get_by_role("button", name="Run it here").first.click()
    for title in TITLES[: 1 if width < 1000 else None]:
        expect(pane(seen.page, title).get_by_role("status")).to_contain_text(
            ": 200", timeout=STARTS
        )
    return seen


def sign_up(page, title, **fields):
    for name, value in fields.items():
        shown(page, title).locator(f"[name={name}]").fill(value)
    shown(page, title).locator("[type=submit], button").first.click()


def frame_of(page, title):
    return pane(page, title).locator("iframe").element_handle().content_frame()


def axe(page):
    page.evaluate(Path(AXE).read_text("utf-8"))
    # Pages of applications are what they are: plain HTML of a task.
    result = page.evaluate("axe.run('.live', {resultTypes: ['violations'], iframes: false})")
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in result["violations"]]


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
        expect(pane(page, title).get_by_role("status")).to_contain_text("POST /signup: ")
        expect(shown(page, title).locator("[name=name]")).to_have_value("Ada")
        sign_up(page, title, email="ada@example.com", seats="2")
        address(page, title, THANKS)
        expect(shown(page, title).locator("body")).to_contain_text("Ada")
        requests = pane(page, title).get_by_role("listitem", include_hidden=True)
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


def test_both_refuse_a_form_without_a_token_and_the_page_says_what_differs(visit):
    page = opened(visit).page
    bench = page.get_by_role("region", name="The same request to both")
    bench.get_by_role("combobox").select_option(index=1)
    bench.get_by_role("button", name="Send to both").click()
    expect(bench.get_by_role("status")).to_contain_text("lines differ")
    for title in TITLES:
        answer = bench.get_by_role("region", name=f"Answer of {title}")
        expect(answer.locator("pre").first).to_contain_text("HTTP/1.1 4")
    assert bench.locator("mark").count() > 1


def test_a_line_that_is_not_understood_is_answered_with_a_sentence(visit):
    page = visit(PAGE).page
    page.get_by_role("button", name="Run it here").click()
    bench = page.get_by_role("region", name="The same request to both")
    for line, said in NOT_UNDERSTOOD.items():
        bench.get_by_role("textbox").fill(line)
        bench.get_by_role("button", name="Send to both").click()
        expect(bench.get_by_role("status")).to_contain_text(said)


def test_a_curl_line_is_read_as_a_shell_and_curl_read_it(visit):
    page = visit("").page
    for line, (method, path, headers, body) in UNDERSTOOD.items():
        assert page.evaluate(READ, line) == [method, path, headers, body], line
        assert page.evaluate(AGAIN, line) == [method, path, headers, body], line


@pytest.mark.deep
@pytest.mark.parametrize("task", sorted(set(PROJECT.tasks) - set(PROJECT.live.without)))
def test_every_task_starts_in_its_page(visit, task):
    shared = PROJECT.tasks[task].contract_test
    seen = visit(f"compare/{shared or task}/", **options(1280, "light"))
    page, place = seen.page, seen.page.locator(f".mdx-live[data-live$='/{task}.json']")
    place.get_by_role("button", name="Run it here").click()
    for title in TITLES:
        status = pane(page, title).get_by_role("status")
        expect(status).to_contain_text(re.compile(r"GET .*: [234]\d\d, "), timeout=STARTS)
    # Browsers do not move the focus into what nobody chose.
    assert [one for one in seen.errors if "autofocus" not in one] == []


def test_what_runs_in_the_frame_reaches_nothing_around_it(visit, url):
    page = opened(visit, path="compare/form/").page
    found = frame_of(page, TITLES[0]).evaluate(PROBES)
    assert found == dict.fromkeys(found, "refused")
    assert page.url == url + PAGE


def test_the_frame_cannot_leave_for_another_host(visit):
    seen = opened(visit)
    frame_of(seen.page, TITLES[0]).evaluate("location.href = 'http://127.0.0.2:9/leak?secret'")
    seen.page.wait_for_timeout(500)
    assert [one.url for one in seen.requests if "127.0.0.2" in one.url and not one.failure] == []


def test_it_is_stopped_and_started_anew(visit):
    page = opened(visit).page
    one = pane(page, TITLES[0])
    one.get_by_role("button", name="Stop").click()
    expect(one.get_by_role("status")).to_contain_text("Stopped")
    expect(one.get_by_role("button", name="Restart")).to_be_focused()
    one.get_by_role("button", name="Restart").click()
    expect(one.get_by_role("status")).to_contain_text(": 200", timeout=STARTS)


def test_a_runtime_that_cannot_be_fetched_says_so(visit):
    seen = visit(PAGE)
    seen.page.route("**/live/packages/**", lambda route: route.abort())
    seen.page.get_by_role("button", name="Run it here").click()
    expect(pane(seen.page, TITLES[0]).get_by_role("status")).to_contain_text("did not start")


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
    expect(pane(page, TITLES[1]).get_by_role("status")).to_contain_text(": 200", timeout=STARTS)
    expect(pane(page, TITLES[0])).not_to_be_visible()
