"""Who commits to a package, on record: what its counts are called, and whether they hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from packaging.utils import canonicalize_name

from content.dates import written
from content.errors import unknown
from content.model import Commits, Maintained, Repositories, Tally
from content.reader import Loaded
from content.seals import digest, seal_of

PATH = "data/maintenance.yml"
AGAIN = "Run: python -m tools.record.maintenance"

# What can be said of a repository: in words, and as pages print it.
COUNTS: dict[str, tuple[str, Callable[[Commits], str]]] = {
    "commits": ("commits", lambda one: str(one.all.commits)),
    "authors": ("authors", lambda one: str(one.all.authors)),
    "busy": ("authors with {busy} or more commits", lambda one: str(one.all.busy)),
    "share": ("share of the {busiest} busiest authors", lambda one: share(one.all)),
    "code-authors": ("authors of changes outside of `{docs}/`", lambda one: str(one.code.authors)),
    "code-busy": ("authors with {busy} or more commits outside of `{docs}/`",
                  lambda one: str(one.code.busy)),
    "bots": ("commits of programs, left out", lambda one: str(one.bots)),
    "until": ("newest commit", lambda one: written(one.day)),
}  # fmt: skip


def addresses(asked: Repositories) -> dict[str, str]:
    """Package, by its normalised name → the address of its repository."""
    return {canonicalize_name(name): address for name, address in asked.repositories.items()}


def label(asked: Repositories, key: str) -> str:
    """What a count is, in words."""
    return COUNTS[key][0].format(**asked.model_dump(include={"busy", "busiest", "docs"}))


def value(one: Commits, key: str) -> str:
    """One count as pages print it."""
    return COUNTS[key][1](one)


def share(some: Tally) -> str:
    """The part of some commits that the few busiest authors made."""
    return f"{100 * some.busiest / some.commits:.0f} %" if some.commits else "no commit"


def how(asked: Repositories) -> str:
    """A short hash of what data says of how commits are counted."""
    return digest(asked.model_dump_json(exclude={"repositories"}).encode())


def problems(asked: Repositories, maintained: Loaded[Maintained]) -> Iterator[str]:
    """One sentence for each count that is not what was counted, or not what is asked."""
    known = addresses(asked)
    for name, one in maintained.content.root.items():
        again = f"{AGAIN} {name}=PATH"
        if name not in known:
            yield f"{unknown(maintained.at(name), 'repository', name, known)} {again}"
        elif one.seal != seal_of(one):
            yield (
                f"{maintained.at(name, 'seal')}: '{one.seal}' does not fit the other fields of "
                f"{name}, so somebody edited them. {again}"
            )
        elif one.how != how(asked):
            yield (
                f"{maintained.at(name, 'how')}: {PATH} says otherwise since how to count. {again}"
            )
