"""`make live-library`: notes which modules of Python's library the applications import.

Readers fetch these with the runtime, and the others when something imports one. Noted is what the
contracts make the applications import in that runtime, from its start to the last answer.
"""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Collection
from pathlib import Path

from content.errors import SiteError
from content.project import ROOT
from live.python.later import NAMES
from tools.ending import ends_well
from tools.live.packing import zipped

NOTED = "data/live-library.json"
NOTES = "build/live-library"  # while it is there, live/node.js writes into it
RUN = ["-m", "pytest", "-n", "2", "--dist", "loadgroup", "tests/contract", "--in-page", "--deep"]


@ends_well
def main(root: Path = ROOT) -> int:
    """Run the contracts, and write down what they made the applications import."""
    notes = root / NOTES
    shutil.rmtree(notes, ignore_errors=True)
    notes.mkdir(parents=True)
    try:
        if subprocess.run([sys.executable, *RUN], cwd=root).returncode:
            raise SiteError(f"{NOTED} stays as it was: the contracts have to pass first.")
        found = {name for path in notes.iterdir() for name in path.read_text("utf-8").split()}
    finally:
        shutil.rmtree(notes)
    (root / NOTED).write_text(f"{json.dumps(sorted(found), indent=1)}\n", encoding="utf-8")
    print(f"{NOTED}: {len(found)} modules. Run: make live")
    return 0


def parted(library: bytes, noted: Collection[str]) -> tuple[bytes, bytes]:
    """The library as two zips: what is noted, with the names of all else, and all else."""
    with zipfile.ZipFile(io.BytesIO(library)) as bundle:
        held = {name: bundle.read(name) for name in bundle.namelist() if name.endswith(".py")}
    core = {path: data for path, data in held.items() if module(path) in noted}
    rest = {path: data for path, data in held.items() if path not in core}
    names = "".join(f"{module(path)}\n" for path in sorted(rest))
    return zipped({**core, NAMES: names.encode()}), zipped(rest)


def module(path: str) -> str:
    """What is imported by a file of the library."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


if __name__ == "__main__":
    sys.exit(main())
