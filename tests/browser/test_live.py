"""The applications of a task run in the page: asked for, in frames of their own, and comparable."""

from __future__ import annotations

import ast
import itertools
import json
import re
import shlex
from pathlib import Path

import pytest
from playwright.sync_api import expect

from content.live import MADE, SIGN_IN_FIRST, read_manifest
from content.project import ROOT, read
from tests.browser.conftest import AXE
from tests.browser.test_pages import options

PAGE, FIRST, THANKS = "compare/form/", "/signup", "/signup/thanks"
PROJECT = read(ROOT)
TITLES = [one.name for one in PROJECT.frameworks]
STARTS = 30_000  # ms at most, on a busy machine
RUN, FORM_PAGE = "Run with this change", "templates/signup.html"
STALE = "The application was changed since; check it again."
SELECTED = "text => text.value.slice(text.selectionStart, text.selectionEnd)"
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


NOT_UNDERSTOOD = {
    "wget http://127.0.0.1:8000/": "no curl line",
    "curl -F a=b http://127.0.0.1:8000/": "-F: this option of curl is not known here",
    "curl -L http://127.0.0.1:8000/": "redirects are not followed here",
    "curl -d @file http://127.0.0.1:8000/": "files cannot be read here",
    "curl -H nothing http://127.0.0.1:8000/": "a header has a name",
    "curl -H 'A: b": "never closed",
    "curl http://127.0.0.1:8000/ -X": "-X lacks its value",
    "curl -i": "no address",
    "  ": "Write a curl line first",
    "# curl http://127.0.0.1:8000/": "Write a curl line first",
    "curl http://127.0.0.1:8000/ | head": "| means something to a shell",
    "curl http://127.0.0.1:8000/ > page.html": "> means something to a shell",
    "curl http://127.0.0.1:8000/; date": "; means something to a shell",
    "curl http://127.0.0.1:8000/ && date": "&& means something to a shell",
    "curl http://127.0.0.1:8000/?a=b&c=d": "& means something to a shell",
    "curl -d $'a\\nb' http://127.0.0.1:8000/": "quote it with ' alone",
    "curl -X 'FOO BAR' http://127.0.0.1:8000/": "a method is one word",
    "curl -I -d a=b http://127.0.0.1:8000/": "curl refuses the two together",
    "curl -b cookies.txt http://127.0.0.1:8000/": "files cannot be read here",
    "curl --json @book.json http://127.0.0.1:8000/": "files cannot be read here",
    "curl -u me http://127.0.0.1:8000/": "a name, a colon and a password",
    "curl --data-urlencode ada@example.com http://127.0.0.1:8000/": "files cannot be read here",
    "curl ftp://127.0.0.1/": "only http is asked here, not ftp",
    "curl https://127.0.0.1:8000/": "is asked by http",
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
    "$ curl -i http://127.0.0.1:8000/  # | as a tutorial has it": ("GET", "/", [], ""),
    "# first\ncurl '/a#b' \\\r\n  -d '#c|d' ": ("POST", "/a", [FORM], "#c|d"),
    "curl -X propfind 'http://127.0.0.1:8000/?a=b&c=d'": ("propfind", "/?a=b&c=d", [], ""),
    "curl -u 'pä:€' /": ("GET", "/", [["Authorization", "Basic cMOkOuKCrA=="]], ""),
    "curl http://me:it@127.0.0.1:8000/":
        ("GET", "/", [["Authorization", "Basic bWU6aXQ="]], ""),
    "curl -I -G -d a=b /": ("HEAD", "/?a=b", [], ""),
}  # fmt: skip
READ = """async (line) => {
  const { read } = await import("./assets/javascripts/live-curl.js");
  const { method, path, headers, body } = read(line);
  return [method, path, headers, body ? new TextDecoder().decode(body) : ""];
}"""
AGAIN = READ.replace("{ read }", "{ read, written }").replace(
    "read(line)", "read(written(read(line)))"
)

