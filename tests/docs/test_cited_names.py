"""The architecture pages name functions of the frameworks; each exists in the installed package."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from content.project import ROOT, read

# Where a framework's own repository keeps its package, which is how the pages name its files.
PREFIXES = {"flask": "src/", "django": ""}
CITED = re.compile(r"`(?P<path>[\w/]+\.py): (?P<name>\w+(?:\.\w+)*)`")
STEP = re.compile(r"^(?P<number>\d+)\. .*(?:\n {2,}.*)*", re.M)
SETTINGS = re.compile(r"^`(?P<cited>[\w./]+)`.* defines (?P<count>\d+) names", re.M)


def page(framework: str) -> str:
    return (ROOT / f"docs/{framework}/architecture.md").read_text(encoding="utf-8")


def installed(framework: str, path: str) -> Path | None:
    """The file that a page calls `path`, if the package of that framework has it."""
    spec = find_spec(framework)
    assert spec is not None
    assert spec.origin is not None
    prefix = PREFIXES[framework]
    file = Path(spec.origin).parents[1] / path.removeprefix(prefix)
    return file if path.startswith(f"{prefix}{framework}/") and file.is_file() else None


def defined(tree: ast.AST, prefix: str = "") -> Iterator[str]:
    """The classes, functions and methods of a module, as `Class.method`."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            yield f"{prefix}{node.name}"
            if isinstance(node, ast.ClassDef):
                yield from defined(node, f"{prefix}{node.name}.")
        elif isinstance(node, ast.If):
            yield from defined(node, prefix)


def unknown_names(framework: str, text: str) -> list[str]:
    """What the text cites and the installed package does not define."""
    wrong = []
    for match in CITED.finditer(text):
        file = installed(framework, match["path"])
        tree = ast.parse(file.read_text(encoding="utf-8")) if file else ast.Module([], [])
        if match["name"] not in set(defined(tree)):
            wrong.append(match[0])
    return wrong


@pytest.mark.parametrize("framework", PREFIXES)
def test_every_cited_name_exists(framework):
    assert unknown_names(framework, page(framework)) == []


@pytest.mark.parametrize("framework", PREFIXES)
def test_every_step_of_a_request_names_its_function(framework):
    steps = list(STEP.finditer(page(framework)))
    assert [int(step["number"]) for step in steps] == list(range(1, 11))
    assert [step["number"] for step in steps if not CITED.search(step[0])] == []


@pytest.mark.parametrize(
    ("framework", "cited"),
    [
        ("flask", "`src/flask/app.py: Flask.no_such_method`"),
        ("flask", "`src/flask/ctx.py: Flask.wsgi_app`"),
        ("flask", "`flask/app.py: Flask.wsgi_app`"),
        ("flask", "`django/core/wsgi.py: get_wsgi_application`"),
        ("django", "`django/core/handlers/base.py: get_response`"),
        ("django", "`django/no_such_file.py: setup`"),
    ],
)
def test_a_wrong_name_is_found(framework, cited):
    assert unknown_names(framework, f"1. It calls {cited}.") == [cited]


def test_both_pages_have_the_same_headings():
    flask, django = (re.findall(r"^##+ .*", page(name), re.M) for name in PREFIXES)
    assert flask == django


def test_flask_defines_as_many_configuration_names_as_the_page_says():
    from flask import Flask

    match = SETTINGS.search(page("flask"))
    assert match is not None
    assert match["cited"] == "Flask.default_config"
    assert int(match["count"]) == len(Flask.default_config)


def test_django_defines_as_many_settings_as_the_page_says():
    import django
    from django.conf import global_settings

    said_of = read(ROOT).sources["django-source-global-settings"].version
    if not django.__version__.startswith(".".join(said_of.split(".")[:2])):
        pytest.skip(f"Django {django.__version__} is installed; the page speaks of {said_of}")
    match = SETTINGS.search(page("django"))
    assert match is not None
    assert match["cited"] == "django/conf/global_settings.py"
    assert int(match["count"]) == sum(name.isupper() for name in vars(global_settings))
