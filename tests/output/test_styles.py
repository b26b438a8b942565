"""What readers get of the style sheets."""

from __future__ import annotations

import re

import pytest

from output.styles import (
    join,
    read_properties,
    used,
    without_comments,
    without_unread,
    words_of,
    write_all,
)

PAGE = '<body class="on"><nav data-open="x"><a href="#" id="top">fig</a></nav></body>'
WORDS = words_of([PAGE], ["toggle.className = 'made'"])


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("/* Base */\na { color: red; }\n", "a { color: red; }"),
        ("a,\nb {\n  margin: 0 1px;\n}\n\nc {}", "a,b {margin: 0 1px;}c {}"),
        ("a { color: red; /* why */ margin: 0; }", "a { color: red; margin: 0; }"),
        ("/* one\n   two */\n\n/* three */ b {}", "b {}"),
        ('a::before { content: "/* no */"; } /* yes */', 'a::before { content: "/* no */"; } '),
        ("a {}", "a {}"),
    ],
)
def test_comments_go_and_nothing_else(text, left):
    assert without_comments(text) == left
    assert without_comments(left) == left


@pytest.mark.parametrize(
    "rule",
    [
        "a{}",
        ".on>a:hover{}",
        "#top::before{}",
        "[data-open=y] a{}",
        ".made{}",  # a script makes it
        "a:not(.off){}",
        ":is(.off,a){}",
        "*{}",
        "@media print{.on{}}",
        "@media print{@supports (x:y){a{}}}",
        "@font-face{font-family:x}",
        "/*! licence */",
    ],
)
def test_what_could_fit_something_stays(rule):
    assert used(rule, WORDS) == rule


@pytest.mark.parametrize(
    ("rule", "left"),
    [
        (".off{}", ""),
        ("fig{}", ""),  # a word of the text is no element
        ("a .off,a .on{}", "a .on{}"),
        ("[data-closed]{}", ""),
        ("#bottom a{}", ""),
        ("@media print{.off{}a{}}", "@media print{a{}}"),
        ("@media print{.off{}}", ""),
        ("/* why */a{}", "a{}"),
    ],
)
def test_what_fits_nothing_goes(rule, left):
    assert used(rule, WORDS) == left


def test_custom_properties_that_nothing_reads_go():
    sheet = ":root{--a:1;--b:url(x;y);color:red}b{--c:2}@media print{b{--d:3;--c:4}}"
    asked = read_properties(["p{margin:var(--a)}", "style.x = 'var( --d )'"])
    left = without_unread(sheet, asked)
    assert re.findall(r"--\w|color", left) == ["--a", "color", "--d"]


def test_each_sheet_of_a_site_is_replaced_by_what_its_pages_need(tmp_path):
    folder = tmp_path / "assets/stylesheets"
    folder.mkdir(parents=True)
    (tmp_path / "assets/theme.min.js").write_text("'off'")  # loaded by no page
    (tmp_path / "assets/site.js").write_text("'made'")
    (tmp_path / "index.html").write_text(PAGE)
    (folder / "site.css").write_text("/* x */.off{margin:var(--a)}")
    (folder / "main.min.css").write_text("/*! licence */a{--a:1;--b:2}.off{}.made{}")
    for _ in range(2):  # a second time changes nothing
        write_all(tmp_path)
        assert (folder / "site.css").read_text() == ".off{margin:var(--a);}"
        assert (folder / "main.min.css").read_text() == "/*! licence */a{--a:1;}.made{}"


def test_the_sheets_of_every_page_become_one(tmp_path):
    folder = tmp_path / "assets/stylesheets"
    folder.mkdir(parents=True)
    for name in ("a", "b", "own"):
        (folder / f"{name}.css").write_text(f"{name}{{}}")
    links = '<link rel="stylesheet" href="{0}assets/stylesheets/{1}.css">'
    (tmp_path / "index.html").write_text(links.format("", "a") + "<x>" + links.format("", "b"))
    (tmp_path / "deep").mkdir()
    deep = [links.format("../", name) for name in ("a", "b", "own")]
    (tmp_path / "deep/index.html").write_text("".join(deep))
    for _ in range(2):  # a second time changes nothing
        join(tmp_path, {path: path.read_text() for path in tmp_path.rglob("*.html")})
        assert (tmp_path / "index.html").read_text() == "<x>" + links.format("", "b")
        assert (tmp_path / "deep/index.html").read_text() == "".join(deep[1:])
        assert (folder / "b.css").read_text() == "a{}b{}"
        assert sorted(path.name for path in folder.iterdir()) == ["b.css", "own.css"]
