"""The same request goes to every application of a page, written as a line of curl."""

from __future__ import annotations

import ast
import re
import shlex

import pytest
from playwright.sync_api import expect

from tests.browser.live import (
    FIRST,
    FORM_PAGE,
    PAGE,
    RUN,
    STARTS,
    THANKS,
    TITLES,
    address,
    answer,
    changed,
    opened,
    pane,
    send,
    shown,
    sign_up,
    workbench,
)

pytestmark = pytest.mark.usefixtures("made")

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
