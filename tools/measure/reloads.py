"""How long a contributor waits from saving a file to the browser's new page."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import httpx

from tools.measure.builds import BuildError
from tools.ports import free_port

PATIENCE = 120  # seconds for what takes a few

# The script that MkDocs adds to each page asks for what is newer than this.
EPOCH = re.compile(r"livereload\(([0-9]+), ([0-9]+)\)")


@dataclass(frozen=True)
class Edit:
    """A file and words in it that a page shows."""

    kind: str
    file: str
    words: str
    page: str


# One of each kind that `mkdocs.yml` watches. The macro's words stand on every comparison.
EDITS = [
    Edit("page", "docs/compare/form.md", "Nothing is stored here", "compare/form/"),
    Edit("macro", "macros/facts.py", "Lines written", "compare/form/"),
    Edit("data", "data/sources.yml", "contrib packages", ""),
    Edit("snippet", "snippets/form/flask/forms.py", "class SignupForm", "compare/form/"),
]


@contextmanager
def live(project: Path) -> Iterator[str]:
    """Run the server of `make serve` on a copy of the project.

    Args:
        project: the copy.

    Yields:
        The address of the site's top.

    Raises:
        BuildError: it did not start; the message ends with what it printed.
    """
    port = free_port()
    command = ["-m", "mkdocs", "serve", "--strict", "--livereload", "-a", f"127.0.0.1:{port}"]
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(
            [sys.executable, *command],
            cwd=project,
            env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            url = f"http://127.0.0.1:{port}/"
            if not started(url, process):
                log.seek(0)
                raise BuildError(f"mkdocs serve did not start:\n{log.read()[-3000:]}")
            yield url
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            process.wait(10)


def started(url: str, process: subprocess.Popen[bytes]) -> bool:
    """Whether the server answers before it ends or patience does."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(httpx.HTTPError):
            return httpx.get(url, timeout=PATIENCE, trust_env=False).is_success
        time.sleep(0.05)
    return False


def reload_times(project: Path, edits: Iterable[Edit], runs: int) -> dict[str, float]:
    """The medians of the seconds from saving each edit to the new page.

    Args:
        project: a copy of the project; its files are as before in the end.
        edits: what is saved.
        runs: how often.

    Returns:
        Seconds by the kind of edit.

    Raises:
        BuildError: the server did not start, or did not show an edit.
    """
    with live(project) as url:
        return {
            edit.kind: median(reload_time(project, edit, url, run) for run in range(runs))
            for edit in edits
        }


def reload_time(project: Path, edit: Edit, url: str, number: int = 0) -> float:
    """The seconds from saving an edit to the new page in a browser that has the page open.

    Args:
        project: the folder that is served; the file is as before in the end.
        edit: what is saved.
        url: the address of the site's top.
        number: makes the words of one edit differ from another's.

    Returns:
        Seconds.

    Raises:
        BuildError: the words are not in the file, or the page never showed the new ones.
    """
    file = project / edit.file
    text = file.read_text("utf-8")
    if edit.words not in text:
        raise BuildError(f"{edit.file}: '{edit.words}' is not in it; choose other words to edit.")
    words = f"{edit.words}{number:03}"
    with httpx.Client(base_url=url, timeout=PATIENCE, trust_env=False) as client:
        page = client.get(edit.page).text
        time.sleep(1)  # the server is at rest, and the file's date will differ
        start = time.perf_counter()
        file.write_text(text.replace(edit.words, words, 1), "utf-8")
        try:
            while words not in shown(page):
                page = reloaded(client, edit, page)
            seconds = time.perf_counter() - start
        finally:
            file.write_text(text, "utf-8")
        reloaded(client, edit, page)
        return seconds


def reloaded(client: httpx.Client, edit: Edit, page: str) -> str:
    """The page after the next build, for which the page's own script would wait.

    Raises:
        BuildError: there is no such script, or the next build does not come or fails.
    """
    found = EPOCH.search(page)
    if not found:
        raise BuildError(f"/{edit.page}: MkDocs added no script that waits for the next build.")
    try:
        client.get(f"livereload/{found[1]}/{found[2]}")
        return client.get(edit.page).text
    except httpx.TimeoutException:
        raise BuildError(
            f"mkdocs serve did not show an edit of '{edit.words}' in {edit.file}."
        ) from None


def shown(text: str) -> str:
    """A page's text without tags, so that words in coloured code are found."""
    return re.sub(r"<[^>]+>", "", text)
