from __future__ import annotations

import base64
import hashlib
import re

import pytest

from content.errors import SiteError
from output.csp import inline_pieces, intruders, policy, with_policy, write_all


def digest(text):
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@pytest.fixture
def site(page):
    """Makes the pages of a site, the first of which is given in parts."""

    def make(article="<h1>A</h1>", head="", body=""):
        lost = page("", "404.html")
        lost.soup.find("script", src=True)["src"] = "/project/site.js"
        return [page(article, "index.html", head, body), page("<p>b</p>"), lost]

    return make


def test_what_every_page_has_in_its_head_is_allowed_by_its_digest(site):
    assert inline_pieces(site()) == [("script", "mode()"), ("style", "p{}")]
    assert policy(inline_pieces(site())).startswith(
        f"default-src 'none'; script-src 'self' 'sha256-{digest('mode()')}'; "
        f"style-src 'self' 'sha256-{digest('p{}')}'; "
    )


def test_nothing_else_is_allowed(site):
    found = policy([])
    assert found.startswith("default-src 'none'; script-src 'self'; style-src 'self'; ")
    assert "unsafe" not in policy(inline_pieces(site()))
    assert "http" not in policy(inline_pieces(site()))


def test_where_applications_run_webassembly_a_frame_and_the_blob_of_a_worker_are_allowed():
    plain, live = (policy([], frames).split("; ") for frames in (False, True))
    assert [line for line in live if line not in plain] == [
        "script-src 'self' 'wasm-unsafe-eval'", "worker-src 'self' blob:", "frame-src 'self'"
    ]  # fmt: skip
    assert "connect-src 'self'" in live


def test_the_pages_of_templates_alone_have_no_intruder(site):
    data = '<script type="application/ld+json">{"headline": "A"}</script>'
    shown = "<pre><code>&lt;script&gt;x()&lt;/script&gt; onclick=</code></pre><p title='on x'>y</p>"
    drawing = '<svg role="img"><title>T</title><path d="M0 0"/></svg><a href="#x">javascript:</a>'
    assert list(intruders(site(shown + drawing, head=data))) == []


ARTICLE = [
    ("<script>x()</script>", "<script>"),
    ("<SCRIPT SRC='a.js'></SCRIPT>", "<script>"),
    ("<script>mode()</script>", "<script>"),
    ('<script type="application/ld+json">{}</script>', "<script>"),
    ("<svg><script>x()</script></svg>", "<script>"),
    ("<iframe src='../'></iframe>", "<iframe>"),
    ("<object data='x.svg'></object>", "<object>"),
    ("<embed src='x.svg'>", "<embed>"),
    ("<style>p{}</style>", "<style>"),
    ("<link rel='stylesheet' href='x.css'>", "<link>"),
    ("<meta http-equiv='refresh' content='0'>", "<meta>"),
    ("<base href='/'>", "<base>"),
    ("<p style='color: red'>x</p>", "<p style>"),
    ("<svg/onload=x()></svg>", "<svg onload>"),
    ("<img src=x OnError='x()'>", "<img onerror>"),
    ("<details ontoggle=x()></details>", "<details ontoggle>"),
    ("<a href='javascript:x()'>x</a>", "<a href="),
    ("<a href=' JaVa&#9;script&colon;x()'>x</a>", "<a href="),
    ("<svg><a xlink:href='javascript:x()'/></svg>", "<a xlink:href="),
    ("<form action='javascript:x()'></form>", "<form action="),
    ("<button formaction='vbscript:x'>x</button>", "<button formaction="),
    ("<a href='data:text/html,x'>x</a>", "<a href="),
]


@pytest.mark.parametrize(("html", "named"), ARTICLE)
def test_what_runs_in_an_article_is_an_intruder_whatever_it_is(site, html, named):
    (found,) = intruders(site(f'<h1>A</h1><h2 id="b">Below<a href="#b">#</a></h2><p>{html}</p>'))
    assert found.startswith(f"index.html: {named}")
    assert "stands below 'Below'." in found


@pytest.mark.parametrize(("html", "tag", "text"), [
    ("<script>x()</script>", "script", "x()"), ("<style>h1{}</style>", "style", "h1{}"),
])  # fmt: skip
def test_it_has_no_digest_so_that_no_browser_would_run_it(site, html, tag, text):
    for pages in (site(html), site(head=html), site(body=html)):
        assert (tag, text) not in inline_pieces(pages)
        assert digest(text) not in policy(inline_pieces(pages))


@pytest.mark.parametrize(
    ("part", "where"), [("head", "in the head"), ("body", "around the article")]
)
@pytest.mark.parametrize(
    "html",
    ["<script>x()</script>", "<script src='x.js'></script>", "<style>h1{}</style>"],
)
def test_what_breaks_out_of_a_title_is_an_intruder_too(site, part, where, html):
    (found,) = intruders(site(**{part: html}))
    assert found.startswith(f"index.html: {html[:6]}")
    assert f"stands {where}." in found


def test_a_handler_around_the_article_is_one_as_well(site):
    (found,) = intruders(site(body="<nav onclick='x()'></nav>"))
    assert found.startswith("index.html: <nav onclick> stands around the article.")


def test_each_is_told_by_itself(site):
    found = list(intruders(site("<script></script><p onclick=x></p><iframe></iframe>")))
    assert [re.findall("<.*?>", line)[0] for line in found] == [
        "<script>",
        "<p onclick>",
        "<iframe>",
    ]
    assert all("stands at the top of the article." in line for line in found)


def test_the_policy_stands_before_all_that_it_governs_and_once(site):
    (html, *_) = [page.html for page in site()]
    once = with_policy(html, "default-src 'self'")
    assert once.index("Content-Security-Policy") < once.index("<script>")
    twice = with_policy(once, "default-src 'none'")
    assert twice == with_policy(html, "default-src 'none'")
    assert twice.count("Content-Security-Policy") == 1


def test_a_page_without_a_place_for_it_is_refused():
    with pytest.raises(SiteError, match='no <meta charset="utf-8">'):
        with_policy("<html><head></head></html>", "")


def test_every_page_gets_it_and_nothing_else_changes(site, tmp_path):
    pages = site()
    (tmp_path / "a/b").mkdir(parents=True)
    write_all(tmp_path, pages)
    for page in pages:
        written = (tmp_path / page.name).read_text()
        assert f'content="{policy(inline_pieces(pages))}"' in written
        assert re.sub(r'\s*<meta http-equiv="Content-S[^>]*>', "", written) == page.html
