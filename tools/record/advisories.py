"""Count advisories and write data/advisories.json: `python -m tools.record.advisories`.

Two things are read. The database is a clone of the one that data/advisories.yml names, in the OSV
format: its newest commit says which records there are. Beside it stands what each project itself
names: a change log or a list, or a folder of release notes, that the person at the terminal has
fetched. The database may be older than these, or lack what they name; what the CVE list has beyond
both is typed in data/advisories.yml. What two of them name is one vulnerability, and so are two
records that share a name. A record that was taken back is left out.

Severity and versions are as they are stated; nothing is computed from them. The kind is that of the
weakness (CWE) that a record names, or else of the words that stand first in its text.
"""

from __future__ import annotations

import argparse
import datetime
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from packaging.utils import canonicalize_name
from packaging.version import Version
from pydantic import BaseModel, ValidationError

from content.advisories import how, merged, own_texts, versions
from content.dates import MONTHS, today
from content.errors import listed, unknown
from content.model import Advisories, Advisory, AdvisoryKind, OwnText, Watched
from content.project import ADVISORIES, ROOT, WATCHED, Project, read
from content.reader import LOADER, dump_json
from content.seals import sealed
from tools.ending import ends_well

FOLDER = "vulns"  # of the database; below it a folder for each package

MONTH = "|".join(MONTHS)
DAY = (
    r"(?:(?P<iso>\d{4}-\d\d-\d\d)"
    rf"|(?P<month>{MONTH}) (?P<day>\d{{1,2}}), (?P<year>\d{{4}})"
    rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)? (?P<month2>{MONTH}) (?P<year2>\d{{4}}))"
)
# How a release, or an entry of a list, begins in the texts of projects: its day is in that line.
RELEASE = re.compile(rf"(?:Released |\*\*Date\*\*: |#+ \S+ \(|\*)?{DAY}")
POINT = re.compile(r"[-*] ")
# An issue in release notes: its heading, and what stands below it up to the next one.
ISSUE = re.compile(
    r"^(?P<name>CVE-\d{4}-\d{4,}): (?P<says>.*)\n=+\n(?P<more>(?:.*\n)*?)(?=.*\n=+$|\Z)", re.M
)
LEVEL = re.compile(r"severity\s+[\"“](\w+)[\"”]")
NOTES = "*.txt"
# An identifier as it is, or in a mark of Sphinx, :cve:`2026-1234`.
NAME = re.compile(
    r"\b(?:CVE-\d{4}-\d{4,}|GHSA(?:-[0-9a-z]{4}){3})\b|:(?P<scheme>cve|ghsa):`(?P<rest>[\w-]+)`"
)


class AdvisoriesError(Exception):
    """Nothing can be recorded; the message is one sentence for the person at the terminal."""


class _Event(BaseModel):
    fixed: str | None = None


class _Range(BaseModel):
    type: str
    events: list[_Event] = []


class _Package(BaseModel):
    name: str


class _Affected(BaseModel):
    package: _Package
    ranges: list[_Range] = []


class _Severity(BaseModel):
    score: str


class _Record(BaseModel):
    """What is needed of a record of the database; it holds more."""

    id: str
    published: datetime.datetime
    withdrawn: datetime.datetime | None = None
    aliases: list[str] = []
    details: str = ""
    affected: list[_Affected] = []
    severity: list[_Severity] = []
    database_specific: dict[str, Any] = {}


