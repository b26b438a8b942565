"""`make build`: checks the sources, builds strictly, checks the result, then fills site/."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from macros.errors import SiteError
from macros.project import ROOT, read
from tools import built_checks, source_checks


def build(root: Path, target: Path) -> list[str]:
    """Build the site of a project.

    Args:
        root: the project's folder.
        target: gets the built site; what was there stays if anything is wrong.

    Returns:
        What is wrong, one sentence each; empty if the site was built.
    """
    try:
        project = read(root)
    except SiteError as error:
        return [error.message]
    if found := list(source_checks.problems(project)):
        return found
    partial = root / "build/site.partial"
    shutil.rmtree(partial, ignore_errors=True)
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(partial)]
    if code := subprocess.run(command, cwd=root, check=False).returncode:
        return [f"MkDocs ended with {code}; what it found is printed above."]
    base = urlsplit(os.environ.get("SITE_URL", "")).path or "/"
    if found := list(built_checks.problems(partial, base if base.endswith("/") else f"{base}/")):
        return found
    shutil.rmtree(target, ignore_errors=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    partial.rename(target)
    return []


def report(found: Iterable[str]) -> int:
    """Print what is wrong and return the exit code."""
    lines = list(found)
    for line in lines:
        print(f"Error: {line}", file=sys.stderr)
    if lines:
        print(f"{len(lines)} found; the site was not changed.", file=sys.stderr)
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(report(build(ROOT, ROOT / "site")))
