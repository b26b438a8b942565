"""The part of pytest in a page: its tests are those of `tests/contract`, and CI runs the same."""

from __future__ import annotations

import io
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any, TextIO

import httpx
import pytest

from live.check.elsewhere import POSTGRES, RESTART, SERVERS, named, not_here
from live.check.promises import Exchange, Tried, message, verdict
from live.check.words import plain
from live.python.driver import Request
from live.python.session import HOST, Session

KIT = "/lib/kit"  # where the contract's modules are unpacked
SAID, VALUE = 1200, 80  # characters of a failure, and of what it was tried with
OFF = ("cacheprovider", "terminal", "faulthandler", "warnings", "logging", "doctest", "junitxml")
OPTIONS = ["--capture=no", f"--rootdir={KIT}", "--basetemp=/tmp/check"]
SHORT = 1.0  # seconds for each answer, once one was a loop

Tell = Callable[[Mapping[str, Any]], None]


def check(session: Session, given: Mapping[str, Any], tell: Tell) -> None:
    """Run the tests of an application that was started, and tell each promise once it is decided.

    Args:
        session: with the application.
        given: `case`, `promises` with what they hold on, `modules` of the contract, and `only`, if
            not every promise is asked.
        tell: hears of the plan, of each test, of each promise, and of the end.
    """
    # Its `tests` come before those of the application.
    sys.path.insert(0, KIT)
    sys.dont_write_bytecode = True
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    modules = [f"{KIT}/tests/contract/{name}.py" for name in given["modules"]]
    off = [option for name in OFF for option in ("-p", f"no:{name}")]
    contract = Contract(session, given, tell)
    contract.close(pytest.main([*OPTIONS, *off, *modules], plugins=[contract]))


class Tee(io.TextIOBase):
    """Passes on what is printed, and keeps it."""

    def __init__(self, to: TextIO) -> None:
        self.to, self.kept = to, io.StringIO()

    def write(self, text: str) -> int:
        """Print a text."""
        self.kept.write(text)
        return self.to.write(text)

    def flush(self) -> None:
        """Print what is held back."""
        self.to.flush()


class Server:
    """The application under test, as far as a page has it."""

    url = f"http://{HOST}"

    def __init__(self, folder: str, log: Tee) -> None:
        self.folder = Path(folder)
        self.log_file = self.folder / "server.log"  # contracts name it, and ask log() for its text
        self._log = log

    def log(self) -> str:
        """What the application has printed since the check began."""
        return self._log.kept.getvalue()

    def restart(self) -> None:
        """End the application and start it again."""
        not_here(RESTART)

    def __getattr__(self, name: str) -> Any:
        not_here(SERVERS)


