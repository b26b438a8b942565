"""The commands of the `first-app` pages, run in their order in an empty directory."""

from __future__ import annotations

import ast
import contextlib
import os
import re
import shlex
import signal
import subprocess
import sysconfig
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from content.project import ROOT, read
from content.sections import sections_of
from tests.contract.harness import environment
from tools.setup.ports import free_port

PAGES = sorted(ROOT.glob("docs/*/first-app.md"))
BLOCK = re.compile(
    r"^```(?:sh|[a-z+]+ title=\"(?P<title>[^\"]+)\")\n(?P<body>.*?)^```$", re.M | re.S
)
INCLUDED = re.compile(r'--8<-- "(?P<file>[^":]+):(?P<section>[^"]+)"\n')
PORT = "8000"
STATUS = re.compile(r"^HTTP/\S+ (?P<code>\d{3})", re.M)
END_OF_BLOCK = "end-of-block"
LONGEST = 60  # seconds for one block of commands


@dataclass
class Terminal:
    """One shell that a reader keeps open, and the files that the reader writes meanwhile."""

    shell: subprocess.Popen[str]
    home: Path
    port: int = 0

    def run(self, lines: str) -> str:
        """Run lines to their end; the shell stops at the first that fails, or after a minute."""
        assert self.shell.stdin
        assert self.shell.stdout
        self.shell.stdin.write(f"{lines}\necho\necho {END_OF_BLOCK}\n")
        self.shell.stdin.flush()
        output: list[str] = []
        # Reading waits for ever; the end of the shell ends it.
        alarm = threading.Timer(LONGEST, os.killpg, [self.shell.pid, signal.SIGKILL])
        alarm.start()
        try:
            for line in self.shell.stdout:
                if line.strip() == END_OF_BLOCK:
                    return "".join(output)
                output.append(line)
        finally:
            alarm.cancel()
        raise AssertionError(f"This failed, or took {LONGEST} s:\n{lines}\n{''.join(output)}")

    def serve(self, line: str) -> None:
        """Start a server on a free port in place of the last one, and wait for its answer."""
        self.port = free_port()
        log = self.home / f"server-{self.port}.log"
        command = line.replace(PORT, str(self.port))
        self.run(f'[ -z "$SERVER" ] || kill "$SERVER"\n{command} >"{log}" 2>&1 &\nSERVER=$!')
        for _ in range(300):
            with contextlib.suppress(httpx.TransportError):
                httpx.get(f"http://127.0.0.1:{self.port}/", timeout=5, trust_env=False)
                return
            time.sleep(0.1)
        raise AssertionError(f"No answer from: {line}\n{log.read_text()}")

    def install(self, line: str) -> None:
        """In place of `pip install`: the lock has the package, and the environment sees it."""
        locked = (ROOT / "requirements/main.txt").read_text(encoding="utf-8")
        for name in shlex.split(line)[2:]:
            assert re.search(rf"^{name}==", locked, re.M | re.I), f"not in the lock: {name}"
        (folder,) = self.home.glob("*/.venv/lib/python*/site-packages")
        (folder / "site.pth").write_text(sysconfig.get_path("purelib") + "\n")

    def write(self, title: str, code: str) -> None:
        """Write a block of code as its title says: a whole file, or lines of one."""
        name, _, part = title.partition(", ")
        (project,) = (path for path in self.home.iterdir() if path.is_dir())
        path = project / name
        if part:
            code = changed(path.read_text(encoding="utf-8"), code)
        path.write_text(code, encoding="utf-8")


def changed(text: str, code: str) -> str:
    """Put each statement of `code` in place of the one that sets the same name.

    A new import goes to the top, any other new statement to the end.
    """
    for new in ast.parse(code).body:
        lines, statement = text.splitlines(), ast.get_source_segment(code, new)
        assert statement
        start, end = len(lines), len(lines)
        for old in ast.parse(text).body:
            if subject(old) == subject(new):
                start, end = old.lineno - 1, old.end_lineno or old.lineno
                break
            if isinstance(new, ast.Import) and isinstance(old, ast.Import | ast.ImportFrom):
                start = end = old.lineno - 1
                break
        text = "\n".join([*lines[:start], statement, *lines[end:]]) + "\n"
    return text


def subject(statement: ast.stmt) -> str:
    """What a statement sets, or the whole of any other statement."""
    return ast.dump(statement.targets[0] if isinstance(statement, ast.Assign) else statement)


def blocks(page: Path) -> Iterator[tuple[str, str]]:
    """The blocks of a page in reading order: title (none for commands) and content."""
    for match in BLOCK.finditer(page.read_text(encoding="utf-8")):
        yield match["title"] or "", INCLUDED.sub(section, match["body"])


def section(match: re.Match[str]) -> str:
    """The marked section that a page includes."""
    path = ROOT / "snippets" / match["file"]
    found = sections_of(path, path.read_text(encoding="utf-8"))
    return next(item.text for item in found if item.name == match["section"])


@pytest.fixture
def terminal(tmp_path):
    shell = subprocess.Popen(
        ["sh", "-e"],
        cwd=tmp_path,
        env=environment(Path(sysconfig.get_path("scripts"), "python")),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    try:
        yield Terminal(shell, tmp_path)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(shell.pid, signal.SIGKILL)
        shell.communicate()


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
def test_the_page_leads_to_a_running_page(page, terminal):
    answers, servers = [], 0
    for title, content in blocks(page):
        if title:
            terminal.write(title, content)
            continue
        for line in content.splitlines():
            if line.startswith("pip install"):
                terminal.install(line)
            elif line.startswith("curl"):
                answers.append(terminal.run(line.replace(PORT, str(terminal.port))))
            elif PORT in line:  # what names the port and sends no request is a server
                terminal.serve(line)
                servers += 1
            else:
                terminal.run(line)
    development, production, stranger = answers
    assert servers == 2
    for answer in (development, production):
        assert STATUS.search(answer)["code"] == "200"
        assert "<h1>Hello, Ada!</h1>" in answer
    assert STATUS.search(stranger)["code"] == "400"


def test_every_framework_with_pages_has_the_page():
    names = {item.id for item in read(ROOT).frameworks if (ROOT / "docs" / item.id).is_dir()}
    assert {page.parent.name for page in PAGES} == names


def test_the_twins_have_the_same_headings():
    first, *others = (
        re.findall(r"^## .*|^\| [^|]+\|", page.read_text(encoding="utf-8"), re.M) for page in PAGES
    )
    assert first
    assert all(other == first for other in others)


def test_changed_lines_replace_what_sets_the_same_name():
    assert changed("import b\nA = 1\nB = [\n]\n", "import a\nB = 2\nC = 3\n") == (
        "import a\nimport b\nA = 1\nB = 2\nC = 3\n"
    )


def test_lines_that_never_end_are_ended(terminal, monkeypatch):
    monkeypatch.setitem(globals(), "LONGEST", 0.2)
    with pytest.raises(AssertionError, match=r"This failed, or took 0.2 s:\nsleep 60"):
        terminal.run("sleep 60")
