"""From an empty folder to the first page, as the framework's own introduction goes."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from importlib import metadata
from pathlib import Path

import httpx

from content.errors import SiteError
from content.lines import code_lines
from content.measure_kinds import FRESH
from content.measure_plan import Fresh, Plan
from content.requirements import locked_here
from content.requirements import packages as brings
from content.scaffold import lines_left
from content.sections import files
from tools.measure.frameworks.kinds.job import Job, Values
from tools.running import NO_TLS, ServerError, environment, running

LOCK = "fresh"
IMPORTED = re.compile(r"^import '?([\w.]+)'? # ", re.M)  # as Python says where it is verbose
# A first start compiles what it imports and keeps it, as on a developer's machine.
COMPILED = {"PYTHONDONTWRITEBYTECODE": ""}


def jobs(root: Path, plan: Plan) -> Iterator[Job]:
    """The first page of each framework that the plan names."""
    for asked in plan.fresh:
        folder = root / plan.applications[asked.application].folder
        yield Job("fresh", FRESH, asked.application, partial(fresh, root, folder, asked))


def fresh(root: Path, folder: Path, asked: Fresh, _: float) -> Values:
    """Seconds of each step, and what stands there afterwards."""
    with tempfile.TemporaryDirectory(prefix=f"{asked.application}-") as temporary:
        made, site = Path(temporary, "env"), Path(temporary, "site")
        site.mkdir()
        begun = time.monotonic()
        _install(root, made, asked.installs)
        installed = time.monotonic()
        interpreter = made / "bin/python"
        for line in asked.scaffold:
            _run(asked, ["sh", "-ec", line], site, environment(interpreter) | COMPILED)
        scaffolded = time.monotonic()
        counts = counted(_texts(site), _texts(folder))
        shutil.copytree(folder, site, dirs_exist_ok=True)
        start, again, modules = _started(asked, site, interpreter)
        return {
            "install_s": round(installed - begun, 3),
            "scaffold_s": round(scaffolded - installed, 3),
            "start_s": start,
            "again_s": again,
            "modules": modules,
            "packages": len(list(made.glob("lib/*/site-packages/*.dist-info"))),
            "bytes": sum(path.stat().st_size for path in made.rglob("*") if path.is_file()),
            **counts,
        }


def counted(made: Mapping[str, str], typed: Mapping[str, str]) -> Values:
    """Files and lines of code: what commands made, and what was typed there and beside it."""
    lines = {name: text.splitlines() for name, text in typed.items()}
    written = sum(
        len(set(code_lines(name, text)) - {at - 1 for at in lines_left(made.get(name, ""), text)})
        for name, text in typed.items()
    )
    return {
        "made_files": len(made),
        "made_lines": sum(len(code_lines(name, text)) for name, text in made.items()),
        "written_files": len(lines),
        "written_lines": written,
    }


def _texts(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in files(folder)}


def _install(root: Path, made: Path, packages: Sequence[str]) -> None:
    """An environment with some packages in the versions of the lock, from uv's cache alone."""
    lock = root / f"requirements/{LOCK}.txt"
    # All are named: uv's cache holds what set-up installed, but not what each of them requires.
    there = [str(path) for path in root.glob(f".venv-{LOCK}/lib/*/site-packages")]
    names = sorted(brings(packages, lambda name: _requires(name, there)))
    versions = {name: locked_here(root, LOCK, name) for name in names}
    pinned = [f"{name}=={version}" for name, version in versions.items() if version]
    uv = [str(root / ".venv/bin/uv"), "--offline", "--quiet"]
    install = [
        "pip",
        "install",
        "--no-deps",
        "--require-hashes",
        "--python",
        str(made / "bin/python"),
    ]
    for command in (
        [*uv, "venv", "--python", str(Path(sys.executable).resolve()), str(made)],
        [*uv, *install, "--constraint", str(lock), *pinned],
    ):
        done = subprocess.run(command, cwd=root, capture_output=True, text=True)
        if done.returncode:
            said = " ".join(done.stderr.split())
            raise SiteError(
                f"uv could not install {', '.join(packages)} from its cache. "
                f"Run: sh tools/setup/environments.sh {LOCK}. It said: {said}"
            )


def _requires(name: str, there: list[str]) -> list[str]:
    """What a package that is installed in some folders requires."""
    found = next(iter(metadata.distributions(name=name, path=there)), None)
    return list(found.requires or []) if found else []


def _started(asked: Fresh, site: Path, interpreter: Path) -> tuple[float, float, int]:
    """Seconds to the first answer, and of the next start; how many modules were imported."""
    first, _ = _start(asked, site, interpreter, COMPILED)
    again, _ = _start(asked, site, interpreter, COMPILED)
    _, said = _start(asked, site, interpreter, COMPILED | {"PYTHONVERBOSE": "1"})
    return first, again, len(set(IMPORTED.findall(said)))


def _start(
    asked: Fresh, site: Path, interpreter: Path, variables: Mapping[str, str]
) -> tuple[float, str]:
    """Seconds to the first answer, and what the server printed."""
    begun = time.monotonic()
    try:
        with running(site, [asked.serve], asked.path, interpreter, variables=variables) as server:
            taken = time.monotonic() - begun
            url = f"{server.url}{asked.path}"
            if (status := httpx.get(url, trust_env=False, verify=NO_TLS).status_code) != 200:
                raise SiteError(f"{asked.application}: its first page answers {status}.")
            return round(taken, 3), server.log()
    except ServerError as error:
        raise SiteError(f"{asked.application}: {error}") from None


def _run(asked: Fresh, command: Sequence[str], home: Path, variables: Mapping[str, str]) -> None:
    done = subprocess.run(command, cwd=home, env=variables, capture_output=True, text=True)
    if done.returncode:
        raise SiteError(f"{asked.application}: '{command[-1]}' failed:\n{done.stderr}")
