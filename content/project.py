"""Everything that the pages draw on, read and checked together."""

from __future__ import annotations

import os
import stat
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import lru_cache
from pathlib import Path
from typing import Any

from content.alike import Entry, address, refuse_alike, target, words
from content.cache import ROOT
from content.diagrams import Diagrams, read_diagrams
from content.errors import SiteError, unknown
from content.figures import FIGURES, Figures
from content.inventory import refuse_strangers
from content.maintenance import COUNTS
from content.measure_kinds import COMPARED
from content.measure_plan import Plan, read_plan
from content.measurements import Record, read_records
from content.model import (
    Advisories,
    ClaimTopic,
    Decision,
    Decisions,
    Defaults,
    Environment,
    Fault,
    Faults,
    FeatureGroup,
    Framework,
    Frameworks,
    Implementation,
    LeftOut,
    LeftOuts,
    Libraries,
    Library,
    Live,
    Maintained,
    PackageNames,
    Packages,
    PageType,
    Promise,
    Promises,
    RecordedDefaults,
    Repositories,
    Screens,
    SearchWords,
    Shots,
    Source,
    Sources,
    Support,
    Supports,
    Task,
    TaskGroup,
    TaskGroups,
    Titled,
    TriedTogether,
    Verified,
    Watched,
)
from content.navigation import entries
from content.needs import Needs, read_needs
from content.packages import KEYS
from content.pages import Page, read_pages, read_types
from content.reader import Loaded, load, load_with_lines, read_text
from content.requirements import refuse_wrong_requirements
from content.rulebook import RuleBook, read_rulebook, refuse_unknown_answers
from content.said import SAID, Said
from content.sections import (
    LEFTOVERS,
    NOT_CODE,
    Section,
    check_steps,
    files,
    section_with,
    sections_in,
)

__all__ = ["ROOT", "Application", "Project", "read"]

ADVISORIES = "data/advisories.json"
DEFAULTS = "data/defaults.yml"
FRAMEWORKS = "data/frameworks.yml"
TASK_GROUPS = "data/task-groups.yml"
LIBRARIES = "data/libraries.yml"
LIVE = "data/live.yml"
LEFT_OUT = "data/claims/left-out.yml"
MAINTAINED = "data/maintenance.json"
PACKAGES = "data/packages.json"
RECORDED_DEFAULTS = "data/defaults.json"
REPOSITORIES = "data/maintenance.yml"
RESPONSES = "data/responses"
SCREENS = "data/screens.yml"
SEARCH = "data/search.yml"
SHARED_CONTRACT = "data/contract.yml"
SHOTS = "data/screens.json"
TRIED = "data/tried.json"
VERIFIED = "data/verified.json"
WATCHED = "data/advisories.yml"

# The folders and files whose content a project is.
INPUTS = ("mkdocs.yml", "data", "docs", "includes", "measurements", "snippets", "tests/faults")


@dataclass(frozen=True)
class Shown:
    """The line that causes a difference: its section, and its place in it, from 0."""

    section: str
    line: int


@dataclass(frozen=True)
class Application:
    """One framework's implementation of one task."""

    task: str
    framework: Framework
    folder: Path
    meta: Implementation
    sections: dict[str, Section]
    shown: dict[str, Shown]


