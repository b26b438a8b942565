"""Options of the whole suite, and the rule that no test is skipped in silence."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from content.project import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ALLOWED_SKIPS = Path(__file__).with_name("allowed-skips.txt")
GROUP = re.compile(r"@[\w-]+$")
SKIPPED: list[str] = []


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("site")
    group.addoption("--deep", action="store_true", help="also run the tests marked deep")
    group.addoption("--task", help="contract tests of this task only")
    group.addoption("--framework", help="contract tests of this framework only")
    group.addoption("--environment", help="contract tests in this environment only")
    group.addoption("--in-page", action="store_true", help="contracts ask what runs in a page")
    group.addoption("--promise", action="append", help="contract tests of this promise only")
    group.addoption("--faults", action="store_true", help="the deliberate faults, nothing else")
    group.addoption("--record", action="store_true", help="write data/verified.json when green")
    group.addoption("--outcomes", type=Path, help="write which promises failed to this file")
    group.addoption("--project", type=Path, default=ROOT, help="folder with data/ and snippets/")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    unwanted = [
        item
        for item in items
        if (item.get_closest_marker("deep") and not _deep(config))
        or (item.get_closest_marker("long") and not (_deep(config) or os.environ.get("CI")))
        # With --record the record is about to be written; it is checked when it is read again.
        or (item.get_closest_marker("reads_record") and config.getoption("--record"))
    ]
    if unwanted:
        config.hook.pytest_deselected(items=unwanted)
        items[:] = [item for item in items if item not in unwanted]


def _deep(config: pytest.Config) -> bool:
    return bool(config.getoption("--deep") or config.getoption("--faults"))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    if report.skipped and not hasattr(report, "wasxfail"):
        # pytest-xdist adds the group of a test to its name, as in "test_x[a]@group".
        SKIPPED.append(GROUP.sub("", report.nodeid))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """In CI a skip that the committed list does not name is a failure."""
    if hasattr(session.config, "workerinput") or not os.environ.get("CI"):
        return
    lines = ALLOWED_SKIPS.read_text(encoding="utf-8").splitlines()
    allowed = {line.split("#")[0].strip() for line in lines}
    forbidden = [test for test in SKIPPED if not allowed & {test, test.split("::")[0]}]
    if forbidden:
        reporter = session.config.pluginmanager.get_plugin("terminalreporter")
        reporter.write_line(f"\nSkipped, but not in tests/{ALLOWED_SKIPS.name}: {forbidden}")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One real Chromium for all tests of a worker: Playwright runs once in a process."""
    from playwright.sync_api import sync_playwright

    from tools.setup import browser as browsers

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browsers.find(), args=browsers.FLAGS)
        yield chromium
        chromium.close()
