"""Screens of the running applications, side by side, with what is seen in words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from content.dates import period
from content.errors import SiteError, listed, unknown
from content.model import Framework, Picture, Screen
from content.project import SHOTS, Project
from content.screens import AGAIN, FOLDER, Scheme, View, shot_of, views
from macros.here import Here
from macros.markup import columns, section

# What Markdown would take for a sign within the words of a picture.
SIGNS = re.compile(r"[\\`*_\[\]<&]")


def screens(project: Project, here: Here, name: str, framework: str = "") -> str:
    """A set of data/screens.yml in every framework, or in one, and the day of the pictures."""
    where = f'screens("{name}"{f", {framework!r}" if framework else ""})'
    known = project.screens.content.root
    if name not in known:
        raise unknown(where, "set of screens", name, known)
    shown = [project.framework(where, framework)] if framework else project.frameworks
    found = list(views(project, name))
    blocks = []
    for screen in known[name]:
        seen = {view.framework: view for view in found if view.screen is screen}
        seen_in = [(one, _column(project, here, one, screen, seen.get(one.id))) for one in shown]
        blocks.append(f"**{screen.title}.** {screen.says or ''}".strip())
        blocks.append(seen_in[0][1] if framework else columns(seen_in))
    blocks.append(_taken(project, [view for view in found if view.application.framework in shown]))
    return section("mdx-screens", "\n\n".join(blocks))


def _column(
    project: Project, here: Here, framework: Framework, screen: Screen, view: View | None
) -> str:
    if view is None:
        reason = framework.missing.get(screen.task, "")
        return f"*Not here yet.* {reason}".strip()
    shot = shot_of(project, view)
    if shot is None:
        named = f"{view.set}, {screen.id}, {framework.id}"
        raise SiteError(f"{SHOTS}: there is no picture of {named}. {AGAIN}")
    pictures = _picture(here, view, "light", shot.light)
    if shot.dark:
        pictures += _picture(here, view, "dark", shot.dark)
    return "\n\n".join(filter(None, [pictures, view.seen.note]))


def _picture(here: Here, view: View, scheme: Scheme, picture: Picture) -> str:
    """One image, which keeps its place before it is there and is fetched when it comes in sight."""
    words = SIGNS.sub(lambda sign: f"\\{sign[0]}", view.seen.alt)
    path = here.link(f"{FOLDER.removeprefix('docs/')}/{view.file(scheme)}")
    kind = f" .mdx-{scheme}" if scheme == "dark" else ""
    return (
        f'![{words}]({path}){{ width="{picture.width}" height="{picture.height}" '
        f"loading=lazy{kind} }}"
    )


def _taken(project: Project, found: Sequence[View]) -> str:
    """When the pictures were taken, and of what."""
    shots = [(view.application.framework.name, shot_of(project, view)) for view in found]
    known = [(name, shot) for name, shot in shots if shot]
    if not known:
        return ""
    versions = list(dict.fromkeys(f"{name} {shot.version}" for name, shot in known))
    browsers = list(dict.fromkeys(shot.browser for _, shot in known))
    when = period([shot.date for _, shot in known])
    return f"Photographed on {when}: {listed(versions)} in {listed(browsers)}.\n{{ .mdx-verified }}"
