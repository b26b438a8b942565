"""Packages and applications as zips of what a reader fetches."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping
from importlib import metadata
from pathlib import PurePosixPath

from output.archives import EPOCH
from tools.live.trim import LeftOut, described

SMALLER = "jquery.min.js"  # it is there twice: under the name that the pages ask for too


def package(name: str, left_out: LeftOut) -> dict[str, bytes]:
    """The files of an installed package that readers fetch, by their paths."""
    found = metadata.distribution(name)
    kept: dict[str, bytes] = {}
    for path in found.files or []:
        inner = path.as_posix()
        if left_out(inner):
            continue
        if ".dist-info/" in inner:
            kept |= _of_its_own(inner, found.locate_file(path).read_bytes())
            continue
        data = found.locate_file(path).read_bytes()
        kept[inner] = data
        if path.name == SMALLER:
            kept[(PurePosixPath(inner).parent / "jquery.js").as_posix()] = data
    return kept


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip that is the same whenever the files are."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as bundle:
        for name, data in sorted(files.items()):
            info = zipfile.ZipInfo(name, EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            bundle.writestr(info, data, compresslevel=9)
    return held.getvalue()


def digest(*parts: bytes | str) -> str:
    """What names a file by all that it is made of."""
    held = hashlib.sha256()
    for part in parts:
        held.update(part.encode() if isinstance(part, str) else part)
        held.update(b"\0")
    return held.hexdigest()[:12]


def _of_its_own(inner: str, data: bytes) -> dict[str, bytes]:
    match PurePosixPath(inner).name:
        case "METADATA":
            return {inner: described(data.decode()).encode()}
        case "entry_points.txt":
            return {inner: data}
    return {}
