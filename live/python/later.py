"""The part of Python's library that applications here do not import: fetched when one does.

`data/live-library.json` names what they import; `tools/live/library.py` parts the library by it.
"""

from __future__ import annotations

import sys
import zipimport
from collections.abc import Callable, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

LIBRARY = "/lib/python{}{}.zip".format(*sys.version_info)  # where Pyodide puts it
REST = LIBRARY.replace(".zip", "-rest.zip")
NAMES = "rest.txt"  # in the library: the modules that are not there


class Later(MetaPathFinder):
    """Finds what nobody else does, and fetches it all with the first of it."""

    def __init__(self, fetch: Callable[[], object], library: str = LIBRARY, rest: str = REST):
        self.fetch, self.rest = fetch, rest
        listed = zipimport.zipimporter(library).get_data(f"{library}/{NAMES}")
        self.names = frozenset(listed.decode().split())

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The module, if it is one of the library; others are tried in vain, and often."""
        if fullname not in self.names:
            return None
        if not Path(self.rest).exists():
            print(f"Fetches the rest of Python's library, for {fullname}", file=sys.stderr)
            try:
                self.fetch()
            except Exception as error:
                why = f"{fullname} is fetched when it is imported, which failed: {error}"
                raise ImportError(why, name=fullname) from error
        parents = fullname.split(".")[:-1]
        return zipimport.zipimporter("/".join([self.rest, *parents])).find_spec(fullname)


def used(parts: Sequence[str] = (LIBRARY, REST)) -> str:
    """The modules of the library, in its parts, that were imported so far; one in each line."""
    names = set()
    for module in list(sys.modules.values()):
        origin = str(getattr(getattr(module, "__spec__", None), "origin", ""))
        for part in parts:
            if origin.startswith(f"{part}/"):
                name = origin.removeprefix(f"{part}/").rpartition(".")[0]
                names.add(name.removesuffix("/__init__").replace("/", "."))
    return "".join(f"{name}\n" for name in sorted(names))
