"""`mkdocs serve` shows the new result after an edit to a page, a macro, data or a snippet."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time

import httpx
import pytest

from tests.contract.harness import free_port
from tests.site.test_bad_input import PARTS, copy_of_project

pytestmark = pytest.mark.xdist_group("serve")
SOON = 30.0  # a loaded machine; `make measure-site` reports the time on a quiet one


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    folder = copy_of_project(tmp_path_factory.mktemp("served"), PARTS)
    port = free_port()
    log = (folder / "serve.log").open("wb")
    process = subprocess.Popen(
        [sys.executable, "-m", "mkdocs", "serve", "--strict", "--livereload",
         "-a", f"127.0.0.1:{port}"],
        cwd=folder, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
    )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    try:
        assert shows(f"{url}/", "Flask", 60), (folder / "serve.log").read_text()
        yield folder, url
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(10)
        log.close()


def shows(url, words, within):
    """Whether the address shows the words within so many seconds."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        with contextlib.suppress(httpx.HTTPError):
            if words in httpx.get(url, timeout=5, trust_env=False).text:
                return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize(
    ("file", "old", "new", "page", "words"),
    [
        ("docs/index.md", "## Why trust", "## Reasons to trust", "/", "Reasons to trust"),
        ("macros/facts.py", '"Lines written"', '"Lines typed"', "/compare/form/", "Lines typed"),
        ("data/sources.yml", "title: contrib packages", "title: A new title", "/", "A new title"),
        ("snippets/form/flask/forms.py", "EmailField(", "EmailField(  # edited", "/compare/form/",
         "# edited"),
    ],
    ids=["page", "macro", "data", "snippet"],
)  # fmt: skip
def test_an_edit_shows(served, file, old, new, page, words):
    folder, url = served
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert shows(f"{url}{page}", words, SOON), (folder / "serve.log").read_text()[-3000:]