# Why an application did not start: what it printed, the error, and what is said of both.
BROKE = {
    "an import": (
        "",
        """Traceback (most recent call last):
  File "/lib/site/live/python/bridge.py", line 25, in do
  File "/lib/site/other/cli.py", line 245, in locate_app
  File "/app/app.py", line 1, in <module>
    import nothing_here
ModuleNotFoundError: No module named 'nothing_here'

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "/lib/site/live/python/servers.py", line 44, in served
odd.NoAppException: While importing 'app'""",
        "app.py, line 1: ModuleNotFoundError: No module named 'nothing_here'",
    ),
    "a line of the shell": (
        """Traceback (most recent call last):
  File "/app/app.py", line 3, in <module>
    1/0
    ~^~
  File "/lib/site/other.py", line 9, in more
ZeroDivisionError: division by zero
Error: No such command 'db'.""",
        """Traceback (most recent call last):
  File "/lib/site/live/python/commands.py", line 44, in run
live.python.commands.CommandError: serve --app app db upgrade ended with 2
""",
        "app.py, line 3: ZeroDivisionError: division by zero",
    ),
    "a line that says nothing": (
        "",
        "live.python.commands.CommandError: python manage.py migrate ended with 3",
        "python manage.py migrate ended with 3",
    ),
    "a loop": (
        "",
        """  File "/app/books/models.py", line 7, in <module>
TimeoutError: books/models.py, line 7, ran longer than 10 s""",
        "TimeoutError: books/models.py, line 7, ran longer than 10 s",
    ),
    "no Python at all": ("", "Program terminated with exit(3)", "Program terminated with exit(3)"),
}

