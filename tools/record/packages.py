"""Refresh data/packages.json from the package index: `python -m tools.record.packages`.

pypi-simple reads the index: it is maintained, typed, speaks the standard simple API in its JSON
form (files, sizes, dates, yanked), knows the index's address so that nothing here types it, and
takes another with `--index`. The standard API has no known vulnerabilities and not always the
metadata; the index's own JSON pages have both, and are asked in the same session.

What an install brings is resolved by uv for this Python and this machine, without installing. The
size on disk is measured for the frameworks of the registry alone, in a throw-away folder.

The file is replaced as a whole, and only when every package was read.
"""

from __future__ import annotations

import argparse
import datetime
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from packaging.metadata import RawMetadata
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version
from pydantic import BaseModel, ValidationError
from pypi_simple import (
    DigestMismatchError,
    DistributionPackage,
    NoDigestsError,
    NoSuchProjectError,
    PyPISimple,
    UnsupportedContentTypeError,
    UnsupportedRepoVersionError,
)

from content.dates import months_before, today
from content.errors import SiteError
from content.model import FeatureGroup, Frameworks, PackageFacts, PackageNames, Packages
from content.packages import STALE_MONTHS
from content.project import PACKAGES, ROOT
from content.reader import dump_json, load
from tools.ending import ends_well
from tools.record.metadata import MetadataError, direct, metadata_of, preferred
from tools.setup.lock import UV

TIMEOUT = 30.0


class FactsError(Exception):
    """A package could not be read; the message is one sentence for the person at the terminal."""


class _Info(BaseModel):
    """What is needed of the head of that page."""

    version: str


class _Release(BaseModel):
    """What is needed of the index's JSON page of a package; it holds much more."""

    info: _Info
    vulnerabilities: list[dict[str, Any]]


def names(root: Path) -> tuple[list[str], list[str]]:
    """The packages to look up.

    Args:
        root: the project's folder.

    Returns:
        The frameworks of the registry; and all packages, which are these, the libraries of
        data/features and the names in data/packages.yml.

    Raises:
        SiteError: one of these files is malformed.
    """
    registry = load(root / "data/frameworks.yml", Frameworks, root).frameworks
    frameworks = [framework.package for framework in registry]
    cells = (
        cell
        for path in sorted((root / "data/features").glob("*.yml"))
        for row in load(path, FeatureGroup, root).rows
        for cell in row.cells.values()
    )
    libraries = [cell.library for cell in cells if cell.library]
    more = load(root / "data/packages.yml", PackageNames, root).root
    unique = {canonicalize_name(name): name for name in [*frameworks, *libraries, *more]}
    return frameworks, [unique[key] for key in sorted(unique)]


def facts(
    client: PyPISimple, name: str, today: datetime.date, index: str | None = None
) -> PackageFacts:
    """Read the facts of one package, without what an install of it brings.

    Args:
        client: the index.
        name: the package.
        today: the day of this run.
        index: address of the index, where a source archive must be built; the usual one if None.

    Returns:
        The facts.

    Raises:
        FactsError: no network, no such package, or an answer that makes no sense.
    """
    try:
        files = client.get_project_page(name, timeout=TIMEOUT).packages
        releases = _final_releases(files)
        if not releases:
            raise FactsError(f"{name}: the index lists no final release.")
        latest = max(releases)
        page = _page(client, name, latest)
        file = preferred(releases[latest])
        metadata = metadata_of(client, file, index, TIMEOUT)
        if Version(metadata["version"]) != latest:
            raise FactsError(f"{file.filename}: its METADATA says version {metadata['version']}.")
        dependencies = len(direct(metadata))
    except NoSuchProjectError:
        raise FactsError(f"{name}: the index has no such package.") from None
    except requests.ConnectionError:
        raise FactsError(f"{name}: no network: the package index does not answer.") from None
    except requests.Timeout:
        raise FactsError(f"{name}: no answer within {TIMEOUT:.0f} seconds.") from None
    except requests.HTTPError as error:
        raise FactsError(f"{name}: the index refused: {error}.") from None
    except MetadataError as error:
        raise FactsError(f"{name}: {error}") from None
    except (NoDigestsError, DigestMismatchError) as error:
        raise FactsError(f"{name}: a file does not fit the index's hash: {error}.") from None
    except (
        UnsupportedContentTypeError, UnsupportedRepoVersionError, ValidationError, ValueError,
    ) as error:  # fmt: skip
        reason = str(error).splitlines()[0]
        raise FactsError(f"{name}: malformed answer of the index: {reason}") from None
    dates = {version: min(map(_uploaded, found)) for version, found in releases.items()}
    since = months_before(today, STALE_MONTHS)
    return PackageFacts(
        name=metadata["name"],
        latest=str(latest),
        date=dates[latest],
        first=min(map(_uploaded, files)),
        releases=len(releases),
        releases_24_months=sum(date >= since for date in dates.values()),
        requires_python=metadata.get("requires_python") or None,
        dependencies=dependencies,
        download_size=_download_size(releases[latest]),
        vulnerabilities=sum(not item.get("withdrawn") for item in page.vulnerabilities),
        documentation=_documentation(metadata, client.endpoint),
        file=file.filename,
        sha256=file.digests.get("sha256", ""),
        checked=today,
    )


