"""Whether what was measured has had a minor release since: `python -m tools.check.measured`."""

from __future__ import annotations

import sys
from pathlib import Path

from content.errors import listed
from content.measurements import FOLDER, aged, read_records
from content.project import ROOT
from tools.ending import ends_well


@ends_well
def main(root: Path = ROOT) -> int:
    """Say which versions have moved past the newest record; 1 if any has."""
    records = list(read_records(root).values())
    moved = aged(root, records[-1].content) if records else []
    if moved:
        said = listed([f"{name} {now} in place of {then}" for name, then, now in moved])
        print(f"{FOLDER}/{records[-1].content.name}.json has aged: {said}. Run: make measure")
    return 1 if moved else 0


if __name__ == "__main__":
    sys.exit(main())
