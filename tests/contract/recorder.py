"""Notes which applications passed every line of their contract, and has it written down."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from content.project import Project
from tests.contract import probe
from tests.contract.cases import Case, interpreter
from tools.check import lint
from tools.record import verified as record
from tools.record.verified import Key


class Recorder:
    """A pytest plugin that notes how each application did."""

    def __init__(self) -> None:
        self.proved: dict[Key, set[tuple[str, str]]] = defaultdict(set)
        self.failed: dict[Key, set[str]] = defaultdict(set)
        self.stopped: set[Key] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note one report; with several workers it arrives in the main process as well."""
        properties = dict(report.user_properties)
        if "case" not in properties:
            return
        key = tuple(properties["case"])
        if not report.passed:
            self.failed[key].add(properties["promise"])
            if properties.get("stopped"):
                self.stopped.add(key)
        elif report.when == "call":
            self.proved[key].add((properties["database"], properties["promise"]))

    def green(self, project: Project) -> list[Key]:
        """The applications that passed every line of their contract, on every database."""
        return [
            key for key in self.proved if key not in self.failed and not self.open(project, key)
        ]

    def open(self, project: Project, key: Key) -> list[str]:
        """The promises of an application that no test has shown on every database."""
        task = project.tasks[key[0]]
        return [
            promise.id
            for promise in task.contract
            if any(
                (base, promise.id) not in self.proved[key]
                for base in promise.only_on or task.databases or [""]
            )
        ]

    def write_outcomes(self, path: Path) -> None:
        """Write which promises failed, and whether an application could not start."""
        failed = sorted(set().union(*self.failed.values()))
        outcomes = {"failed": failed, "stopped": bool(self.stopped)}
        path.write_text(json.dumps(outcomes), encoding="utf-8")

    def record(self, root: Path, project: Project, cases: Iterable[Case]) -> Iterator[str]:
        """Write down what is green and clean, and say of each other application why it is not."""
        untidy: dict[Path, str] = {}
        green = self.green(project)
        for task, framework, _ in green:
            folder = project.applications[task][framework].folder
            if folder not in untidy:
                found = {check.name: check.find() for check in lint.application(folder)}
                untidy[folder] = "\n".join(
                    f"{name}: {said}" for name, said in found.items() if said
                )
        clean = [key for key in green if not untidy[project.applications[key[0]][key[1]].folder]]
        facts = {name: probe.installed(interpreter(name)) for name in {key[2] for key in clean}}
        record.write(root, project, clean, facts)
        for folder, said in untidy.items():
            if said:
                yield f"Not recorded: {folder.relative_to(root)} does not pass lint.\n{said}"
        keys = {
            (case.application.task, case.application.framework.id, case.environment)
            for case in cases
        }
        for key in sorted(keys - set(green) - set(self.failed)):
            missing = ", ".join(self.open(project, key))
            yield f"Not recorded: {'-'.join(key)}, since no test of this run proved {missing}."
