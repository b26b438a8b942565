"""What a page fetches to check a contract: its modules as they are, and what they import."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from content.project import Application, Project
from content.sections import files, without_marks
from content.verified import contract_modules
from live.check.elsewhere import NOT_PACKED

CONTRACTS = "tests/contract"
OURS = "live/check"
# Of packages: what contracts and pytest import, and these in turn.
PACKAGES = ["beautifulsoup4", "httpx", "idna", "iniconfig", "pluggy", "pytest",
            "soupsieve", "typing-extensions"]  # fmt: skip
# What a contract asks about an application.
META = ("start", "ready", "names", "differences")
PAGE_DATABASES = ("own", "sqlite")


def modules(project: Project, task: str) -> dict[str, bytes]:
    """The files of a task's contract by their paths, with those that they import.

    They are sources: bytecode without assertions would hold nobody to anything.
    """
    root = project.root
    todo = [f"{CONTRACTS}/{name}.py" for name in contract_modules(project, task)]
    found = {f"{name}/__init__.py": b"" for name in ("tests", CONTRACTS)}
    while todo:
        path = todo.pop()
        if path not in found:
            found[path] = root.joinpath(path).read_bytes()
            todo += [one for one in imported(found[path].decode()) if root.joinpath(one).is_file()]
    return found


def imported(source: str) -> Iterator[str]:
    """Where the modules would lie that a source imports; those that a page has not are left out."""
    for node in ast.walk(ast.parse(source)):
        names: list[str] = []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{one.name}" for one in node.names)]
        elif isinstance(node, ast.Import):
            names = [one.name for one in node.names]
        for name in names:
            if not any(f"{name}.".startswith(f"{one}.") for one in NOT_PACKED):
                yield f"{name.replace('.', '/')}.py"


def ours(root: Path) -> dict[str, bytes]:
    """The part of the kit that is written here."""
    folder = root / OURS
    return {f"{OURS}/{path.name}": path.read_bytes() for path in folder.glob("*.py")}


def case(project: Project, application: Application) -> dict[str, Any]:
    """What a contract is told of an application."""
    databases = project.tasks[application.task].databases
    return {
        "task": application.task,
        "framework": application.framework.id,
        "database": next((one for one in databases if one in PAGE_DATABASES), None),
        "meta": {name: getattr(application.meta, name) for name in META},
    }


def texts(application: Application) -> dict[str, str]:
    """The files that a reader may change, by their paths: all but those of its own tests."""
    found = {
        path.relative_to(application.folder).as_posix(): without_marks(path.read_text("utf-8"))
        for path in files(application.folder)
    }
    return {path: text for path, text in found.items() if not application.meta.is_test(path)}


def faults(project: Project, application: Application) -> list[dict[str, Any]]:
    """The faults of an application, but those that a page cannot show.

    These are the ones of data/live.yml, and those in a file that only this site reads.
    """
    held = texts(application)
    listed = project.faults.get(application.task, [])
    never = project.live.not_planted.get(application.task, {})
    return [
        fault.model_dump(by_alias=True, include={"id", "why", "file", "replace", "with_", "breaks"})
        for fault in listed
        if fault.framework == application.framework.id
        and fault.id not in never
        and held.get(fault.file, "").count(fault.replace) == 1
    ]
