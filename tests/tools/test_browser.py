from __future__ import annotations

import pytest

from tools.setup import browser


@pytest.fixture(autouse=True)
def known(tmp_path, monkeypatch):
    monkeypatch.delenv("CHROME", raising=False)
    monkeypatch.setattr(browser, "KNOWN", tmp_path / "browser")
    monkeypatch.setattr(browser, "runs", lambda path: path.startswith("/good"))
    return browser.KNOWN


def found(monkeypatch, *paths):
    monkeypatch.setattr(browser, "candidates", lambda: iter(paths))
    browser.main()


def test_the_first_that_runs_is_remembered_and_said(known, monkeypatch, capsys):
    found(monkeypatch, "/broken", "/good", "/good-too")
    assert known.read_text() == "/good"
    assert capsys.readouterr().out.endswith("setup: the browser for tests is /good\n")


def test_without_any_set_up_goes_on_and_says_what_to_do(known, monkeypatch, capsys):
    found(monkeypatch, "/broken", "/gone")
    assert not known.exists()
    assert capsys.readouterr().err == (
        "setup: no browser for tests: install Chrome or Chromium, or name one with "
        "CHROME=/path/to/chrome (tried: /broken, /gone).\n"
    )


def test_nothing_is_fetched_when_one_is_installed(monkeypatch):
    monkeypatch.setenv("CHROME", "/good/named")
    monkeypatch.setattr(browser, "playwrights", lambda: pytest.fail("asked for more"))
    monkeypatch.setattr(browser.shutil, "which", lambda name: f"/good/{name}")
    candidates = browser.candidates()
    assert next(candidates) == "/good/named"
    assert next(candidates) == f"/good/{browser.SHELLS[0]}"


def test_tests_use_what_is_remembered_or_named(known, tmp_path, monkeypatch):
    for name in ("remembered", "named"):
        (tmp_path / name).touch()
    known.write_text(str(tmp_path / "remembered"))
    assert browser.find() == str(tmp_path / "remembered")
    monkeypatch.setenv("CHROME", str(tmp_path / "named"))
    assert browser.find() == str(tmp_path / "named")


@pytest.mark.parametrize(("text", "said"), [(None, "browser:"), ("/gone", "browser at /gone:")])
def test_what_is_not_there_is_one_sentence(known, text, said):
    if text:
        known.write_text(text)
    with pytest.raises(browser.NoBrowserError, match=rf"^There is no {said} run make setup\.$"):
        browser.find()


def test_a_program_that_is_no_browser_does_not_run(monkeypatch):
    monkeypatch.undo()
    assert not browser.runs("/bin/true")
    assert not browser.runs("/no/such/program")


def test_set_up_says_how_to_get_the_other_browsers(monkeypatch, capsys):
    monkeypatch.setattr(browser.shutil, "which", lambda name: name == "Xvfb")
    found(monkeypatch, "/good")
    assert capsys.readouterr().out.splitlines()[:-1] == [
        "setup: some tests are left out: no firefox on this machine; "
        "Debian: apt install firefox-esr",
        "setup: some tests are left out: no WebKitWebDriver on this machine; "
        "Debian: apt install webkit2gtk-driver xvfb",
    ]