class Database:
    """A clone of the database, with or without a work tree; what is committed last is read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.commit = self._git("rev-parse", "HEAD").strip()
        self.day = datetime.date.fromisoformat(self._git("log", "-1", "--format=%cs").strip())
        if not self._git("ls-tree", "HEAD", f"{FOLDER}/"):
            raise AdvisoriesError(f"{folder}: there is no folder '{FOLDER}' in it.")

    def records(self, package: str) -> Iterator[tuple[str, _Record]]:
        """Each record of a package, with the name of its file.

        Raises:
            AdvisoriesError: a file is no record.
        """
        place = f"{FOLDER}/{canonicalize_name(package)}/"
        for file in self._git("ls-tree", "--name-only", "HEAD", place).splitlines():
            try:
                text = yaml.load(self._git("show", f"HEAD:{file}"), Loader=LOADER)  # noqa: S506
                yield file, _Record.model_validate(text)
            except (yaml.YAMLError, ValidationError) as error:
                reason = str(error).splitlines()[0]
                raise AdvisoriesError(
                    f"{file}: it is no record of the database: {reason}"
                ) from None

    def _git(self, *arguments: str) -> str:
        command = ["git", "-C", str(self.folder), *arguments]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            reason = (done.stderr.strip().splitlines() or ["git failed"])[-1]
            raise AdvisoriesError(f"{self.folder}: it is no clone of the database: {reason}")
        return done.stdout


def of_record(file: str, package: str, record: _Record, kinds: Sequence[AdvisoryKind]) -> Advisory:
    """What is kept of a record."""
    fixed = {
        event.fixed
        for affected in record.affected
        if canonicalize_name(affected.package.name) == canonicalize_name(package)
        for one in affected.ranges
        if one.type == "ECOSYSTEM"
        for event in one.events
        if event.fixed
    }
    return Advisory(
        ids=list(dict.fromkeys([record.id, *record.aliases])),
        packages=[package],
        day=record.published.date(),
        file=file,
        kind=kind_of(kinds, record.details, record.database_specific.get("cwe_ids", ())),
        vector=record.severity[0].score if record.severity else None,
        fixed=sorted(fixed, key=Version),
    )


def of_told(package: str, own: OwnText, kinds: Sequence[AdvisoryKind]) -> Iterator[Advisory]:
    """What was typed from the CVE list."""
    for one in own.told:
        yield Advisory(
            ids=one.ids,
            packages=[package],
            day=one.day,
            named=True,
            kind=kind_of(kinds, one.says, one.cwe),
            level=one.level,
            fixed=one.fixed,
        )


def of_text(text: str, package: str, own: OwnText, watched: Watched) -> Iterator[Advisory]:
    """What a change log or a list names, each with the day of its release or entry."""
    for day, passage in passages(text):
        names = list(dict.fromkeys(map(_written_out, NAME.finditer(passage))))
        names = [name for name in names if name not in own.of_others]
        schemes = [name.split("-")[0] for name in names]
        # One name of each scheme is one vulnerability; of two of one scheme, each is one.
        alone = len(schemes) == len(set(schemes))
        for ids in [names] if names and alone else [[name] for name in names]:
            kind = kind_of(watched.kinds, passage)
            yield Advisory(ids=ids, packages=[package], day=day, named=True, kind=kind)


def of_notes(text: str, package: str, watched: Watched) -> Iterator[Advisory]:
    """What the notes of one release have a heading for; without a day it is not released.

    A severity that is the only one of a release is that of each of its issues.
    """
    said = {word: level.id for level in watched.levels for word in level.words}
    release = next(filter(None, map(RELEASE.match, text.splitlines())), None)
    if not release:
        return
    for issue in ISSUE.finditer(text):
        words = LEVEL.findall(issue["more"]) or LEVEL.findall(text)
        levels = {said[word] for word in words if word in said}
        yield Advisory(
            ids=[issue["name"]],
            packages=[package],
            day=_day(release),
            named=True,
            kind=kind_of(watched.kinds, f"{issue['says']} {issue['more']}"),
            level=levels.pop() if len(levels) == 1 else None,
        )


def passages(text: str) -> Iterator[tuple[datetime.date, str]]:
    """Each point of a list and head of a release, with its day; without one it is left out.

    What stands above the first day is not released yet.
    """
    day: datetime.date | None = None
    lines: list[str] = []
    for line in [*text.splitlines(), "- "]:
        release = RELEASE.match(line)
        if release or POINT.match(line):
            if day and lines:
                yield day, "\n".join(lines)
            lines = []
        elif line.startswith("Unreleased"):
            day = None
        day = _day(release) if release else day
        lines.append(line)


def kind_of(kinds: Sequence[AdvisoryKind], text: str, weaknesses: Sequence[str] = ()) -> str | None:
    """The kind of a weakness that is named, or else that whose words stand first; None: neither."""
    for kind in kinds:
        if set(kind.cwe) & set(weaknesses):
            return kind.id
    plain = " ".join(text.split())
    places = [
        (found.start(), kind.id)
        for kind in kinds
        for word in kind.words
        if (found := re.search(rf"\b{re.escape(word)}\b", plain, re.I))
    ]
    return min(places)[1] if places else None


def counted(
    project: Project, database: Database, texts: Mapping[str, Sequence[Path]]
) -> Advisories:
    """All that the database and the texts name since the first year that is counted."""
    watched = project.watched
    found: list[Advisory] = []
    withdrawn = 0
    for package, own in own_texts(watched).items():
        for file, record in database.records(package):
            if record.withdrawn:
                withdrawn += record.published.year >= watched.since
            else:
                found.append(of_record(file, package, record, watched.kinds))
        found += of_told(package, own, watched.kinds)
        for path in texts[package]:
            if path.is_dir():
                for one in sorted(path.glob(NOTES)):
                    found += of_notes(one.read_text(encoding="utf-8"), package, watched)
            else:
                found += of_text(path.read_text(encoding="utf-8"), package, own, watched)
    return sealed(
        Advisories(
            commit=database.commit,
            committed=database.day,
            checked=today(),
            withdrawn=withdrawn,
            advisories=[one for one in merged(found) if one.day.year >= watched.since],
            texts={package: versions(project, package) for package in texts},
            how=how(watched),
            seal="-",
        )
    )


def texts_of(watched: Watched, given: Sequence[str]) -> dict[str, list[Path]]:
    """Package → its project's texts, from what was typed: NAME=PATH for each.

    Raises:
        AdvisoriesError: a text is missing, or there is no day in it.
        SiteError: no package of that name is counted.
    """
    wanted = {canonicalize_name(name): name for name in own_texts(watched)}
    texts: dict[str, list[Path]] = {name: [] for name in wanted.values()}
    for item in given:
        name, _, path = item.partition("=")
        if canonicalize_name(name) not in wanted:
            raise unknown("--text", "package", name, wanted.values())
        texts[wanted[canonicalize_name(name)]].append(_with_days(Path(path)))
    for name, own in own_texts(watched).items():
        if len(texts[name]) != len(own.sources):
            raise AdvisoriesError(
                f"{WATCHED} names {listed(own.sources)} for {name}, but {len(texts[name])} of its "
                f"texts are given. Right: --text {name}=PATH for each."
            )
    return texts


def _with_days(path: Path) -> Path:
    """Let a text pass in which a line begins with a day, or a folder of such texts."""
    texts = sorted(path.glob(NOTES)) if path.is_dir() else [path]
    lines = (line for text in texts for line in text.read_text(encoding="utf-8").splitlines())
    if not any(RELEASE.match(line) for line in lines):
        raise AdvisoriesError(f"{path}: no line of it begins with the day of a release.")
    return path


@ends_well
def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    """Write the file; return 0 when it was written, 1 when it is as it was."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.record.advisories", description=f"Write {ADVISORIES}."
    )
    parser.add_argument("database", type=Path, help="a clone of the database")
    parser.add_argument(
        "--text", action="append", default=[], metavar="NAME=PATH",
        help="a package, and a file or a folder of notes in which its project names advisories",
    )  # fmt: skip
    options = parser.parse_args(arguments)
    project = read(root)
    try:
        texts = texts_of(project.watched, options.text)
        record = counted(project, Database(options.database), texts)
    except AdvisoriesError as error:
        print(f"advisories: {error}\nadvisories: {ADVISORIES} is unchanged.", file=sys.stderr)
        return 1
    partial = root / f"{ADVISORIES}.partial"
    partial.write_text(dump_json(record), encoding="utf-8")
    partial.replace(root / ADVISORIES)
    print(f"advisories: {ADVISORIES} is written: {len(record.advisories)} vulnerabilities.")
    return 0


def _written_out(found: re.Match[str]) -> str:
    """An identifier without the mark around it."""
    return f"{found['scheme'].upper()}-{found['rest']}" if found["scheme"] else found[0]


def _day(found: re.Match[str]) -> datetime.date:
    if found["iso"]:
        return datetime.date.fromisoformat(found["iso"])
    day, month, year = (found[name] or found[f"{name}2"] for name in ("day", "month", "year"))
    return datetime.date(int(year), MONTHS.index(month) + 1, int(day))


if __name__ == "__main__":
    sys.exit(main())
