"""What runs in a page reaches neither the site nor other hosts, and others run nothing in it."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import zipfile
from textwrap import dedent

import pytest
from playwright.sync_api import expect

from content.live import MADE
from content.project import ROOT
from tests.browser.live import PAGE, STARTS, TITLES, frame_of, opened, pane, said, shown
from tests.browser.test_live_faults import APP, MAIN, MANIFEST, RESTART, RUNTIME, click, run, status

pytestmark = pytest.mark.long

# What Python tries in its worker. A line of the log says what became of it.
TRIED = dedent("""
    import json
    import js
    from pyodide.code import run_js
    from pyodide.ffi import to_js

    def found(act):
        try:
            return f"reached: {act()}"
        except BaseException:
            return "refused"

    tries = {
        "fetch": lambda: js.fetch("OTHER"),
        "request": lambda: js.XMLHttpRequest.new(),
        "socket": lambda: js.WebSocket.new("OTHER".replace("http", "ws")),
        "events": lambda: js.EventSource.new("OTHER"),
        "font": lambda: js.FontFace.new("a", "url(OTHER)"),
        "module": lambda: run_js("import('OTHER')"),
        "module of the site": lambda: run_js("import('SITElive/kept.js')"),
        "text": lambda: js.eval("1"),
        "function": lambda: js.Function.new("return 1")(),
        "script": lambda: js.importScripts("OTHER"),
        "worker": lambda: js.Worker.new("SITElive/worker.js"),
        "caches": lambda: js.caches.open("live"),
        "database": lambda: js.indexedDB.open("x"),
        "channel": lambda: js.BroadcastChannel.new("x"),
        "files": lambda: js.navigator.storage.getDirectory(),
        "locks": lambda: js.navigator.locks.query(),
        "cookies": lambda: js.cookieStore.getAll(),
        "document": lambda: js.document.cookie,
        "storage": lambda: js.localStorage.length,
        "session": lambda: js.sessionStorage.length,
        "parent": lambda: js.parent.location,
        "above": lambda: js.Object.getPrototypeOf(js.Object.getPrototypeOf(js.self)).fetch.name,
    }
    said = {"t": "error", "error": "Spoken as if by the runtime"}
    js.postMessage(to_js(said, dict_converter=js.Object.fromEntries))
    print("tried", json.dumps({name: found(act) for name, act in tries.items()}))