@dataclass(frozen=True)
class Project:
    """The checked content of `data/`, `snippets/` and `docs/`."""

    root: Path
    environments: list[Environment]
    frameworks: list[Framework]
    sources: dict[str, Source]
    shared_contract: list[Promise]
    task_groups: list[TaskGroup]
    tasks: dict[str, Task]
    applications: dict[str, dict[str, Application]]
    verified: Loaded[Verified]
    faults: dict[str, list[Fault]]
    features: dict[str, FeatureGroup]
    claims: dict[str, ClaimTopic]
    left_out: list[LeftOut]
    decisions: list[Decision]
    rulebook: RuleBook
    figures: Figures
    said: Loaded[Said]
    needs: Needs
    support: dict[str, Support]
    packages: Packages
    watched: Watched
    advisories: Loaded[Advisories]
    repositories: Repositories
    maintained: Loaded[Maintained]
    libraries: dict[str, dict[str, Library]]
    tried: Loaded[TriedTogether]
    live: Live
    diagrams: Diagrams
    responses: dict[str, dict[str, str]]
    screens: Loaded[Screens]
    shots: Loaded[Shots]
    plan: Plan
    records: dict[str, Loaded[Record]]
    defaults: Loaded[Defaults]
    recorded_defaults: Loaded[RecordedDefaults]
    search: SearchWords
    page_types: dict[str, PageType]
    pages: dict[str, Page]

    def framework(self, where: str, name: str) -> Framework:
        """A framework by its id; `where` is the place that names it."""
        for framework in self.frameworks:
            if framework.id == name:
                return framework
        raise unknown(where, "framework", name, [one.id for one in self.frameworks])

    def task(self, where: str, name: str) -> Task:
        """A task by its id; `where` is the place that names it."""
        if name not in self.tasks:
            raise unknown(where, "task", name, self.tasks)
        return self.tasks[name]

    def tasks_showing(self, row: str) -> list[str]:
        """The tasks that show a feature at work, simple ones first."""
        found = [(task.order, name) for name, task in self.tasks.items() if row in task.shows]
        return [name for _, name in sorted(found)]

    def every_application(self) -> Iterator[Application]:
        """All applications, task by task."""
        for answers in self.applications.values():
            yield from answers.values()


def read(root: Path = ROOT) -> Project:
    """Read and check the whole project; what has not changed since the last time is not read again.

    Whatever is missing, malformed or inconsistent raises SiteError.
    """
    return _read(root, _state(root))


def _state(root: Path) -> tuple[tuple[str, int, int], ...]:
    """What tells whether anything has changed: each input with its time and size."""
    found = []
    # Texts and not paths: this is asked for again and again.
    todo = [str(root / name) for name in INPUTS if (root / name).exists()]
    while todo:
        path = todo.pop()
        status = os.lstat(path)
        if stat.S_ISDIR(status.st_mode):
            todo += [entry.path for entry in os.scandir(path)]
        else:
            found.append((path, status.st_mtime_ns, status.st_size))
    return tuple(sorted(found))


