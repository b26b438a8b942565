"""What a page says of its task from data: counts, contract, start, downloads."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Callable

from content.errors import listed
from content.project import Application, Project
from content.sizes import Size, size_of
from macros.here import Here
from macros.live import why_not
from macros.markup import badge, columns, fence, section, table

PORT = "8000"
COUNTED: dict[str, Callable[[Size], int]] = {
    "Lines written": lambda size: size.written,
    "Lines generated": lambda size: size.generated,
    "Lines of tests": lambda size: size.test,
    "Files": lambda size: size.files,
    "Packages installed": lambda size: size.packages,
}


def counts(project: Project, task: str) -> str:
    """The size of each framework's implementation as a table."""
    project.task(f'counts("{task}")', task)
    rows: list[list[object]] = []
    for framework in project.frameworks:
        application = project.applications[task].get(framework.id)
        if application:
            size = size_of(application)
            rows.append([badge(framework), *(value(size) for value in COUNTED.values())])
        else:
            rows.append([badge(framework), *["not here yet"] * len(COUNTED)])
    return section("mdx-counts", table(["Framework", *COUNTED], rows))


def fewest_lines(project: Project) -> str:
    """How often each framework needs the fewest written lines, in the tasks that all have."""
    shared = [
        found for found in project.applications.values() if len(found) == len(project.frameworks)
    ]
    won: Counter[str] = Counter()
    for found in shared:
        written = {name: size_of(application).written for name, application in found.items()}
        won.update(name for name, lines in written.items() if lines == min(written.values()))
    parts = [f"{badge(one)} in {won[one.id]}" for one in project.frameworks]
    return f"Fewest lines written: {listed(parts)} of {len(shared)} tasks."


def contract(project: Project, task: str) -> str:
    """The contract of a task as a list; every line is kept, because a red one stops the build."""
    promises = project.task(f'contract("{task}")', task).contract
    return section("mdx-contract", "\n".join(f"- {promise.says}" for promise in promises))


def start(project: Project, task: str) -> str:
    """How to start each framework's application: the very lines that the contract test runs."""
    project.task(f'start("{task}")', task)
    blocks = [
        (framework, _commands(project.applications[task][framework.id]))
        for framework in project.frameworks
        if framework.id in project.applications[task]
    ]
    return "\n\n".join(filter(None, [columns(blocks), why_not(project, task)]))


def samples(project: Project, task: str) -> str:
    """Requests to try, as shell lines."""
    found = project.task(f'samples("{task}")', task).samples
    return fence("\n".join(found), "samples.sh")


def downloads(project: Project, here: Here, task: str) -> str:
    """Links to each framework's folder as an archive, in HTML.

    The generator does not know files that are made after the build, and would refuse the links.
    """
    project.task(f'downloads("{task}")', task)
    items = "".join(
        f'<li><a href="{html.escape(here.root)}/downloads/{task}-{framework.id}.zip" download>'
        f"{html.escape(framework.name)} version: {task}-{framework.id}.zip</a></li>"
        for framework in project.frameworks
        if framework.id in project.applications[task]
    )
    return f'<ul class="mdx-downloads">{items}</ul>'


def _commands(application: Application) -> str:
    lines = [line.replace("{port}", PORT) for line in application.meta.start]
    return fence("\n".join(["pip install -r requirements.txt", *lines]), "start.sh")
