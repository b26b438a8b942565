"""`make build`: checks the sources, builds strictly, checks the result, then fills site/."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from content.errors import SiteError
from content.project import ROOT, read
from tools.check import pages as source_checks, site as built_checks

TRACEBACK = re.compile(r"^Traceback \(most recent call last\):\n(?:[ \t].*\n|\n(?=[ \t]))*", re.M)


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
    (root / "build").mkdir(exist_ok=True)
    # A folder of its own: two builds at once do not meet.
    with tempfile.TemporaryDirectory(prefix="site.", dir=root / "build") as folder:
        partial = Path(folder, "site")
        command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(partial)]
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
        print(without_tracebacks(done.stdout + done.stderr), end="", flush=True)
        if done.returncode:
            return [f"MkDocs ended with {done.returncode}; what it found is printed above."]
        base = urlsplit(os.environ.get("SITE_URL", "")).path or "/"
        if not base.endswith("/"):
            base += "/"
        if found := list(built_checks.problems(partial, base)):
            return found
        shutil.rmtree(target, ignore_errors=True)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(partial, target)
    return []


def without_tracebacks(text: str) -> str:
    """Keep what was wrong and leave out how the program came to see it.

    Args:
        text: the output of a program.

    Returns:
        The output; of each traceback only its last line, the error itself, is left.
    """
    return TRACEBACK.sub("", text)


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
