"""Finds the programs that contracts need from the distribution: `python -m tools.setup.servers`."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from tools import redis_server

# The compiler of catalogues, and the package of Debian that brings it.
MSGFMT, GETTEXT = "msgfmt", "gettext"


def main() -> None:
    """Install what is missing where this user may; say how to get what there is not, and go on."""
    for package, why_not in ((redis_server.PROGRAM, redis_server.why_not), (GETTEXT, no_gettext)):
        if why_not() and may_install():
            install(package)
        if reason := why_not():
            print(f"setup: some tests are left out: {reason}")


def no_gettext() -> str | None:
    """Why there is no GNU gettext, and how to get it; None if it is here."""
    if shutil.which(MSGFMT):
        return None
    return f"no {MSGFMT} on this machine; Debian: apt install {GETTEXT}"


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
