"""A file of an application is changed, a fault planted, and the contract checked in the page."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from content.live import read_manifest
from content.project import ROOT
from tests.browser.live import (
    FIRST,
    FORM_PAGE,
    PROJECT,
    RUN,
    STARTS,
    THANKS,
    TITLES,
    axe,
    changed,
    editor,
    opened,
    pane,
    said,
    shown,
)

pytestmark = pytest.mark.usefixtures("made")

STALE = "The application was changed since; check it again."
SELECTED = "text => text.value.slice(text.selectionStart, text.selectionEnd)"
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


def check(page, title):
    """Check a contract, and what is said at its end."""
    contract = page.get_by_role("region", name=f"Contract of {title}")
    contract.get_by_role("button", name="Check the contract").click()
    expect(contract.get_by_role("button", name="Stop checking")).to_be_focused()
    expect(contract.get_by_role("status")).to_contain_text("promises kept", timeout=STARTS)
    expect(contract.get_by_role("button", name="Check the contract")).to_be_focused()
    return contract


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
