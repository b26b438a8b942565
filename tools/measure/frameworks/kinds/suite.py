"""The applications' own tests: how long somebody waits for them."""

from __future__ import annotations

import os
import re
import resource
import subprocess
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from content.errors import SiteError
from content.measure_kinds import SUITE
from content.measure_plan import Plan
from content.project import Application, read
from tools.measure.frameworks import SERVER_CORE
from tools.measure.frameworks.kinds.job import Job, Values
from tools.measure.frameworks.servers import python_of
from tools.running import copy_of, environment

# What the runners say of how many tests they ran.
RAN = re.compile(r"^Ran (\d+) tests? in|\b(\d+) passed", re.M)
LONGEST = 120  # seconds


def jobs(root: Path, plan: Plan) -> Iterator[Job]:
    """The tests of each application whose suite the plan names."""
    applications = {
        one.folder: one for found in read(root).applications.values() for one in found.values()
    }
    python = python_of(root, plan)
    for asked in plan.suites:
        for name in asked.applications:
            one = plan.applications[name]
            folder = root / one.folder
            script = [one.test] if one.test else lines(applications[folder])
            yield Job("suite", SUITE, name, partial(suite, name, folder, script, python))


def lines(application: Application) -> list[str]:
    """The lines of the shell that run the tests, as the application's page says."""
    return [*application.meta.exports, application.meta.test]


def suite(name: str, folder: Path, script: Sequence[str], python: Path, _: float) -> Values:
    """Seconds for all tests, with the application's own files compiled anew."""
    with copy_of(folder) as home:
        before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        done = subprocess.run(
            ["sh", "-ec", "\n".join(script)],
            cwd=home,
            # A reader's environment has none of the plugins that stand beside these packages.
            env={**environment(python), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
            capture_output=True,
            text=True,
            timeout=LONGEST,
            preexec_fn=lambda: os.sched_setaffinity(0, {SERVER_CORE}),
        )
        wall, after = time.monotonic() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    ran = RAN.search(done.stdout + done.stderr)
    if done.returncode or not ran:
        raise SiteError(f"{name}: its tests failed:\n{done.stdout}{done.stderr}")
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    tests = int(ran[1] or ran[2])
    return {"cpu_s": round(used, 3), "wall_s": round(wall, 3), "tests": tests}
