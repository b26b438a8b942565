"""What a `requirements.in` installs, told by the packages that are installed beside the site."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from importlib import metadata
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from content.errors import SiteError
from content.reader import read_text

# Markers are evaluated for this machine whatever the reader's or CI's, so that counts never move.
COUNTED_FOR = {
    "python_version": "3.13",
    "python_full_version": "3.13.0",
    "sys_platform": "linux",
    "platform_system": "Linux",
    "platform_machine": "x86_64",
    "os_name": "posix",
    "implementation_name": "cpython",
    "platform_python_implementation": "CPython",
}

# A package and its version in a lock.
PINNED = re.compile(r"^([a-z0-9.-]+)==([^\s;\\]+)", re.M)

# The same with its marker.
LINE = re.compile(r"^([a-z0-9.-]+==[^\\\n]+?)\s*\\?$", re.M)

_requirement = cache(Requirement)


def requirements(path: Path) -> list[str]:
    """The requirement lines of a `requirements.in`, without comments."""
    return [line for _, line in _numbered(path.read_text(encoding="utf-8"))]


def refuse_wrong_requirements(path: Path, root: Path) -> None:
    """Refuse a `requirements.in` with a line that no installer reads."""
    name = path.relative_to(root).as_posix()
    for number, wanted in _numbered(read_text(path, root)):
        try:
            Requirement(wanted)
        except InvalidRequirement:
            raise SiteError(
                f"{name}, line {number}: '{wanted}' is no requirement. Right: a name, if need "
                "be with versions, as in 'name>=3'."
            ) from None


def unlocked(path: Path, root: Path, environment: str) -> Iterator[str]:
    """One sentence for each requirement that the lock of an environment lacks."""
    refuse_wrong_requirements(path, root)
    lock = locked(root, environment)
    for number, line in _numbered(read_text(path, root)):
        requirement = _requirement(line)
        versions = lock.get(canonicalize_name(requirement.name), set())
        if not any(requirement.specifier.contains(one, prereleases=True) for one in versions):
            yield (
                f"{path.relative_to(root).as_posix()}, line {number}: requirements/"
                f"{environment}.txt does not lock '{line}'. Run: make lock"
            )


def _numbered(text: str) -> Iterator[tuple[int, str]]:
    """The requirements of a text with their lines; comments and constraints are left out."""
    for number, line in enumerate(text.splitlines(), start=1):
        wanted = line.split("#")[0].strip()
        if wanted and not wanted.startswith("-c "):
            yield number, wanted


def packages(
    direct: Iterable[str],
    requires: Callable[[str], list[str]] | None = None,
    counted_for: Mapping[str, str] = COUNTED_FOR,
) -> set[str]:
    """Normalised names of everything that a list of requirement lines installs.

    Args:
        direct: the lines.
        requires: the requirement lines of a package by its name; by default those of the packages
            installed beside the site, which are those of the lock.
        counted_for: the machine for which markers are evaluated; what is not named is this one's.
    """
    requires = requires or _installed_requires
    found: set[str] = set()
    seen: set[tuple[str, frozenset[str]]] = set()
    todo = [(_requirement(line), frozenset({""})) for line in direct]
    while todo:
        requirement, extras = todo.pop()
        if requirement.marker and not any(
            requirement.marker.evaluate({**counted_for, "extra": extra}) for extra in extras
        ):
            continue
        name = canonicalize_name(requirement.name)
        wanted = frozenset({"", *requirement.extras})
        if (name, wanted) in seen:
            continue
        seen.add((name, wanted))
        found.add(name)
        todo += [(_requirement(line), wanted) for line in requires(name)]
    return found


def locked(root: Path, environment: str) -> dict[str, set[str]]:
    """The versions that the lock of an environment names for each package."""
    path = root / f"requirements/{environment}.txt"
    if not path.is_file():
        raise SiteError(f"requirements/{environment}.txt: this lock is missing. Run: make lock")
    return _locked(path, path.stat().st_mtime_ns)


@cache
def _locked(path: Path, changed: int) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for match in PINNED.finditer(path.read_text(encoding="utf-8")):
        found.setdefault(match[1], set()).add(match[2])
    return found


def locked_here(root: Path, environment: str, package: str) -> str | None:
    """The version that the lock of an environment names for a package and this Python."""
    path = root / f"requirements/{environment}.txt"
    for match in LINE.finditer(path.read_text(encoding="utf-8")):
        pin = _requirement(match[1])
        if pin.name == canonicalize_name(package) and (not pin.marker or pin.marker.evaluate()):
            return str(pin.specifier).removeprefix("==")
    return None


@cache
def brought_by(direct: tuple[str, ...]) -> frozenset[str]:
    """What `packages` finds among the installed ones; many applications require the same."""
    return frozenset(packages(direct))


def pinned(path: Path) -> str:
    """A `requirements.txt`: what a `requirements.in` installs, with the versions installed here."""
    names = sorted(brought_by(tuple(requirements(path))))
    return "".join(f"{name}=={installed_version(name)}\n" for name in names)


@cache
def installed_version(name: str) -> str:
    """The version of an installed package."""
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        raise SiteError(
            f"The package '{name}' is not installed. Add it to the task's requirements.in, then "
            "run: make lock."
        ) from None


@cache
def _installed_requires(name: str) -> list[str]:
    installed_version(name)
    return metadata.requires(name) or []
