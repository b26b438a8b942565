"""data/verified.json: which code was green, with which versions, and whether that still holds."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from content.errors import SiteError
from content.model import Task
from content.project import Application, Project
from content.sections import files


def contract_module(name: str, task: Task) -> str:
    """The module in `tests/contract/` that holds a task to its contract."""
    return "test_" + (task.contract_test or name).replace("-", "_")


def fingerprint(project: Project, application: Application) -> str:
    """A short hash of the code of an application and of the contract it is held to."""
    module = contract_module(application.task, project.tasks[application.task])
    contract = project.root / f"tests/contract/{module}.py"
    if not contract.is_file():
        raise SiteError(f"tests/contract/{module}.py: this file is missing. Write the contract.")
    digest = hashlib.sha256()
    # What lies beside the frameworks' folders, such as an OpenAPI file, holds for all of them.
    shared = sorted(path for path in application.folder.parent.iterdir() if path.is_file())
    shared = [path for path in shared if path.name != "task.yml"]
    for path in [
        *files(application.folder),
        application.folder / "requirements.in",
        contract,
        *shared,
    ]:
        name = path.relative_to(project.root).as_posix()
        digest.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    meta = application.meta
    for line in [*meta.start, meta.ready, meta.test, *project.tasks[application.task].databases]:
        digest.update(line.encode() + b"\0")
    return digest.hexdigest()[:16]


def stale(project: Project) -> Iterator[str]:
    """data/verified.json speaks of this very code, and of the locked versions."""
    locked = {
        one.id: _locked(project.root / f"requirements/{one.id}.txt") for one in project.environments
    }
    for task in sorted(set(project.verified.content.root) - set(project.tasks)):
        yield f"data/verified.json: there is no task '{task}'. Take it out."
    for task, known in project.verified.content.root.items():
        for name in sorted(set(known) - set(project.applications.get(task, known))):
            yield f"data/verified.json: {task} has no '{name}' version. Take it out."
    for task, applications in project.applications.items():
        for framework, application in applications.items():
            runs = {
                run.environment: run
                for run in project.verified.content.root.get(task, {}).get(framework, [])
            }
            remedy = f"Run: make contract TASK={task} FRAMEWORK={framework}"
            for environment in application.framework.environments:
                where = f"data/verified.json: {task}, {framework}, {environment}"
                run = runs.get(environment)
                if run is None:
                    yield f"{where}: no green run on record. {remedy}"
                    continue
                if run.code != fingerprint(project, application):
                    yield f"{where}: the code or its contract changed since that run. {remedy}"
                for package, version in run.packages.items():
                    right = locked[environment].get(package, set())
                    if version not in right:
                        yield (
                            f"{where}: ran with {package} {version}, but "
                            f"requirements/{environment}.txt locks "
                            f"{' or '.join(sorted(right)) or 'none'}. {remedy}"
                        )


def _locked(path: Path) -> dict[str, set[str]]:
    """The versions that a lock file names for each package."""
    found: dict[str, set[str]] = {}
    for match in re.finditer(r"^([a-z0-9.-]+)==([^\s;\\]+)", path.read_text("utf-8"), re.M):
        found.setdefault(match[1], set()).add(match[2])
    return found
