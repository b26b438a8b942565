"""Runs every contract test against every framework, and records what was green."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest

from content.errors import SiteError, unknown
from content.project import ROOT, Application, Project, read
from tests.contract import postgres
from tests.contract.harness import NO_TLS, Server, ServerError, running
from tests.contract.recorder import Recorder
from tools.record import verified as record

INTERPRETERS = {"main": Path(sys.executable), "lts": ROOT / ".venv-lts/bin/python"}
CONTRACTS = Path(__file__).parent
RECORD = pytest.StashKey[Recorder]()
LEFT_OUT = pytest.StashKey[set[str]]()


@dataclass(frozen=True)
class Case:
    """One application in one environment, on one database if it has any."""

    answer: Application
    environment: str
    database: str | None = None

    def __str__(self) -> str:
        parts = [self.answer.task, self.answer.framework.id, self.environment, self.database]
        return "-".join(part for part in parts if part)

    @property
    def interpreter(self) -> Path:
        return INTERPRETERS[self.environment]


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
        Case(answer, environment, database)
        for task, answers in project_at(root).applications.items()
        for answer in answers.values()
        for environment in answer.framework.environments
        for database in project_at(root).tasks[task].databases or [None]
    ]


def cases(config: pytest.Config) -> list[Case]:
    """The applications and environments that the options ask for."""
    project = project_at(config.getoption("--project"))
    task, framework = config.getoption("--task"), config.getoption("--framework")
    if task and task not in project.tasks:
        raise pytest.UsageError(str(unknown("--task", "task", task, project.tasks)))
    names = [item.id for item in project.frameworks]
    if framework and framework not in names:
        raise pytest.UsageError(str(unknown("--framework", "framework", framework, names)))
    return [
        case
        for case in all_cases(config.getoption("--project"))
        if task in (None, case.application.task)
        and framework in (None, case.application.framework.id)
        and config.getoption("--environment") in (None, case.environment)
    ]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "case" not in metafunc.fixturenames:
        return
    found = cases(metafunc.config)
    module = metafunc.module.__name__.rsplit(".", 1)[-1]
    if module != "test_native":
        project = project_at(metafunc.config.getoption("--project"))
        found = [
            case
            for case in found
            if record.contract_module(case.application.task, project.tasks[case.application.task])
            == module
        ]
    # One group an application: with several workers, its server still starts once.
    parameters = [
        pytest.param(case, id=str(case), marks=[pytest.mark.xdist_group(str(case)), *needs(case)])
        for case in found
    ]
    metafunc.parametrize("case", parameters)


def promise_of(item: Any) -> str:
    """The line of the contract that a test proves; empty for the framework's own tests."""
    marker = item.get_closest_marker("contract")
    return marker.args[0] if marker else ""


def needs(case: Case) -> list[pytest.MarkDecorator]:
    """The marks that say which package of requirements/checks.in a case takes."""
    return [pytest.mark.needs(postgres.WHEEL)] if case.database == "postgresql" else []


