"""The place on a task's page where its applications run, once a reader asks for it."""

from __future__ import annotations

import html

from content.errors import listed
from content.live import read_manifest
from content.project import Project
from macros.here import Here

# The script puts the applications in its place.
PLACE = (
    '<div class="mdx-live" data-live="{address}"><p><button type="button" class="site-button">'
    "Run it here</button><span>{names}, in this page: about {size} MB, which your browser keeps."
    "</span><span>To run it here, open this page on a web server: nothing runs in a page that is a "
    "file.</span></p></div>"
)


def live(project: Project, here: Here, task: str) -> str:
    """A button that runs a task's applications in the page, in HTML."""
    project.task(f'live("{task}")', task)
    if task in project.live.without:
        return ""
    found = read_manifest(project.root, task)
    if found is None:
        return (
            '<div class="mdx-live"><p>To run it here, build it: <code>make live</code>.</p></div>'
        )
    return PLACE.format(
        address=html.escape(f"{here.root}/live/{task}.json"),
        names=html.escape(listed([app.title for app in found.apps.values()])),
        size=round(found.sent / 1e6),
    )


def why_not(project: Project, task: str) -> str:
    """Why the applications of a task do not run in the page; empty if they do."""
    reason = project.live.without.get(task)
    return f"This task cannot run in the page. {reason}" if reason else ""
