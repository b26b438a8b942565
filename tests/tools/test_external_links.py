"""The weekly link check, against a server on this machine."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tools import external_links
from tools.external_links import Answer, ask_all, collect, is_external, links_of, main, report

RUN = asyncio.run


@pytest.fixture(autouse=True)
def in_a_thread_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """The browser tests leave a loop running in the main thread of their worker."""

    def run(coroutine: Any) -> Any:
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(RUN, coroutine).result()

    monkeypatch.setattr(asyncio, "run", run)


STATUSES = {"/ok": 200, "/gone": 404, "/private": 403, "/down": 503}


class Server(ThreadingHTTPServer):
    """Remembers what it was asked, and how many requests it answered at the same time."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: Counter[str] = Counter()
        self.lock = threading.Lock()
        self.busy = self.busiest = 0

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server_port}{path}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def answer(self) -> None:
        with self.server.lock:
            self.server.asked[f"{self.command} {self.path}"] += 1
            self.server.busy += 1
            self.server.busiest = max(self.server.busiest, self.server.busy)
        if self.path.startswith("/slow"):
            time.sleep(0.3)
        self.send_response(self.status())
        self.send_header("Location", "/ok")
        self.send_header("Content-Length", "0")
        self.end_headers()
        with self.server.lock:
            self.server.busy -= 1

    def status(self) -> int:
        if self.path == "/moved":
            return 301
        if self.path == "/no-head":
            return 405 if self.command == "HEAD" else 200
        if self.path == "/passing":
            return 200 if self.server.asked["GET /passing"] > 1 else 503
        return STATUSES.get(self.path, 200)

    do_HEAD = do_GET = answer  # noqa: N815 (the names are those of http.server)

    def log_message(self, *args: object) -> None:
        """Keep the output of the tests clean."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def ask(url: str, timeout: float = 5) -> Answer:
    [answer] = asyncio.run(ask_all([url], timeout=timeout, pause=0))
    return answer


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://docs.example/page", True),
        ("http://docs.example", True),
        ("http://192.0.2.1/", True),
        ("../page/", False),
        ("#section", False),
        ("mailto:someone@docs.example", False),
        ("data:image/svg+xml,%3Csvg/%3E", False),
        ("http://localhost:8000/signup", False),
        ("http://127.0.0.1:8000/signup", False),
        ("http://[::1]:8000/", False),
    ],
)
def test_only_http_on_other_machines_is_external(url: str, expected: bool) -> None:
    assert is_external(url) is expected


def test_links_are_taken_from_href_and_src_without_fragments() -> None:
    html = """
    <a href="https://one.example/a?x=1&amp;y=2#part">one</a> <a href="https://one.example/a?x=1&amp;y=2">one</a>
    <img src="https://two.example/b.svg" alt=""> <a href="/here/">here</a> <a name="empty">empty</a>
    <code>https://text.example/</code>
    """
    assert links_of(html) == {"https://one.example/a?x=1&y=2", "https://two.example/b.svg"}


def test_collect_names_every_page_of_an_address(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    for page in ("index.html", "deep/index.html"):
        (tmp_path / page).write_text('<a href="https://one.example/">one</a>', encoding="utf-8")
    assert collect(tmp_path) == {"https://one.example/": ["deep/index.html", "index.html"]}


def test_an_answer_to_head_is_enough(server: Server) -> None:
    assert ask(server.url("/ok")).status == 200
    assert server.asked == {"HEAD /ok": 1}


def test_get_follows_where_head_fails(server: Server) -> None:
    assert not ask(server.url("/no-head")).broken
    assert server.asked == {"HEAD /no-head": 1, "GET /no-head": 1}


def test_redirects_are_followed(server: Server) -> None:
    assert ask(server.url("/moved")).status == 200


def test_a_missing_page_is_broken_and_asked_once(server: Server) -> None:
    answer = ask(server.url("/gone"))
    assert answer.broken
    assert str(answer) == "status 404"
    assert server.asked["GET /gone"] == 1


def test_a_refusal_is_not_broken(server: Server) -> None:
    answer = ask(server.url("/private"))
    assert answer.refused
    assert not answer.broken


def test_a_passing_failure_is_forgiven(server: Server) -> None:
    assert not ask(server.url("/passing")).broken
    assert server.asked["GET /passing"] == 2


def test_a_lasting_failure_is_broken_after_three_attempts(server: Server) -> None:
    assert ask(server.url("/down")).broken
    assert server.asked["GET /down"] == external_links.ATTEMPTS


def test_no_answer_in_time_is_broken(server: Server) -> None:
    answer = ask(server.url("/slow"), timeout=0.05)
    assert answer.broken
    assert str(answer) == "ReadTimeout"


def test_no_server_is_broken(server: Server) -> None:
    url = server.url("/")
    server.server_close()
    answer = ask(url)
    assert answer.broken
    assert str(answer).startswith("ConnectError")


def test_each_address_is_asked_once_and_few_at_a_time(server: Server) -> None:
    urls = [server.url(f"/slow/{number}") for number in range(6)]
    answers = asyncio.run(ask_all(urls + urls, pause=0))
    assert [answer.url for answer in answers] == sorted(urls)
    assert set(server.asked.values()) == {1}
    assert server.busiest == external_links.CONNECTIONS_PER_HOST


def test_report_lists_what_broke_and_what_was_not_checked() -> None:
    good, gone, silent, private = (f"https://{name}.example/" for name in ("a", "b", "c", "d"))
    answers = [
        Answer(good, 200),
        Answer(gone, 404),
        Answer(silent, None, "ConnectTimeout"),
        Answer(private, 403),
    ]
    links = {good: ["a.html"], gone: ["a.html", "b.html"], silent: ["b.html"], private: ["c.html"]}
    assert report(answers, links).splitlines() == [
        "## External links",
        "",
        "4 asked, 2 broken, 1 not checked.",
        "",
        "### Broken",
        "",
        "- `https://b.example/`: status 404; on a.html, b.html",
        "- `https://c.example/`: ConnectTimeout; on b.html",
        "",
        "### Not checked: the site refuses scripts",
        "",
        "- `https://d.example/`: status 403; on c.html",
    ]


@pytest.mark.parametrize(("path", "expected"), [("/ok", 0), ("/private", 0), ("/gone", 1)])
def test_the_exit_status_says_whether_a_link_broke(
    path: str,
    expected: int,
    server: Server,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(external_links, "is_external", lambda url: url.startswith("http"))
    (tmp_path / "index.html").write_text(f'<a href="{server.url(path)}">x</a>', encoding="utf-8")
    assert main([str(tmp_path)]) == expected
    assert capsys.readouterr().out.startswith("## External links\n\n1 asked")


def test_without_a_built_site_it_says_what_to_do(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path / "site")]) == 2
    assert "run `make build` first" in capsys.readouterr().err
