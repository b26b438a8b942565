"""From a saved file to the browser's new page: `python -m tools.measure.reloads [pages]`."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from statistics import median
from typing import NamedTuple

import httpx

from content.navigation import FILE, entries
from content.project import ROOT, read
from tools.setup.ports import free_port

LEFT_OUT = shutil.ignore_patterns(".*", "build", "site", "node_modules", "__pycache__")
# The script that MkDocs adds to each page asks for what is newer than this.
EPOCH = re.compile(r"livereload\(([0-9]+), ([0-9]+)\)")


class Edit(NamedTuple):
    """Words in a file, and a page that shows them."""

    kind: str
    file: str  # a glob; the first that fits is edited
    words: str
    page: str


EDITS = [
    Edit("page", "docs/compare/form.md", "No sign-up is stored here", "compare/form/"),
    Edit("macro", "macros/tasks.py", "Lines written", "compare/form/"),
    Edit("data", "data/sources.yml", "contrib packages", ""),
    Edit("snippet", "snippets/form/**/forms.py", "def strip", "compare/form/"),
]


def copied(project: Path, count: int) -> Path:
    """Copy the project into a new folder, and in it pages and their lines in the page tree."""
    shutil.copytree(ROOT, project, ignore=LEFT_OUT)
    content, tree = read(project), (project / FILE).read_text("utf-8").splitlines()
    several = [name for name, kind in content.page_types.items() if kind.place[0].endswith("*.md")]
    models = [one for one in entries(project) if content.pages[one.page].meta.type in several]
    for number, model in zip(range(count - len(content.pages)), cycle(models), strict=False):
        name = f"{model.page.removesuffix('.md')}-{number}.md"
        shutil.copy(project / "docs" / model.page, project / "docs" / name)
        line = tree[model.line - 1].partition("\n")[0]
        tree[model.line - 1] += "\n" + line.replace(model.page, name)
    (project / FILE).write_text("\n".join(tree) + "\n", "utf-8")
    return project


@contextmanager
def live(project: Path, command: Sequence[str] = ("-m", "tools.serve")) -> Iterator[str]:
    """Run the server of `make serve`, or another, on a copy; the address of its top."""
    port = free_port()
    process = subprocess.Popen([sys.executable, *command, f"127.0.0.1:{port}"], cwd=project)
    try:
        with reader(f"http://127.0.0.1:{port}/") as client:
            client.get("")
        yield f"http://127.0.0.1:{port}/"
    finally:
        process.terminate()
        process.wait(10)


def reader(url: str) -> httpx.Client:
    """A client that waits two minutes for a server, and as long for a response."""
    transport = httpx.HTTPTransport(retries=9)  # after 0, 0.5, 1, 2, 4, … seconds
    return httpx.Client(base_url=url, timeout=120, transport=transport)


def reload_time(project: Path, edit: Edit, url: str) -> float:
    """The seconds from saving an edit to the new page in a browser that has the page open."""
    file = next(project.glob(edit.file))
    text, words = file.read_text("utf-8"), f"{edit.words}{time.time_ns()}"
    with reader(url) as client:
        page = client.get(edit.page).text
        time.sleep(1)  # the server is at rest, and the file's date will differ
        start = time.perf_counter()
        file.write_text(text.replace(edit.words, words, 1), "utf-8")
        try:
            while words not in re.sub(r"<[^>]+>", "", page):  # coloured code has tags in it
                page = reloaded(client, edit, page)
            return time.perf_counter() - start
        finally:
            file.write_text(text, "utf-8")
            reloaded(client, edit, page)


def reloaded(client: httpx.Client, edit: Edit, page: str) -> str:
    """The page after the next build, for which the page's own script would wait."""
    (newest, asked), *_ = EPOCH.findall(page)
    client.get(f"livereload/{newest}/{asked}")
    return client.get(edit.page).text


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="reloads.") as name:
        copy = copied(Path(name, "project"), int(sys.argv[1]) if len(sys.argv) > 1 else 100)
        with live(copy) as address:
            for edit in EDITS:
                seconds = median(reload_time(copy, edit, address) for _ in range(3))
                print(f"reloads: {edit.kind} {seconds:.2f} s", flush=True)
