"""Try each library beside its framework and write data/tried.json: `python -m tools.record.tried`.

For each library that data recommends, and each environment of its framework, uv makes a throw-away
environment with the framework's locked release. It is asked for the library's latest release by
name, for an installer that may choose takes an old one in silence; only when that is refused, for
any. Then the library is imported, and the steps of the framework's trial run (data/frameworks.yml).

Each result is written as soon as it is there, so that an interrupted run goes on where it ended.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from content.dates import today
from content.errors import SiteError
from content.model import IMPORT, Framework, Library, Tried, TriedTogether
from content.project import ROOT, TRIED, Project, read
from content.reader import dump_json
from content.requirements import COUNTED_FOR, locked_here
from content.seals import sealed
from content.tried import how, libraries, on_record
from tools.setup.lock import UNREACHABLE, UV

AT_ONCE = 2
LIMIT = 300.0  # seconds for one command
LONGEST = 300  # characters of a tool's line

# Folders beside a library's own that careless packages install.
NOT_ITS_OWN = {"test", "tests", "docs", "doc", "example", "examples", "benchmarks", "scripts"}

# Where a tool says why it failed: uv, a program that lists what it found, and Python.
CAUSE = re.compile(r"^\s*cause: *(.+)$", re.M)
FINDING = re.compile(r"^[A-Z]+:\n+(.+)$", re.M)
EXCEPTION = re.compile(r"^[A-Za-z_][\w.]*: .+$", re.M)
LABEL = re.compile(r"^(?:error|cause)[:\s]+")

Run = Callable[[Sequence[str], Path], "subprocess.CompletedProcess[str]"]


class TriedError(Exception):
    """Nothing can be tried; the message is one sentence for the person at the terminal."""


@dataclass(frozen=True)
class Pair:
    """One library beside one framework in one environment."""

    framework: Framework
    environment: str
    version: str
    library: str
    newest: str
    described: Library

    @property
    def beside(self) -> str:
        """The requirement of the framework."""
        return f"{self.framework.package}=={self.version}"


def pairs(project: Project) -> Iterator[Pair]:
    """All pairs.

    Raises:
        TriedError: a library has no facts, or a lock lacks the framework.
    """
    for framework in project.frameworks:
        for library, described in libraries(project, framework).items():
            facts = project.packages.packages.get(library)
            if facts is None:
                raise TriedError(f"{library}: its latest release is not known. Run: make packages")
            for environment in framework.environments:
                version = locked_here(project.root, environment, framework.package)
                if version is None:
                    raise TriedError(
                        f"requirements/{environment}.txt: it does not lock {framework.package}. "
                        "Run: make lock"
                    )
                yield Pair(framework, environment, version, library, facts.latest, described)


def run(command: Sequence[str], folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command in a folder whose environment, if there is one, comes first."""
    inner = folder / "environment"
    path = f"{inner / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    try:
        return subprocess.run(
            command,
            cwd=folder,
            env={**os.environ, "PATH": path, "VIRTUAL_ENV": str(inner), "NO_COLOR": "1",
                 "UV_PYTHON_DOWNLOADS": "never"},
            capture_output=True,
            text=True,
            timeout=LIMIT,
            check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        said = f"no end after {LIMIT:.0f} seconds"
        return subprocess.CompletedProcess(command, 1, stdout="", stderr=said)


def attempt(pair: Pair, run: Run = run) -> Tried:
    """Try one pair in a throw-away environment.

    Args:
        pair: what to try.
        run: runs a command in a folder.

    Returns:
        What came of it.

    Raises:
        TriedError: the package index cannot be reached.
    """
    with tempfile.TemporaryDirectory(prefix="tried-") as name:
        folder = Path(name).resolve()
        made = run([UV, "venv", "--quiet", "--python", sys.executable, "environment"], folder)
        if made.returncode:
            raise TriedError(f"no environment can be made: {_line(made, folder)}")
        extras = f"[{','.join(pair.described.extras)}]" if pair.described.extras else ""
        wanted = f"{pair.library}{extras}"
        also = pair.described.also
        refused = _install(run, folder, f"{wanted}=={pair.newest}", pair.beside, *also)
        requires = None
        if refused:
            requires = _required(run, folder, pair)
            if _install(run, folder, wanted, pair.beside, *also):
                return _result(pair, requires=requires, said=refused)
        found = _found(folder / "environment", pair.library)
        failed, said = _steps(run, folder, pair, found)
        return _result(
            pair,
            installed=found.version,
            requires=requires,
            failed=failed,
            said=refused or said,
        )


def top_level(distribution: Distribution) -> list[str]:
    """The modules that a distribution brings, by its METADATA, its top_level.txt or its files."""
    named = distribution.metadata.get_all("Import-Name") or []
    if not named:
        named = (distribution.read_text("top_level.txt") or "").split()
    if not named:
        paths = [path.parts for path in distribution.files or () if path.suffix == ".py"]
        named = [parts[0].removesuffix(".py") for parts in paths
                 if len(parts) == 1 or parts[1:] == ("__init__.py",)]  # fmt: skip
    names = {name.split(";")[0].strip() for name in named}
    own = {name for name in names if not name.startswith("_") and name not in NOT_ITS_OWN}
    return sorted(name for name in own if name.replace(".", "_").isidentifier())


def refresh(
    project: Project, again: bool = False, attempt: Callable[[Pair], Tried] = attempt
) -> int:
    """Try what is not on record, and write each result into data/tried.json.

    Args:
        project: what is recommended, and what is on record.
        again: try all pairs anew.
        attempt: tries one pair.

    Returns:
        How many pairs were tried.

    Raises:
        TriedError: nothing more can be tried; the results so far are on record.
    """
    every = list(pairs(project))
    known = {} if again else _known(project, every)
    _write(project, every, known)
    todo = [
        pair for pair in every if (pair.library, pair.environment, pair.framework.id) not in known
    ]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        # One thread, this one, writes: results come in the order of the pairs.
        for pair, result in zip(todo, pool.map(attempt, todo), strict=True):
            known[pair.library, pair.environment, pair.framework.id] = result
            _write(project, every, known)
            print(f"tried: {pair.library} {pair.newest} beside {pair.beside}: {outcome(result)}",
                  flush=True)  # fmt: skip
    return len(todo)


def outcome(tried: Tried) -> str:
    """What came of it, in words for the terminal."""
    said = f" ({tried.said})" if tried.said else ""
    if tried.installed is None:
        return f"cannot be installed{said}"
    older = "" if tried.installed == tried.newest else f"installs only {tried.installed}"
    failed = f"{tried.failed} fails" if tried.failed else ""
    return f"{', '.join(filter(None, [older, failed])) or 'works'}{said}"


def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    """Try the pairs and say how many; 1 if something made it impossible."""
    parser = argparse.ArgumentParser(prog="python -m tools.record.tried", description=__doc__)
    parser.add_argument("--all", action="store_true", help="try also what is on record")
    options = parser.parse_args(arguments)
    try:
        count = refresh(read(root), options.all)
    except (TriedError, SiteError) as error:
        print(f"tried: {error}", file=sys.stderr)
        return 1
    print(f"tried: {TRIED} is written; tried now: {count}.")
    return 0


def _known(project: Project, every: list[Pair]) -> dict[tuple[str, str, str], Tried]:
    """What is on record and speaks of today's releases and way to try."""
    found = {}
    for pair in every:
        one = on_record(project, pair.framework, pair.library)[pair.environment]
        right = one and one.how == how(pair.framework, pair.described) and sealed(one) == one
        if one and right and one.version == pair.version:
            found[pair.library, pair.environment, pair.framework.id] = one
    return found


def _write(project: Project, every: list[Pair], known: dict[tuple[str, str, str], Tried]) -> None:
    content: dict[str, dict[str, list[Tried]]] = {}
    for pair in every:
        if one := known.get((pair.library, pair.environment, pair.framework.id)):
            content.setdefault(pair.framework.id, {}).setdefault(pair.library, []).append(one)
    partial = project.root / f"{TRIED}.partial"
    partial.write_text(dump_json(TriedTogether(content)), encoding="utf-8")
    partial.replace(project.root / TRIED)


def _install(run: Run, folder: Path, *wanted: str) -> str | None:
    """Install into the environment; the one line of the installer that says why it cannot."""
    python = str(folder / "environment/bin/python")
    done = run([UV, "pip", "install", "--no-config", "--python", python, *wanted], folder)
    if done.returncode and UNREACHABLE.search(done.stderr):
        raise TriedError("no network: the package index does not answer.")
    return _line(done, folder) if done.returncode else None


def _required(run: Run, folder: Path, pair: Pair) -> str | None:
    """What the newest release asks of the framework, by its own METADATA."""
    command = [UV, "pip", "install", "--no-config", "--no-deps", "--python", sys.executable]
    done = run([*command, "--target", "newest", f"{pair.library}=={pair.newest}"], folder)
    if done.returncode:
        return None
    name = canonicalize_name(pair.framework.package)
    for found in distributions(path=[str(folder / "newest")]):
        if canonicalize_name(found.name) == canonicalize_name(pair.library):
            for asked in map(Requirement, found.requires or []):
                held = asked.marker is None or asked.marker.evaluate({**COUNTED_FOR, "extra": ""})
                if canonicalize_name(asked.name) == name and held:
                    return f"{pair.framework.package}{asked.specifier}"
    return None


def _found(environment: Path, library: str) -> Distribution:
    paths = [str(path) for path in environment.glob("lib/python*/site-packages")]
    for found in distributions(path=paths):
        if canonicalize_name(found.name) == canonicalize_name(library):
            return found
    raise TriedError(f"{library}: uv installed it, but it is not there.")


def _steps(
    run: Run, folder: Path, pair: Pair, found: Distribution
) -> tuple[str | None, str | None]:
    """The first step that fails, and the line that says why."""
    trial = pair.framework.trial
    modules = pair.described.imports or top_level(found)
    lines = {IMPORT: f"python -c 'import {', '.join(modules)}'"} if modules else {}
    if trial:
        code = "\n".join(filter(None, [trial.text, pair.described.code]))
        (folder / trial.file).write_text(f"{code}\n", encoding="utf-8")
        lines |= trial.steps
    variables = [f"{name}={value}" for name, value in trial.variables.items()] if trial else []
    for name, line in lines.items():
        done = run(["env", *variables, "sh", "-c", line], folder)
        if done.returncode:
            return name, _line(done, folder)
    return None, None


def _result(pair: Pair, **fields: str | None) -> Tried:
    return sealed(
        Tried(
            environment=pair.environment,
            date=today(),
            python=platform.python_version(),
            version=pair.version,
            newest=pair.newest,
            how=how(pair.framework, pair.described),
            seal="none yet",
            **fields,
        )
    )


def _line(done: subprocess.CompletedProcess[str], folder: Path) -> str:
    """The one line of a tool's output that says why it failed.

    An installer names the cause first, after `cause:`; a program lists its findings below a line of
    capitals and a colon, or ends with an exception, whose text may have further lines.
    """
    printed = done.stderr.strip() or done.stdout.strip()
    printed = printed or f"it ended with {done.returncode} and said nothing"
    found = CAUSE.search(printed) or FINDING.search(printed)
    exceptions = EXCEPTION.findall(printed)
    chosen = found[1] if found else exceptions[-1] if exceptions else printed.splitlines()[-1]
    text = " ".join(LABEL.sub("", chosen.strip()).replace(f"{folder}/", "").split())
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


if __name__ == "__main__":
    sys.exit(main())
