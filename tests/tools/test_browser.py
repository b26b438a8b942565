from __future__ import annotations

import pytest

from tools.setup import browser


@pytest.fixture(autouse=True)
def afresh():
    browser.find.cache_clear()
    yield
    browser.find.cache_clear()


def only(monkeypatch, **sources):
    monkeypatch.setattr(browser, "SOURCES", {k: lambda v=v: iter(v) for k, v in sources.items()})


def test_the_first_that_runs_is_taken(monkeypatch):
    only(monkeypatch, a=["/broken"], b=["/good", "/better"])
    monkeypatch.setattr(browser, "runs", lambda path: path != "/broken")
    assert browser.find() == "/good"


def test_later_sources_are_not_asked_when_one_runs(monkeypatch):
    def fetch():
        raise AssertionError("fetched although one is installed")

    monkeypatch.setattr(browser, "SOURCES", {"a": lambda: iter(["/good"]), "b": fetch})
    monkeypatch.setattr(browser, "runs", lambda path: True)
    assert browser.find() == "/good"


def test_without_any_the_message_says_what_to_do(monkeypatch):
    only(monkeypatch, installed=["/broken"])
    with pytest.raises(browser.NoBrowserError, match=r"CHROME=.*Tried: /broken \(installed\)"):
        browser.find()


def test_a_program_that_is_no_browser_does_not_run():
    assert not browser.runs("/bin/true")
    assert not browser.runs("/no/such/program")
