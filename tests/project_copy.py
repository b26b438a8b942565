"""The one way in which tests copy the project: what Git tracks, and what they change in it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from content.cache import ROOT

FIXTURES = ROOT / "tests/fixtures"
# Without an address of its own, whatever the person who tests has set.
PLAIN = {
    "NO_MKDOCS_2_WARNING": "1",
    "SITE_URL": "",
    "REPO_URL": "",
    "EDIT_URI": "",
    "SOURCE_URI": "",
}


@cache
def tracked() -> list[str]:
    """The files of the project: what Git tracks or would, so that an edit is tested too."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in done.stdout.split("\0") if (ROOT / name).is_file()]


def copy_project(
    target: Path, *, overlay: str = "", replace: Mapping[str, tuple[str, str]] | None = None
) -> Path:
    """Copy the project to `target`; add the fixture `overlay`, then replace text in files."""
    for name in tracked():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target / name)
    if overlay:
        _lay_over(target, FIXTURES / overlay)
    for name, (old, new) in (replace or {}).items():
        text = (target / name).read_text(encoding="utf-8")
        assert old in text, f"{name}: the text to replace is gone: {old!r}"
        (target / name).write_text(text.replace(old, new), encoding="utf-8")
    return target


def run(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a module of the copy with this Python, as `make` would."""
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=folder,
        env={**os.environ, **PLAIN, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


# --- a further framework ---------------------------------------------------------------------

GAP = "This fixture has no application for it."
CELL = {"level": "unknown", "text": "Not looked into."}


def _lay_over(target: Path, fixture: Path) -> None:
    """Add a framework as its contributor would: `new/` is copied, `append/` ends files that exist.

    What depends on the tasks and features that there are is made here: the reasons for missing
    tasks, and a cell in every row.
    """
    for path in _files(fixture / "append"):
        name = path.relative_to(fixture / "append")
        text = (target / name).read_text(encoding="utf-8") + path.read_text(encoding="utf-8")
        (target / name).write_text(text, encoding="utf-8")
    registry = target / "data/frameworks.yml"
    one = yaml.safe_load(registry.read_text(encoding="utf-8"))["frameworks"][-1]["id"]
    solved = {path.parent.name for path in fixture.glob(f"new/snippets/*/{one}")}
    gaps = sorted({path.parent.name for path in target.glob("snippets/*/task.yml")} - solved)
    with registry.open("a", encoding="utf-8") as file:
        file.write("    missing:\n" + "".join(f"      {task}: {GAP}\n" for task in gaps))
    for path in (target / "data/features").glob("*.yml"):
        group = yaml.safe_load(path.read_text(encoding="utf-8"))
        for row in group["rows"]:
            row["cells"][one] = CELL
        path.write_text(yaml.safe_dump(group, allow_unicode=True), encoding="utf-8")
    # Its code first; its pages and their place in the navigation come from the templates.
    shutil.copytree(
        fixture / "new", target, dirs_exist_ok=True, ignore=shutil.ignore_patterns("docs")
    )
    made = run(target, "tools.new.page", TYPE="framework", NAME=one)
    assert made.returncode == 0, made.stdout + made.stderr
    shutil.copytree(fixture / "new", target, dirs_exist_ok=True)
    # What `make lock` would do: the packages of fixtures are locked among the checks.
    main, checks = target / "requirements/main.txt", target / "requirements/checks.txt"
    main.write_text(main.read_text("utf-8") + checks.read_text("utf-8"), encoding="utf-8")


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())