""")
# What the policy alone refuses in a worker like that of an application, which has everything.
POLICED = """async (other) => {
  const tries = `
    const other = ${JSON.stringify(other)};
    const heard = (what, happens) => new Promise((done, failed) => {
      what[happens] = done;
      what.onerror = failed;
    });
    const asked = new XMLHttpRequest();
    const module = "import(" + JSON.stringify(other) + ")";
    const fails = "(error) => { setTimeout(() => { throw error; }); }";
    const inner = new Blob([module + ".then(() => postMessage(1), " + fails + ")"]);
    const tries = {
      fetch: () => fetch(other),
      request: () => { asked.open("GET", other, false); asked.send(); },
      socket: () => heard(new WebSocket(other.replace("http", "ws")), "onopen"),
      events: () => heard(new EventSource(other), "onopen"),
      module: () => import(other),
      text: () => eval("1"),
      function: () => new Function("return 1")(),
      worker: () => heard(new Worker(other), "onmessage"),
      inner: () => heard(new Worker(URL.createObjectURL(inner)), "onmessage"),
    };
    const found = {};
    for (const [name, act] of Object.entries(tries)) {
      try { await act(); found[name] = "reached"; } catch { found[name] = "refused"; }
    }
    postMessage(found);`;
  const code = new Blob([tries], { type: "text/javascript" });
  const worker = new Worker(URL.createObjectURL(code), { type: "module" });
  return new Promise((done, failed) => {
    worker.onmessage = ({ data }) => done(data);
    worker.onerror = failed;
  });
}"""
# What anybody sends to the frame, as the site's page would.
SHOW = """{ t: "show", url: "http://127.0.0.1:8000/", stored: {}, html: `<script>
  document.title = "ran";
  (parent === self ? opener ?? self : parent).postMessage("ran", "*");
</script>` }"""
FRAMED = f"""async ([address, sandbox]) => {{
  const heard = [], frame = document.createElement("iframe");
  addEventListener("message", ({{ data }}) => heard.push(data.t ?? data));
  if (sandbox !== null) frame.sandbox = sandbox;
  frame.src = address;
  await new Promise((done) => {{ frame.onload = done; document.body.append(frame); }});
  frame.contentWindow.postMessage({SHOW}, "*");
  await new Promise((done) => setTimeout(done, 500));
  return heard;
}}"""
AS_WINDOW = f"""async (address) => {{
  const heard = [];
  addEventListener("message", ({{ data }}) => heard.push(data.t ?? data));
  const other = open(address);
  for (let time = 0; time < 10; time += 1) {{
    await new Promise((done) => setTimeout(done, 100));
    other.postMessage({SHOW}, "*");
  }}
  return heard;
}}"""
KEPT = """async () => {
  const hex = (part) => part.toString(16).padStart(2, "0");
  const store = await caches.open("live"), found = {};
  for (const one of await store.keys()) {
    const data = await (await store.match(one)).arrayBuffer();
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", data));
    found[one.url.split("/live/")[1]] = [...digest].map(hex).join("");
  }
  return found;
}"""
ADDRESSES = """() => {
  globalThis.made = [];
  globalThis.gone = [];
  const { createObjectURL, revokeObjectURL } = URL;
  URL.createObjectURL = (one) => (made.push(createObjectURL(one)), made.at(-1));
  URL.revokeObjectURL = (one) => (gone.push(one), revokeObjectURL(one));
}"""
SPOILED = """async () => {
  const store = await caches.open("live");
  const all = await store.keys();
  for (const one of all) await store.put(one, new Response("garbage"));
  return all.length;
}"""
PUT = """async ([address, data]) => {
  const bytes = Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0));
  await (await caches.open("live")).put(address, new Response(bytes));
}"""


def log(page):
    return page.get_by_role("group", name=f"Log of {APP['title']}", include_hidden=True)


def outcome(text):
    """What a line of the log says of what was tried."""
    return json.loads(re.search(r"^tried ({.*})$", text, re.M)[1])


def tries(url, other):
    return TRIED.replace("SITE", url).replace("OTHER", f"{other}tried")


def typed(code):
    """Code at the end of the first application's main file, as a reader writes it, and run."""
    return f"""
      const edit = document.querySelector(".live__edit"), text = edit.querySelector("textarea");
      text.value += {json.dumps(code)};
      text.dispatchEvent(new Event("input"));
      const named = (one) => one.textContent === "Run with this change";
      [...edit.querySelectorAll("button")].find(named).click();
    """


@pytest.mark.parametrize("sandbox", [None, "allow-scripts", "allow-scripts allow-same-origin"])
def test_the_frame_shows_nothing_to_another_site_that_frames_it(visit, url, stranger, sandbox):
    page = visit(f"{stranger.url}page").page
    assert page.evaluate(FRAMED, [f"{url}live/frame.htm?1", sandbox]) == []


def test_the_frame_shows_nothing_to_another_site_that_opens_it(visit, url, stranger):
    page = visit(f"{stranger.url}page").page
    with page.expect_popup() as window:
        assert page.evaluate(AS_WINDOW, f"{url}live/frame.htm?1") == []
    assert window.value.title() == "An application's page"


def test_the_frame_shows_nothing_as_a_page(visit):
    page = visit("live/frame.htm?1").page
    page.evaluate(f"postMessage({SHOW}, '*')")
    page.wait_for_timeout(300)
    assert page.title() == "An application's page"
    # No other file below the folder is a page that could run something by itself.
    names = [path.name for path in (ROOT / MADE).rglob("*")]
    assert [one for one in names if re.search(r"\.(.?html?|svg|xml)$", one)] == ["frame.htm"]


def test_python_reaches_neither_the_site_nor_another_host(visit, url, stranger):
    seen = visit(PAGE)
    run(seen.page, f"{MAIN.read_text('utf-8')}\n{tries(url, stranger.url)}")
    expect(status(seen.page)).to_contain_text("/signup: 200", timeout=STARTS)
    expect(log(seen.page)).to_contain_text("tried {")
    found = outcome(log(seen.page).text_content())
    assert found == dict.fromkeys(found, "refused")
    assert "Spoken" not in seen.page.locator(".live").text_content()
    assert stranger.asked == []


