"""Which room may use which: nothing flows back."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from content.project import ROOT

# Each room, and the rooms that it may import. The command line stands on top of all.
ARROWS = {
    "content": set(),
    "macros": {"content"},
    "extensions": {"content"},
    "output": {"content"},
    "tools": {"content", "macros", "extensions", "output"},
}
GENERATORS = ["mkdocs", "markdown", "material", "jinja2", "pymdownx", "mkdocs_macros", "zensical"]


def imported(path: Path) -> set[str]:
    """The top of every module that a file imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(name.name.split(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("room", ARROWS)
def test_a_room_uses_only_rooms_below_it(room):
    wrong = {
        path.relative_to(ROOT).as_posix(): sorted(used)
        for path in sorted((ROOT / room).rglob("*.py"))
        if (used := imported(path) & {*ARROWS, "tests"} - ARROWS[room] - {room})
    }
    assert wrong == {}


def test_content_can_be_imported_and_read_without_any_generator():
    code = f"""
import sys
class Refuse:
    def find_spec(self, name, *_):
        if name.split(".")[0] in {GENERATORS}:
            raise ImportError(f"{{name}} is blocked")
sys.meta_path.insert(0, Refuse())
import importlib, pkgutil, content
for module in pkgutil.iter_modules(content.__path__):
    importlib.import_module(f"content.{{module.name}}")
print(len(importlib.import_module("content.project").read().tasks))
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert done.stderr == ""
    assert int(done.stdout) > 0


@pytest.mark.parametrize("room", ["content", "macros"])
def test_no_room_holds_a_module_that_nobody_uses(room):
    files = [path for top in [*ARROWS, "tests"] for path in (ROOT / top).rglob("*.py")]
    texts = {path: path.read_text(encoding="utf-8") for path in files}
    for path in (ROOT / room).glob("*.py"):
        if path.stem != "__init__":
            name = f"{room}.{path.stem}"
            users = [
                other
                for other, text in texts.items()
                if other != path
                and (f"from {name} import" in text or (f"from {room} import" in text
                     and path.stem in text))
            ]  # fmt: skip
            assert users, f"{path}: nothing imports it"
