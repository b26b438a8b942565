"""The contract of one task, asked of what runs in a page; `make test-deep` asks all of them."""

from __future__ import annotations

import subprocess
import sys

from content.project import ROOT

TASK = "form"


def test_a_contract_is_kept_in_the_page_too():
    command = ["-m", "pytest", "tests/contract", "--in-page", "--task", TASK,
               "-p", "no:cacheprovider", "--quiet", "--durations", "0"]  # fmt: skip
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr
    assert "skipped" not in done.stdout
