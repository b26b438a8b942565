"""What runs in a page, as a reader finds it: its parts, and what they do first."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import expect

from content.project import ROOT, read
from tests.browser.conftest import AXE
from tests.browser.test_pages import options

PAGE, FIRST, THANKS = "compare/form/", "/signup", "/signup/thanks"
PROJECT = read(ROOT)
TITLES = [one.name for one in PROJECT.frameworks]
STARTS = 30_000  # ms at most, on a busy machine
RUN, FORM_PAGE = "Run with this change", "templates/signup.html"


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
