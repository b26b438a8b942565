"""Counts what a reader would have to write: code lines, files, packages."""

from __future__ import annotations

import ast
import hashlib
import json
import os
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from pygments.lexers import get_lexer_by_name
from pygments.token import Comment

from macros.errors import SiteError
from macros.languages import language
from macros.snippets import files, without_marks

# Markers are evaluated for this machine whatever the reader's or CI's, so that counts never move.
COUNTED_FOR = {
    "python_version": "3.13",
    "python_full_version": "3.13.0",
    "sys_platform": "linux",
    "platform_system": "Linux",
    "platform_machine": "x86_64",
    "os_name": "posix",
    "implementation_name": "cpython",
    "platform_python_implementation": "CPython",
}


# Versioned by hand: a change to how lines are counted takes another folder.
KEPT = Path(__file__).resolve().parent.parent / "build/lines-2"

# What can have a docstring.
DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


_requirement = cache(Requirement)


@dataclass(frozen=True)
class Size:
    """What one implementation consists of."""

    written: int
    generated: int
    test: int
    files: int
    packages: int


def code_lines(name: str, text: str) -> list[str]:
    """The lines of a file that are code.

    Args:
        name: the file's name, with folders or without; it decides the language.
        text: its content.

    Returns:
        The lines, stripped, without blank lines, comments and docstrings.

    Raises:
        SiteError: a file of Python is not Python.
    """
    return list(_code_lines(name, text))


@cache
def _code_lines(name: str, text: str) -> tuple[str, ...]:
    # Several pages count the same file, and each build counts it again; telling tokens apart is
    # what takes the time, so the result is kept beside the other things that a build makes.
    kept = KEPT / hashlib.sha256(f"{name}\0{text}".encode()).hexdigest()[:24]
    if kept.is_file():
        return tuple(json.loads(kept.read_text(encoding="utf-8")))
    lines = _told_apart(name, text)
    KEPT.mkdir(parents=True, exist_ok=True)
    partial = kept.with_suffix(f".{os.getpid()}")
    partial.write_text(json.dumps(lines), encoding="utf-8")
    partial.replace(kept)
    return lines


def _told_apart(name: str, text: str) -> tuple[str, ...]:
    lines = text.split("\n")
    code: set[int] = set()
    number = 0
    kind_of_file = language(name)
    for kind, value in get_lexer_by_name(kind_of_file, stripnl=False).get_tokens(text):
        if Comment not in kind.split():
            parts = value.split("\n")
            code.update(number + offset for offset, part in enumerate(parts) if part.strip())
        number += value.count("\n")
    if kind_of_file == "python":
        code -= _docstring_lines(name, text)
    return tuple(lines[index].strip() for index in sorted(code))


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


def size(
    folder: Path,
    test_files: Iterable[str],
    generated: Counter[str],
    packages: int,
    generated_files: Iterable[str] = (),
) -> Size:
    """Count one implementation.

    Args:
        folder: `snippets/<task>/<framework>`.
        test_files: globs of the native tests; they are counted apart.
        generated: how often each code line occurs in what the framework's generator wrote.
        packages: the number of packages that its requirements bring.
        generated_files: globs of files that commands wrote, such as migrations.

    Returns:
        The counts. A line counts as generated as often as the generator wrote it.
    """
    globs, by_command = list(test_files), list(generated_files)
    left = Counter(generated)
    written = machine = test = count = 0
    for path in files(folder):
        name = path.relative_to(folder).as_posix()
        whole = f"{folder.parent.name}/{folder.name}/{name}"  # for the message
        lines = code_lines(whole, without_marks(path.read_text(encoding="utf-8")))
        if any(fnmatch(name, glob) for glob in globs):
            test += len(lines)
            continue
        count += 1
        if any(fnmatch(name, glob) for glob in by_command):
            machine += len(lines)
            continue
        for line in lines:
            if left[line]:
                left[line] -= 1
                machine += 1
            else:
                written += 1
    return Size(written, machine, test, count, packages)


def requirements(path: Path) -> list[str]:
    """The requirement lines of a `requirements.in`, without comments."""
    lines = (line.split("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line]


def packages(direct: Iterable[str], requires: Callable[[str], list[str]] | None = None) -> set[str]:
    """Everything that a list of requirements installs.

    Args:
        direct: requirement lines, as in a `requirements.in`.
        requires: name → requirement lines of that package; by default read from the packages
            installed beside the site, which are those of the lock.

    Returns:
        Normalised names of the packages, the direct ones among them.

    Raises:
        SiteError: a package is not installed, so that what it requires is unknown.
    """
    requires = requires or _installed_requires
    found: set[str] = set()
    seen: set[tuple[str, frozenset[str]]] = set()
    todo = [(_requirement(line), frozenset({""})) for line in direct]
    while todo:
        requirement, extras = todo.pop()
        if requirement.marker and not any(
            requirement.marker.evaluate({**COUNTED_FOR, "extra": extra}) for extra in extras
        ):
            continue
        name = canonicalize_name(requirement.name)
        wanted = frozenset({"", *requirement.extras})
        if (name, wanted) in seen:
            continue
        seen.add((name, wanted))
        found.add(name)
        todo += [(_requirement(line), wanted) for line in requires(name)]
    return found


@cache
def brought_by(direct: tuple[str, ...]) -> frozenset[str]:
    """What `packages` finds among the installed ones; many applications require the same."""
    return frozenset(packages(direct))


@cache
def installed_version(name: str) -> str:
    """The version of an installed package.

    Raises:
        SiteError: it is not installed.
    """
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        raise SiteError(
            f"The package '{name}' is not installed. Add it to the task's requirements.in, "
            "then run: make lock."
        ) from None


@cache
def _installed_requires(name: str) -> list[str]:
    installed_version(name)
    return metadata.requires(name) or []
