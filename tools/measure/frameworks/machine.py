"""The machine: what it is, how busy it is, and whether it has what measuring needs."""

from __future__ import annotations

import contextlib
import os
import platform
import re
import shutil
import sysconfig
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import psutil

from content.errors import SiteError
from content.measurements import Machine
from tools import postgres
from tools.measure.frameworks import processes
from tools.measure.frameworks.kinds.job import Seen

LOOK = 3  # seconds
PROGRAMS = {"PostgreSQL": postgres.version}  # which say their version themselves
TOOLS = {
    "h2load": "apt-get install nghttp2-client",
    "valgrind": "apt-get install valgrind",
}


def check() -> None:
    """See that everything is there.

    Raises:
        SiteError: something is missing; the message says how to get it.
    """
    if not Path("/proc/self/stat").is_file() or (os.cpu_count() or 1) < 2:
        raise SiteError("measuring needs Linux and two processor cores: one for each side.")
    for tool, how in TOOLS.items():
        if not shutil.which(tool):
            raise SiteError(f"{tool} is missing. On Debian and Ubuntu: {how}")


def described() -> Machine:
    """What measured."""
    text = Path("/proc/cpuinfo").read_text("utf-8")
    found = re.search(r"model name\s*:\s*(.+)", text)
    return Machine(
        processor=found[1].strip() if found else platform.machine(),
        cores=os.cpu_count() or 1,
        memory_gib=round(psutil.virtual_memory().total / 2**30, 1),
        kernel=platform.release(),
        python=platform.python_version(),
        optimised="--enable-optimizations" in (sysconfig.get_config_var("CONFIG_ARGS") or ""),
    )


def versions(packages: list[str]) -> dict[str, str]:
    """Package or program → version that is installed beside this program."""
    found = {}
    for name in packages:
        try:
            found[name] = PROGRAMS[name]() if name in PROGRAMS else version(name)
        except PackageNotFoundError:
            raise SiteError(f"{name} is not installed here. Run: make setup") from None
    return found


def busy() -> float:
    """Per cent of all cores that other programs use, looked at for a moment."""
    return psutil.cpu_percent(interval=LOOK)


def ticks() -> tuple[float, float]:
    """Processor seconds since the start of the machine: stolen by others, and all."""
    times = psutil.cpu_times()
    return getattr(times, "steal", 0.0), sum(times)


@contextlib.contextmanager
def watched() -> Iterator[Seen]:
    """See what other programs use during a `with` block."""
    seen, (used, own, passed) = Seen(), _used()
    yield seen
    used_now, own_now, passed_now = _used()
    others = (used_now - used) - (own_now - own)
    seen.others = round(max(0.0, 100 * others / max(passed_now - passed, 1e-9)), 1)


def _used() -> tuple[float, float, float]:
    """Processor seconds: used by all, by this program and what it started, and passed."""
    times = psutil.cpu_times()
    passed = sum(times)
    return passed - times.idle - times.iowait, processes.use(os.getpid()).cpu_s, passed
