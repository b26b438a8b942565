"""The architecture pages name functions of the frameworks; each exists in the installed package."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module, metadata
from importlib.util import find_spec
from pathlib import Path

import pytest

from content.model import Framework
from content.project import ROOT, read

PROJECT = read(ROOT)
FRAMEWORKS = [one for one in PROJECT.frameworks if f"{one.id}/architecture.md" in PROJECT.pages]
CITED = re.compile(r"`(?P<path>[\w/]+\.py): (?P<name>\w+(?:\.\w+)*)`")
# Where the settings stand: a module, or an attribute of a class that the package exports.
SETTINGS = re.compile(
    r"`(?P<cited>[\w./]+)`[^.\n]*?(?: in `[\w/.]+`)? defines (?P<count>\d+) names"
    r'\{\{ cite\("(?P<source>[\w-]+)"\)'
)

each = pytest.mark.parametrize("framework", FRAMEWORKS, ids=lambda framework: framework.id)


def text_of(framework: Framework) -> str:
    return PROJECT.pages[f"{framework.id}/architecture.md"].text


def file_of(framework: Framework, path: str) -> Path | None:
    """The file that a page calls `path`; a repository may keep the package in `src/`."""
    spec = find_spec(framework.id)
    assert spec is not None
    assert spec.origin is not None
    inside = path.removeprefix("src/")
    file = Path(spec.origin).parents[1] / inside
    return file if inside.startswith(f"{framework.id}/") and file.is_file() else None


def defined(tree: ast.AST, prefix: str = "") -> Iterator[str]:
    """The classes, functions and methods of a module, as `Class.method`."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            yield f"{prefix}{node.name}"
            if isinstance(node, ast.ClassDef):
                yield from defined(node, f"{prefix}{node.name}.")
        elif isinstance(node, ast.If):
            yield from defined(node, prefix)


def unknown_names(framework: Framework, text: str) -> list[str]:
    """What the text cites and the installed package does not define."""
    wrong = []
    for match in CITED.finditer(text):
        file = file_of(framework, match["path"])
        tree = ast.parse(file.read_text(encoding="utf-8")) if file else ast.Module([], [])
        if match["name"] not in set(defined(tree)):
            wrong.append(match[0])
    return wrong


@each
def test_every_cited_name_exists(framework):
    assert CITED.search(text_of(framework))
    assert unknown_names(framework, text_of(framework)) == []


def steps_of(framework: Framework) -> list[tuple[str, list[str]]]:
    """Each step of the framework's lanes, with the functions that it names as a page cites them."""
    return [
        (step.at, [f"`{file}: {name}`" for file, names in step.calls.items() for name in names])
        for diagram in PROJECT.diagrams.lanes.values()
        if framework.id in diagram.lanes
        for step in diagram.lanes[framework.id].steps
    ]


@each
def test_every_step_of_a_request_names_functions_that_exist(framework):
    steps = steps_of(framework)
    assert steps
    assert [at for at, cited in steps if not cited] == []
    assert [name for _, cited in steps for name in unknown_names(framework, " ".join(cited))] == []


@each
def test_a_lane_was_read_in_the_feature_release_that_is_installed(framework):
    lanes = [one.lanes[framework.id] for one in PROJECT.diagrams.lanes.values()
             if framework.id in one.lanes]  # fmt: skip
    assert lanes
    installed = metadata.version(framework.package).split(".")[:2]
    assert [
        lane.version for lane in lanes if (lane.version or "").split(".")[:2] != installed
    ] == []


@each
@pytest.mark.parametrize("change", [("py: ", "py: Gone."), ("/", "/gone/")])
def test_a_name_that_is_not_there_is_found(framework, change):
    match = CITED.search(text_of(framework))
    assert match is not None
    broken = match[0].replace(*change)
    assert unknown_names(framework, broken) == [broken]


def test_all_pages_have_the_same_headings():
    first, *others = (re.findall(r"^##+ .*", text_of(one), re.M) for one in FRAMEWORKS)
    assert first
    assert [other for other in others if other != first] == []


@each
def test_it_defines_as_many_settings_as_the_page_says(framework):
    match = SETTINGS.search(text_of(framework))
    if match is None:
        pytest.skip("the page gives no number of settings")
    said_of = PROJECT.sources[match["source"]].version or ""
    installed = metadata.version(framework.package)
    if said_of.split(".")[:2] != installed.split(".")[:2]:
        pytest.skip(f"{framework.package} {installed} is installed; the page speaks of {said_of}")
    assert int(match["count"]) == settings_of(framework, match["cited"])


def settings_of(framework: Framework, cited: str) -> int:
    """How many names `package/module.py` or `Class.attribute` holds."""
    if cited.endswith(".py"):
        module = import_module(cited.removesuffix(".py").replace("/", "."))
        return sum(name.isupper() for name in vars(module))
    kind, attribute = cited.split(".")
    return len(getattr(getattr(import_module(framework.id), kind), attribute))
