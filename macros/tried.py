"""Whether a library works beside a framework: what came of installing both and using them."""

from __future__ import annotations

import html
from collections import defaultdict

from packaging.utils import canonicalize_name

from content.dates import written
from content.errors import listed, unknown
from content.model import Framework, Tried
from content.project import Project
from content.tried import libraries, on_record
from macros.markup import section

MARK = "✓"


def tried(project: Project, framework: str, library: str) -> str:
    """A mark where the library's latest release works; words where it does not."""
    where = f'tried("{framework}", "{library}")'
    one = project.framework(where, framework)
    if canonicalize_name(library) not in libraries(project, one):
        raise unknown(where, "library", library, libraries(project, one))
    return note(project, one, library)


def note(project: Project, framework: Framework, library: str) -> str:
    """The same for a library that is known to be tried beside the framework.

    It follows the release without a blank, as it brings its own blank or semicolon.
    """
    known = on_record(project, framework, library)
    runs = [run for run in known.values() if run]
    if not runs:
        return "; not tried"
    works = [run for run in runs if run.works]
    if len(works) == len(known):
        name = canonicalize_name(library)
        described = libraries(project, framework)[name]
        more = f", {listed(described.also)} beside it" if described.also else ""
        extras = f" as {name}[{','.join(described.extras)}]" if described.extras else ""
        return _mark(
            f"works with {_beside(framework, works)}, tried{extras} on {_days(works)}{more}"
        )
    causes: dict[str, list[Tried]] = defaultdict(list)
    for run in runs:
        if not run.works:
            causes[_cause(framework, run)].append(run)
    parts = [f"**not with {_beside(framework, bad)}**: {cause}" for cause, bad in causes.items()]
    if works:
        parts.append(f"works with {_beside(framework, works)}")
    titles = {environment.id: environment.title for environment in project.environments}
    if lacking := [titles[name] for name, run in known.items() if run is None]:
        parts.append(f"not tried with {framework.name}, {listed(lacking)}")
    return "".join(f"; {part}" for part in parts)


def tried_legend(project: Project, framework: str) -> str:
    """What the mark means, with releases, Python and day, for all libraries of a framework."""
    one = project.framework(f'tried_legend("{framework}")', framework)
    known = [on_record(project, one, library) for library in libraries(project, one)]
    runs = [run for found in known for run in found.values() if run]
    if not runs:
        return f"No library was tried beside {one.name} yet."
    pythons = sorted({run.python for run in runs})
    passes = f", and {one.trial.passes}" if one.trial else ""
    text = (
        f"{MARK} The release named was installed beside {_beside(one, runs)} in a new environment "
        f"with Python {listed(pythons)}: it can be imported{passes}. Tried on {_days(runs)}."
    )
    return section("mdx-legend", text)


def _mark(words: str) -> str:
    """A sign with its meaning: as a tooltip, and for readers who do not see the sign."""
    said = html.escape(words)
    return (
        f' <span class="mdx-tried" title="{said}"><span aria-hidden="true">{MARK}</span>'
        f'<span class="site-hidden">{said}</span></span>'
    )


def _cause(framework: Framework, run: Tried) -> str:
    """Why the newest release does not work, in the words of the tool where there are any."""
    said = f"`{run.said.replace('`', chr(39))}`" if run.said else "the installer takes another one"
    refused = f"it requires `{run.requires}`" if run.requires else said
    if run.installed is None:
        return f"it cannot be installed, {refused}"
    failed = f"`{run.failed}` fails" if run.failed else ""
    if run.installed == run.newest:
        return f"{failed}, {said}"
    kept = f"{framework.name} {run.version}"
    after = failed or "no more of it was tried"
    return f"{refused}; told to keep {kept} an installer takes {run.installed}, and {after}"


def _beside(framework: Framework, runs: list[Tried]) -> str:
    versions = list(dict.fromkeys(run.version for run in runs))
    return f"{framework.name} {listed(versions)}"


def _days(runs: list[Tried]) -> str:
    first, last = min(run.date for run in runs), max(run.date for run in runs)
    return written(last) if first == last else f"{written(first)} to {written(last)}"
