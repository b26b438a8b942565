"""A Redis server for a while: the program of the distribution, on a port of its own."""

from __future__ import annotations

import contextlib
import itertools
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tools.running import ServerError, end
from tools.setup.ports import free_port

PROGRAM = "redis-server"
READY_WITHIN = 10.0
DATABASES = 200


@dataclass
class Redis:
    """A running server."""

    port: int
    password: str
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def new_database(self) -> str:
        """Choose a database that nobody has used.

        Returns:
            Its address, as `REDIS_URL` takes it.
        """
        return f"redis://:{self.password}@127.0.0.1:{self.port}/{next(self._numbers)}"


def why_not() -> str | None:
    """Why there is no Redis, and how to get it; None if it is here."""
    if shutil.which(PROGRAM):
        return None
    return f"no {PROGRAM} on this machine; Debian: apt install {PROGRAM}"


@contextlib.contextmanager
def running() -> Iterator[Redis]:
    """Run a server for the length of a `with` block; it keeps nothing on disk.

    Yields:
        The server, which listens on 127.0.0.1 only and asks for a password.

    Raises:
        ServerError: the program is missing, or the server does not start; the message holds its
            log.
    """
    if missing := why_not():
        raise ServerError(f"Redis: {missing}.")
    password, port = secrets.token_hex(16), free_port()
    settings = {
        "bind": "127.0.0.1",
        "port": port,
        "requirepass": password,
        "databases": DATABASES,
        "save": '""',
        "appendonly": "no",
    }
    with tempfile.TemporaryDirectory(prefix="redis-") as temporary:
        # The password stands in a file: a command line is read by everyone on the machine.
        folder = Path(temporary)
        written, log = folder / "redis.conf", folder / "log"
        lines = [f"{name} {value}\n" for name, value in settings.items()]
        written.write_text("".join(lines), encoding="ascii")
        with log.open("wb") as output:
            process = subprocess.Popen(
                [PROGRAM, written],
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        try:
            _wait(process, port, log)
            yield Redis(port, password)
        finally:
            end(process)


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1) as one:
            one.sendall(b"PING\r\n")
            if one.recv(64).startswith((b"-NOAUTH", b"+PONG")):
                return
        time.sleep(0.02)
    said = log.read_text(encoding="utf-8", errors="replace")
    raise ServerError(f"Redis did not start. Its log:\n{said}")
