"""Results that are kept on disk from run to run, under a digest of all that they are made from."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def kept(kind: str, made_from: object, make: Callable[[], bytes]) -> bytes:
    """What `make` gives; it is called only if nothing was kept for the same `made_from`.

    `made_from` has to name everything that can change the result: inputs, versions, the text of
    the module that does the work (see `source_of`).
    """
    digest = hashlib.sha256(repr(made_from).encode()).hexdigest()[:24]
    path = ROOT / "build" / kind / digest
    if path.is_file():
        return path.read_bytes()
    result = make()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f"{digest}.{os.getpid()}")
        partial.write_bytes(result)
        partial.replace(path)
    except OSError:
        pass  # a folder that nobody may write to: the work is done again next time
    return result


def source_of(module_file: str) -> str:
    """A digest of a module's text: another text may do another thing."""
    return hashlib.sha256(Path(module_file).read_bytes()).hexdigest()
