"""Looks into an environment."""

from __future__ import annotations

import json
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

CODE = """\
import importlib.metadata as m, json, platform, re
name = lambda package: re.sub('[-_.]+', '-', package.name).lower()
packages = {name(package): package.version for package in m.distributions()}
print(json.dumps({'python': platform.python_version(), 'packages': packages}))
"""


@cache
def installed(interpreter: Path) -> dict[str, Any]:
    """The version of an interpreter, and the packages in its environment."""
    done = subprocess.run(
        [interpreter, "-c", CODE], capture_output=True, text=True, check=True, timeout=60
    )
    return dict(json.loads(done.stdout))
