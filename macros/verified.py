"""What stands behind the pages: the last green runs, and what is counted."""

from __future__ import annotations

from content.dates import period, written
from content.errors import listed
from content.project import Project
from macros.markup import section


def verified_with(project: Project, *tasks: str) -> str:
    """With which versions the contracts of some tasks, or of all, were last green."""
    for task in tasks:
        project.task(f'verified_with("{task}")', task)
    runs = [
        (framework.name, run)
        for framework in project.frameworks
        for task in tasks or tuple(project.tasks)
        for run in project.verified.content.root.get(task, {}).get(framework.id, [])
    ]
    if not runs:
        return "No contract run is on record yet."
    versions = list(dict.fromkeys(f"{name} {run.version}" for name, run in runs))
    pythons = list(dict.fromkeys(run.python for _, run in runs))
    when = period([run.date for _, run in runs])
    return (
        f"Verified on {when} with {listed(versions)}, on Python {listed(pythons)}: "
        "every line of code shown is part of an application that passed its contract then."
    )


def evidence(project: Project) -> str:
    """How much stands behind the pages, in numbers that are counted, never typed."""
    # A sentence that several tasks promise is one promise.
    promises = {line.says for task in project.tasks.values() for line in task.contract}
    runs = [
        run
        for task in project.verified.content.root.values()
        for found in task.values()
        for run in found
    ]
    last = written(max(run.date for run in runs)) if runs else "no day yet"
    items = [
        (
            len(list(project.every_application())),
            "applications, whole and runnable, that you can download",
        ),
        (
            len(promises),
            "promises in their contracts, each proved over HTTP in every framework",
        ),
        (
            sum(map(len, project.faults.values())),
            "deliberate faults put into the code, to see that a contract notices",
        ),
        (len(runs), f"green runs on record, the last on {last}"),
        (
            sum(len(topic.claims) for topic in project.claims.values()),
            "popular claims, each with a verdict, its reason and its evidence",
        ),
    ]
    blocks = [f"<div markdown>\n\n**{number}**\n{words}\n\n</div>" for number, words in items]
    return section("mdx-evidence", "\n".join(blocks))
