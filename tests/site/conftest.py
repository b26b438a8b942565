"""Builds the site once for all tests that read it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from content.project import ROOT

# What `make build` runs, into another folder.
BUILD = """
import sys
from pathlib import Path
from tools.build import ROOT, build, report
sys.exit(report(build(ROOT, Path(sys.argv[1]))))
"""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built the way `make build` does, without an address of its own."""
    return built(tmp_path_factory.mktemp("site") / "site", {})


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built as for GitHub Pages, where it lies below a sub-path."""
    addresses = {
        "SITE_URL": "https://example.org/project/",
        "REPO_URL": "https://example.org/owner/project",
        "EDIT_URI": "https://example.org/owner/project/edit/main/docs/",
    }
    return built(tmp_path_factory.mktemp("published") / "site", addresses)


def built(target: Path, addresses: dict[str, str]) -> Path:
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.endswith(("SITE_URL", "REPO_URL", "EDIT_URI"))
    }
    done = subprocess.run(
        [sys.executable, "-c", BUILD, str(target)],
        cwd=ROOT,
        env={**environment, **addresses, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return target
