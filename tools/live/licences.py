"""Under which licences stands what readers fetch; an unknown one stops the build."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path

from content.errors import SiteError, unknown

TEXTS = re.compile(r".*\.dist-info/(?:.*/)?(?:LICEN[CS]E|COPYING|NOTICE)[^/]*", re.I)
CLASSIFIER = "License :: OSI Approved :: "


def written(
    npm: Path, packages: Iterable[str], modules: Iterable[str], known: Iterable[str]
) -> str:
    """What readers fetch, each with version and licence, then the licences' own texts.

    Args:
        npm: the folder of modules of npm.
        packages: distributions of Python, by their names.
        modules: modules of npm.
        known: the licences that may be published, as metadata name them.
    """
    listed, texts = [], []
    for name, version, licence, text in (*_modules(npm, modules), *_packages(packages)):
        if licence not in known:
            raise unknown(f"{name} {version}", "licence in data/live.yml", licence, known)
        listed.append(f"{name} {version}: {licence}")
        texts.append(f"\n{'-' * 72}\n{name} {version}\n\n{text.strip()}\n" if text else "")
    whole = json.loads((npm / "pyodide/pyodide-lock.json").read_text("utf-8"))
    listed.insert(0, f"Python {whole['info']['python']}, as pyodide holds it: PSF-2.0")
    head = "What applications in the pages run with. Each keeps its own licence; its text is below."
    return "\n".join([head, "", *listed, "", *filter(None, texts)])


def _modules(npm: Path, modules: Iterable[str]) -> Iterator[tuple[str, str, str, str]]:
    for name in modules:
        said = json.loads((npm / name / "package.json").read_text("utf-8"))
        path = npm / name / "LICENSE"
        text = path.read_text("utf-8") if path.is_file() else f"Source: {said['repository']['url']}"
        yield name, said["version"], said["license"], text


def _packages(packages: Iterable[str]) -> Iterator[tuple[str, str, str, str]]:
    for name in packages:
        found = metadata.distribution(name)
        texts = [
            path.read_text("utf-8")
            for path in found.files or []
            if TEXTS.fullmatch(path.as_posix())
        ]
        yield name, found.version, licence(found), "\n\n".join(texts)


def licence(found: metadata.Distribution) -> str:
    """The licence of a package, in its metadata's newest form that says one."""
    said = found.metadata
    if expression := said.get("License-Expression"):
        return str(expression)
    for line in said.get_all("Classifier") or []:
        if line.startswith(CLASSIFIER):
            return str(line).removeprefix(CLASSIFIER)
    if (free := str(said.get("License") or "")) and "\n" not in free:
        return free
    raise SiteError(f"{said['Name']} {found.version}: its metadata name no licence.")
