"""Processes beside a server, started by the commands that an application says."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.contract.cases import Case
from tests.contract.harness import Server, environment


@dataclass(frozen=True)
class Beside:
    """A running command; it leads a group of processes of its own."""

    process: subprocess.Popen[bytes]
    log_file: Path

    def log(self) -> str:
        """What it has printed so far."""
        return self.log_file.read_text(encoding="utf-8", errors="replace")

    def family(self) -> set[int]:
        """The ids of the command's process and of all below it."""
        return family_of(self.process.pid)

    def ask_to_end(self) -> None:
        """What a service manager does first: SIGTERM, to the command itself."""
        self.process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """What nobody can prepare for: SIGKILL, to all of them at once."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(5)


def family_of(number: int) -> set[int]:
    """The ids of a process and of all below it."""
    parent = psutil.Process(number)
    return {number, *(one.pid for one in parent.children(recursive=True))}


def owner_of(port: int, among: set[int]) -> bool:
    """Whether one of the processes has a connection from this port."""
    return any(
        one.laddr.port == port
        for number in among
        for one in psutil.Process(number).net_connections("tcp")
        if one.laddr
    )


@contextlib.contextmanager
def beside(
    server: Server, case: Case, command: str, variables: Mapping[str, str]
) -> Iterator[Beside]:
    """Run a command of the application in the server's folder, with its environment."""
    meta = case.application.meta
    with tempfile.TemporaryDirectory() as logs:
        log_file = Path(logs, "log")
        with log_file.open("wb") as log:
            process = subprocess.Popen(
                ["sh", "-ec", "\n".join([*meta.exports, f"exec {meta.commands[command]}"])],
                cwd=server.folder,
                env={**environment(case.interpreter), **variables},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        one = Beside(process, log_file)
        try:
            yield one
        finally:
            one.kill()
