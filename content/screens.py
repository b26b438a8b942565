"""Screens of running applications: what is photographed, and whether it is still what one sees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from content.errors import unknown
from content.model import Change, Picture, Screen, Seen, Shot
from content.project import SCREENS, SHOTS, Application, Project
from content.requirements import locked_here
from content.seals import digest, seal_of
from content.verified import fingerprint

FOLDER = "docs/screens"
AGAIN = "Run: make screens"

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")


@dataclass(frozen=True)
class View:
    """One framework's application on one screen."""

    set: str
    screen: Screen
    application: Application
    seen: Seen

    @property
    def framework(self) -> str:
        """The framework's id."""
        return self.application.framework.id

    def file(self, scheme: Scheme) -> str:
        """The name of its picture."""
        return f"{self.set}-{self.screen.id}-{self.framework}{'-dark' * (scheme == 'dark')}.webp"

    @property
    def how(self) -> str:
        """A digest of all that data says of taking the picture, and of nothing said about it."""
        taken = self.screen.model_dump_json(exclude_none=True, exclude={"title", "says", "seen"})
        here = self.seen.model_dump_json(exclude_none=True, exclude={"alt", "note"})
        return digest(f"{taken}{here}".encode())


def files_of(view: View) -> set[str]:
    """The pictures that a view may have, below the project's folder."""
    return {f"{FOLDER}/{view.file(scheme)}" for scheme in SCHEMES}


def views(project: Project, name: str = "") -> Iterator[View]:
    """All views, or those of one set, in the order in which pages show them."""
    for set_, screens in project.screens.content.root.items():
        for screen in screens if name in ("", set_) else ():
            for framework in project.frameworks:
                application = project.applications[screen.task].get(framework.id)
                if application and framework.id in screen.seen:
                    yield View(set_, screen, application, screen.seen[framework.id])


def shot_of(project: Project, view: View) -> Shot | None:
    """What is on record of a view, true or not."""
    known = project.shots.content.root.get(view.set, {}).get(view.screen.id, {})
    return known.get(view.framework)


def problems(project: Project) -> Iterator[str]:
    """One sentence for each picture that does not show what one sees, and for each stray file."""
    yield from _unfit(project)
    yield from _strangers(project)
    for view in views(project):
        if found := disagreement(project, view):
            yield f"{found} {AGAIN}"
    used = {path.name for view in views(project) for path, _ in _pictures(project, view)}
    for path in sorted((project.root / FOLDER).glob("*")):
        if path.name not in used:
            yield f"{FOLDER}/{path.name}: no screen of {SCREENS} has this picture. {AGAIN}"


def disagreement(project: Project, view: View) -> str | None:
    """Why the picture of a view has to be taken, in a sentence; None if it need not."""
    shot = shot_of(project, view)
    name = f"{view.set}, {view.screen.id}, {view.framework}"
    if shot is None:
        return f"{SHOTS}: there is no picture of {name}."
    where = f"{project.shots.at(view.set, view.screen.id, view.framework)} ({name})"
    version = locked_version(project, view)
    if shot.seal != seal_of(shot):
        return f"{where}: '{shot.seal}' does not fit the other fields: somebody edited them."
    if shot.code != fingerprint(project, view.application):
        folder = view.application.folder.relative_to(project.root).as_posix()
        return f"{where}: {folder} or its contract changed since it was photographed."
    if shot.how != view.how:
        return f"{where}: {SCREENS} says another way of taking it since."
    if shot.version != version:
        return f"{where}: it shows {shot.version}, but the lock has {version or 'none'}."
    for path, picture in _pictures(project, view):
        if not path.is_file():
            return f"{FOLDER}/{path.name}: this picture is missing."
        if digest(path.read_bytes()) != picture.digest:
            return f"{FOLDER}/{path.name}: it is not the picture that was taken."
    return None


def changed(text: str, change: Change) -> str:
    """A file with a change made in it.

    Raises:
        ValueError: what has to be replaced is not there, or not there alone.
    """
    if (count := text.count(change.replace)) != 1:
        raise ValueError(f"'{change.replace}' stands {count} times in {change.file}, not once.")
    return text.replace(change.replace, change.with_)


def _pictures(project: Project, view: View) -> Iterator[tuple[Path, Picture]]:
    if shot := shot_of(project, view):
        yield project.root / FOLDER / view.file("light"), shot.light
        if shot.dark:
            yield project.root / FOLDER / view.file("dark"), shot.dark


def locked_version(project: Project, view: View) -> str | None:
    """The framework's version where a view is photographed: its first environment."""
    framework = view.application.framework
    return locked_here(project.root, framework.environments[0], framework.package)


def _unfit(project: Project) -> Iterator[str]:
    """Screens of applications that do not exist, and changes that cannot be made."""
    for set_, screens in project.screens.content.root.items():
        for number, screen in enumerate(screens):
            known = project.applications[screen.task]
            for framework, seen in screen.seen.items():
                where = project.screens.at(set_, number, "seen", framework)
                if framework not in known:
                    yield str(unknown(where, f"application of {screen.task}", framework, known))
                    continue
                for change in seen.change:
                    path = known[framework].folder / change.file
                    try:
                        changed(path.read_text(encoding="utf-8"), change)
                    except OSError:
                        folder = known[framework].folder.relative_to(project.root)
                        yield f"{where}: {folder} has no file '{change.file}'."
                    except ValueError as error:
                        yield f"{where}: {error}"


def _strangers(project: Project) -> Iterator[str]:
    """Records of screens that data does not have."""
    known = {(view.set, view.screen.id, view.framework) for view in views(project)}
    for set_, screens in project.shots.content.root.items():
        for screen, frameworks in screens.items():
            for framework in frameworks:
                if (set_, screen, framework) not in known:
                    where = project.shots.at(set_, screen, framework)
                    yield f"{where}: {SCREENS} has no such screen. {AGAIN}"
