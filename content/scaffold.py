"""What a framework's own command writes, so that those lines are not counted as written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from functools import cache
from importlib import metadata
from pathlib import Path

from content.cache import kept
from content.errors import SiteError
from content.lines import HOW, code_lines
from content.sections import files


@cache
def scaffold_lines(where: str, command: str, version: str) -> Counter[str]:
    """How often each code line occurs in what a shell command makes in an empty folder.

    `where` is the file that names the command; `version` that of the framework, whose other
    versions write other lines. The result is kept: starting a command takes longer than a page.
    """
    # The command may end in the formatter, so its version counts too.
    made_from = command, version, metadata.version("ruff"), HOW
    made = kept("scaffold", made_from, lambda: json.dumps(_run(where, command)).encode())
    return Counter(json.loads(made))


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
