"""An environment that holds what some requirements bring, and nothing else of a larger one.

Applications of many tasks share an environment, and some packages use others wherever these are
installed. A reader has what a `requirements.txt` names.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Iterable
from functools import cache
from importlib import metadata
from pathlib import Path

from packaging.utils import canonicalize_name

from content.errors import SiteError
from content.project import ROOT, Application
from content.requirements import packages, requirements

FOLDER = ".cache/narrowed"


def for_application(interpreter: Path, application: Application, also: Iterable[str] = ()) -> Path:
    """The interpreter of an environment with what an application and its tests name.

    `also` are the requirements of the environment itself: what an older release lacks.
    """
    lines = requirements(application.folder / "requirements.in")
    runner = ["pytest"] if "pytest" in application.meta.test else []
    return narrowed(interpreter, [*lines, *runner, *also])


def narrowed(interpreter: Path, lines: Iterable[str], root: Path = ROOT) -> Path:
    """The interpreter of an environment with some of the packages of another one.

    It is made of links, in moments, and kept in `.cache`; one that exists is taken as it is.

    Args:
        interpreter: of the larger environment, as `.venv/bin/python`.
        lines: what is to be in it, as requirements name it.
        root: the project's folder.

    Raises:
        SiteError: the larger environment lacks some of it.
    """
    # The environment may be a link; its programs name the place where it is.
    place = interpreter.parents[1].resolve() / "bin" / interpreter.name
    return _narrowed(place, tuple(sorted(lines)), root)


@cache
def _narrowed(interpreter: Path, lines: tuple[str, ...], root: Path) -> Path:
    venv = interpreter.parents[1]
    site = next(venv.glob("lib/python3*/site-packages"))
    held: dict[str, metadata.Distribution] = {
        canonicalize_name(one.name): one for one in metadata.distributions(path=[str(site)])
    }

    def requires(name: str) -> list[str]:
        if name not in held:
            raise SiteError(f"{venv.name} has no package '{name}'. Run: make setup")
        return held[name].requires or []

    # Markers are evaluated for this machine: the links lead to what is installed on it.
    wanted = [held[name] for name in sorted(packages(lines, requires, counted_for={}))]
    versions = [f"{one.name}=={one.version}" for one in wanted]
    told = [str(site), str(interpreter.resolve()), *versions]
    folder = (root / FOLDER).resolve() / hashlib.sha256("\n".join(told).encode()).hexdigest()[:12]
    if not folder.exists():
        _make(folder, interpreter, site, wanted)
    return folder / "bin/python"


def _make(
    folder: Path, interpreter: Path, site: Path, distributions: list[metadata.Distribution]
) -> None:
    """Make it beside its place and put it there at once: several processes may want it."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(dir=folder.parent, prefix="partial-"))
    venv = interpreter.parents[1]
    own = partial / site.relative_to(venv)
    own.mkdir(parents=True)
    shutil.copyfile(venv / "pyvenv.cfg", partial / "pyvenv.cfg")
    (partial / "bin").mkdir()
    for name in ("python", "python3"):
        (partial / "bin" / name).symlink_to(interpreter.resolve())
    for one in distributions:
        for path in one.files or []:
            top, *_ = path.parts
            if top != "..":
                _link(site / top, own / top)
            elif (program := (site / path).resolve()).parent == venv / "bin":
                _program(program, partial / "bin", interpreter, folder / "bin/python")
    try:
        partial.rename(folder)
    except OSError:  # another process was faster
        shutil.rmtree(partial)


def _link(there: Path, here: Path) -> None:
    """A folder is taken whole, with its compiled modules; those of single files share one."""
    if not here.is_symlink():
        here.symlink_to(there)


def _program(program: Path, folder: Path, was: Path, becomes: Path) -> None:
    """A script runs with the interpreter beside it; anything else is linked."""
    head = f"#!{was}\n".encode()
    data = program.read_bytes()
    if data.startswith(head):
        (folder / program.name).write_bytes(f"#!{becomes}\n".encode() + data.removeprefix(head))
        (folder / program.name).chmod(0o755)
    elif not (folder / program.name).exists():
        (folder / program.name).symlink_to(program)