# What a screen reader may say, each text once.
HEARD = """() => {
  globalThis.heard = [];
  new MutationObserver(() => {
    const text = document.querySelector(".live__pane [role=status]")?.textContent;
    if (text && heard.at(-1) !== text) heard.push(text);
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
}"""
COPIED = """async (line) => {
  const { read } = await import("./assets/javascripts/live-curl.js");
  const { httpie, python } = await import("./assets/javascripts/live-copies.js");
  return [httpie(read(line)), python(read(line))];
}"""
# What goes over the line: what curl adds where a line names none, and nothing of a browser.
CURL = [["Host", "127.0.0.1:8000"], ["User-Agent", "curl/8.17.0"], ["Accept", "*/*"]]
SENT = {
    "curl http://127.0.0.1:8000/": CURL,
    "curl -d a=b http://www.example.com/": [*CURL, FORM],
    "curl http://localhost:5000/ -H 'accept: text/html' -A me":
        [["Host", "localhost:5000"], ["accept", "text/html"], ["User-Agent", "me"]],
    "curl -H Accept: -H 'Host: example.org' http://127.0.0.1:8000/":
        [["User-Agent", "curl/8.17.0"], ["Host", "example.org"]],
}  # fmt: skip
TO_SEND = """async (line) => {
  const { read, sent, written } = await import("./assets/javascripts/live-curl.js");
  const { headers, host } = sent(read(line));
  return [headers, host, written(sent(read(line)))];
}"""
# JSON in its pieces, which are the text itself.
PIECES = {
    '{"a": 1,"b":[true, "x,\\"]"],"c":{}}\n':
        ["{", '"a": 1,', '"b":[', "true,", ' "x,\\"]"', "],", '"c":{', "}", "}\n"],
    '[{"a":1},{"a":2}]': ["[", "{", '"a":1', "},", "{", '"a":2', "}", "]"],
    '"broken': ['"broken'],
    "": [],
}  # fmt: skip
LASTING = {
    "max-age=60": 60, "public, max-age=315360000, immutable": 315360000, "no-cache": 0,
    "no-store, max-age=60": 0, "max-age=0": 0, "": 0,
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def made():
    assert (ROOT / MADE / "form.json").is_file(), "Run: make live"


def pane(page, title):
    return page.get_by_role("region", name=f"{title}, running here")


def said(page, title):
    """Where an application's own state is said; below it the check and the editor say theirs."""
    return pane(page, title).get_by_role("status").first


def shown(page, title):
    return pane(page, title).frame_locator("iframe")


def address(page, title, path):
    box = pane(page, title).get_by_role("textbox", name="Address")
    expect(box).to_have_value(path)


def opened(visit, width=1280, path=PAGE, **more):
    """A page on which everything runs that has room."""
    seen = visit(path, **options(width, "light"), **more)
    seen.before = len(seen.requests)
    seen.page.get_by_role("button", name="Run it here").first.click()
    for title in TITLES[: 1 if width < 1000 else None]:
        expect(said(seen.page, title)).to_contain_text(": 200", timeout=STARTS)
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


def test_what_was_typed_is_not_lost_without_a_question(visit):
    page, (title, *_) = opened(visit, 390).page, TITLES
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    edit = editor(page, title)
    edit.get_by_role("textbox").press("x")
    page.reload()
    assert asked == ["beforeunload"]
    page.reload()
    assert asked == ["beforeunload"]


def workbench(page):
    return page.get_by_role("region", name="The same request to both")


def send(page, line=None):
    """Send a line to both, or what stands there, and what is said of the answers."""
    bench = workbench(page)
    if line is not None:
        bench.get_by_role("textbox").fill(line)
    bench.get_by_role("button", name="Send to both").click()
    expect(bench.get_by_role("status")).to_have_text(re.compile(r"[.]$"), timeout=STARTS)
    return bench.get_by_role("status").text_content()


def answer(page, title):
    return workbench(page).get_by_role("region", name=f"Answer of {title}")


def test_both_refuse_a_form_without_a_token_and_the_page_says_what_differs(visit):
    page = opened(visit).page
    workbench(page).get_by_role("combobox").select_option(index=1)
    assert re.match(r"The statuses differ: .* \d+ lines differ; they are marked\.$", send(page))
    for title in TITLES:
        expect(answer(page, title).locator("pre").first).to_contain_text("HTTP/1.1 4")
    assert workbench(page).locator("mark").count() > 1


@pytest.mark.long
def test_the_visitor_of_a_page_is_no_part_of_a_request(visit):
    page = opened(visit).page
    send(page)
    for title in TITLES:
        expect(answer(page, title)).to_contain_text("Set-Cookie: ")
    # With the cookies of its visitor, of whom the pages know already.
    workbench(page).get_by_label("with the cookies of the pages above").check()
    send(page)
    kept = [title for title in TITLES if "Set-Cookie: " not in answer(page, title).inner_text()]
    assert kept
    # A form that was sent is sent again as it was, since the line has its cookies.
    workbench(page).get_by_label("with the cookies of the pages above").uncheck()
    for title in TITLES:
        sign_up(page, title, name="Ada", email="ada@example.com", seats="2")
        address(page, title, THANKS)
        one = pane(page, title)
        one.locator("summary", has_text="Requests: ").click()
        one.get_by_role("button", name=f"POST {FIRST} as a curl line").last.click()
        assert " -b " in workbench(page).get_by_role("textbox").input_value()
        send(page)
        expect(answer(page, title)).to_contain_text("HTTP/1.1 302")


@pytest.mark.long
def test_another_host_is_not_asked_and_that_is_said(visit):
    seen = opened(visit)
    said = send(seen.page, "curl http://www.example.com/signup")
    assert said.endswith("Asked of the applications here, not of www.example.com.")
    assert not [one.url for one in seen.requests if "example.com" in one.url]


@pytest.mark.long
def test_what_does_not_answer_and_what_was_changed_is_named(visit):
    page, (title, other, *_) = opened(visit).page, TITLES
    edit = changed(page, title, FORM_PAGE, "<h1>", "<h1>Changed: ", run=False)
    send(page)
    expect(answer(page, title)).not_to_contain_text("with a change")
    edit.get_by_role("button", name=RUN).click()
    expect(shown(page, title).locator("h1")).to_contain_text("Changed: ", timeout=STARTS)
    assert send(page).endswith(f"marked. {title} runs with a change.")
    expect(answer(page, title)).to_contain_text("with a change")
    expect(answer(page, other)).not_to_contain_text("with a change")
    pane(page, other).get_by_role("button", name=f"Stop {other}").click()
    said = send(page)
    assert said.startswith(f"{other} did not answer: It does not run. Status: {title} 200. ")
    assert "differ" not in said


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


@pytest.mark.long
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


def test_a_line_is_sent_as_curl_sends_it(visit):
    page = visit("").page
    for line, headers in SENT.items():
        found, host, again = page.evaluate(TO_SEND, line)
        assert (found, host) == (headers, "127.0.0.1:8000"), line
        # What curl adds by itself does not stand in a line.
        assert "curl/8" not in again
        assert "*/*" not in again


def test_json_is_shown_as_it_was_sent(visit):
    page = visit("").page
    cut = "async (text) => (await import('./assets/javascripts/live-answers.js')).values(text)"
    for text, pieces in PIECES.items():
        assert page.evaluate(cut, text) == pieces
        assert "".join(pieces) == text


def test_a_file_of_a_page_is_kept_as_long_as_it_may_be(visit):
    page = visit("").page
    lasts = """async ([status, ...headers]) =>
      (await import('./assets/javascripts/live-fresh.js')).lasts({ status, headers })"""
    for control, seconds in LASTING.items():
        said = ["Cache-Control", control]
        assert page.evaluate(lasts, [200, said, ["Vary", "Accept-Encoding"]]) == seconds, control
        assert page.evaluate(lasts, [404, said]) == 0
        assert page.evaluate(lasts, [200, said, ["Vary", "Cookie"]]) == 0


def test_a_request_is_copied_for_other_tools_as_it_is(visit):
    page = visit("").page
    for line, (method, path, headers, body) in UNDERSTOOD.items():
        for_shell, for_python = page.evaluate(COPIED, line)
        url = f"http://127.0.0.1:8000{path}"
        raw = ["--raw", body] if body else []
        pairs = [f"{name}:{value}" for name, value in headers]
        assert shlex.split(for_shell) == ["http", *raw, method, url, *pairs], line
        call = ast.parse(for_python).body[1].value
        given = {one.arg: ast.literal_eval(one.value) for one in call.keywords}
        assert [ast.literal_eval(one) for one in call.args] == [method, url]
        assert [list(one) for one in given.get("headers", [])] == headers
        assert given.get("content", "") == body


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


def check(page, title):
    """Check a contract, and what is said at its end."""
    contract = page.get_by_role("region", name=f"Contract of {title}")
    contract.get_by_role("button", name="Check the contract").click()
    expect(contract.get_by_role("button", name="Stop checking")).to_be_focused()
    expect(contract.get_by_role("status")).to_contain_text("promises kept", timeout=STARTS)
    expect(contract.get_by_role("button", name="Check the contract")).to_be_focused()
    return contract


def editor(page, title):
    found = page.get_by_role("region", name=f"Files of {title}")
    found.locator("summary").click()
    return found


def changed(page, title, file, old, new, run=True):
    """The editor of an application, in which a file was changed, and what runs with it."""
    edit = editor(page, title)
    edit.get_by_role("combobox", name="File").select_option(file)
    text = edit.get_by_role("textbox")
    text.fill(text.input_value().replace(old, new))
    if run:
        edit.get_by_role("button", name=RUN).click()
    return edit


def test_the_contract_is_checked_promise_by_promise(visit, url):
    seen = opened(visit)
    page, (title, *_) = seen.page, TITLES
    assert not [one.url for one in seen.requests if "/contracts/" in one.url]
    promises = PROJECT.tasks["form"].contract
    length = next(iter(read_manifest(ROOT, "form").apps.values())).check
    contract = page.get_by_role("region", name=f"Contract of {title}")
    expect(contract.get_by_role("status")).to_contain_text(
        f"{length.tests} tests for {len(promises)} promises, about {length.seconds} seconds, and "
    )
    check(page, title)
    told = f"{len(promises)} of {len(promises)} promises kept."
    expect(contract.locator(".live__way")).to_contain_text(re.compile(r"^(\d+) of \1 tests$"))
    expect(contract.get_by_role("status")).to_contain_text(told)
    lines = contract.locator(".live__promises > li")
    expect(lines).to_have_count(len(promises))
    assert {line.get_attribute("data-verdict") for line in lines.all()} == {"kept"}
    first = lines.first
    expect(first).to_contain_text("Kept: GET /signup answers 200 with a labelled form")
    first.locator("summary").press("Enter")
    expect(first).to_contain_text("Passed: The page is a complete document")
    expect(first).to_contain_text("GET /signup 200")
    # Of HEAD, what only a socket shows; the promise is kept all the same, and says so.
    expect(lines.filter(has_text="HEAD has no body")).to_contain_text(
        "1 of 3 tests not asked here: a page has no sockets."
    )
    # It ends with its worker, and the application that ran goes on.
    assert len(page.workers) == len(TITLES)
    assert seen.errors == []
    assert not [one.url for one in seen.requests if not one.url.startswith((url, "data:", "blob:"))]


def test_a_planted_fault_turns_its_promises_red_until_it_is_taken_out(visit):
    page, (title, *_) = opened(visit).page, TITLES
    framework = PROJECT.frameworks[0].id
    (fault,) = [one for one in PROJECT.faults["form"] if one.id == f"{framework}-csrf-off"]
    edit = editor(page, title)
    edit.get_by_role("combobox", name="Fault").select_option(fault.why)
    expect(edit).to_contain_text(f"It changes app.py. In CI it breaks {len(fault.breaks)} promises")
    edit.get_by_role("button", name="Plant it").click()
    expect(said(page, title)).to_contain_text(": 200", timeout=STARTS)
    text = edit.get_by_role("textbox", name="Text of app.py")
    assert fault.with_ in text.input_value()
    # What it changed is shown, and found in the text; the next step is at hand.
    lines = edit.get_by_role("group", name="What the fault changes in app.py")
    expect(lines).to_have_text(f"- {fault.replace}\n+ {fault.with_}")
    assert text.evaluate(SELECTED) == fault.with_
    now = edit.get_by_role("button", name="Check it now").first
    expect(now).to_be_focused()
    contract = page.get_by_role("region", name=f"Contract of {title}")
    now.click()
    expect(contract.get_by_role("button", name="Stop checking")).to_be_focused()
    broken = f"{len(fault.breaks)} broken"
    expect(contract.get_by_role("status")).to_contain_text(broken, timeout=STARTS)
    red = contract.locator(".live__promises > [data-verdict=broken]")
    expect(red).to_have_count(len(fault.breaks))
    token = red.filter(has_text="without its token")
    expect(token).to_contain_text("Answered 302; promised 400 or 403.")
    # The exchange that shows it can be read.
    token.locator(".live__exchanges summary", has_text="POST /signup 302").first.click()
    answer = token.get_by_role("group", name="Its answer")
    expect(answer).to_contain_text(re.compile(f"^HTTP/1.1 302\n.*{THANKS}", re.S))
    expect(token.get_by_role("group", name="The request")).to_contain_text("name=")
    edit.get_by_role("button", name="Take it out").click()
    expect(contract.get_by_role("status")).to_contain_text(STALE)
    expect(contract.locator(".live__promises")).to_be_hidden()
    expect(said(page, title)).to_contain_text(": 200", timeout=STARTS)
    check(page, title)
    expect(red).to_have_count(0)
    # Another letter, and it is another application.
    edit.get_by_role("combobox", name="File").select_option("app.py")
    text.press("End")
    text.press("x")
    expect(contract.get_by_role("status")).to_contain_text(STALE)


def test_a_changed_file_runs_and_is_put_back(visit):
    page, (title, *_) = opened(visit).page, TITLES
    edit = changed(page, title, FORM_PAGE, "<h1>", "<h1>Changed: ", run=False)
    text = edit.get_by_role("textbox")
    before = text.input_value().replace("<h1>Changed: ", "<h1>")
    # What is not run yet is not lost where another framework, or another file, is looked at.
    edit.get_by_role("combobox", name="File").select_option("app.py")
    edit.get_by_role("combobox", name="File").select_option(value=FORM_PAGE)
    expect(text).to_have_value(re.compile("Changed: "))
    edit.get_by_role("button", name=RUN).click()
    expect(shown(page, title).locator("h1")).to_contain_text("Changed: ", timeout=STARTS)
    expect(edit.get_by_role("status").last).to_have_text(
        re.compile(r"It runs, with changes in templates/signup\.html\. GET /signup: 200\b")
    )
    edit.get_by_role("button", name="Put it back").click()
    expect(shown(page, title).locator("h1")).not_to_contain_text("Changed: ", timeout=STARTS)
    expect(text).to_have_value(before)
    # Tab leaves the text, as it leaves any field.
    text.focus()
    page.keyboard.press("Tab")
    expect(edit.get_by_role("button", name=RUN)).to_be_focused()


@pytest.mark.long
def test_code_that_is_none_is_told(visit):
    page, (title, *_) = opened(visit).page, TITLES
    edit = editor(page, title)
    edit.get_by_role("combobox", name="File").select_option("app.py")
    expect(shown(page, title).locator("form")).to_be_visible()
    edit.get_by_role("textbox").fill("x = 1\ndef (")
    edit.get_by_role("button", name=RUN).click()
    told = "It did not start: app.py, line 2: SyntaxError: invalid syntax"
    for status in (edit.get_by_role("status").last, said(page, title)):
        expect(status).to_contain_text(told, timeout=STARTS)
    # What ran before is not there to be used.
    expect(shown(page, title).locator("form")).to_have_count(0)
    contract = page.get_by_role("region", name=f"Contract of {title}")
    contract.get_by_role("button", name="Check the contract").click()
    expect(contract.get_by_role("status")).to_contain_text("SyntaxError", timeout=STARTS)


def test_what_differs_between_two_texts_is_shown_in_whole_lines(visit):
    page = visit("").page
    module = "./assets/javascripts/live-lines.js"
    code = f"async (given) => (await import('{module}')).differing(...given)"
    for before, after, number, lines in [
        ("a\nbcd\ne", "a\nbxd\ne", 2, ["- bcd", "+ bxd"]),
        ("a\nb\nc\n", "a\nc\n", 2, ["- b"]),
        ("a\na\n", "a\na\na\n", 3, ["+ a"]),
        ("", "a", 1, ["- ", "+ a"]),
        ("a", "a", 2, []),
    ]:
        found = page.evaluate(code, [before, after])
        assert (found["number"], found["lines"]) == (number, lines)
        put = "\n".join(line[2:] for line in lines if line.startswith("+"))
        assert after[found["from"] : found["to"]] == put


@pytest.mark.parametrize("case", BROKE)
def test_a_start_that_failed_is_told_with_its_place(visit, case):
    printed, error, said = BROKE[case]
    code = "async (given) => (await import('./assets/javascripts/live-broke.js')).broke(...given)"
    assert visit("").page.evaluate(code, [error, printed]) == said


@pytest.mark.long
def test_a_loop_without_an_end_is_ended(visit):
    page, (title, *_) = opened(visit).page, TITLES
    loop = "def thanks():\n    while True:\n        pass\n"
    changed(page, title, "app.py", "def thanks():\n", loop)
    expect(said(page, title)).to_contain_text(": 200", timeout=STARTS)
    pane(page, title).get_by_role("textbox", name="Address").fill(THANKS)
    pane(page, title).get_by_role("button", name="Go").click()
    expect(said(page, title)).to_contain_text(
        "ran longer than 10 s, so it was ended", timeout=STARTS
    )
    # It is there for the next request.
    pane(page, title).get_by_role("textbox", name="Address").fill(FIRST)
    pane(page, title).get_by_role("button", name="Go").click()
    expect(said(page, title)).to_contain_text("/signup: 200")


def test_a_check_is_stopped(visit):
    page, (title, *_) = opened(visit).page, TITLES
    contract = page.get_by_role("region", name=f"Contract of {title}")
    contract.get_by_role("button", name="Check the contract").click()
    contract.get_by_role("button", name="Stop checking").click()
    expect(contract.get_by_role("status")).to_contain_text("Stopped.")
    expect(contract.get_by_role("button", name="Check the contract")).to_be_focused()
    for _ in range(50):  # the browser hears of an ended worker a little later
        if len(page.workers) > len(TITLES):
            page.wait_for_timeout(100)
    assert len(page.workers) == len(TITLES)


@pytest.mark.long
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_in_a_check_and_an_editor(visit, width):
    page, (title, *_) = opened(visit, width, bypass_csp=True).page, TITLES
    edit = editor(page, title)
    edit.get_by_role("combobox", name="Fault").select_option(index=1)
    edit.get_by_role("button", name="Plant it").click()
    expect(said(page, title)).to_contain_text(": 200", timeout=STARTS)
    check(page, title)
    page.locator(".live details").evaluate_all("all => all.forEach(one => one.open = true)")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


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
