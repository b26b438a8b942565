"""What data/tried.json may say: each field of a trial is held against what it speaks of.

A trial installs one library beside one framework, imports it, and runs the steps of the
framework's own trial (data/frameworks.yml).
"""

from __future__ import annotations

from collections.abc import Iterator

from packaging.utils import canonicalize_name

from content.dates import today
from content.errors import unknown
from content.model import IMPORT, Framework, Library, Tried
from content.project import LIBRARIES, TRIED, Project
from content.requirements import locked
from content.seals import digest, seal_of
from content.verified import PYTHON, SUPPORTED

AGAIN = "Run: make tried"


def libraries(project: Project, framework: Framework) -> dict[str, Library]:
    """The libraries to try beside a framework, by normalised name.

    These are the libraries of its feature cells, and what data/libraries.yml names beside them.
    """
    cells = (
        row.cells[framework.id].library
        for group in project.features.values()
        for row in group.rows
        if framework.id in row.cells
    )
    known = {
        canonicalize_name(name): library
        for name, library in project.libraries.get(framework.id, {}).items()
    }
    found = {canonicalize_name(name): Library() for name in cells if name} | known
    return {name: found[name] for name in sorted(found)}


def how(framework: Framework, library: Library) -> str:
    """A short hash of all that data says of how a library is tried beside a framework."""
    parts = (library, framework.trial)
    # What pages say of it has no influence.
    said = [
        part.model_dump_json(exclude_defaults=True, exclude={"passes"}) for part in parts if part
    ]
    return digest("".join(said).encode())


def on_record(project: Project, framework: Framework, library: str) -> dict[str, Tried | None]:
    """By environment what came of the newest trial; None where none speaks of what is locked now.

    The release of the library must be the one whose facts pages print.
    """
    runs = project.tried.content.root.get(framework.id, {}).get(canonicalize_name(library), [])
    known = {run.environment: run for run in runs}
    return {
        environment: run
        if (run := known.get(environment)) and not _old(project, framework, library, run)
        else None
        for environment in framework.environments
    }


def problems(project: Project) -> Iterator[str]:
    """One sentence for each cause why what is on record is not what data, locks and day say."""
    yield from _strangers(project)
    for framework in project.frameworks:
        wanted = libraries(project, framework)
        described = {canonicalize_name(name) for name in project.libraries.get(framework.id, {})}
        for library in wanted:
            if library not in described:
                yield (
                    f"{LIBRARIES}: {framework.id} has no entry for '{library}', which "
                    "data/features names. Say how to try it, at least: "
                    f"{library}: {{}}"
                )
        missing = []
        for library, said in wanted.items():
            runs = project.tried.content.root.get(framework.id, {}).get(library, [])
            for number, run in enumerate(runs):
                if run.environment in framework.environments:
                    yield from _wrong(project, framework, library, said, number, run)
            seen = {run.environment for run in runs}
            if any(environment not in seen for environment in framework.environments):
                missing.append(library)
        if missing:
            names = ", ".join(missing)
            yield f"{TRIED}: {framework.id} was not tried beside {names}. {AGAIN}"


def _strangers(project: Project) -> Iterator[str]:
    """Entries of frameworks, libraries and environments that do not exist, or exist twice."""
    for name, known in project.tried.content.root.items():
        framework = next((one for one in project.frameworks if one.id == name), None)
        if framework is None:
            ids = [one.id for one in project.frameworks]
            yield f"{unknown(_at(project, name), 'framework', name, ids)} {AGAIN}"
            continue
        wanted = libraries(project, framework)
        for library, runs in known.items():
            if library not in wanted:
                where = _at(project, name, library)
                yield f"{unknown(where, 'library', library, wanted)} {AGAIN}"
                continue
            seen: set[str] = set()
            for number, run in enumerate(runs):
                place = _at(project, name, library, number, "environment")
                if run.environment not in framework.environments:
                    rest = framework.environments
                    error = unknown(place, "environment", run.environment, rest)
                    yield f"{error} {AGAIN}"
                elif run.environment in seen:
                    yield f"{place}: the environment '{run.environment}' is there twice. {AGAIN}"
                seen.add(run.environment)


def _wrong(
    project: Project, framework: Framework, library: str, said: Library, number: int, run: Tried
) -> Iterator[str]:
    """What is wrong with one trial: the clearest cause, and no other."""

    def at(field: str) -> str:
        where = _at(project, framework.id, library, number, field)
        return f"{where} ({framework.id}, {library}, {run.environment})"

    steps = [IMPORT, *(framework.trial.steps if framework.trial else ())]
    if run.seal != seal_of(run):
        yield (
            f"{at('seal')}: '{run.seal}' does not fit the other fields, so somebody edited them. "
            f"{AGAIN}"
        )
    elif run.date > today():
        yield f"{at('date')}: '{run.date}' is in the future; today is {today()}."
    elif not PYTHON.fullmatch(run.python) or run.python not in SUPPORTED:
        yield f"{at('python')}: '{run.python}' is no release of Python {SUPPORTED}."
    elif run.failed is not None and run.failed not in steps:
        yield str(unknown(at("failed"), "step", run.failed, steps))
    elif cause := _old(project, framework, library, run):
        field, sentence = cause
        yield f"{at(field)}: {sentence} {AGAIN}"
    elif run.how != how(framework, said):
        yield f"{at('how')}: how to try it was changed since. {AGAIN}"


def _old(
    project: Project, framework: Framework, library: str, run: Tried
) -> tuple[str, str] | None:
    """The field and the sentence that say why a trial speaks of releases that are not today's."""
    right = locked(project.root, run.environment).get(canonicalize_name(framework.package), set())
    if run.version not in right:
        lock = f"requirements/{run.environment}.txt"
        named = " or ".join(sorted(right)) or "none"
        return "version", f"it was tried beside {run.version}, but {lock} locks {named}."
    facts = project.packages.packages.get(canonicalize_name(library))
    if facts and facts.latest != run.newest:
        return (
            "newest",
            f"it was tried with {run.newest}, but its latest release is {facts.latest}.",
        )
    return None


def _at(project: Project, *place: str | int) -> str:
    """The record, and the line of one of its values."""
    return project.tried.at(*place)
