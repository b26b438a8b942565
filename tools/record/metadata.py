"""What a distribution file says of itself: the METADATA inside it, and not what an index retells.

An index's own pages may hold other values than the file: they keep what the first upload said.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

from packaging.metadata import RawMetadata, parse_email
from packaging.requirements import Requirement
from packaging.tags import sys_tags
from packaging.utils import canonicalize_name, parse_wheel_filename
from pypi_simple import DistributionPackage, PyPISimple

from content.requirements import COUNTED_FOR
from tools.setup.lock import UV


class MetadataError(Exception):
    """A file does not say what it is; the message is one sentence for whoever runs this."""


def preferred(files: Iterable[DistributionPackage]) -> DistributionPackage:
    """The file of a release that an installer takes here: the best wheel, or else the source."""
    places = {tag: place for place, tag in enumerate(sys_tags())}

    def place(file: DistributionPackage) -> int:
        if file.package_type != "wheel":
            return len(places)
        tags = parse_wheel_filename(file.filename)[3]
        return min((places.get(tag, len(places) + 1) for tag in tags), default=len(places) + 1)

    kinds = ("wheel", "sdist")
    return min((file for file in files if file.package_type in kinds), key=place)


def metadata_of(
    client: PyPISimple, file: DistributionPackage, index: str | None, timeout: float
) -> RawMetadata:
    """Read a file's METADATA; whatever is fetched must fit the hash that the index gives.

    The index may offer it beside the file. Of a source archive it is the METADATA of the wheel
    that an installer builds from it: what the archive itself holds may lack the requirements.

    Raises:
        MetadataError: the file holds none, or cannot be built.
    """
    if file.has_metadata:
        return parsed(client.get_package_metadata_bytes(file, timeout=timeout), file.filename)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, file.filename)
        client.download_package(file, path, timeout=timeout)
        if file.package_type != "wheel":
            path = _built(path, index)
        return parsed(_inside(path), file.filename)


def parsed(text: bytes | str, name: str) -> RawMetadata:
    """The fields of a METADATA text, which states at least a name and a version.

    Raises:
        MetadataError: it states no name or no version.
    """
    found, _ = parse_email(text)
    if not found.get("name") or not found.get("version"):
        raise MetadataError(f"{name}: its METADATA states no name or no version.")
    return found


def direct(metadata: RawMetadata) -> list[str]:
    """The packages that every install requires, by normalised name.

    The rule: each `Requires-Dist` without a marker, or with one that holds for the machine that all
    counts are made for (CPython 3.13, Linux) without any extra; a package named twice counts once.
    """
    found = [Requirement(line) for line in metadata.get("requires_dist", [])]
    return sorted(
        {
            canonicalize_name(item.name)
            for item in found
            if item.marker is None or item.marker.evaluate({**COUNTED_FOR, "extra": ""})
        }
    )


def _inside(wheel: Path) -> bytes:
    try:
        with zipfile.ZipFile(wheel) as archive:
            names = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
            return archive.read(next(name for name in names if name.count("/") == 1))
    except (zipfile.BadZipFile, StopIteration):
        raise MetadataError(f"{wheel.name}: there is no METADATA in it.") from None


def _built(source: Path, index: str | None) -> Path:
    """The wheel that is built from a source archive."""
    command = [UV, "build", "--wheel", str(source), "--out-dir", str(source.parent), "--quiet"]
    command += ["--python", sys.executable, *(["--default-index", index] if index else [])]
    done = subprocess.run(command, capture_output=True, text=True, cwd=source.parent)
    wheels = list(source.parent.glob("*.whl"))
    if done.returncode or not wheels:
        reason = done.stderr.strip().splitlines()[-1:] or ["nothing was built"]
        raise MetadataError(f"{source.name}: no wheel can be built from it: {reason[0].strip()}")
    return wheels[0]
