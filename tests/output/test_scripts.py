"""What readers get of our scripts."""

from __future__ import annotations

import pytest

from output.scripts import without_comments, write_all


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("/** What it does. */\nfirst();\n", "first();\n"),
        ("/**\n * One.\n * @param {string} a\n */\nfirst();\n", "first();\n"),
        ("first();\n  // why\n  second();\n", "first();\n  second();\n"),
        ('const a = "/* no */";\n', 'const a = "/* no */";\n'),
        ("first(); // why\n", "first(); // why\n"),
        ("/** one */\n/** two */\nfirst(a * b / c);\n", "first(a * b / c);\n"),
    ],
)
def test_lines_that_only_comment_go_and_nothing_else(text, left):
    assert without_comments(text) == left
    assert without_comments(left) == left


def test_the_scripts_of_others_stay_as_they_are(tmp_path):
    folder = tmp_path / "assets/javascripts"
    (folder / "vendor").mkdir(parents=True)
    (folder / "site.js").write_text("// x\na();\n")
    (folder / "vendor/find.js").write_text("// licence\na();\n")
    write_all(tmp_path)
    assert (folder / "site.js").read_text() == "a();\n"
    assert (folder / "vendor/find.js").read_text() == "// licence\na();\n"
