"""What a page says of a task from data: counts, verified versions, contract, differences, start."""

from __future__ import annotations

import datetime
import html
import posixpath

from macros.counts import Size
from macros.markup import badge, fence, section, table, tabs
from macros.project import Answer, Project

PORT = "8000"


def counts(project: Project, task: str) -> str:
    """The size of each framework's implementation as a table.

    Args:
        project: the checked content.
        task: the folder in `snippets/`.

    Returns:
        Markdown.

    Raises:
        SiteError: unknown task.
    """
    project.task(f'counts("{task}")', task)
    rows = []
    for framework in project.frameworks:
        answer = project.answers[task].get(framework.id)
        if answer:
            found = answer.size
            rows.append(
                [
                    badge(framework),
                    found.written,
                    found.generated,
                    found.test,
                    found.files,
                    found.packages,
                ]
            )
        else:
            rows.append([badge(framework), *["not here yet"] * 5])
    head = [
        "Framework",
        "Lines written",
        "Lines generated",
        "Lines of tests",
        "Files",
        "Packages installed",
    ]
    return section("mdx-counts", table(head, rows))


def tasks(project: Project, page: str) -> str:
    """The index of all tasks with the size of each framework's implementation.

    Args:
        project: the checked content.
        page: the page that shows the index, as a path in `docs/`; links start from it.

    Returns:
        Markdown: a table with a row for each task and a column for each framework.
    """
    rows = []
    for name, task in sorted(project.tasks.items(), key=lambda item: (item[1].order, item[0])):
        link = posixpath.relpath(task.page, posixpath.dirname(page))
        row = [f"[{task.title}]({link})<br>{task.why}"]
        for framework in project.frameworks:
            answer = project.answers[name].get(framework.id)
            row.append(_brief(answer.size) if answer else "not here yet")
        rows.append(row)
    return section(
        "mdx-tasks", table(["Task", *(badge(framework) for framework in project.frameworks)], rows)
    )


def _brief(found: Size) -> str:
    """What a reader would write and install, in one cell."""
    numbers = [
        (found.written, "line written", "lines written"),
        (found.files, "file", "files"),
        (found.packages, "package", "packages"),
    ]
    return "<br>".join(f"{number} {one if number == 1 else many}" for number, one, many in numbers)


def verified_with(project: Project, *tasks: str) -> str:
    """Say with which versions the contract of one or more tasks was last green.

    Args:
        project: the checked content.
        tasks: folders in `snippets/`; all if none is given.

    Returns:
        One sentence of Markdown.

    Raises:
        SiteError: unknown task.
    """
    for task in tasks:
        project.task(f'verified_with("{task}")', task)
    runs = [
        (framework.name, run)
        for framework in project.frameworks
        for task in tasks or tuple(project.tasks)
        for run in project.verified.root.get(task, {}).get(framework.id, [])
    ]
    if not runs:
        return "No contract run is on record yet."
    versions = list(dict.fromkeys(f"{name} {run.version}" for name, run in runs))
    pythons = list(dict.fromkeys(run.python for _, run in runs))
    first, last = min(run.date for _, run in runs), max(run.date for _, run in runs)
    when = _day(last) if first == last else f"{_day(first)} to {_day(last)}"
    return (
        f"Verified on {when} with {_listed(versions)}, on Python {_listed(pythons)}: "
        "every line of code shown is part of an application that passed its contract then."
    )


def evidence(project: Project) -> str:
    """How much stands behind the pages, in numbers that are counted, never typed.

    Args:
        project: the checked content.

    Returns:
        Markdown.
    """
    answers = [answer for found in project.answers.values() for answer in found.values()]
    promises = sum(len(task.contract) for task in project.tasks.values())
    runs = [
        run for task in project.verified.root.values() for found in task.values() for run in found
    ]
    last = _day(max(run.date for run in runs)) if runs else "no day yet"
    items = [
        (len(answers), "applications, whole and runnable, that you can download"),
        (promises, "promises in their contracts, each proved over HTTP in every framework"),
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


def contract(project: Project, task: str) -> str:
    """The contract of a task as a checklist.

    Args:
        project: the checked content.
        task: the folder in `snippets/`.

    Returns:
        Markdown: a list. Every line of it is kept, because a red contract stops the build.

    Raises:
        SiteError: unknown task.
    """
    promises = project.task(f'contract("{task}")', task).contract
    return section("mdx-contract", "\n".join(f"- {promise.says}" for promise in promises))


def differences(project: Project, task: str) -> str:
    """What the contract leaves open and the frameworks answer differently.

    Args:
        project: the checked content.
        task: the folder in `snippets/`.

    Returns:
        Markdown: a table with one row for each difference.

    Raises:
        SiteError: unknown task.
    """
    found = project.task(f'differences("{task}")', task).differences
    answers = project.answers[task]
    shown = [framework for framework in project.frameworks if framework.id in answers]
    rows = [
        [
            item.title,
            *(answers[framework.id].meta.differences[item.id] for framework in shown),
            item.why,
        ]
        for item in found
    ]
    return table(["Request", *(badge(framework) for framework in shown), "Why it matters"], rows)


def start(project: Project, task: str) -> str:
    """How to start each framework's application: the very lines that the contract test runs.

    Args:
        project: the checked content.
        task: the folder in `snippets/`.

    Returns:
        Markdown: content tabs.

    Raises:
        SiteError: unknown task.
    """
    project.task(f'start("{task}")', task)
    blocks = [
        (badge(framework), _commands(project.answers[task][framework.id]))
        for framework in project.frameworks
        if framework.id in project.answers[task]
    ]
    return section("mdx-compare", tabs(blocks))


def samples(project: Project, task: str) -> str:
    """Requests to try, as shell lines."""
    found = project.task(f'samples("{task}")', task).samples
    return fence("\n".join(found), "samples.sh")


def downloads(project: Project, task: str, root: str) -> str:
    """Links to each framework's folder as an archive.

    Args:
        project: the checked content.
        task: the folder in `snippets/`.
        root: the way from the page to the top of the site, for example `../..`.

    Returns:
        A list in HTML, since MkDocs does not know files that are made after the build.

    Raises:
        SiteError: unknown task.
    """
    project.task(f'downloads("{task}")', task)
    items = "".join(
        f'<li><a href="{html.escape(root)}/downloads/{task}-{framework.id}.zip" download>'
        f"{html.escape(framework.name)} version: {task}-{framework.id}.zip</a></li>"
        for framework in project.frameworks
        if framework.id in project.answers[task]
    )
    return f'<ul class="mdx-downloads">{items}</ul>'


def _commands(answer: Answer) -> str:
    lines = [line.replace("{port}", PORT) for line in answer.meta.start]
    return fence("\n".join(["pip install -r requirements.txt", *lines]), "start.sh")


def _day(date: datetime.date) -> str:
    """A day as a reader writes it."""
    return f"{date:%-d %B %Y}"


def _listed(items: list[str]) -> str:
    """Join words as in a sentence."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"