def installs(requirement: str, index: str | None) -> int | None:
    """Count the packages that an install brings, itself included.

    Returns:
        The number, or None if uv finds no solution for this Python and machine.
    """
    command = [UV, "pip", "compile", "-", "--no-header", "--no-annotate", "--quiet"]
    command += ["--python", sys.executable, "--no-config", *_index(index)]
    done = subprocess.run(command, input=requirement, capture_output=True, text=True)
    return None if done.returncode else sum("==" in line for line in done.stdout.splitlines())


def installed_size(requirement: str, index: str | None) -> int:
    """Install into a throw-away folder and add up the bytes of all files, bytecode not compiled.

    Raises:
        FactsError: uv could not install it.
    """
    with tempfile.TemporaryDirectory() as folder:
        command = [UV, "pip", "install", requirement, "--target", folder, "--quiet"]
        command += ["--python", sys.executable, "--no-config", *_index(index)]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise FactsError(f"{requirement}: uv could not install it:\n{done.stderr.strip()}")
        return sum(path.stat().st_size for path in Path(folder).rglob("*") if path.is_file())


def refresh(root: Path, index: str | None = None) -> Packages:
    """Read every package and replace data/packages.json.

    Args:
        root: the project's folder.
        index: address of the index; the client's default if None.

    Returns:
        The new content of the file.

    Raises:
        FactsError: a package could not be read; the file is as it was.
        SiteError: the list of packages could not be read.
    """
    frameworks, wanted = names(root)
    measured = {canonicalize_name(name) for name in frameworks}
    day = today()
    found: dict[str, PackageFacts] = {}
    with PyPISimple(index) if index else PyPISimple() as client:
        for name in wanted:
            print(f"facts: {name}", flush=True)
            one = facts(client, name, day, index)
            exact = f"{one.name}=={one.latest}"
            more: dict[str, int | None] = {"installs": installs(exact, index)}
            if canonicalize_name(name) in measured:
                more["installed_size"] = installed_size(exact, index)
            found[canonicalize_name(name)] = one.model_copy(update=more)
    packages = Packages(checked=day, packages=found)
    partial = root / f"{PACKAGES}.partial"
    partial.write_text(dump_json(packages), encoding="utf-8")
    partial.replace(root / PACKAGES)
    return packages


@ends_well
def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    """Refresh the file.

    Args:
        arguments: the command line without the program's name; that of this process by default.
        root: the project's folder.

    Returns:
        The exit status: 0 when the file was written, 1 when it is as it was.
    """
    parser = argparse.ArgumentParser(
        prog="python -m tools.record.packages", description="Refresh data/packages.json."
    )
    parser.add_argument("--index", help="address of the package index, instead of the usual one")
    try:
        packages = refresh(root, parser.parse_args(arguments).index)
    except (FactsError, SiteError) as error:
        print(f"facts: {error}\nfacts: {PACKAGES} is unchanged.", file=sys.stderr)
        return 1
    print(f"facts: {PACKAGES} is written: {len(packages.packages)} packages.")
    return 0


def _final_releases(files: Iterable[DistributionPackage]) -> dict[Version, list[Any]]:
    """Files by version, without pre-releases and without what was withdrawn."""
    releases: dict[Version, list[Any]] = defaultdict(list)
    for file in files:
        try:
            version = Version(file.version or "")
        except InvalidVersion:
            continue  # old files with names that no tool reads
        if not version.is_prerelease and not file.is_yanked:
            releases[version].append(file)
    return releases


def _page(client: PyPISimple, name: str, latest: Version) -> _Release:
    """The JSON page of a package's latest release, which lies beside the simple API."""
    address = urljoin(client.endpoint.rstrip("/") + "/", f"../pypi/{canonicalize_name(name)}/json")
    answer = client.s.get(address, timeout=TIMEOUT)
    if answer.status_code == requests.codes.not_found:
        raise NoSuchProjectError(name, address)
    answer.raise_for_status()
    page = _Release.model_validate(answer.json())
    if Version(page.info.version) != latest:
        raise FactsError(
            f"{name}: the index contradicts itself: {latest} in its list of files, "
            f"{page.info.version} in its JSON page. Try again later."
        )
    return page


def _uploaded(file: DistributionPackage) -> datetime.date:
    if file.upload_time is None:
        raise FactsError(f"{file.filename}: the index gives no date.")
    return file.upload_time.date()


def _download_size(files: Iterable[DistributionPackage]) -> int:
    wheels = [file for file in files if file.package_type == "wheel"]
    return max(file.size or 0 for file in wheels or files)


def _documentation(metadata: RawMetadata, endpoint: str) -> str | None:
    """The address that the package states, unless it leads back to the index."""
    stated = {name.lower(): url for name, url in metadata.get("project_urls", {}).items()}
    candidates = [stated.get("documentation"), stated.get("homepage"), metadata.get("home_page")]
    index = urlsplit(endpoint).hostname
    for url in candidates:
        if url and url.startswith("http") and urlsplit(url).hostname != index:
            return url
    return None


def _index(index: str | None) -> list[str]:
    return ["--default-index", index] if index else []


if __name__ == "__main__":
    sys.exit(main())
