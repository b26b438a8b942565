"""Ports of this machine: a free one for tests, and whether the wanted one is free."""

from __future__ import annotations

import errno
import socket
import sys


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def objection(port: str) -> str | None:
    """Why a server cannot listen on this port, as one sentence; None if it can."""
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        return f"PORT={port} is not a port number: choose one from 1024 to 65535, like PORT=8001."
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server does
        try:
            probe.bind(("127.0.0.1", int(port)))
        except OSError as error:
            taken = error.errno == errno.EADDRINUSE
            reason = "is in use" if taken else f"cannot be used ({error.strerror})"
            return f"port {port} {reason}: choose another with `make serve PORT=8001`."
    return None


if __name__ == "__main__":
    if sentence := objection(sys.argv[1]):
        sys.exit(f"setup: {sentence}")