def test_the_worker_has_nothing_left_and_gets_nothing_back(visit, url, stranger):
    """With what no application has there: the tools of the browser, which run any text in it."""
    seen = opened(visit)
    worker, before = seen.page.workers[0], len(seen.requests)
    gone = worker.evaluate("[typeof fetch, typeof caches, typeof navigator.locks]")
    assert gone == ["undefined"] * 3

    def tried(script):
        return worker.evaluate(f"{script}.then(() => 'reached', () => 'refused')")

    for twice in ("", "?anew"):
        keeper = f"import('{url}live/kept.js{twice}').then((one) => one.keeper())"
        assert tried(keeper) == "reached"
        assert tried(f"{keeper}.then((one) => one.kept('{url}{PAGE}', {{}}, () => 0))") == "refused"
    assert tried(f"import('{stranger.url}tried')") == "refused"
    # What the page sends at first, sent by the application itself, for a page of the site.
    worker.evaluate(f"""self.onmessage({{ ports: [new MessageChannel().port1], data: {{
      t: "start", base: "x/", runtime: [], zips: [{{ file: "../{PAGE}", bytes: 1 }}],
      app: {{ file: "y", bytes: 1 }},
    }} }})""")
    seen.page.wait_for_timeout(300)
    asked = [one.url for one in seen.requests[before:] if one.url.startswith(url)]
    assert [one for one in asked if "/live/kept.js" not in one] == []
    assert stranger.asked == []


def test_the_policy_of_the_page_holds_in_such_a_worker(visit, stranger):
    found = visit(PAGE).page.evaluate(POLICED, f"{stranger.url}tried")
    assert found == dict.fromkeys(found, "refused")
    assert stranger.asked == []


def test_the_address_of_a_worker_is_taken_back(visit):
    page = visit(PAGE).page
    page.evaluate(ADDRESSES)
    click(page)
    for title in TITLES:
        expect(said(page, title)).to_contain_text("/signup: 200", timeout=STARTS)
    made, gone = page.evaluate("[made.sort(), gone.sort()]")
    assert len(made) == len(TITLES)
    assert gone == made


def test_what_is_kept_is_fetched_anew_if_it_is_not_what_came(visit, url):
    seen = visit(PAGE)
    page = seen.page
    click(page)
    for title in TITLES:
        expect(said(page, title)).to_contain_text("/signup: 200", timeout=STARTS)
    kept = page.evaluate(KEPT)
    assert page.evaluate(SPOILED) == len(kept)
    before = len(seen.requests)
    page.get_by_role("button", name=RESTART).click()
    expect(said(page, TITLES[0])).to_contain_text("Fetching")
    expect(said(page, TITLES[0])).to_contain_text("/signup: 200", timeout=STARTS)
    files = (*APP["zips"], APP["app"], *MANIFEST["runtime"])
    # WebAssembly comes from the browser's own cache, if that has it; what is kept is then not read.
    needed = [one["file"] for one in files if not one["file"].endswith(("js", "wasm"))]
    asked = [one.url.removeprefix(f"{url}live/") for one in seen.requests[before:]]
    assert sorted(one for one in asked if one in needed) == sorted(needed)
    due = {one["file"]: one["sha256"] for one in files if one["file"] in needed}
    for found in (kept, page.evaluate(KEPT)):
        assert {one: digest for one, digest in found.items() if one in due} == due


def test_what_a_stranger_kept_for_us_does_not_run(visit, url):
    page = visit(PAGE).page
    held = io.BytesIO()
    with zipfile.ZipFile(ROOT / MADE / APP["app"]["file"]) as given:
        files = {name: given.read(name) for name in given.namelist()}
    with zipfile.ZipFile(held, "w") as other:
        for name, text in files.items():
            other.writestr(name, text.replace(b"<h1>", b"<h1>A stranger's: "))
    data = base64.b64encode(held.getvalue()).decode()
    page.evaluate(PUT, [f"{url}live/{APP['app']['file']}", data])
    click(page)
    expect(status(page)).to_contain_text("/signup: 200", timeout=STARTS)
    expect(shown(page, TITLES[0]).locator("h1")).not_to_contain_text("stranger")


