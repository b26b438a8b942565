"""Runs every contract test against every application; the modules beside this one do the work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from content.verified import contract_modules
from tests.contract import selection
from tests.contract.cases import Case, chosen, project_at
from tests.contract.harness import NO_TLS, Server
from tests.contract.host import Host
from tests.contract.oidc import Provider
from tests.contract.postgres import Databases
from tests.contract.recorder import Recorder
from tests.contract.smtp import Mailbox
from tests.contract.webhook import Receiver

RECORDER = pytest.StashKey[Recorder]()
LEFT_OUT = pytest.StashKey[set[str]]()
NOTES = pytest.StashKey[list[str]]()
# A server may close a connection that it kept open, such as after an answer to half a body; a
# request that is on its way at that moment is lost. So each request gets a connection of its own.
NO_KEEPING = httpx.Limits(max_keepalive_connections=0)


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    """Where PostgreSQL comes from."""
    one = Databases()
    yield one
    one.close()


@pytest.fixture(scope="session")
def mailbox() -> Iterator[Mailbox]:
    """Where mail arrives."""
    one = Mailbox()
    yield one
    one.close()


@pytest.fixture(scope="session")
def provider() -> Iterator[Provider]:
    """Who signs people in."""
    one = Provider()
    yield one
    one.close()


@pytest.fixture(scope="session")
def receiver() -> Iterator[Receiver]:
    """Who takes messages."""
    one = Receiver()
    yield one
    one.close()


@pytest.fixture(scope="session")
def host(
    databases: Databases, mailbox: Mailbox, provider: Provider, receiver: Receiver
) -> Iterator[Host]:
    """The one place where servers run."""
    one = Host(databases, mailbox, provider=provider, receiver=receiver)
    yield one
    one.close()


@pytest.fixture
def server(host: Host, case: Case) -> Server:
    """The application under test, started as its page says."""
    return host.server_of(case)


@pytest.fixture
def new_client(server: Server) -> Iterator[Callable[[], httpx.Client]]:
    """Makes visitors: each has cookies of its own."""
    clients: list[httpx.Client] = []

    def make() -> httpx.Client:
        clients.append(
            httpx.Client(
                base_url=server.url, timeout=10, trust_env=False, verify=NO_TLS, limits=NO_KEEPING
            )
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
    if case := selection.case_of(request.node):
        request.node.user_properties += [
            ("case", [case.application.task, case.application.framework.id, case.environment]),
            ("promise", selection.promise_of(request.node)),
            ("database", case.database or ""),
        ]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "case" not in metafunc.fixturenames:
        return
    found = chosen(metafunc.config)
    module = metafunc.module.__name__.rsplit(".", 1)[-1]
    if module != "test_native":
        project = project_at(metafunc.config.getoption("--project"))
        found = [
            case for case in found if module in contract_modules(project, case.application.task)
        ]
    metafunc.parametrize("case", selection.parameters(found))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what the options do not ask for, and what lacks a package."""
    kept = selection.selected(config, items)
    config.stash[LEFT_OUT] = set().union(*map(selection.missing, kept))
    kept = [item for item in kept if not selection.missing(item)]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
    items[:] = kept


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
    elif report.failed and selection.case_of(item) and "server" in item.fixturenames:
        report.user_properties.append(("stopped", True))
    return report


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        config.stash[RECORDER] = Recorder()
        config.pluginmanager.register(config.stash[RECORDER], "recorder")


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Hear from a worker what it left out."""
    left_out = node.config.stash.setdefault(LEFT_OUT, set())
    left_out.update(getattr(node, "workeroutput", {}).get("left_out", []))


def pytest_sessionfinish(session: pytest.Session) -> None:
    config = session.config
    if hasattr(config, "workeroutput"):
        config.workeroutput["left_out"] = sorted(config.stash.get(LEFT_OUT, set()))
    if RECORDER not in config.stash:
        return
    if outcomes := config.getoption("--outcomes"):
        config.stash[RECORDER].write_outcomes(outcomes)
    if not config.getoption("--record") or session.exitstatus > pytest.ExitCode.TESTS_FAILED:
        return
    if config.getoption("--in-page"):  # the record is of the environments that readers make
        return
    root = config.getoption("--project")
    notes = list(config.stash[RECORDER].record(root, project_at(root), chosen(config)))
    config.stash[NOTES] = notes
    # What lacks a package is said below, and is no failure.
    if notes and not config.stash.get(LEFT_OUT, set()):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say what did not run or was not recorded, and how to change that."""
    for note in config.stash.get(NOTES, []):
        terminalreporter.write_line(note)
    if packages := sorted(config.stash.get(LEFT_OUT, set())):
        terminalreporter.write_line(
            f"Not run: the tests that need {' and '.join(packages)}; without them their tasks are "
            "not recorded. To run them: make setup, which brings or names them"
        )
