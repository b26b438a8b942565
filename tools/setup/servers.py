"""Finds the servers that contracts need from the distribution: `python -m tools.setup.servers`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from tools import redis_server


def main() -> None:
    """Install what is missing where this user may; say how to get what there is not, and go on."""
    if redis_server.why_not() and may_install():
        install(redis_server.PROGRAM)
    if reason := redis_server.why_not():
        print(f"setup: some tests are left out: {reason}")


def may_install() -> bool:
    """Whether this is root on a distribution with Debian's packages."""
    return sys.platform.startswith("linux") and os.geteuid() == 0 and bool(shutil.which("apt-get"))


def install(package: str) -> None:
    """Debian's package; the service that it brings is not started."""
    print(f"setup: installing this distribution's package {package} (a few seconds)", flush=True)
    for command in (["update", "-qq"], ["install", "-y", "-qq", package]):
        subprocess.run(
            ["apt-get", *command],
            env={**os.environ, "RUNLEVEL": "1", "DEBIAN_FRONTEND": "noninteractive"},
            capture_output=True,
            check=False,
        )


if __name__ == "__main__":
    main()
