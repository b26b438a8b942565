"""What data/verified.json may say: each field of a run is held against what it speaks of."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterator

from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from content import broken
from content.dates import today
from content.errors import SiteError, listed, unknown
from content.model import Run, Task
from content.project import VERIFIED, Application, Project
from content.requirements import brought_by, locked, requirements
from content.seals import seal_of
from content.sections import files

EVERY_TASK = "test_every_task"
SUPPORTED = SpecifierSet(">=3.11,<3.15")
PYTHON = re.compile(r"\d+\.\d+\.\d+")


def contract_module(name: str, task: Task) -> str:
    """The module in `tests/contract/` that holds a task to its own promises."""
    return "test_" + (task.contract_test or name).replace("-", "_")


def contract_modules(project: Project, task: str) -> list[str]:
    """The modules that hold a task to all its promises, those of every task among them."""
    shared = [EVERY_TASK] if project.shared_contract else []
    return [contract_module(task, project.tasks[task]), *shared]


def fingerprint(project: Project, application: Application) -> str:
    """A short hash of the code of an application and of the contract it is held to.

    Raises:
        SiteError: the contract is not written.
    """
    contract = [
        project.root / f"tests/contract/{module}.py"
        for module in contract_modules(project, application.task)
    ]
    for path in contract:
        if not path.is_file():
            raise SiteError(
                f"tests/contract/{path.name}: this file is missing. Write the contract."
            )
    digest = hashlib.sha256()
    # What lies beside the frameworks' folders, such as an OpenAPI file, holds for all of them.
    shared = sorted(path for path in application.folder.parent.iterdir() if path.is_file())
    shared = [path for path in shared if path.name != "task.yml"]
    for path in [
        *files(application.folder),
        application.folder / "requirements.in",
        *contract,
        *shared,
    ]:
        name = path.relative_to(project.root).as_posix()
        digest.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    meta = application.meta
    task = project.tasks[application.task]
    changes = [f"{name}: {change!r}" for name, change in meta.changes.items()]
    driven = [*meta.commands.values(), *changes]
    for line in [*meta.start, meta.ready, meta.test, *task.databases, *task.services, *driven]:
        digest.update(line.encode() + b"\0")
    return digest.hexdigest()[:16]


def problems(project: Project) -> Iterator[str]:
    """One sentence for each cause why a run on record is not what the code, lock and day say."""
    yield from _strangers(project)
    upgraded: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for task, applications in project.applications.items():
        missing, changed = [], []
        for framework, application in applications.items():
            if causes := list(broken.problems(application)):
                yield from causes
                continue
            runs = {
                run.environment: (number, run)
                for number, run in enumerate(
                    project.verified.content.root.get(task, {}).get(framework, [])
                )
            }
            now = fingerprint(project, application)
            for environment in map(str, application.framework.environments):
                if environment not in runs:
                    missing.append(f"{framework} in {environment}")
                    continue
                number, run = runs[environment]
                if found := next(_wrong_fields(project, application, number, run), None):
                    yield found
                    continue
                if run.code != now:
                    changed.append(f"{framework} in {environment}")
                for package, version in run.packages.items():
                    if version not in locked(project.root, environment).get(package, set()):
                        upgraded[environment, package, version].append(f"{task} ({framework})")
        remedy = f"Run: make test-task TASK={task}"
        if missing:
            yield f"{VERIFIED}: {task} has no green run of {listed(missing)}. {remedy}"
        if changed:
            yield (
                f"{_at(project, task)}: the code of {task} or its contract changed since the run "
                f"of {listed(changed)}. {remedy}"
            )
    for (environment, package, version), who in upgraded.items():
        right = sorted(locked(project.root, environment).get(package, set()))
        yield (
            f"{VERIFIED}: {listed(who)} ran with {package} {version}, but "
            f"requirements/{environment}.txt locks {' or '.join(right) or 'none'}. "
            "Run for each: make test-task TASK=<task>"
        )


def _strangers(project: Project) -> Iterator[str]:
    """Entries of tasks, frameworks and environments that do not exist, or exist twice."""
    for task, known in project.verified.content.root.items():
        if task not in project.tasks:
            error = unknown(_at(project, task), "task", task, project.tasks)
            yield f"{error} Take it out."
            continue
        for framework, runs in known.items():
            application = project.applications[task].get(framework)
            if application is None:
                where = _at(project, task, framework)
                error = unknown(where, "framework", framework, project.applications[task])
                yield f"{error} Take it out."
                continue
            seen: set[str] = set()
            for number, run in enumerate(runs):
                place = _at(project, task, framework, number, "environment")
                if run.environment not in application.framework.environments:
                    known_ones = application.framework.environments
                    yield str(unknown(place, "environment", run.environment, known_ones))
                elif run.environment in seen:
                    yield f"{place}: the environment '{run.environment}' is there twice."
                seen.add(run.environment)


def _wrong_fields(
    project: Project, application: Application, number: int, run: Run
) -> Iterator[str]:
    """What is wrong with a run, the clearest cause first."""

    def at(*place: str) -> str:
        where = _at(project, application.task, application.framework.id, number, *place)
        return f"{where} ({application.task}, {application.framework.id}, {run.environment})"

    expected = _brought(project, application, run.environment)
    if strange := sorted(set(run.packages) ^ expected):
        verb = "is no package of it" if strange[0] in run.packages else "is missing"
        yield f"{at('packages')}: '{strange[0]}' {verb}. Right: {', '.join(sorted(expected))}."
    version = run.packages.get(canonicalize_name(application.framework.package))
    if run.version != version:
        yield f"{at('version')}: 'version' is '{run.version}', but 'packages' says '{version}'."
    if run.date > today():
        yield f"{at('date')}: '{run.date}' is in the future; today is {today()}."
    if not PYTHON.fullmatch(run.python) or run.python not in SUPPORTED:
        yield f"{at('python')}: '{run.python}' is no release of Python {SUPPORTED}."
    if run.seal != seal_of(run):
        yield (
            f"{at('seal')}: '{run.seal}' does not fit the other fields, so somebody edited them. "
            f"Run: make contract TASK={application.task} FRAMEWORK={application.framework.id}"
        )


def _brought(project: Project, application: Application, environment: str) -> set[str]:
    """The packages that an application brings into an environment."""
    direct = tuple(requirements(application.folder / "requirements.in"))
    # Another environment may need fewer.
    return set(brought_by(direct)) & set(locked(project.root, environment))


def _at(project: Project, *place: str | int) -> str:
    """The record, and the line of one of its values."""
    return project.verified.at(*place)
