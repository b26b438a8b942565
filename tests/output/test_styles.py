"""What readers get of our style sheets."""

from __future__ import annotations

import pytest

from output.styles import without_comments, write_all


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("/* Base */\na { color: red; }\n", "a { color: red; }\n"),
        ("a { color: red; /* why */ margin: 0; }", "a { color: red; margin: 0; }"),
        ("/* one\n   two */\n\n/* three */ b {}", "b {}"),
        ('a::before { content: "/* no */"; } /* yes */', 'a::before { content: "/* no */"; } '),
        ("a {}", "a {}"),
    ],
)
def test_comments_go_and_nothing_else(text, left):
    assert without_comments(text) == left
    assert without_comments(left) == left


def test_the_sheets_of_the_theme_stay_as_they_are(tmp_path):
    folder = tmp_path / "assets/stylesheets"
    folder.mkdir(parents=True)
    (folder / "site.css").write_text("/* x */a{}")
    (folder / "main.min.css").write_text("/*! licence */a{}")
    write_all(tmp_path)
    assert (folder / "site.css").read_text() == "a{}"
    assert (folder / "main.min.css").read_text() == "/*! licence */a{}"
