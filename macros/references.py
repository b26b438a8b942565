"""Checks that what one data file names in another exists; `read` in macros.project calls it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from macros.errors import SiteError, unknown
from macros.model import (
    Claim,
    ClaimTopic,
    Evidence,
    FeatureGroup,
    Framework,
    LeftOut,
    Packages,
    Source,
    Support,
    Task,
)
from macros.package_data import KEYS, find

BOTH = "both"


@dataclass(frozen=True)
class Known:
    """The names that data files may refer to."""

    root: Path
    frameworks: list[Framework]
    sources: dict[str, Source]
    tasks: dict[str, Task]
    packages: Packages


def check_features(known: Known, groups: Mapping[str, FeatureGroup]) -> None:
    """Every row has its cells, and each cell's sources and library exist.

    A framework needs cells from the day on which it has pages in `docs/`.

    Raises:
        SiteError: something is missing or unknown.
    """
    ids = {framework.id for framework in known.frameworks}
    needed = {name for name in ids if (known.root / "docs" / name).is_dir()}
    seen: dict[str, str] = {}
    for file, group in groups.items():
        for row in group.rows:
            start = f"id: {row.id}"
            place = _at(known, file, start)
            if row.id in seen:
                raise SiteError(
                    f"{place}: the row '{row.id}' is in {seen[row.id]} too. Give one another id."
                )
            seen[row.id] = file
            for name in sorted(needed - set(row.cells)):
                raise SiteError(f"{place}: the row '{row.id}' has no cell for '{name}'.")
            for name, cell in row.cells.items():
                if name not in ids:
                    raise unknown(_at(known, file, start, name), "framework", name, ids)
                _sources(known, file, start, cell.sources)
                if cell.library:
                    find(known.packages, _at(known, file, start, cell.library), cell.library)


def check_claims(
    known: Known, topics: Mapping[str, ClaimTopic], left_out_file: str, left_out: list[LeftOut]
) -> None:
    """Ids are unique, and frameworks and evidence exist.

    Raises:
        SiteError: an id is taken, or something is unknown.
    """
    frameworks = {BOTH, *(framework.id for framework in known.frameworks)}
    entries = [(file, claim.id) for file, topic in topics.items() for claim in topic.claims]
    entries += [(left_out_file, item.id) for item in left_out]
    seen: dict[str, str] = {}
    for file, name in entries:
        if name in seen:
            raise SiteError(
                f"{_at(known, file, name)}: the claim '{name}' is in {seen[name]} too. "
                "Each id is used once."
            )
        seen[name] = file
    for file, topic in topics.items():
        for claim in topic.claims:
            if claim.about not in frameworks:
                place = _at(known, file, f"id: {claim.id}", claim.about)
                raise unknown(place, "framework", claim.about, frameworks)
            for evidence in claim.evidence:
                _evidence(known, file, claim, evidence)


def check_support(known: Known, file: str, supports: Mapping[str, Support]) -> None:
    """Frameworks and sources of the support windows exist.

    Raises:
        SiteError: something is unknown.
    """
    ids = {framework.id for framework in known.frameworks}
    for name, support in supports.items():
        if name not in ids:
            raise unknown(_at(known, file, name), "framework", name, ids)
        _sources(known, file, name, support.sources)
        for window in support.windows:
            _sources(known, file, window.series, window.sources)


def split(ref: str) -> tuple[str, str]:
    """The two parts of `task#promise`, `page.md#heading` or `package#key`; the second may miss."""
    name, _, part = ref.partition("#")
    return name, part


def _evidence(known: Known, file: str, claim: Claim, evidence: Evidence) -> None:
    if evidence.ref is None:
        return
    place = _at(known, file, f"id: {claim.id}", evidence.ref)
    name, part = split(evidence.ref)
    if evidence.kind == "source":
        _known(place, "source", name, known.sources)
    elif evidence.kind == "contract":
        _known(place, "task", name, known.tasks)
        _known(place, "promise", part, [item.id for item in known.tasks[name].contract])
    elif evidence.kind == "package":
        find(known.packages, place, name)
        _known(place, "key", part, KEYS)
    elif evidence.kind == "page" and not (known.root / "docs" / name).is_file():
        # MkDocs itself checks the heading behind the hash.
        raise SiteError(f"{place}: the page '{name}' does not exist in docs/.")


def _sources(known: Known, file: str, start: str, names: Iterable[str]) -> None:
    for name in names:
        _known(_at(known, file, start, name), "source", name, known.sources)


def _known(place: str, kind: str, name: str, names: Collection[str]) -> None:
    if name not in names:
        raise unknown(place, kind, name, names)


def _at(known: Known, file: str, start: str, value: str = "") -> str:
    """File and line of a value, looked for from the line that holds `start`."""
    lines = (known.root / file).read_text(encoding="utf-8").splitlines()
    # An id is not found inside a longer one.
    whole = re.compile(rf"(?<![\w-]){re.escape(start)}(?![\w-])")
    first = next((number for number, line in enumerate(lines) if whole.search(line)), 0)
    found = next((number for number in range(first, len(lines)) if value in lines[number]), first)
    return f"{file}, line {found + 1}"
