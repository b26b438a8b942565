"""What a framework's own command writes, so that those lines are told from what people wrote."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from difflib import SequenceMatcher
from fnmatch import fnmatch
from functools import cache
from importlib import metadata
from itertools import pairwise
from pathlib import Path

from content.cache import kept
from content.errors import SiteError
from content.project import Application
from content.requirements import installed_version
from content.sections import files


def generated_lines(application: Application, path: Path) -> frozenset[int]:
    """The numbers of those lines of a file that a command wrote."""
    name = path.relative_to(application.folder).as_posix()
    text = path.read_text(encoding="utf-8")
    meta = application.meta
    if any(fnmatch(name, glob) for glob in meta.generated_files):
        return frozenset(range(1, len(text.splitlines()) + 1))
    if not meta.generated_by or meta.is_test(name):
        return frozenset()
    where = (application.folder / "implementation.yml").relative_to(application.folder.parents[2])
    version = installed_version(application.framework.package)
    return lines_left(scaffold(str(where), meta.generated_by, version).get(name, ""), text)


def lines_left(before: str, after: str) -> frozenset[int]:
    """The numbers of those lines of a text that an earlier text of the file had already.

    A blank line belongs to those around it: it is left if both are.
    """
    lines = after.splitlines()
    matcher = SequenceMatcher(None, before.splitlines(), lines, autojunk=False)
    full = [number for number, line in enumerate(lines, start=1) if line.strip()]
    left = {
        block.b + offset + 1
        for block in matcher.get_matching_blocks()
        for offset in range(block.size)
    }.intersection(full)
    for above, below in pairwise(full):
        if {above, below} <= left:
            left.update(range(above, below))
    return frozenset(left)


@cache
def scaffold(where: str, command: str, version: str) -> Mapping[str, str]:
    """The text of each file that a shell command makes in an empty folder, by its name.

    `where` is the file that names the command; `version` that of the framework, whose other
    versions write other lines. The result is kept: starting a command takes longer than a page.
    """
    # The command may end in the formatter, so its version counts too.
    made_from = command, version, metadata.version("ruff")
    made = kept("scaffold", made_from, lambda: json.dumps(_run(where, command)).encode())
    found: dict[str, str] = json.loads(made)
    return found


def _run(where: str, command: str) -> dict[str, str]:
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
        return {
            file.relative_to(folder).as_posix(): file.read_text(encoding="utf-8")
            for file in files(Path(folder))
        }
