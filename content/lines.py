"""Counts lines of code: without blank lines, comments and docstrings."""

from __future__ import annotations

import ast
import json
from collections.abc import Collection
from functools import cache
from importlib import metadata

from pygments.lexers import get_lexer_by_name
from pygments.token import Comment

from content.cache import kept, source_of
from content.errors import SiteError
from content.languages import language

# What can have a docstring.
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
HOW = (source_of(__file__), metadata.version("pygments"))


@cache
def code_lines(name: str, text: str) -> tuple[int, ...]:
    """The places, from 0, of a file's lines that are code; its name decides the language."""
    # Telling tokens apart takes the time of a build, so the result is kept.
    made = kept("lines", (name, text, HOW), lambda: json.dumps(_told_apart(name, text)).encode())
    return tuple(json.loads(made))


def _told_apart(name: str, text: str) -> list[int]:
    code: set[int] = set()
    number = 0
    kind_of_file = language(name)
    for kind, value in get_lexer_by_name(kind_of_file, stripnl=False).get_tokens(text):
        if not _is_comment(kind.split()):
            parts = value.split("\n")
            code.update(number + offset for offset, part in enumerate(parts) if part.strip())
        number += value.count("\n")
    if kind_of_file == "python":
        code -= _docstring_lines(name, text)
    return sorted(code)


def _is_comment(kinds: Collection[object]) -> bool:
    # Pygments files doctypes and the marks of template tags under comments, as "preprocessor".
    return Comment in kinds and Comment.Preproc not in kinds


def _docstring_lines(name: str, text: str) -> set[int]:
    # Not by Pygments, which takes any string that begins a line for one, such as the SQL of a call.
    found: set[int] = set()
    for node in ast.walk(_parsed_python(name, text)):
        if isinstance(node, DOCUMENTED) and ast.get_docstring(node, clean=False) is not None:
            docstring = node.body[0]
            found.update(range(docstring.lineno - 1, docstring.end_lineno or docstring.lineno))
    return found


def _parsed_python(name: str, text: str) -> ast.Module:
    try:
        return ast.parse(text)
    except SyntaxError as error:
        raise SiteError(f"{name}, line {error.lineno}: not Python: {error.msg}.") from None
