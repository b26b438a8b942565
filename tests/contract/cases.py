"""Which applications there are to test: each in every environment, on every database."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest

from content import broken
from content.errors import SiteError, unknown
from content.live import MADE, PROGRAMS
from content.project import ROOT, Application, Project, read
from content.requirements import requirements
from tools.narrowed import for_application


@dataclass(frozen=True)
class Case:
    """One application in one environment, on one database if it has any."""

    application: Application
    environment: str
    database: str | None = None
    services: tuple[str, ...] = ()

    def __str__(self) -> str:
        task, framework = self.application.task, self.application.framework.id
        parts = [task, framework, self.environment, self.database]
        return "-".join(part for part in parts if part)

    @property
    def interpreter(self) -> Path:
        return self.interpreter_with()

    def interpreter_with(self, *packages: str) -> Path:
        """One that has also what the page says to install for another server."""
        if self.environment == IN_PAGE:
            return page_interpreter(self.application)
        whole = interpreter(self.environment)
        if not whole.exists():
            return whole
        # That of the newest releases, `main`, names the site's own packages.
        named = ROOT / f"requirements/{self.environment}.in"
        also = [] if self.environment == "main" else requirements(named)
        return for_application(whole, self.application, [*also, *packages])


# In place of an environment: the runtime that a reader's browser gets, in Node.
IN_PAGE = "page"
# What a page has: a file as database, or none.
PAGE_DATABASES = (None, "own", "sqlite")


def page_interpreter(application: Application) -> Path:
    """What `make live` put in the place of Python for an application."""
    return ROOT / MADE / PROGRAMS / f"{application.task}-{application.framework.id}/python"


def interpreter(environment: str) -> Path:
    """The Python of an environment; the tests themselves run in the one called main."""
    if environment == "main":
        return Path(sys.executable)
    return ROOT / f".venv-{environment}/bin/python"


@cache
def project_at(root: Path) -> Project:
    try:
        return read(root)
    except SiteError as error:
        raise pytest.UsageError(str(error)) from None


@cache
def all_cases(root: Path) -> list[Case]:
    """Every application in every environment of its framework, on every database of its task.

    Made once: pytest keeps a server for the next test only if that has the same object.
    """
    return [
        Case(application, environment, database, tuple(project_at(root).tasks[task].services))
        for task, applications in project_at(root).applications.items()
        for application in applications.values()
        for environment in application.framework.environments
        for database in project_at(root).tasks[task].databases or [None]
    ]


@cache
def in_page(root: Path) -> list[Case]:
    """Every application that runs in a reader's browser, in the runtime that it gets there."""
    project = project_at(root)
    return [
        replace(case, environment=IN_PAGE)
        for case in all_cases(root)
        if case.application.task not in project.live.without
        and case.environment == case.application.framework.environments[0]
        and case.database in PAGE_DATABASES
    ]


def is_quick(root: Path, case: Case) -> bool:
    """Whether a run that is not deep has it: the newest release, on the first database."""
    task = project_at(root).tasks[case.application.task]
    newest = case.environment == case.application.framework.environments[0]
    return newest and not task.deep and case.database in (None, *task.databases[:1])


def chosen(config: pytest.Config) -> list[Case]:
    """The cases that the options ask for; an option that names nothing is an error."""
    root = config.getoption("--project")
    project = project_at(root)
    environments = {case.environment for case in all_cases(root)}
    promises = {promise.id for task in project.tasks.values() for promise in task.contract}
    known = {
        "task": project.tasks,
        "framework": [framework.id for framework in project.frameworks],
        "environment": environments,
        "promise": promises,
    }
    for kind, names in known.items():
        for name in listed(config.getoption(f"--{kind}")):
            if name not in names:
                raise pytest.UsageError(str(unknown(f"--{kind}", kind, name, names)))
    return [
        case
        for case in (in_page(root) if config.getoption("--in-page") else all_cases(root))
        if config.getoption("--task") in (None, case.application.task)
        and config.getoption("--framework") in (None, case.application.framework.id)
        and config.getoption("--environment") in (None, case.environment)
    ]


def listed(value: str | list[str] | None) -> list[str]:
    """The values of an option that may be given once or more often."""
    return [value] if isinstance(value, str) else value or []


def refuse_broken(cases: Iterable[Case]) -> None:
    """Say what is wrong with code that cannot run, once, before the first server starts."""
    applications = {case.application.folder: case.application for case in cases}
    if found := [problem for one in applications.values() for problem in broken.problems(one)]:
        raise pytest.UsageError("\n".join(found))
