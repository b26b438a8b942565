"""What a page says of a task from data: counts, verified versions, contract, differences, start."""

from __future__ import annotations

import html
import posixpath
from collections import Counter

from macros.counts import Size, installed_version, packages, requirements, size
from macros.generated import generated_lines
from macros.markup import fence, section, table, tabs
from macros.project import Answer, Project

PORT = "8000"


def measured(project: Project, answer: Answer) -> Size:
    """Count one implementation, generated lines apart.

    Args:
        project: the checked content.
        answer: the implementation.

    Returns:
        Its size.
    """
    command = answer.meta.generated_by
    generated = (
        generated_lines(
            command,
            project.root / "build/generated",
            installed_version(answer.framework.package),
        )
        if command
        else Counter()
    )
    brought = packages(requirements(answer.folder / "requirements.in"))
    return size(
        answer.folder,
        answer.meta.test_files,
        generated,
        len(brought),
        answer.meta.generated_files,
    )


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
            found = measured(project, answer)
            rows.append(
                [
                    framework.name,
                    found.written,
                    found.generated,
                    found.test,
                    found.files,
                    found.packages,
                ]
            )
        else:
            rows.append([framework.name, *["not here yet"] * 5])
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
        Markdown: a table. A cell reads "lines written · files · packages".
    """
    rows = []
    for name, task in project.tasks.items():
        link = posixpath.relpath(task.page, posixpath.dirname(page))
        row = [f"[{task.title}]({link})", task.why]
        for framework in project.frameworks:
            answer = project.answers[name].get(framework.id)
            if answer:
                found = measured(project, answer)
                row.append(f"{found.written} · {found.files} · {found.packages}")
            else:
                row.append("not here yet")
        rows.append(row)
    names = [
        f"{framework.name}: lines written · files · packages" for framework in project.frameworks
    ]
    return table(["Task", "Why compare it", *names], rows)


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
        return section("mdx-verified", "No contract run is on record yet.")
    versions = list(dict.fromkeys(f"{name} {run.version}" for name, run in runs))
    pythons = list(dict.fromkeys(run.python for _, run in runs))
    date = max(run.date for _, run in runs)
    sentence = (
        f"Verified on {date:%-d %B %Y} with {_listed(versions)}, on Python {_listed(pythons)}: "
        "every line of code below is part of an application that passed its contract in that run."
    )
    return section("mdx-verified", sentence)


def contract(project: Project, task: str) -> str:
    """The contract of a task as a checklist.

    Args:
        project: the checked content.
        task: the folder in `snippets/`.

    Returns:
        Markdown: a task list. All its boxes are ticked, because a red contract stops the build
        of the site.

    Raises:
        SiteError: unknown task.
    """
    promises = project.task(f'contract("{task}")', task).contract
    return "\n".join(f"- [x] {promise.says}" for promise in promises)


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
    return table(["Request", *(framework.name for framework in shown), "Why it matters"], rows)


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
        (framework.name, _commands(project.answers[task][framework.id]))
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
        f"{html.escape(framework.name)} version (zip)</a></li>"
        for framework in project.frameworks
        if framework.id in project.answers[task]
    )
    return f'<ul class="mdx-downloads">{items}</ul>'


def _commands(answer: Answer) -> str:
    lines = [line.replace("{port}", PORT) for line in answer.meta.start]
    return fence("\n".join(["pip install -r requirements.txt", *lines]), "start.sh")


def _listed(items: list[str]) -> str:
    """Join words as in a sentence."""
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"