@lru_cache(maxsize=1)
def _read(root: Path, state: object) -> Project:
    refuse_strangers(root)
    names: dict[str, Any] = {
        "task": {path.parent.name for path in (root / "snippets").glob("*/task.yml")},
    }
    registry = load(root / FRAMEWORKS, Frameworks, root, **names)
    frameworks = registry.frameworks
    names["framework"] = {framework.id for framework in frameworks}
    # A framework needs cells from the day on which it has pages.
    names["framework with pages"] = [
        one.id for one in frameworks if (root / "docs" / one.id).is_dir()
    ]
    shared = load(root / SHARED_CONTRACT, Promises, root).root
    for path in sorted((root / "includes").rglob("*.md")):
        read_text(path, root)
    task_groups = load(root / TASK_GROUPS, TaskGroups, root).root
    pages = read_pages(root)
    listed = load_with_lines(root / "data/sources.yml", Sources, root)
    sources = listed.content.root
    refuse_alike(
        "address",
        ((target(one), one.url, listed.at(name, "url")) for name, one in sources.items()),
    )
    packages = load(root / PACKAGES, Packages, root)
    names |= {
        "source": set(sources),
        "package": set(packages.packages),
        # A page that is gone is missed where the page tree names it, and not here as well.
        "page": {*pages, *(entry.page for entry in entries(root))},
        "key": set(KEYS),
    }
    load(root / "data/packages.yml", PackageNames, root, **names)
    rulebook = read_rulebook(root, **names)
    considered = {one.id for one in rulebook.outcomes if one.kind == "considered"}
    names["column of features"] = names["framework"] | considered
    features = _load_each(root, "data/features", FeatureGroup, names)
    _refuse_repeated(
        "row",
        ((row.id, group.at("rows", index, "id"))
         for group in features.values() for index, row in enumerate(group.content.rows)),
    )  # fmt: skip
    _refuse_alike_features(features.values())
    rows = [row.id for group in features.values() for row in group.content.rows]
    names |= {"group of tasks": [one.id for one in task_groups], "row of features": rows}
    tasks = {name: _read_task(root, name, shared, names) for name in sorted(names["task"])}
    names["promise"] = {name: {item.id for item in task.contract} for name, task in tasks.items()}
    _check_folders(root, frameworks, tasks)
    applications = {name: _applications(root, frameworks, name, tasks[name]) for name in tasks}
    plan = read_plan(root, outcome=[one.id for one in rulebook.outcomes], **names)
    maintained = load_with_lines(root / MAINTAINED, Maintained, root)
    names |= {
        "counted repository": set(maintained.content.root),
        "count": set(COUNTS),
        "kind of measurement": COMPARED,
        "measured page": [page.id for page in plan.pages],
    }
    claims = _load_each(root, "data/claims", ClaimTopic, names, leave_out=LEFT_OUT)
    left_out = load_with_lines(root / LEFT_OUT, LeftOuts, root, **names)
    _refuse_repeated("claim", _claims(claims.values(), left_out, "id"))
    refuse_alike(
        "claim",
        ((words(text), text, where) for text, where in _claims(claims.values(), left_out, "claim")),
    )
    refuse_alike("topic", _values(claims.values(), "topic"))
    refuse_alike("order", _values(claims.values(), "order"))
    rulebook = read_rulebook(root, **names)
    names |= {
        "question": [one.id for one in rulebook.questions],
        "outcome": [one.id for one in rulebook.outcomes],
    }
    decisions = load_with_lines(root / "data/decisions.yml", Decisions, root, **names)
    refuse_alike(
        "address",
        ((address(one.url), one.url, decisions.at(index, "url"))
         for index, one in enumerate(decisions.content.root)),
    )  # fmt: skip
    refuse_unknown_answers(
        rulebook.questions,
        ((decisions.at(index, "answers", question), question, answer)
         for index, record in enumerate(decisions.content.root)
         for question, answer in record.answers.items()),
    )  # fmt: skip
    return Project(
        root=root,
        environments=registry.environments,
        frameworks=frameworks,
        sources=sources,
        shared_contract=shared,
        task_groups=task_groups,
        tasks=tasks,
        applications=applications,
        verified=load_with_lines(root / VERIFIED, Verified, root, **names),
        faults=_read_faults(root, names),
        features={name: one.content for name, one in features.items()},
        claims={name: one.content for name, one in claims.items()},
        left_out=left_out.content.root,
        decisions=sorted(decisions.content.root, key=lambda record: record.date, reverse=True),
        rulebook=rulebook,
        figures=load(root / FIGURES, Figures, root, **names),
        said=load_with_lines(root / SAID, Said, root, **names),
        needs=read_needs(root, rulebook.questions, rows),
        support=load(root / "data/support.yml", Supports, root, **names).root,
        packages=packages,
        watched=load(root / WATCHED, Watched, root, **names),
        advisories=load_with_lines(root / ADVISORIES, Advisories, root, **names),
        repositories=load(root / REPOSITORIES, Repositories, root, **names),
        maintained=maintained,
        libraries=load(root / LIBRARIES, Libraries, root, **names).root,
        tried=load_with_lines(root / TRIED, TriedTogether, root, **names),
        live=load(root / LIVE, Live, root, **names),
        diagrams=read_diagrams(root, names["framework"]),
        responses=_read_responses(root, names["framework"]),
        screens=load_with_lines(root / SCREENS, Screens, root, **names),
        shots=load_with_lines(root / SHOTS, Shots, root, **names),
        plan=plan,
        records=read_records(root),
        defaults=load_with_lines(root / DEFAULTS, Defaults, root, **names),
        recorded_defaults=load_with_lines(root / RECORDED_DEFAULTS, RecordedDefaults, root),
        search=load(root / SEARCH, SearchWords, root, **names),
        page_types=read_types(root),
        pages=pages,
    )


