"""The promises of a task and the marks of the tests that prove them are the same list."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from content.errors import unknown
from content.project import SHARED_CONTRACT, Project
from content.verified import EVERY_TASK, contract_module

CONTRACTS = Path(__file__).parent


@cache
def marked(path: Path) -> dict[str, int]:
    """The promises that the tests of a module are marked with, and the line of each."""
    found: dict[str, int] = {}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        for decorator in getattr(node, "decorator_list", []):
            if isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == (
                "pytest.mark.contract"
            ):
                found.setdefault(ast.literal_eval(decorator.args[0]), decorator.lineno)
    return found


def problems(project: Project, task: str, folder: Path = CONTRACTS) -> Iterator[str]:
    """One sentence for each mark that names no promise, and each promise without a mark."""
    shared = [promise.id for promise in project.shared_contract]
    own = [promise.id for promise in project.tasks[task].contract if promise.id not in shared]
    module = contract_module(task, project.tasks[task])
    yield from _differences(folder / f"{module}.py", own, f"snippets/{task}/task.yml")
    if shared:
        yield from _differences(folder / f"{EVERY_TASK}.py", shared, SHARED_CONTRACT)


def _differences(path: Path, promises: list[str], source: str) -> Iterator[str]:
    name = f"tests/contract/{path.name}"
    if not path.is_file():
        yield f"{name}: this file is missing. Write the contract."
        return
    marks = marked(path)
    for mark, line in marks.items():
        if mark not in promises:
            yield str(unknown(f"{name}, line {line}", "promise", mark, promises))
    for promise in promises:
        if promise not in marks:
            yield f'{source}: no test in {name} is marked @pytest.mark.contract("{promise}").'
