"""Advisories on record: what one vulnerability is, and whether the record is what was read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby

from content.errors import listed
from content.model import Advisory, OwnText, Watched, WatchedGroup
from content.project import WATCHED, Project
from content.seals import digest, seal_of

AGAIN = "Run: python -m tools.record.advisories"


def problems(project: Project) -> Iterator[str]:
    """One sentence for each way in which the record is not what was read, or what is asked."""
    record = project.advisories.content
    if record.seal != seal_of(record):
        yield (
            f"{project.advisories.at('seal')}: '{record.seal}' does not fit the other fields, so "
            f"somebody edited them. {AGAIN}"
        )
    elif record.how != how(project.watched):
        yield f"{project.advisories.at('how')}: {WATCHED} says something else since. {AGAIN}"
    for package in own_texts(project.watched):
        read, now = record.texts.get(package, ["nothing"]), versions(project, package)
        if read != now:
            yield (
                f"{project.advisories.at('texts', package)}: {listed(read)} was read of {package}, "
                f"but data/sources.yml has {listed(now)}. {AGAIN}"
            )


def how(watched: Watched) -> str:
    """A short hash of what data says of what is counted."""
    return digest(watched.model_dump_json().encode())


def own_texts(watched: Watched) -> dict[str, OwnText]:
    """Package → where its project names advisories."""
    return {name: text for group in watched.groups for name, text in group.packages.items()}


def versions(project: Project, package: str) -> list[str]:
    """What tells one state of a package's texts from another."""
    sources = [project.sources[name] for name in own_texts(project.watched)[package].sources]
    return [source.version or str(source.checked) for source in sources]


def merged(found: Iterable[Advisory]) -> list[Advisory]:
    """Each vulnerability once, newest first: those that share a name are one."""
    once: list[Advisory] = []
    # What has a record comes first: the others are told of by a text, and add that it names them.
    for one in sorted(found, key=lambda one: (one.file is None, one.day, one.ids)):
        same = [known for known in once if set(known.ids) & set(one.ids)]
        once = [known for known in once if known not in same]
        once.append(_joined([*same, one]))
    return sorted(once, key=lambda one: (one.day, one.ids), reverse=True)


def _joined(same: list[Advisory]) -> Advisory:
    """Several accounts of one vulnerability as one, told of on the earliest of their days."""
    first = same[0]
    return Advisory(
        ids=_once(name for one in same for name in one.ids),
        packages=_once(name for one in same for name in one.packages),
        day=min(one.day for one in same),
        file=first.file,
        named=any(one.named for one in same),
        kind=next((one.kind for one in same if one.kind), None),
        vector=next((one.vector for one in same if one.vector), None),
        level=next((one.level for one in same if one.level), None),
        fixed=_once(version for one in same for version in one.fixed),
    )


def of_group(project: Project, group: WatchedGroup) -> list[Advisory]:
    """The vulnerabilities of a group, one that touches two of its packages counted once."""
    return [
        one
        for one in project.advisories.content.advisories
        if set(one.packages) & {*group.packages}
    ]


def by_year(advisories: Iterable[Advisory]) -> Mapping[int, list[Advisory]]:
    """The year → its vulnerabilities; a year without any is missing."""
    ordered = sorted(advisories, key=lambda one: one.day)
    return {year: list(some) for year, some in groupby(ordered, lambda one: one.day.year)}


def _once(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))
