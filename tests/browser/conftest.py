"""A real Chromium, and the built site on a server that counts what is sent."""

from __future__ import annotations

import contextlib
import functools
import http.server
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import pytest
from playwright.sync_api import Browser, Page, Request, sync_playwright

from content.project import ROOT
from tests.site.conftest import built
from tools import browser as browsers

AXE = (ROOT / "node_modules/axe-core/axe.min.js").as_posix()
PAGES_404 = "no/such/page/"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All browser tests share one browser and one site: one worker runs them."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("browser"))


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves the site with its own 404 page, in silence."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        if code != 404:
            super().send_error(code, message, explain)
            return
        body = Path(self.directory, "404.html").read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


class SlowHandler(Handler):
    """Sends a page's HTML in pieces, as a slow network does."""

    PIECES, PAUSE = 4, 0.03

    def copyfile(self, source: BinaryIO, outputfile: BinaryIO) -> None:
        content = source.read()
        if not self.path.endswith("/"):
            outputfile.write(content)
            return
        size = len(content) // self.PIECES + 1
        for start in range(0, len(content), size):
            outputfile.write(content[start : start + size])
            time.sleep(self.PAUSE)


@contextlib.contextmanager
def serving(folder: Path, handler: type[Handler]) -> Iterator[str]:
    """Serves a folder on a free port and gives the address of its top."""
    answer = functools.partial(handler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), answer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(scope="session")
def site_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("browser") / "site", {})


@pytest.fixture(scope="session")
def url(site_folder: Path) -> Iterator[str]:
    """The address of the site's top."""
    with serving(site_folder, Handler) as address:
        yield address


@pytest.fixture(scope="session")
def slow_url(site_folder: Path) -> Iterator[str]:
    """The same site, behind a slow network."""
    with serving(site_folder, SlowHandler) as address:
        yield address


@pytest.fixture(scope="session")
def paths(site_folder: Path) -> list[str]:
    """Every page, the 404 page last."""
    found = sorted(
        f"{path.parent.relative_to(site_folder).as_posix()}/"
        for path in site_folder.rglob("index.html")
    )
    return ["" if path == "./" else path for path in found] + [PAGES_404]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browsers.find(), args=browsers.FLAGS)
        yield chromium
        chromium.close()


@dataclass
class Visit:
    """A page and what happened on it."""

    page: Page
    requests: list[Request] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@pytest.fixture
def visit(browser: Browser, url: str, request: pytest.FixtureRequest):
    """Opens a page in a fresh browser profile and listens."""

    def make(path: str, **options) -> Visit:
        options.setdefault("viewport", {"width": 1280, "height": 900})
        context = browser.new_context(base_url=url, **options)
        request.addfinalizer(context.close)
        found = Visit(context.new_page())
        found.page.on("request", lambda one: found.requests.append(one))
        found.page.on("pageerror", lambda error: found.errors.append(str(error)))
        found.page.on(
            "console",
            lambda message: message.type == "error" and found.errors.append(message.text),
        )
        found.page.goto(path)
        return found

    return make
