"""What the project consists of is in Git: a rule of .gitignore hides nothing by accident."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from content.project import ROOT

PARTS = ["data", "docs", "includes", "macros", "overrides", "requirements", "snippets", "tests",
         "tools", ".ci", ".github"]  # fmt: skip
MADE_BY_RUNNING = ("__pycache__/", ".pyc", ".sqlite3", ".db", ".pytest_cache/", "/staticfiles/",
                   "/instance/")  # fmt: skip


def test_nothing_that_is_ignored_belongs_to_the_project():
    if not shutil.which("git"):
        pytest.skip("Git is not installed")
    listed = subprocess.run(
        ["git", "ls-files", "--others", "--ignored", "--exclude-standard", "--", *PARTS],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if listed.returncode:
        pytest.skip("not a Git checkout")
    found = [path for path in listed.stdout.splitlines()
             if not any(part in path for part in MADE_BY_RUNNING)]  # fmt: skip
    assert found == [], "ignored by .gitignore: rename it, or narrow the rule"
