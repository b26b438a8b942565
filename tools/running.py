"""Starts an application the way its page says, and always ends it."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import ssl
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx

from content.model import Framework
from tools.setup.ports import free_port

READY_WITHIN = 30.0
# Everything here is plain http: one empty context for all clients saves loading the authorities
# for each of them, which takes longer than most requests.
NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class ServerError(Exception):
    """The server did not start, or died; the message holds its log."""


@dataclass
class Server:
    """A running application."""

    url: str
    process: subprocess.Popen[bytes]
    log_file: Path
    folder: Path
    begin: Callable[[], subprocess.Popen[bytes]]
    ready: str
    within: float
    waited: float = 0.0  # seconds from its start to its first answer

    def log(self) -> str:
        """What the application has printed so far."""
        return self.log_file.read_text(encoding="utf-8", errors="replace")

    def alive(self) -> bool:
        """Whether the process that the page's last line started still runs."""
        return self.process.poll() is None

    def restart(self) -> None:
        """End the application and start it again: same folder, same port, same lines.

        Raises:
            ServerError: it does not come back.
        """
        _end(self.process)
        self.process = self.begin()
        _wait(self)


def environment(interpreter: Path) -> dict[str, str]:
    """The environment of a reader who has just activated a virtual environment.

    Nothing of the project's own configuration leaks in, and output is not held back.
    """
    kept = {name: os.environ[name] for name in ("HOME", "LANG", "TMPDIR") if name in os.environ}
    path = f"{interpreter.parent}{os.pathsep}{os.environ['PATH']}"
    return {**kept, "PATH": path, "PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": "1"}


def environment_of(root: Path, framework: Framework) -> Path:
    """The folder in which `make setup` installs the first environment of a framework."""
    name = framework.environments[0]
    return root / (".venv" if name == "main" else f".venv-{name}")


@contextlib.contextmanager
def copy_of(folder: Path) -> Iterator[Path]:
    """A copy of an implementation: a clean database, and nothing written into `snippets/`."""
    with tempfile.TemporaryDirectory(prefix=f"{folder.parent.name}-") as temporary:
        target = Path(temporary, folder.name)
        shutil.copytree(folder, target, ignore=shutil.ignore_patterns("__pycache__", "*.sqlite3"))
        yield target


@contextlib.contextmanager
def running(
    folder: Path,
    start: list[str],
    ready: str,
    interpreter: Path,
    within: float = READY_WITHIN,
    variables: Mapping[str, str] | None = None,
    prepare: Callable[[Path], object] = lambda home: None,
) -> Iterator[Server]:
    """Run an application for the length of a `with` block.

    Args:
        folder: the implementation; a copy of it is what runs.
        start: the shell lines of the page, `{port}` still in them; the last starts the server.
        ready: the path to ask until it answers.
        interpreter: of the environment that has the packages.
        within: seconds to wait for the first answer.
        variables: environment variables that the reader has set beforehand.
        prepare: changes the copy before anything runs.

    Yields:
        The server.

    Raises:
        ServerError: it does not answer in time, or it ended by itself.
    """
    port = free_port()
    *before, last = [line.replace("{port}", str(port)) for line in start]
    # `exec` puts the server where the shell was, so that its end is seen at once.
    script = "\n".join([*before, f"exec {last}"])
    with copy_of(folder) as home, tempfile.TemporaryDirectory() as logs:
        log_file = Path(logs, "server.log")
        prepare(home)

        def begin() -> subprocess.Popen[bytes]:
            with log_file.open("ab") as log:
                return subprocess.Popen(
                    ["sh", "-ec", script],
                    cwd=home,
                    env={**environment(interpreter), **(variables or {})},
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )

        url = f"http://127.0.0.1:{port}"
        begun = time.monotonic()
        server = Server(url, begin(), log_file, home, begin, ready, within)
        try:
            _wait(server)
            server.waited = time.monotonic() - begun
            yield server
        finally:
            _end(server.process)


def _wait(server: Server) -> None:
    deadline = time.monotonic() + server.within
    while time.monotonic() < deadline:
        if not server.alive():
            raise ServerError(
                f"The server ended with {server.process.returncode} before it answered. "
                f"Its log:\n{server.log()}"
            )
        with contextlib.suppress(httpx.TransportError):
            httpx.get(f"{server.url}{server.ready}", timeout=5, trust_env=False, verify=NO_TLS)
            return
        time.sleep(0.05)
    raise ServerError(f"No answer within {server.within:g} s. The server's log:\n{server.log()}")


def end(process: subprocess.Popen[bytes], signal_: int = signal.SIGTERM) -> None:
    """Ask a process to end, and do not ask for ever."""
    process.send_signal(signal_)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the whole process group: reloaders and workers are children of their own."""
    for number, patience in ((signal.SIGTERM, 5), (signal.SIGKILL, 5)):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience)
        if not _group_lives(process.pid, patience if number == signal.SIGTERM else 0):
            return


def _group_lives(group: int, patience: float) -> bool:
    deadline = time.monotonic() + patience
    while True:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            return False
        if time.monotonic() >= deadline:
            return True
        time.sleep(0.02)
