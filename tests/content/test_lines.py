from __future__ import annotations

from collections import Counter

import pytest

from content.errors import SiteError
from content.lines import code_lines, packages, requirements, size

PYTHON = '''"""A docstring
over two lines."""

# a comment
import os  # counted, with its comment


def f():
    """Another."""
    return """a string
that is code"""
'''


def test_blank_lines_comments_and_docstrings_are_not_code():
    assert code_lines("app.py", PYTHON) == [
        "import os  # counted, with its comment",
        "def f():",
        'return """a string',
        'that is code"""',
    ]


def test_only_docstrings_are_left_out_of_strings_that_begin_a_line():
    text = '''run(
    """
    SELECT 1
    """,
)


class Book:
    """One line."""

    "not a docstring"
'''
    assert code_lines("app.py", text) == [
        "run(", '"""', "SELECT 1", '""",', ")", "class Book:", '"not a docstring"',
    ]  # fmt: skip


def test_a_form_feed_is_no_end_of_a_line():
    assert code_lines("app.py", "a = 1\n\x0c\nb = 2\n") == ["a = 1", "b = 2"]


def test_what_is_not_python_is_named():
    with pytest.raises(SiteError, match=r"app.py, line 1: not Python"):
        code_lines("app.py", "def:\n")


def test_leading_blank_lines_do_not_shift_the_count():
    assert code_lines("app.py", "\n\n\nx = 1\n") == ["x = 1"]


def test_comments_of_html_and_of_templates_are_not_code():
    text = "<!-- no -->\n{# nor this #}\n<p>{{ x }}</p>\n\n{% if x %}\n{% endif %}\n"
    assert code_lines("page.html", text) == ["<p>{{ x }}</p>", "{% if x %}", "{% endif %}"]


def test_unknown_languages_count_every_line_with_text():
    assert code_lines("notes.unknown", "a\n\nb\n") == ["a", "b"]


def test_generated_lines_count_as_often_as_the_generator_wrote_them(tmp_path):
    (tmp_path / "app.py").write_text("a = 1\na = 1\nb = 2\n")
    (tmp_path / "test_app.py").write_text("assert True\n")
    found = size(tmp_path, ["test_*.py"], Counter({"a = 1": 1}), 7)
    assert (found.written, found.generated, found.test) == (2, 1, 1)
    assert (found.files, found.packages) == (1, 7)


def test_files_that_a_command_wrote_count_as_generated(tmp_path):
    (tmp_path / "migrations").mkdir()
    (tmp_path / "migrations/0001.py").write_text("a = 1\nb = 2\n")
    (tmp_path / "app.py").write_text("a = 1\n")
    found = size(tmp_path, [], Counter(), 1, ["migrations/*"])
    assert (found.written, found.generated, found.files) == (1, 2, 2)


GRAPH = {
    "web": ["Templates>=1", 'winonly; sys_platform == "win32"', 'fast; extra == "speed"'],
    "templates": ["safe-text"],
    "safe-text": ["web"],
    "fast": [],
}


def test_packages_follow_requirements_to_the_end():
    assert packages(["Web"], GRAPH.__getitem__) == {"web", "templates", "safe-text"}


def test_extras_bring_their_packages():
    assert "fast" in packages(["web[speed]"], GRAPH.__getitem__)


def test_what_is_not_installed_is_named():
    with pytest.raises(SiteError, match="'no-such-package' is not installed"):
        packages(["no-such-package"])


def test_requirements_leave_out_comments(tmp_path):
    path = tmp_path / "requirements.in"
    path.write_text("# head\nFlask  # why\n\nFlask-WTF\n")
    assert requirements(path) == ["Flask", "Flask-WTF"]
