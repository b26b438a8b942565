"""Keeps data/verified.json: what was green, with which versions, and when."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name

from content.lines import packages, requirements
from content.reader import dump_json
from content.errors import SiteError
from content.model import Run, Task, Verified
from content.project import Application, Project
from content.sections import files

Key = tuple[str, str, str]  # task, framework, environment


def contract_module(name: str, task: Task) -> str:
    """The module in `tests/contract/` that holds a task to its contract."""
    return "test_" + (task.contract_test or name).replace("-", "_")


def fingerprint(project: Project, answer: Application) -> str:
    """A short hash of the code of an application and of the contract it is held to.

    Raises:
        SiteError: the contract is not written.
    """
    module = contract_module(answer.task, project.tasks[answer.task])
    contract = project.root / f"tests/contract/{module}.py"
    if not contract.is_file():
        raise SiteError(f"tests/contract/{module}.py: this file is missing. Write the contract.")
    digest = hashlib.sha256()
    # What lies beside the frameworks' folders, such as an OpenAPI file, holds for all of them.
    shared = sorted(path for path in answer.folder.parent.iterdir() if path.is_file())
    shared = [path for path in shared if path.name != "task.yml"]
    for path in [*files(answer.folder), answer.folder / "requirements.in", contract, *shared]:
        name = path.relative_to(project.root).as_posix()
        digest.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    meta = answer.meta
    for line in [*meta.start, meta.ready, meta.test, *project.tasks[answer.task].databases]:
        digest.update(line.encode() + b"\0")
    return digest.hexdigest()[:16]


def write(
    root: Path, project: Project, green: Iterable[Key], facts: dict[str, dict[str, Any]]
) -> None:
    """Add the green runs to data/verified.json; what is on record for others stays.

    A run that says nothing new leaves the file as it is for a week, so that running the tests
    does not make a change to commit each day.
    """
    path = root / "data/verified.json"
    runs = {
        task: {name: known[name] for name in known if name in project.applications[task]}
        for task, known in project.verified.root.items()
        if task in project.tasks
    }
    for task, framework, environment in green:
        answer = project.applications[task][framework]
        installed = facts[environment]
        names = packages(requirements(answer.folder / "requirements.in"))
        found = {
            name: installed["packages"][name]
            for name in sorted(names)
            if name in installed["packages"]  # another environment may need fewer
        }
        run = Run(
            environment=environment,
            version=found[canonicalize_name(answer.framework.package)],
            python=installed["python"],
            date=datetime.datetime.now(datetime.UTC).date(),
            packages=found,
            code=fingerprint(project, answer),
        )
        others = runs.setdefault(task, {}).get(framework, [])
        old = next((item for item in others if item.environment == environment), None)
        if old and _same(old, run) and run.date - old.date < datetime.timedelta(days=7):
            continue
        order = [str(name) for name in answer.framework.environments]
        rest = [item for item in others if item.environment in order]
        rest = [item for item in rest if item.environment != environment]
        runs[task][framework] = sorted([*rest, run], key=lambda item: order.index(item.environment))
    text = dump_json(Verified(runs))
    if text != path.read_text(encoding="utf-8"):
        partial = path.with_suffix(".partial")
        partial.write_text(text, encoding="utf-8")
        partial.replace(path)


def _same(old: Run, new: Run) -> bool:
    """Whether two runs differ in nothing but the day and the patch release of Python."""
    minor = [run.python.rsplit(".", 1)[0] for run in (old, new)]
    return minor[0] == minor[1] and (old.packages, old.code) == (new.packages, new.code)
