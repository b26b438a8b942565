"""Tests that share a server, a browser or a built site run in one worker."""

from __future__ import annotations

import subprocess
import sys

import pytest

# Sixteen tests in two groups; each says where it ran.
PROBE = """
import pytest

GROUPS = [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in "ab"]

@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("number", range(8))
def test_probe(group, number, worker_id):
    print(group, "ran in", worker_id)
"""


@pytest.mark.deep
def test_a_group_stays_in_one_worker(tmp_path):
    (tmp_path / "test_probe.py").write_text(PROBE, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "2", "--dist", "loadgroup", "-rP",
         "-p", "no:cacheprovider", "test_probe.py"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    ran = [line for line in done.stdout.splitlines() if " ran in gw" in line]
    assert len(ran) == 16
    assert len(set(ran)) == 2, set(ran)
