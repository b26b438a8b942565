from __future__ import annotations

import pytest

from content.errors import SiteError
from content.lines import code_lines

PYTHON = '''"""A docstring
over two lines."""

# a comment
import os  # counted, with its comment


def f():
    """Another."""
    return """a string
that is code"""
'''


def code(name, text):
    lines = text.split("\n")
    return [lines[place].strip() for place in code_lines(name, text)]


def test_blank_lines_comments_and_docstrings_are_not_code():
    assert code("app.py", PYTHON) == [
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
    assert code("app.py", text) == [
        "run(", '"""', "SELECT 1", '""",', ")", "class Book:", '"not a docstring"',
    ]  # fmt: skip


def test_a_form_feed_is_no_end_of_a_line():
    assert code("app.py", "a = 1\n\x0c\nb = 2\n") == ["a = 1", "b = 2"]


def test_what_is_not_python_is_named():
    with pytest.raises(SiteError, match=r"app.py, line 1: not Python"):
        code_lines("app.py", "def:\n")


def test_leading_blank_lines_do_not_shift_the_count():
    assert code("app.py", "\n\n\nx = 1\n") == ["x = 1"]


def test_comments_of_html_and_of_templates_are_not_code():
    text = "<!-- no -->\n{# nor this #}\n<p>{{ x }}</p>\n\n{% if x %}\n{% endif %}\n"
    assert code("page.html", text) == ["<p>{{ x }}</p>", "{% if x %}", "{% endif %}"]


def test_a_doctype_is_code():
    text = "<!DOCTYPE html>\n<html>\n</html>\n"
    assert code("page.html", text) == ["<!DOCTYPE html>", "<html>", "</html>"]


def test_each_line_of_a_template_tag_is_code():
    text = '{%\n  include "menu.html"\n%}\n{#\n a comment\n#}\n'
    assert code("page.html", text) == ["{%", 'include "menu.html"', "%}"]


def test_a_page_in_a_string_and_in_a_file_counts_the_same():
    page = "<!doctype html>\n<!-- note -->\n<p>Hello</p>\n"
    in_a_file = code("page.html", page)
    in_a_string = code("app.py", f'PAGE = """\\\n{page.replace("<!-- note -->", "")}"""\n')
    assert in_a_string == ['PAGE = """\\', *in_a_file, '"""']


def test_the_line_that_names_the_interpreter_is_a_comment():
    assert code("manage.py", "#!/usr/bin/env python\nx = 1\n") == ["x = 1"]


def test_unknown_languages_count_every_line_with_text():
    assert code("notes.unknown", "a\n\nb\n") == ["a", "b"]