def missing(item: pytest.Item) -> set[str]:
    """The packages that a test needs and that are not there; in CI it has to fail for that."""
    if os.environ.get("CI"):
        return set()
    packages = {mark.args[0] for mark in item.iter_markers("needs")}
    return {package for package in packages if not importlib.util.find_spec(package)}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run all tests of one application in a row, so that its server starts once."""
    other = [item for item in items if "case" not in getattr(item, "fixturenames", ())]
    about = [item for item in items if "case" in getattr(item, "fixturenames", ())]
    # A contract without an application that the options ask for is not a skipped test.
    chosen = [item for item in about if isinstance(item.callspec.params["case"], Case)]
    if promises := config.getoption("--promise"):
        chosen = [item for item in chosen if promise_of(item) in promises]
    # Whoever asks for one task does not ask for the tests of the harness.
    if config.getoption("--task"):
        other = [item for item in other if CONTRACTS not in item.path.parents]
    kept = [*other, *sorted(chosen, key=lambda item: str(item.callspec.params["case"]))]
    config.stash[LEFT_OUT] = set().union(*map(missing, kept))
    kept = [item for item in kept if not missing(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


class Host:
    """Keeps the server of the current application until another one is asked for."""

    def __init__(self, databases: postgres.Databases) -> None:
        self._databases = databases
        self._case: Case | None = None
        self._stack = contextlib.ExitStack()
        self._result: Server | ServerError | None = None

    def server_of(self, case: Case) -> Server:
        """The running application; one that did not start is not started again."""
        if self._case is not case:
            self.close()
            self._case = case
            meta = case.application.meta
            try:
                self._result = self._stack.enter_context(
                    running(
                        case.application.folder,
                        meta.start,
                        meta.ready,
                        case.interpreter,
                        variables=self._databases.variables(case.database),
                    )
                )
            except ServerError as error:
                self._result = error
        if isinstance(self._result, Server):
            return self._result
        pytest.fail(str(self._result), pytrace=False)

    def close(self) -> None:
        """End the server, if one runs."""
        self._stack.close()
        self._case = None


@pytest.fixture(scope="session")
def databases() -> Iterator[postgres.Databases]:
    """Where PostgreSQL comes from."""
    one = postgres.Databases()
    yield one
    one.close()


@pytest.fixture(scope="session")
def host(databases: postgres.Databases) -> Iterator[Host]:
    """The one place where servers run."""
    one = Host(databases)
    yield one
    one.close()


@pytest.fixture
def server(host: Host, case: Case) -> Server:
    """The application under test, started as its page says."""
    if not case.interpreter.exists():
        pytest.fail(f"The environment '{case.environment}' is missing. Run: make setup")
    return host.server_of(case)


@pytest.fixture
def new_client(server: Server) -> Iterator[Callable[[], httpx.Client]]:
    """Makes visitors: each has cookies of its own."""
    clients: list[httpx.Client] = []

    def make() -> httpx.Client:
        clients.append(
            httpx.Client(base_url=server.url, timeout=10, trust_env=False, verify=NO_TLS)
        )
        return clients[-1]

    yield make
    for client in clients:
        client.close()


@pytest.fixture
def client(new_client: Callable[[], httpx.Client]) -> httpx.Client:
    """One visitor."""
    return new_client()


@pytest.fixture(autouse=True)
def on_record(request: pytest.FixtureRequest) -> None:
    """Tell the recorder which application and which promise a test is about."""
    if "case" not in request.fixturenames:
        return
    case: Case = request.getfixturevalue("case")
    request.node.user_properties += [
        ("case", [case.application.task, case.application.framework.id, case.environment]),
        ("promise", promise_of(request.node)),
        ("database", case.database or ""),
    ]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    """Put the server's log into the message of a failure."""
    report = yield
    running_server = getattr(item, "funcargs", {}).get("server")
    if report.failed and isinstance(running_server, Server):
        if not running_server.alive():
            code = running_server.process.returncode
            report.sections.append(("server", f"The server died during the test (exit {code})."))
        report.sections.append(("server's log", running_server.log()[-6000:]))
    return report


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        config.stash[RECORD] = Recorder()
        config.pluginmanager.register(config.stash[RECORD], "recorder")


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Hear from a worker what it left out."""
    left_out = node.config.stash.setdefault(LEFT_OUT, set())
    left_out.update(getattr(node, "workeroutput", {}).get("left_out", []))


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say what did not run here, and how to change that."""
    if packages := sorted(config.stash.get(LEFT_OUT, set())):
        terminalreporter.write_line(
            f"Not run: the tests that need {' and '.join(packages)}; without them their tasks are "
            "not recorded. To run them: make setup"
        )


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workeroutput"):
        left_out = session.config.stash.get(LEFT_OUT, set())
        session.config.workeroutput["left_out"] = sorted(left_out)
    if RECORD not in session.config.stash:
        return
    if outcomes := session.config.getoption("--outcomes"):
        failed = sorted(set().union(*session.config.stash[RECORD].failed.values()))
        outcomes.write_text(json.dumps({"failed": failed}), encoding="utf-8")
    if not session.config.getoption("--record"):
        return
    root = session.config.getoption("--project")
    green = session.config.stash[RECORD].green(project_at(root))
    facts = {name: installed(INTERPRETERS[name]) for name in {item[2] for item in green}}
    record.write(root, project_at(root), green, facts)


@cache
def installed(interpreter: Path) -> dict[str, Any]:
    """The interpreter's version and the packages in its environment."""
    code = (
        "import importlib.metadata as m, json, platform, re; print(json.dumps({"
        "'python': platform.python_version(),"
        "'packages': {re.sub('[-_.]+', '-', d.name).lower(): d.version"
        " for d in m.distributions()}}))"
    )
    done = subprocess.run([interpreter, "-c", code], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)