@pytest.mark.parametrize("file", [APP["app"]["file"], RUNTIME["pyodide.asm.wasm"]])
def test_another_file_from_the_site_is_named_and_does_not_run(visit, file):
    page = visit(PAGE).page
    other = bytearray((ROOT / MADE / file).read_bytes())
    other[-1] ^= 1
    page.route(f"**/{file}", lambda route: route.fulfill(body=bytes(other)))
    click(page)
    expect(status(page)).to_contain_text("another file than this page was", timeout=STARTS)
    expect(status(page)).to_contain_text(file)
    page.unroute_all()
    page.get_by_role("button", name=RESTART).click()
    expect(status(page)).to_contain_text("/signup: 200", timeout=STARTS)


def test_the_manifest_names_what_each_file_is():
    for one in (*MANIFEST["runtime"], *APP["zips"], APP["app"], MANIFEST["contract"]):
        data = (ROOT / MADE / one["file"]).read_bytes()
        assert one["sha256"] == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize(("address", "answer"), [
    ("javascript:document.title='ran'//", "An address that begins with javascript: is not"),
    ("data:text/html,a", "An address that begins with data: is not followed here"),
    ("mailto:ada@example.com", "This leads to another program: mailto:ada@example.com"),
    ("http://[", "Invalid URL"),
    ("https://example.org/a", "This leads out of the application: https://example.org/a"),
])  # fmt: skip
def test_only_addresses_of_the_web_are_offered_as_links(visit, address, answer):
    seen = opened(visit)
    inside = frame_of(seen.page, TITLES[0])
    inside.evaluate("(url) => parent.postMessage({ t: 'go', method: 'GET', url }, '*')", address)
    state = said(seen.page, TITLES[0])
    expect(state).to_contain_text(answer)
    expect(state.locator("a")).to_have_count(1 if address.startswith("https:") else 0)
    assert seen.errors == []


def test_an_address_that_is_none_is_an_answer_to_who_asked(visit):
    seen = opened(visit)
    told = frame_of(seen.page, TITLES[0]).evaluate("""() => new Promise((done) => {
      addEventListener("message", ({ data }) => data.n === 77 && done(data.error));
      const odd = [null, 7, {}, { t: "stored", name: "constructor", pairs: [] }];
      for (const one of odd) parent.postMessage(one, "*");
      parent.postMessage({ t: "fetch", n: 77, url: "nonsense", method: "GET" }, "*");
    })""")
    assert "Invalid URL" in told
    assert seen.errors == []


@pytest.mark.parametrize("address", ["/compare/hello/", "http://127.0.0.2:9/", "about:blank"])
def test_a_page_that_leaves_by_itself_is_shown_again(visit, address):
    page = opened(visit).page
    page.wait_for_timeout(1100)  # what leaves at once would do so for ever
    leave = "(to) => { setTimeout(() => { location.href = to; }); }"
    frame_of(page, TITLES[0]).evaluate(leave, address)
    expect(said(page, TITLES[0])).to_contain_text("led to another address")
    expect(shown(page, TITLES[0]).locator("form")).to_be_visible()


def test_what_a_page_stores_is_there_for_the_next_one_and_not_for_the_site(visit):
    seen = opened(visit)
    page, (title, *_) = seen.page, TITLES
    page.evaluate("localStorage.setItem('ours', 'site')")
    frame_of(page, title).evaluate("""() => {
      localStorage.setItem("theme", "dark");
      sessionStorage.open = 1;
      window.before = true;
    }""")
    pane(page, title).get_by_role("button", name="Load the page again").click()
    now = """() => [{ ...localStorage }, Object.keys(sessionStorage), sessionStorage.open,
      localStorage.length, localStorage.key(0), localStorage.getItem("ours"),
      "theme" in localStorage]"""
    stored = [{"theme": "dark"}, ["open"], "1", 1, "theme", None, True]
    frame_of(page, title).wait_for_function("!window.before && document.forms.length")
    assert frame_of(page, title).evaluate(now) == stored
    frame_of(page, title).evaluate("delete localStorage.theme; sessionStorage.clear()")
    assert frame_of(page, title).evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert page.evaluate("[{ ...localStorage }, sessionStorage.length]") == [{"ours": "site"}, 0]
    assert seen.errors == []


def test_the_scripts_of_a_back_office_find_a_storage(visit):
    seen = opened(visit, path="compare/admin/")
    for title in TITLES:
        expect(said(seen.page, title)).to_contain_text(re.compile(r"/login.*: 200"), timeout=STARTS)
        expect(shown(seen.page, title).locator("form").first).to_be_visible()
    assert [one for one in seen.errors if "autofocus" not in one] == []