def _read_task(root: Path, name: str, shared: list[Promise], names: dict[str, Any]) -> Task:
    """A task with the promises of every task below its own."""
    loaded = load_with_lines(root / "snippets" / name / "task.yml", Task, root, **names)
    everywhere = {promise.id for promise in shared}
    for index, promise in enumerate(loaded.content.contract):
        if promise.id in everywhere:
            raise SiteError(
                f"{loaded.at('contract', index)}: {SHARED_CONTRACT} has the promise "
                f"'{promise.id}' for every task. Take it out here, or give it another id."
            )
    return loaded.content.model_copy(update={"contract": [*loaded.content.contract, *shared]})


def _load_each(
    root: Path, folder: str, model: Any, names: dict[str, Any], leave_out: str = ""
) -> dict[str, Loaded[Any]]:
    paths = sorted((root / folder).glob("*.yml"))
    return {
        path.stem: load_with_lines(path, model, root, **names)
        for path in paths
        if path != root / leave_out
    }


def _claims(
    topics: Collection[Loaded[ClaimTopic]], left_out: Loaded[LeftOuts], key: str
) -> Iterator[tuple[str, str]]:
    """One value of each claim, and where it stands."""
    for topic in topics:
        for index, claim in enumerate(topic.content.claims):
            yield getattr(claim, key), topic.at("claims", index, key)
    for index, item in enumerate(left_out.content.root):
        yield getattr(item, key), left_out.at(index, key)


def _values(files: Collection[Loaded[Any]], key: str) -> Iterator[Entry]:
    for one in files:
        value = str(getattr(one.content, key))
        yield words(value), value, one.at(key)


def _refuse_alike_features(groups: Collection[Loaded[FeatureGroup]]) -> None:
    """Refuse two features of one name, and two whose cells say the same from end to end."""
    refuse_alike("group", _values(groups, "group"))
    refuse_alike("order", _values(groups, "order"))
    rows = [
        (row, group.at("rows", index, "feature"))
        for group in groups for index, row in enumerate(group.content.rows)
    ]  # fmt: skip
    refuse_alike("feature", ((words(row.feature), row.feature, where) for row, where in rows))
    refuse_alike(
        "content of",
        ((tuple((name, words(cell.text)) for name, cell in row.cells.items()), row.feature, where)
         for row, where in rows),
    )  # fmt: skip


def _refuse_repeated(kind: str, ids: Iterator[tuple[str, str]]) -> None:
    """Refuse an id that is used twice, and name both places."""
    seen: dict[str, str] = {}
    for name, place in ids:
        if name in seen:
            raise SiteError(
                f"{place}: the {kind} '{name}' stands in {seen[name]} too. Each id is used once."
            )
        seen[name] = place


def _read_faults(root: Path, names: dict[str, Any]) -> dict[str, list[Fault]]:
    found = {}
    for path in sorted((root / "tests/faults").glob("*")):
        name = path.relative_to(root).as_posix()
        if path.suffix != ".yml" or path.stem not in names["task"]:
            raise unknown(name, "task", path.stem if path.suffix == ".yml" else path.name,
                          names["task"])  # fmt: skip
        loaded = load_with_lines(path, Faults, root, **names)
        for index, fault in enumerate(loaded.content.faults):
            for promise in fault.breaks:
                if promise not in names["promise"][path.stem]:
                    place = loaded.at("faults", index, "breaks")
                    raise unknown(place, "promise", promise, names["promise"][path.stem])
            folder = root / "snippets" / path.stem / fault.framework
            inside = {one.relative_to(folder).as_posix() for one in files(folder)} | NOT_CODE
            if fault.file not in inside:
                raise unknown(loaded.at("faults", index, "file"), "file", fault.file, inside)
        found[path.stem] = loaded.content.faults
    return found


def _read_responses(root: Path, frameworks: Collection[str]) -> dict[str, dict[str, str]]:
    """Framework → name → what its application answered."""
    found = {}
    for folder in _folders(root / RESPONSES):
        if folder.name not in frameworks:
            raise unknown(f"{RESPONSES}/{folder.name}", "framework", folder.name, frameworks)
        found[folder.name] = {
            path.stem: read_text(path, root) for path in sorted(folder.glob("*.txt"))
        }
    return found


