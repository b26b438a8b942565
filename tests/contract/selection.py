"""Which of the collected tests run: what the options ask for, one application after the other."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Iterable
from typing import Any

import pytest

from tests.contract import marks, oidc, postgres, smtp
from tests.contract.cases import Case, chosen, is_quick, listed, project_at, refuse_broken
from tools import redis_server

# A database or service of a case → the package of requirements/checks.in, or the program, it takes.
PARTS = {
    "postgresql": postgres.WHEEL,
    "redis": redis_server.PROGRAM,
    "smtp": smtp.PACKAGE,
    "oidc": oidc.PACKAGE,
}
ELSEWHERE = ("together", "unsent")  # marks of tests that are not for --in-page
OPTIONS = ("--task", "--framework", "--environment", "--promise")


def parameters(cases: Iterable[Case]) -> list[Any]:
    """Each case as a parameter; one group an application, so that its server starts once."""
    return [
        pytest.param(case, id=str(case), marks=[pytest.mark.xdist_group(str(case)), *_needs(case)])
        for case in cases
    ]


def promise_of(item: Any) -> str:
    """The line of the contract that a test proves; empty for the framework's own tests."""
    marker = item.get_closest_marker("contract")
    return marker.args[0] if marker else ""


def case_of(item: Any) -> Case | None:
    """The application that a test is about."""
    found = item.callspec.params.get("case") if hasattr(item, "callspec") else None
    return found if isinstance(found, Case) else None


def missing(item: pytest.Item) -> set[str]:
    """What a test needs and what is not there; in CI it has to fail for that."""
    if os.environ.get("CI"):
        return set()
    needed = {mark.args[0] for mark in item.iter_markers("needs")}
    return {one for one in needed if not importlib.util.find_spec(one) and not shutil.which(one)}


def selected(config: pytest.Config, items: list[pytest.Item]) -> list[pytest.Item]:
    """The tests that the options ask for, those of one application in a row."""
    if config.getoption("--faults"):
        return _told(config, [item for item in items if _is_fault(config, item)])
    # A contract without an application that the options ask for is not a skipped test.
    whole, root = _whole(config), config.getoption("--project")
    about = [item for item in items if (case := case_of(item)) and (whole or is_quick(root, case))]
    about = [item for item in about if _holds(config, item)]
    if config.getoption("--in-page"):
        about = [item for item in about if runs_in_page(item)]
    if promises := config.getoption("--promise"):
        about = [item for item in about if promise_of(item) in promises]
    _refuse_contradictions(config, about)
    about.sort(key=lambda item: str(case_of(item)))
    other = [item for item in items if "case" not in getattr(item, "fixturenames", ())]
    # Whoever asks for one application does not ask for the tests of the harness.
    if _asked(config):
        other = [item for item in other if marks.CONTRACTS not in item.path.parents]
    return [*other, *_told(config, about)]


def runs_in_page(item: pytest.Item) -> bool:
    """Whether a test asks nothing that a page lacks: its promise, one request after the other.

    An application's own tests start a Python of their own, and a file that is locked outside is
    not locked for the runtime.
    """
    return bool(promise_of(item)) and not any(map(item.get_closest_marker, ELSEWHERE))


def _whole(config: pytest.Config) -> bool:
    """Whether what takes long is tested too: with --deep or --record, and if asked for."""
    return bool(config.getoption("--deep") or config.getoption("--record") or _asked(config))


def _holds(config: pytest.Config, item: pytest.Item) -> bool:
    """Whether the promise that a test proves is given on the database of its case."""
    case, promise = case_of(item), promise_of(item)
    assert case
    task = project_at(config.getoption("--project")).tasks[case.application.task]
    bases = {one.id: one.only_on for one in task.contract}.get(promise)
    return not bases or case.database in bases


def _needs(case: Case) -> list[pytest.MarkDecorator]:
    """The marks that say which packages or programs a case takes."""
    packages = {PARTS[part] for part in (case.database, *case.services) if part in PARTS}
    packages |= set(case.application.meta.programs)
    return [pytest.mark.needs(package) for package in sorted(packages)]


def _is_fault(config: pytest.Config, item: pytest.Item) -> bool:
    found = item.get_closest_marker("fault")
    return found is not None and all(
        config.getoption(f"--{kind}") in (None, value) for kind, value in found.kwargs.items()
    )


def _refuse_contradictions(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Marks that name no promise, promises without a test, and code that cannot run."""
    project = project_at(config.getoption("--project"))
    cases = [case for item in items if (case := case_of(item))]
    tasks = dict.fromkeys(case.application.task for case in cases)
    found = [problem for task in tasks for problem in marks.problems(project, task)]
    if found:
        raise pytest.UsageError("\n".join(dict.fromkeys(found)))
    refuse_broken(cases)


def _asked(config: pytest.Config) -> str:
    """The options that choose tests, as they were typed."""
    given = [(name, value) for name in OPTIONS for value in listed(config.getoption(name))]
    said = [name for name in ("--in-page", "--faults") if config.getoption(name)]
    return " ".join([*(f"{name} {value}" for name, value in given), *said])


def _told(config: pytest.Config, items: list[pytest.Item]) -> list[pytest.Item]:
    """The tests themselves; it is an error if options were given and choose none."""
    if (asked := _asked(config)) and not items:
        cases = ", ".join(map(str, chosen(config))) or "none"
        raise pytest.UsageError(f"{asked}: no test is left; the applications are: {cases}.")
    return items
