"""Builds the site once for all tests that read it, whichever worker they run in."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

from content.project import ROOT
from tests.project_copy import PLAIN

# What `make build` runs, into another folder.
BUILD = """
import sys
from pathlib import Path
from tools.build import ROOT, build, report
sys.exit(report(build(ROOT, Path(sys.argv[1]))))
"""
PUBLISHED = {
    "SITE_URL": "https://example.org/project/",
    "REPO_URL": "https://example.org/owner/project",
    "EDIT_URI": "https://example.org/owner/project/edit/main/docs/",
    "SOURCE_URI": "https://example.org/owner/project/blob/main/",
}


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built the way `make build` does, without an address of its own."""
    return built(tmp_path_factory, "site", {})


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built as for GitHub Pages, where it lies below a sub-path."""
    return built(tmp_path_factory, "published", PUBLISHED)


def built(factory: pytest.TempPathFactory, name: str, addresses: dict[str, str]) -> Path:
    """A built site that all workers share: the first that asks builds it, the others wait."""
    shared = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    target = shared / name
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not target.exists():
            done = subprocess.run(
                [sys.executable, "-c", BUILD, str(target)],
                cwd=ROOT,
                env={**os.environ, **PLAIN, **addresses},
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == 0, done.stdout + done.stderr
    return target