class Told(SimpleNamespace):
    """What a contract is told of an application; what it is not told serves to start another."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        not_here(SERVERS)


class Transport(httpx.BaseTransport):
    """Asks the application in this interpreter, and notes what it was asked."""

    def __init__(self, session: Session, note: Callable[[Exchange], None]) -> None:
        self.session = session
        self.note = note

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """One request, as a server would pass it on."""
        if request.url.netloc.decode() != HOST:
            not_here(SERVERS)
        path, _, query = request.url.raw_path.decode("ascii").partition("?")
        headers = [(n.decode("latin-1"), v.decode("latin-1")) for n, v in request.headers.raw]
        asked = Request(request.method, path, query, headers, request.read())
        head: list[Any] = []
        parts: list[bytes] = []
        self.session.ask(asked, HOST, lambda *given: head.extend(given), parts.append)
        status, given = head
        # A server sends no body with these, whatever the application made.
        none = request.method == "HEAD" or status in (204, 304)
        body = b"" if none else b"".join(parts)
        raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in given]
        target = request.url.raw_path.decode("ascii")
        self.note(Exchange(
            request.method, target, status,
            message(f"{request.method} {target} HTTP/1.1", headers, asked.body),
            message(f"HTTP/1.1 {status}", given, body),
        ))  # fmt: skip
        return httpx.Response(status, headers=raw, stream=httpx.ByteStream(body))


class Contract:
    """Fixtures under the names that contracts ask for, and hooks that hear what comes of tests."""

    def __init__(self, session: Session, given: Mapping[str, Any], tell: Tell) -> None:
        self.session = session
        self.promises = {one["id"]: one.get("only_on", []) for one in given["promises"]}
        self.only = given.get("only")
        self.given = given["case"]
        self.tell = tell
        self.log = Tee(sys.stderr)
        sys.stdout = sys.stderr = self.log
        self.of: dict[str, str] = {}  # tests → promises
        self.open: dict[str, int] = {}  # promises → how many tests are not yet run
        self.tried: dict[str, list[Tried]] = {promise: [] for promise in self.promises}
        self.exchanges: list[Exchange] = []
        self.outcome, self.said, self.looped = "passed", list[str](), ""
        self.verdicts: dict[str, str] = {}
        self.problem = ""

    # Fixtures ---------------------------------------------------------------------------------

    @pytest.fixture(scope="session")
    def case(self) -> Told:
        """What a contract asks about the application."""
        meta = Told(**self.given["meta"])
        framework = Told(id=self.given["framework"])
        application = Told(
            task=self.given["task"], framework=framework, meta=meta,
            folder=Path(self.session.folder),
        )  # fmt: skip
        return Told(application=application, database=self.given["database"])

    @pytest.fixture
    def server(self) -> Server:
        """The application, started once for all tests, as everywhere."""
        return Server(self.session.folder, self.log)

    @pytest.fixture
    def new_client(self, server: Server) -> Iterator[Callable[[], httpx.Client]]:
        """Makes visitors: each has cookies of its own."""
        clients: list[httpx.Client] = []

        def make() -> httpx.Client:
            transport = Transport(self.session, self._note)
            clients.append(httpx.Client(base_url=server.url, transport=transport, trust_env=False))
            return clients[-1]

        yield make
        for client in clients:
            client.close()

    @pytest.fixture
    def client(self, new_client: Callable[[], httpx.Client]) -> httpx.Client:
        """One visitor."""
        return new_client()

    @pytest.fixture(scope="session")
    def host(self) -> Any:
        """Where servers would run."""
        return named("Host", SERVERS)()

    @pytest.fixture(scope="session")
    def databases(self) -> Any:
        """Where PostgreSQL would come from."""
        return named("Databases", POSTGRES)()

    # Hooks ------------------------------------------------------------------------------------

    def pytest_configure(self, config: pytest.Config) -> None:
        """Name the marks of contracts."""
        for mark in ("contract(id)", "needs(package)"):
            config.addinivalue_line("markers", f"{mark}: as the project has it")

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Note which test is of which promise, and leave out what holds on another database."""
        for item in items:
            marker = item.get_closest_marker("contract")
            self.of[item.nodeid] = marker.args[0] if marker else ""
        items[:] = [one for one in items if not self.only or self.of[one.nodeid] in self.only]
        for item in items:
            promise = self.of[item.nodeid]
            self.open[promise] = self.open.get(promise, 0) + 1
            if (bases := self.promises.get(promise)) and self.given["database"] not in bases:
                item.add_marker(pytest.mark.skip(reason=POSTGRES))
        self.tell({"t": "plan", "tests": len(items)})

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A contract that cannot be read is no broken promise."""
        if report.failed:
            self.problem = _message(report)

    def pytest_internalerror(self, excrepr: Any) -> None:
        """Nor is a mistake of pytest or of this module."""
        self.problem = str(excrepr)[-SAID:]

    def pytest_runtest_logstart(self) -> None:
        """A test begins."""
        self.outcome, self.said, self.looped = "passed", [], ""
        self.exchanges.clear()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Hear what came of a test, or of one of its values."""
        if report.failed:
            # A test of many values tells each that failed, and then only that some did.
            summed = self.outcome == "failed" and "failed subtest" in _message(report)
            self.outcome = "failed"
            if not summed:
                context = getattr(report, "context", None)
                given = context.kwargs.items() if context else ()
                values = ", ".join(f"{name}={str(value)[:VALUE]}" for name, value in given)
                self.said.append(f"{values}: {_message(report)}" if values else _message(report))
        elif report.skipped and self.outcome == "passed":
            self.outcome = "absent"
            self.said.append(_reason(report))

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        """A test is over; so is its promise if no other test is left."""
        promise = self.of[nodeid]
        if self.looped and self.outcome == "failed":
            self.said.append(f"{self.looped}, so it was ended.")
        name = nodeid.rpartition("::")[2]
        done = Tried(promise, name, self.outcome, self.said, list(self.exchanges))
        self.open[promise] -= 1
        self.tell({"t": "test"})
        if promise in self.tried:
            self.tried[promise].append(done)
            if not self.open[promise]:
                self._decide(promise)

    def _note(self, exchange: Exchange) -> None:
        print(f'"{exchange.method} {exchange.path} HTTP/1.1" {exchange.status}')
        self.exchanges.append(exchange)
        if self.session.loops.said:
            self.looped = self.session.loops.said
            self.session.loops.patience = SHORT  # the next ones need not be waited for as long

    # The end ----------------------------------------------------------------------------------

    def close(self, code: int) -> None:
        """Decide what no test was here for, and end."""
        if self.problem or code > pytest.ExitCode.TESTS_FAILED:
            why = self.problem or f"pytest ended with {code}"
            self.tell({"t": "failed", "said": f"The check itself broke: {why}"})
            return
        for promise in self.promises:
            if promise not in self.verdicts:
                self._decide(promise)
        self.tell({"t": "done"})

    def _decide(self, promise: str) -> None:
        found, said = verdict(self.tried[promise])
        self.verdicts[promise] = found
        tests = [one.shown() for one in self.tried[promise]]
        self.tell({"t": "promise", "id": promise, "verdict": found, "said": said, "tests": tests})


def _message(report: Any) -> str:
    """What an assertion, or an error, says."""
    crash = getattr(report.longrepr, "reprcrash", None)
    text = crash.message if crash else str(report.longrepr)
    return plain(str(text).removeprefix("AssertionError: "))[:SAID]


def _reason(report: pytest.TestReport) -> str:
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return str(reason).removeprefix("Skipped: ")


def told(session: Session, given: str, say: Callable[[str], None]) -> None:
    """What JavaScript calls: it gives and takes JSON."""
    check(session, json.loads(given), lambda message: say(json.dumps(message)))
