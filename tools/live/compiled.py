"""Runs inside Pyodide: compiles the modules of a zip, so that a reader's browser need not."""

from __future__ import annotations

import importlib.util
import io
import sys
import zipfile
from typing import Any

# Of importlib, what py_compile writes with.
bootstrap: Any = sys.modules["_frozen_importlib_external"]


def compiled(data: bytes, folder: str) -> bytes:
    """The same zip with bytecode in place of sources; `folder` is where it will be unpacked.

    The bytecode says that nobody need look at the source again.
    """
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(held, "w") as bundle:
        for info in given.infolist():
            name, content = info.filename, given.read(info)
            if name.endswith("/"):
                continue
            if name.endswith(".py"):
                code = compile(content, f"{folder}/{name}", "exec", dont_inherit=True, optimize=2)
                source = importlib.util.source_hash(content)
                name, content = f"{name}c", bootstrap._code_to_hash_pyc(code, source, False)
            entry = zipfile.ZipInfo(name, info.date_time)
            entry.compress_type = zipfile.ZIP_DEFLATED
            bundle.writestr(entry, content, compresslevel=9)
    return held.getvalue()
