"""Calls an application without a server, in a process of its own (calls.py is what runs there)."""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from content.errors import SiteError
from content.measure_plan import Measured
from tools.measure.frameworks import CLIENT_CORE, SERVER_CORE
from tools.measure.frameworks.servers import fill_database
from tools.running import environment

CALLS = "tools/measure/frameworks/calls.py"
# Of valgrind's tools the cheapest that counts instructions: cachegrind that plays no cache.
COUNTING = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]
COUNTED = re.compile(r"I\s+refs:\s+([\d,]+)")
FEWER, MORE = 100, 200  # calls; what is cached or compiled once is done in the fewer


@contextlib.contextmanager
def home_of(root: Path, one: Measured) -> Iterator[Path]:
    """A folder to work in, with the database that the application asks for."""
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        fill_database(root, one, home)
        yield home


def microseconds(
    root: Path, python: Path, one: Measured, home: Path, what: str, asked: str, count: int
) -> list[float]:
    """Of one call, as calls.py measures it on the server's core."""
    with _started(root, python, one, home, [what, one.app, asked, str(count)]) as process:
        said, _ = _ended(process, one)
        found: list[float] = json.loads(said)
        return found


def instructions(
    root: Path, python: Path, one: Measured, home: Path, path: str, share: float
) -> float:
    """Of one call: what more calls take beyond fewer, both counted at once on a core of its own."""
    few, many = round(FEWER * share), round(MORE * share)
    with contextlib.ExitStack() as stack:
        counted = [
            stack.enter_context(
                _started(
                    root, python, one, home, ["made", one.app, path, str(count)], core, COUNTING
                )
            )
            for core, count in ((CLIENT_CORE, few), (SERVER_CORE, many))
        ]
        fewer, more = (counted_in(_ended(process, one)[1]) for process in counted)
        return round((more - fewer) / (many - few))


def counted_in(said: str) -> int:
    """The number of instructions in what valgrind says."""
    found = COUNTED.search(said)
    if not found:
        raise SiteError(f"valgrind counted nothing: {said.strip()[-200:] or 'no word'}.")
    return int(found[1].replace(",", ""))


@contextlib.contextmanager
def _started(
    root: Path,
    python: Path,
    one: Measured,
    home: Path,
    arguments: list[str],
    core: int = SERVER_CORE,
    tool: list[str] | None = None,
) -> Iterator[subprocess.Popen[str]]:
    """A process that is ended whatever happens."""
    variables = {
        **environment(python),
        **one.variables,
        "PYTHONPATH": str(root / one.folder),
        "PYTHONHASHSEED": "0",  # another order of keys would be another number of instructions
    }
    process = subprocess.Popen(
        # -P: the folder of calls.py holds modules whose names an application may look for
        [*(tool or []), str(python), "-P", str(root / CALLS), *arguments],
        cwd=home,
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: os.sched_setaffinity(0, {core}),
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def _ended(process: subprocess.Popen[str], one: Measured) -> tuple[str, str]:
    """What it printed, if it ended well."""
    said, errors = process.communicate()
    if process.returncode:
        last = errors.strip().splitlines()[-1:] or ["no word"]
        raise SiteError(f"{one.folder}: calling it ended with {process.returncode}: {last[0]}")
    return said, errors
