"""What readers get of the style sheets."""

from __future__ import annotations

import pytest

from output.styles import join, without_comments, write_all


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


def test_a_sheet_of_one_kind_of_page_loses_its_comments_only(tmp_path):
    folder = tmp_path / "assets/stylesheets"
    folder.mkdir(parents=True)
    (folder / "home.css").write_text("/* x */ a{}")
    for _ in range(2):  # a second time changes nothing
        write_all(tmp_path)
        assert (folder / "home.css").read_text() == "a{}"


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
