"""A real Chromium, and the built site on a server that counts what is sent."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request

from content.live import MADE
from content.project import ROOT, read
from tests.site.conftest import built
from tools.measure.pages import one_of_each
from tools.serving import Served, serving

AXE = (ROOT / "node_modules/axe-core/axe.min.js").as_posix()
PAGES_404 = "no/such/page/"
# What takes long goes beside the rest: no chain of tests may be longer than the others together.
GROUPS = {"firefox", "live", "pages", "webkit"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests of a group share one browser and one site, in one worker."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            _, subject, *_ = item.path.stem.split("_")
            group = subject if subject in GROUPS else "browser"
            item.add_marker(pytest.mark.xdist_group(group))


@pytest.fixture(scope="session")
def made() -> None:
    """What runs in pages is there."""
    assert (ROOT / MADE / "form.json").is_file(), "Run: make live"


@pytest.fixture(scope="session")
def site_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory, "site", {})


@pytest.fixture(scope="session")
def served(site_folder: Path) -> Iterator[Served]:
    with serving(site_folder) as server:
        yield server


@pytest.fixture(scope="session")
def url(served: Served) -> str:
    """The address of the site's top."""
    return served.url


@pytest.fixture(scope="session")
def slow_url(site_folder: Path) -> Iterator[str]:
    """The same site, behind a slow network."""
    with serving(site_folder, pieces=4) as server:
        yield server.url


@pytest.fixture(scope="session")
def paths(site_folder: Path) -> list[str]:
    """Every page, the 404 page last."""
    found = sorted(
        f"{path.parent.relative_to(site_folder).as_posix()}/"
        for path in site_folder.rglob("index.html")
    )
    return ["" if path == "./" else path for path in found] + [PAGES_404]


@pytest.fixture(scope="session")
def types(site_folder: Path) -> list[str]:
    """The heaviest page of each type."""
    return list(one_of_each(read(), site_folder).values())


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


@dataclass
class Stranger:
    """Another origin; to an origin each port is another."""

    url: str
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def stranger() -> Iterator[Stranger]:
    """A server that lets everybody read what it answers, and notes what it is asked."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append(self.path)
            page = self.path == "/page"
            self.send_response(200)
            self.send_header("Content-Type", "text/html" if page else "text/javascript")
            self.send_header("Access-Control-Allow-Origin", "*")
            self.end_headers()
            self.wfile.write(b"<!doctype html><title>Another</title><body>" if page else b"1")

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        found = Stranger(f"http://127.0.0.1:{server.server_port}/")
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield found
        server.shutdown()
