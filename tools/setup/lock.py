"""Make requirements/*.txt and package-lock.json: exact versions and hashes, no address.

A lock is made from its *.in, and from what the applications of its environment need.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from pathlib import Path

from content.errors import SiteError, unknown
from content.model import Frameworks
from content.project import ROOT
from content.reader import load
from tools.setup.npm import npm

UV = str(Path(sys.executable).with_name("uv"))
COMPILE = "--universal --python-version 3.11 --generate-hashes --no-header --quiet"
COMPILE += " --no-emit-index-url --no-emit-find-links"
UNREACHABLE = re.compile(r"sending request|connect error|dns error|timed out|E(NOTFOUND|CONN|AI_)")


def inputs(root: Path) -> dict[str, list[str]]:
    """What each lock is made from, for `uv pip compile`; main, which others obey, comes first."""
    registry = load(root / "data/frameworks.yml", Frameworks, root)
    found = {"requirements/main.txt": ["requirements/main.in"]}
    for path in sorted((root / "requirements").rglob("*.in")):
        name = path.relative_to(root)
        found[name.with_suffix(".txt").as_posix()] = [name.as_posix()]
    for environment in registry.environments:
        members = {one.id for one in registry.frameworks if environment.id in one.environments}
        lock = f"requirements/{environment.id}.txt"
        if lock not in found:
            raise unknown("data/frameworks.yml, environments", "lock", lock, found)
        found[lock] += [
            path.relative_to(root).as_posix()
            for path in sorted((root / "snippets").glob("*/*/requirements.in"))
            if path.parent.name in members
        ]
    return found


def without_addresses(text: str) -> str:
    """An npm lock without where packages come from and who wants money for them."""
    lock = json.loads(text)
    for package in lock["packages"].values():
        package.pop("resolved", None)
        package.pop("funding", None)
    return json.dumps(lock, indent=2, ensure_ascii=False) + "\n"


def made(lock: str, done: subprocess.CompletedProcess[str]) -> None:
    """End with one sentence if a lock could not be made."""
    if done.returncode and UNREACHABLE.search(done.stderr):
        sys.exit(f"lock: no network: the package index could not be reached to make {lock}.")
    if done.returncode:
        sys.exit(f"lock: {lock} could not be made:\n{done.stderr}")


def main(root: Path = ROOT) -> None:
    """Make every lock."""
    parser = argparse.ArgumentParser(prog="tools.setup.lock", description=__doc__)
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions")
    upgrade = parser.parse_args().upgrade
    for lock, sources in inputs(root).items():
        print(f"lock: {lock}", flush=True)
        command = [UV, "pip", "compile", *sources, *COMPILE.split(), "--python", sys.executable]
        command += ["--output-file", lock, *(["--upgrade"] if upgrade else [])]
        made(lock, subprocess.run(command, cwd=root, capture_output=True, text=True))
    lock = "package-lock.json"
    print(f"lock: {lock}", flush=True)
    verb = "update" if upgrade else "install"
    made(lock, npm(verb, "--package-lock-only", "--ignore-scripts", folder=root))
    path = root / lock
    path.write_text(without_addresses(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    try:
        main()
    except SiteError as error:
        sys.exit(f"lock: {error}")
