"""What a framework's own generator writes, so that those lines are not counted as written."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import tempfile
from collections import Counter
from functools import cache
from pathlib import Path

from macros.counts import code_lines
from macros.errors import SiteError
from macros.snippets import files


@cache
def generated_lines(where: str, command: str, kept_in: Path, version: str) -> Counter[str]:
    """Run a generator in an empty folder and collect the code lines of what it made.

    Args:
        where: the file that names the command, for the message.
        command: a shell line, as a practitioner types it.
        kept_in: folder that keeps the result for the next build, since starting a generator
            takes longer than building a page.
        version: of the framework; another version makes another result.

    Returns:
        How often each code line occurs.

    Raises:
        SiteError: the command fails; the message names the file and holds what was printed.
    """
    key = hashlib.sha256(f"{command}\n{version}".encode()).hexdigest()[:16]
    kept = kept_in / f"{key}.txt"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        partial = kept.with_suffix(f".{os.getpid()}")
        partial.write_text("\n".join(_run(where, command)), encoding="utf-8")
        partial.replace(kept)
    return Counter(kept.read_text(encoding="utf-8").splitlines())


def _run(where: str, command: str) -> list[str]:
    # The tools of the environment that builds the site come first, activated or not.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            ["sh", "-ec", command],
            cwd=folder,
            env={**os.environ, "PATH": path},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            printed = done.stderr or done.stdout
            raise SiteError(f"{where}: generated_by: '{command}' failed:\n{printed}")
        return [
            line
            for file in files(Path(folder))
            for line in code_lines(file.name, file.read_text(encoding="utf-8"))
        ]