def _applications(
    root: Path, frameworks: list[Framework], name: str, task: Task
) -> dict[str, Application]:
    return {
        framework.id: _application(root, framework, name, task)
        for framework in frameworks
        if name not in framework.missing
    }


def _application(root: Path, framework: Framework, name: str, task: Task) -> Application:
    folder = root / "snippets" / name / framework.id
    where = (folder / "implementation.yml").relative_to(root)
    if not folder.is_dir():
        raise SiteError(
            f"snippets/{name}: the folder '{framework.id}' is missing. Add it, or say why not in "
            f"{FRAMEWORKS} under '{framework.id}': missing: {{{name}: reason}}."
        )
    loaded = load_with_lines(folder / "implementation.yml", Implementation, root)
    meta = loaded.content
    refuse_wrong_requirements(folder / "requirements.in", root)
    sections = sections_in(folder, root)
    check_steps(where, [step.id for step in task.steps], sections, meta.absent)
    expected = {difference.id for difference in task.differences}
    for difference in sorted(expected ^ set(meta.differences)):
        if difference in expected:
            raise SiteError(f"{where}: 'differences' says nothing of '{difference}'.")
        raise unknown(loaded.at("differences", difference), "difference", difference, expected)
    inside = [path.relative_to(folder).as_posix() for path in files(folder)]
    _check_titled(loaded, "commands", task.commands, meta.commands)
    _check_titled(loaded, "changes", task.changes, meta.changes)
    for name_of_change, change in meta.changes.items():
        if change.file not in inside:
            place = loaded.at("changes", name_of_change, "file")
            raise unknown(place, "file", change.file, inside)
        if (count := read_text(folder / change.file, root).count(change.replace)) != 1:
            place = loaded.at("changes", name_of_change, "replace")
            raise SiteError(
                f"{place}: {change.replace!r} occurs {count} times in {change.file}, not once."
            )
    for key, globs in (("test_files", meta.test_files), ("generated_files", meta.generated_files)):
        for index, glob in enumerate(globs):
            if not any(fnmatch(file, glob) for file in inside):
                place = loaded.at(key, index)
                raise unknown(place, f"file for '{key}'; nothing matches", glob, inside)
    shown = {}
    for difference, piece in meta.shown_at.items():
        place = loaded.at("shown_at", difference)
        if difference not in expected:
            raise unknown(place, "difference", difference, expected)
        section, at = section_with(place, piece, sections.values())
        shown[difference] = Shown(section.name, at)
    return Application(name, framework, folder, meta, sections, shown)


def _check_titled(
    loaded: Loaded[Implementation], key: str, titled: list[Titled], said: Collection[str]
) -> None:
    """An application says something of each title of its task, and of no other."""
    expected = [one.id for one in titled]
    for name in expected:
        if name not in said:
            raise SiteError(f"{loaded.name}: '{key}' says nothing of '{name}'.")
    for name in said:
        if name not in expected:
            raise unknown(loaded.at(key, name), key.removesuffix("s"), name, expected)


def _check_folders(root: Path, frameworks: list[Framework], tasks: dict[str, Task]) -> None:
    """Every folder in `snippets/` belongs to a task and to a framework of the registry."""
    known = {framework.id for framework in frameworks}
    for framework in frameworks:
        for name in framework.missing:
            if (root / "snippets" / name / framework.id).exists():
                raise SiteError(
                    f"{FRAMEWORKS}, {framework.id}: 'missing' names '{name}', but "
                    f"snippets/{name}/{framework.id} exists. Take out one of the two."
                )
    for folder in _folders(root / "snippets"):
        if folder.name not in tasks:
            raise SiteError(f"snippets/{folder.name}: task.yml is missing.")
        for inner in _folders(folder):
            if inner.name not in known:
                raise unknown(f"snippets/{folder.name}", "framework", inner.name, known)


def _folders(parent: Path) -> list[Path]:
    """The folders in a folder, without what a run leaves behind."""
    return sorted(path for path in parent.glob("*") if path.is_dir() and path.name not in LEFTOVERS)
