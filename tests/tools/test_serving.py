"""The server of measurements and browser tests sends what GitHub Pages would."""

from __future__ import annotations

import gzip

import httpx
import pytest

from tools import serving as module
from tools.serving import Sent, serving

HTML = "<p>words</p>" * 50


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "index.html").write_text(HTML)
    (tmp_path / "404.html").write_text("no such page")
    (tmp_path / "a.js").write_text("let a")
    (tmp_path / "a.png").write_bytes(b"picture")
    return tmp_path


def get(url, *paths):
    with httpx.Client(base_url=url, trust_env=False) as client:
        return [client.get(path) for path in paths]


def test_text_is_compressed_and_all_is_noted_as_it_was_sent(folder):
    with serving(folder) as served:
        home, script, picture = get(served.url, "", "a.js", "a.png")
    assert (home.text, script.text, picture.content) == (HTML, "let a", b"picture")
    assert home.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in picture.headers
    size, script_size = (len(gzip.compress(text, 6)) for text in (HTML.encode(), b"let a"))
    assert served.sent == [
        Sent("/", "HTML", size), Sent("/a.js", "JS", script_size), Sent("/a.png", "other", 7),
    ]  # fmt: skip


def test_what_is_missing_gets_the_page_for_it(folder):
    with serving(folder) as served:
        (missing,) = get(served.url, "no/such/")
    assert (missing.status_code, missing.text) == (404, "no such page")


def test_only_html_goes_out_in_pieces_with_pauses(folder, monkeypatch):
    pauses = []
    monkeypatch.setattr(module.time, "sleep", pauses.append)
    with serving(folder, pieces=3) as served:
        get(served.url, "a.js", "a.png")
        assert pauses == []
        (home,) = get(served.url, "")
    assert home.text == HTML
    assert pauses == [module.PAUSE] * 2


def test_a_folder_may_be_filled_while_it_is_served(tmp_path):
    with serving(tmp_path / "later") as served:
        (tmp_path / "later").mkdir()
        (tmp_path / "later/index.html").write_text(HTML)
        (home,) = get(served.url, "")
    assert home.text == HTML
