"""Notes which applications passed every line of their contract."""

from __future__ import annotations

from collections import defaultdict

import pytest

from content.model import Task
from content.project import Project
from tools.record.verified import Key


class Recorder:
    """A pytest plugin that notes how each application did."""

    def __init__(self) -> None:
        self.proved: dict[Key, set[tuple[str, str]]] = defaultdict(set)
        self.failed: dict[Key, set[str]] = defaultdict(set)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note one report; with several workers it arrives in the main process as well."""
        properties = dict(report.user_properties)
        if "case" not in properties:
            return
        key = tuple(properties["case"])
        if not report.passed:
            self.failed[key].add(properties["promise"])
        elif report.when == "call":
            self.proved[key].add((properties["database"], properties["promise"]))

    def green(self, project: Project) -> list[Key]:
        """The applications that passed every line of their contract, on every database."""
        return [
            key
            for key, proved in self.proved.items()
            if key not in self.failed and _promised(project.tasks[key[0]]) <= proved
        ]


def _promised(task: Task) -> set[tuple[str, str]]:
    databases = task.databases or [""]
    return {(database, promise.id) for database in databases for promise in task.contract}
