"""Who keeps the frameworks and the libraries that pages recommend: releases, people, health."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from packaging.utils import canonicalize_name

from content import packages
from content.advisories import own_texts
from content.dates import period, written
from content.errors import unknown
from content.maintenance import COUNTS, addresses, label, value
from content.model import Commits, Framework, PackageFacts
from content.project import REPOSITORIES, Project
from content.rulebook import Outcome
from content.tried import libraries, on_record
from macros.markup import badge, section, table
from macros.tried import note

NOT_KNOWN = "Not known"


def maintained(project: Project, name: str, key: str) -> str:
    """One number of a repository, for a sentence."""
    where = f'maintained("{name}", "{key}")'
    if key not in COUNTS:
        raise unknown(where, "count", key, COUNTS)
    return value(_counted(project, where, name), key)


def told(project: Project, name: str, key: str) -> str:
    """The same as evidence: where it was counted, what, and up to which day."""
    one = _counted(project, "claims()", name)
    known = packages.find(project.packages, "claims()", name).name
    return (
        f"Counted in the repository of [{known}]({_history(project, name, one)}): "
        f"{label(project.repositories, key)}: {value(one, key)} (the {project.repositories.months} "
        f"months up to {written(one.day)})."
    )


def maintenance_releases(project: Project) -> str:
    """How often each framework and what it consists of is released, as a table."""
    rows = []
    for name in own_texts(project.watched):
        facts = packages.find(project.packages, "maintenance_releases()", name)
        rows.append([name, facts.releases_24_months, written(facts.date)])
    return table(["Package", "Releases", "Latest"], rows)


def maintenance_people(project: Project) -> str:
    """How many people commit to each framework and what it consists of, as a table."""
    asked = project.repositories
    keys = ("commits", "authors", "busy", "share", "code-authors", "code-busy")
    rows = [
        [name, *(value(one, key) for key in keys)]
        for name in own_texts(project.watched)
        if (one := _known(project, name))
    ]
    head = ["Package", "Commits", "Authors", f"{asked.busy} or more", f"Busiest {asked.busiest}",
            "In code", f"{asked.busy} in code"]  # fmt: skip
    return section("mdx-counts", table(head, rows))


def maintenance_clones(project: Project) -> str:
    """What was read of each: newest commit, age of the clone, what was left out; folded away."""
    rows = [
        [
            name,
            f"[`{one.commit[:7]}`]({_history(project, name, one)})",
            written(one.day),
            written(one.seen),
            one.bots,
        ]
        for name in own_texts(project.watched)
        if (one := _known(project, name))
    ]
    head = ["Package", "Newest commit", "Of", "Copy no older than", "Commits of programs"]
    return _folded("What was read", table(head, rows))


def maintenance_summary(project: Project) -> str:
    """How many of the libraries are released, work, and have people, as a table."""
    asked = project.repositories
    columns = {outcome: list(_libraries(project, outcome)) for outcome in _outcomes(project)}
    tallies = {name: Counter(_said(project, some)) for name, some in columns.items()}
    words = {
        "all": "Libraries",
        "stale": "No release for over two years",
        "vulnerable": "Known vulnerability in the latest",
        "works": "Tried: works with the newest",
        "fails": "Tried: does not",
        "not-tried": "Not tried",
        "several": f"Two or more authors with {asked.busy} commits",
        "one": f"One author with {asked.busy} commits",
        "none": "No author with so many",
        "not-counted": "Authors not known",
    }
    rows = [[words[key], *(tally[key] for tally in tallies.values())] for key in words]
    head = ["What", *(badge(outcome) for outcome in _by_id(project, columns))]
    return section("mdx-counts", table(head, rows))


def maintenance_libraries(project: Project) -> str:
    """Each library with its release, its trial and its people, folded away."""
    asked = project.repositories
    rows: dict[str, list[_Library]] = {}
    for outcome in _outcomes(project):
        for one in _libraries(project, outcome):
            rows.setdefault(one.facts.name, []).append(one)
    head = ["Library", "Beside", "Latest release", "Authors", f"{asked.busy} or more",
            f"Busiest {asked.busiest}", "Up to"]  # fmt: skip
    listed = [_row(project, rows[name]) for name in sorted(rows, key=str.casefold)]
    return _folded(f"All {len(rows)} libraries", table(head, listed))


def maintenance_read(project: Project) -> str:
    """On which days the index was asked and commits were counted, as words of a sentence."""
    days = [one.checked for one in project.maintained.content.root.values()]
    counted = f"commits counted on {period(days)}" if days else "no commit counted yet"
    return f"package index read on {written(project.packages.checked)}, {counted}"


@dataclass(frozen=True)
class _Library:
    """A library that the feature tables or trials of one framework name."""

    outcome: Outcome
    framework: Framework | None
    facts: PackageFacts
    commits: Commits | None


def _folded(summary: str, content: str) -> str:
    return (
        '<details class="mdx-kept" markdown>\n'
        f"<summary>{summary}</summary>\n\n{content}\n\n</details>"
    )


def _outcomes(project: Project) -> list[str]:
    """What has a column in the feature tables with a library in it."""
    used = {
        name
        for group in project.features.values()
        for row in group.rows
        for name, cell in row.cells.items()
        if cell.library
    }
    return [one.id for one in project.rulebook.outcomes if one.id in used]


def _by_id(project: Project, ids: Mapping[str, object]) -> list[Outcome]:
    return [one for one in project.rulebook.outcomes if one.id in ids]


def _libraries(project: Project, name: str) -> Iterator[_Library]:
    """Those that a column names, and for a framework of the registry all that are tried."""
    (outcome,) = _by_id(project, {name: None})
    framework = next((one for one in project.frameworks if one.id == name), None)
    named = {
        canonicalize_name(row.cells[name].library or "")
        for group in project.features.values()
        for row in group.rows
        if name in row.cells and row.cells[name].library
    }
    for library in sorted(named | set(libraries(project, framework) if framework else ())):
        facts = packages.find(project.packages, "maintenance_libraries()", library)
        yield _Library(outcome, framework, facts, _known(project, library))


def _said(project: Project, some: list[_Library]) -> Iterator[str]:
    """What is counted of some libraries, once for each library of which it is true."""
    for one in some:
        yield "all"
        if packages.is_stale(project.packages, one.facts):
            yield "stale"
        if one.facts.vulnerabilities:
            yield "vulnerable"
        yield _trial(project, one)
        if one.commits is None:
            yield "not-counted"
        else:
            yield ("none", "one")[busy] if (busy := one.commits.all.busy) < 2 else "several"


def _trial(project: Project, one: _Library) -> str:
    """What came of the trial beside the newest release of the framework."""
    if one.framework is None:
        return "not-tried"
    run = on_record(project, one.framework, one.facts.name)[one.framework.environments[0]]
    return "not-tried" if run is None else "works" if run.works else "fails"


def _row(project: Project, same: list[_Library]) -> list[object]:
    """One library, with what came of it beside each framework that has it."""
    facts, commits = same[0].facts, same[0].commits
    beside = [
        f"{one.outcome.name}{note(project, one.framework, facts.name)}"
        if one.framework
        else f"{one.outcome.name}: not tried"
        for one in same
    ]
    address = addresses(project.repositories).get(canonicalize_name(facts.name))
    warning = (
        f": **known vulnerabilities: {facts.vulnerabilities}**" if facts.vulnerabilities else ""
    )
    return [
        f"[{facts.name}]({address})" if address else facts.name,
        ", ".join(beside),
        packages.last_release(project.packages, facts) + warning,
        *(value(commits, key) if commits else NOT_KNOWN for key in ("authors", "busy", "share")),
        written(commits.day) if commits else NOT_KNOWN,
    ]


def _known(project: Project, name: str) -> Commits | None:
    return project.maintained.content.root.get(canonicalize_name(name))


def _counted(project: Project, where: str, name: str) -> Commits:
    if found := _known(project, name):
        return found
    raise unknown(f"{where}, {REPOSITORIES}", "counted repository", name,
                  project.maintained.content.root)  # fmt: skip


def _history(project: Project, name: str, one: Commits) -> str:
    """Where a reader sees the commits that were counted."""
    return f"{addresses(project.repositories)[canonicalize_name(name)]}/commits/{one.commit}"
