"""Notes which applications passed every line of their contract."""

from __future__ import annotations

from collections import defaultdict

import pytest

from macros.project import Project
from tools.record import Key


class Recorder:
    """A pytest plugin that notes how each application did."""

    def __init__(self) -> None:
        self.proved: dict[Key, set[str]] = defaultdict(set)
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
            self.proved[key].add(properties["promise"])

    def green(self, project: Project) -> list[Key]:
        """The applications that passed every line of their contract."""
        return [
            key
            for key, proved in self.proved.items()
            if key not in self.failed
            and {promise.id for promise in project.tasks[key[0]].contract} <= proved
        ]
