"""Packages with compiled code, as their keepers built them for WebAssembly."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path, PurePosixPath

from content.errors import SiteError
from tools.live.trim import LeftOut, described

PLATFORM = ["--platform", "pyemscripten_2026_0_wasm32", "--python-version", "3.14",
            "--implementation", "cp", "--abi", "cp314"]  # fmt: skip


def wheel(root: Path, cache: Path, name: str, version: str, left_out: LeftOut) -> dict[str, bytes]:
    """The files of such a package that readers fetch, by their paths; fetched once, by its lock."""
    lock = (root / "requirements/main.txt").read_text("utf-8")
    found = re.search(
        rf"^{re.escape(name)}=={re.escape(version)}( \\\n    --hash=\S+)+", lock, re.M
    )
    if not found:
        raise SiteError(f"requirements/main.txt: {name} {version} is not locked. Run: make lock")
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder, "wanted.txt")
        wanted.write_text(found[0])
        kept = sorted(cache.glob(f"{name.replace('-', '_')}-{version}-*.whl"))
        if not kept:
            done = subprocess.run(
                [with_pip(root), "-m", "pip", "download", "--quiet", "--no-deps",
                 "--only-binary=:all:", *PLATFORM, "--require-hashes", "--dest", str(cache),
                 "-r", str(wanted)],
                capture_output=True, text=True,
            )  # fmt: skip
            kept = sorted(cache.glob(f"{name.replace('-', '_')}-{version}-*.whl"))
            if done.returncode or not kept:
                raise SiteError(f"{name} {version}: no wheel for WebAssembly: {done.stderr[-300:]}")
    inside = {}
    with zipfile.ZipFile(kept[0]) as bundle:
        for inner in bundle.namelist():
            data = bundle.read(inner)
            if ".dist-info/" in inner:
                if PurePosixPath(inner).name == "METADATA":
                    inside[inner] = described(data.decode()).encode()
            elif inner.endswith(".so") or not left_out(inner):
                inside[inner] = data
    return inside


def with_pip(root: Path) -> str:
    """An interpreter that has pip: what fetched uv, else that of which the environment was made."""
    found = sorted((root / ".cache").glob("uv-*/bin/python"))
    return str(found[-1] if found else getattr(sys, "_base_executable", sys.executable))
