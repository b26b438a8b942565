"""Count who commits, into data/maintenance.json: `python -m tools.record.maintenance NAME=PATH …`.

Each PATH is a clone of the repository that data/maintenance.yml gives for the package NAME, with or
without a work tree. What is reachable from its HEAD is counted, over some months up to the newest
commit; the day of a commit is the committer's, in UTC. Merges are left out, because some projects
have one for each change and others none, and so are authors that are programs. Names are those that
the repository's own .mailmap gives. Two authors who share a name or an address are one person.

Only numbers are kept. A package that is not given keeps what is on record of it.
"""

from __future__ import annotations

import argparse
import datetime
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from packaging.utils import canonicalize_name

from content.dates import months_before, today
from content.errors import unknown
from content.maintenance import addresses, how
from content.model import Commits, Maintained, Repositories, Tally
from content.project import MAINTAINED, REPOSITORIES, ROOT, Project, read
from content.reader import dump_json
from content.seals import sealed
from tools.ending import ends_well

# Names are those of the repository's own map, also in a clone without a work tree.
GIT = ("git", "-c", "mailmap.blob=HEAD:.mailmap", "-C")


class MaintenanceError(Exception):
    """Nothing can be recorded; the message is one sentence for the person at the terminal."""


class _Commit(NamedTuple):
    day: datetime.date
    name: str
    address: str


def counted(folder: Path, asked: Repositories) -> Commits:
    """What a clone's history says of its last months.

    Raises:
        MaintenanceError: it is no clone, or has no commit.
    """
    commit, newest = _git(folder, "log", "-1", "--format=%H %ct").split()
    seen = _git(
        folder, "for-each-ref", "--sort=-committerdate", "--count=1",
        "--format=%(committerdate:unix)", "refs/heads", "refs/remotes", "refs/pull",
    ).strip()  # fmt: skip
    day = _day(newest)
    since = months_before(day, asked.months)
    recent = [one for one in _commits(folder) if one.day > since]
    outside = [one for one in _commits(folder, f":(exclude){asked.docs}") if one.day > since]
    people = [one for one in recent if not is_bot(one.name, asked.bots)]
    return sealed(
        Commits(
            checked=today(),
            commit=commit,
            day=day,
            seen=max(day, _day(seen or newest)),
            all=tally(people, asked),
            code=tally([one for one in outside if not is_bot(one.name, asked.bots)], asked),
            bots=len(recent) - len(people),
            how=how(asked),
            seal="-",
        )
    )


def tally(commits: Sequence[_Commit], asked: Repositories) -> Tally:
    """By how many people some commits are, and how many of them are by few."""
    each = sorted(by_person((one.name, one.address) for one in commits).values(), reverse=True)
    return Tally(
        commits=len(commits),
        authors=len(each),
        busy=sum(count >= asked.busy for count in each),
        busiest=sum(each[: asked.busiest]),
    )


def is_bot(name: str, patterns: Iterable[str]) -> bool:
    """Whether an author is a program, by its name."""
    return any(re.search(pattern, name, re.I) for pattern in patterns)


def by_person(authors: Iterable[tuple[str, str]]) -> Counter[str]:
    """Commits of each person, from name and address of each commit."""
    leads: dict[str, str] = {}  # a name or an address → another of the same person

    def person(mark: str) -> str:
        while (other := leads.setdefault(mark, mark)) != mark:
            mark = other
        return mark

    commits = [(f"name {name}", f"address {address}") for name, address in authors]
    for name, address in commits:
        leads[person(name)] = person(address)
    return Counter(person(name) for name, _ in commits)


def clones(asked: Repositories, given: Sequence[str]) -> dict[str, Path]:
    """Package → clone, from what was typed: NAME=PATH for each.

    Raises:
        SiteError: no repository is known for a package of that name.
    """
    known = {canonicalize_name(name): name for name in asked.repositories}
    found: dict[str, Path] = {}
    for item in given:
        name, _, path = item.partition("=")
        if canonicalize_name(name) not in known:
            raise unknown(REPOSITORIES, "package", name, known.values())
        found[canonicalize_name(name)] = Path(path)
    return found


def recorded(project: Project, given: Sequence[str]) -> Maintained:
    """What is on record when the clones have been counted."""
    asked = project.repositories
    kept = {
        name: one
        for name, one in project.maintained.content.root.items()
        if name in addresses(asked)
    }
    new = {name: counted(folder, asked) for name, folder in clones(asked, given).items()}
    return Maintained(kept | new)


@ends_well
def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    """Write the file; return 0 when it was written, 1 when it is as it was."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.record.maintenance", description=f"Write {MAINTAINED}."
    )
    parser.add_argument(
        "clone", nargs="+", metavar="NAME=PATH",
        help="a package, and a clone of its repository",
    )  # fmt: skip
    options = parser.parse_args(arguments)
    try:
        record = recorded(read(root), options.clone)
    except MaintenanceError as error:
        print(f"maintenance: {error}\nmaintenance: {MAINTAINED} is unchanged.", file=sys.stderr)
        return 1
    partial = root / f"{MAINTAINED}.partial"
    partial.write_text(dump_json(record), encoding="utf-8")
    partial.replace(root / MAINTAINED)
    print(f"maintenance: {MAINTAINED} is written: {len(record.root)} repositories.")
    return 0


def _commits(folder: Path, *paths: str) -> Iterable[_Commit]:
    form = "--format=%ct%x00%aN%x00%aE"
    told = _git(folder, "log", "--no-merges", form, "HEAD", "--", *paths).strip()
    for line in told.split("\n") if told else []:
        seconds, name, address = line.split("\0")
        yield _Commit(_day(seconds), " ".join(name.casefold().split()), address.casefold())


def _day(seconds: str) -> datetime.date:
    return datetime.datetime.fromtimestamp(int(seconds), datetime.UTC).date()


def _git(folder: Path, *arguments: str) -> str:
    done = subprocess.run([*GIT, str(folder), *arguments], capture_output=True)
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise MaintenanceError(f"{folder}: its history cannot be read: {(said or ['?'])[-1]}")
    return done.stdout.decode(errors="replace")


if __name__ == "__main__":
    sys.exit(main())
