"""Looks up what data/packages.json says of a package."""

from __future__ import annotations

from collections.abc import Callable

from packaging.utils import canonicalize_name

from content.dates import months_before, written
from content.errors import SiteError, unknown
from content.model import PackageFacts, Packages

STALE_MONTHS = 24


def find(packages: Packages, where: object, name: str) -> PackageFacts:
    """The facts of a package, named in any spelling that the index accepts."""
    facts = packages.packages.get(canonicalize_name(name))
    if facts is None:
        known = [item.name for item in packages.packages.values()]
        error = unknown(where, "package", name, known)
        raise SiteError(
            f"{error} For a new one, add it to data/packages.yml and run: make packages."
        )
    return facts


def is_stale(packages: Packages, facts: PackageFacts) -> bool:
    """Whether the latest release was over two years old on the day of the facts."""
    return facts.date < months_before(packages.checked, STALE_MONTHS)


def size(count: int | None) -> str:
    """A number of bytes as pages print it."""
    if count is None:
        return "Not known"
    return f"{count / 1_000_000:.1f} MB" if count >= 1_000_000 else f"{count / 1000:.0f} kB"


def last_release(packages: Packages, facts: PackageFacts) -> str:
    """Version and date of the latest release, and whether it is old."""
    text = f"{facts.latest}, {written(facts.date)}"
    return f"{text}: **no release for over two years**" if is_stale(packages, facts) else text


def _or_unknown(value: object) -> str:
    return "Not known" if value is None else str(value)


def _stale(packages: Packages, facts: PackageFacts) -> str:
    old = is_stale(packages, facts)
    return "no release for over two years" if old else "a release within two years"


_VALUES: dict[str, tuple[str, Callable[[Packages, PackageFacts], str]]] = {
    "latest": ("Latest release", lambda _, facts: facts.latest),
    "date": ("Date of the latest release", lambda _, facts: written(facts.date)),
    "first": ("First file in the package index", lambda _, facts: written(facts.first)),
    "releases": ("Final releases in the last 24 months",
                 lambda _, facts: str(facts.releases_24_months)),
    "all-releases": ("Final releases in all", lambda _, facts: str(facts.releases)),
    "python": ("Python version required", lambda _, facts: _or_unknown(facts.requires_python)),
    "dependencies": ("Direct dependencies", lambda _, facts: str(facts.dependencies)),
    "installs": ("Packages that an install brings", lambda _, facts: _or_unknown(facts.installs)),
    "size": ("Size of the download", lambda _, facts: size(facts.download_size)),
    "installed-size": ("Size on disk, with all it brings",
                       lambda _, facts: size(facts.installed_size)),
    "vulnerabilities": ("Known vulnerabilities of the latest release",
                        lambda _, facts: str(facts.vulnerabilities)),
    "stale": ("Health", _stale),
}  # fmt: skip


# The names of the values that `value` knows, in the order of tables.
KEYS = tuple(_VALUES)


def label(key: str) -> str:
    """What a value is, in words."""
    return _VALUES[key][0]


def value(packages: Packages, facts: PackageFacts, key: str) -> str:
    """One value as pages print it."""
    return _VALUES[key][1](packages, facts)
