"""Photograph the running applications: `python -m tools.record.screens`.

Each application of data/screens.yml starts as its page says, in a copy, with what the screen
changes in it. A real browser does the steps of the screen and takes a picture in the light and in
the dark colour scheme; where both are equal, one is kept. Pictures are WebP without loss, of few
colours: they are mostly text.

Only what is missing or no longer true is photographed.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import Error as BrowserError

from content.dates import today
from content.model import Act, Picture, Shot, Shots
from content.project import ROOT, SHOTS, Project, read
from content.reader import dump_json
from content.screens import (
    FOLDER,
    SCHEMES,
    Scheme,
    View,
    changed,
    disagreement,
    locked_version,
    problems,
    shot_of,
    views,
)
from content.seals import digest, sealed
from content.verified import fingerprint
from tools.ending import ends_well
from tools.narrowed import for_application
from tools.running import ServerError, environment_of, running
from tools.setup.browser import FLAGS, NoBrowserError, find

SHARPNESS = 1.5  # pixels of a picture for one of the page
COLOURS = 64  # enough for text with smooth edges on a few coloured grounds
LARGEST = 25 * 1024  # bytes of a picture


class ScreensError(Exception):
    """A picture could not be taken; the message is one sentence for whoever runs this."""


def act(page: Page, step: Act) -> None:
    """Do what a visitor does."""
    for label, text in (step.fill or {}).items():
        page.get_by_label(label).fill(text)
    if step.press:
        page.get_by_role("button", name=step.press, exact=True).click()
    if step.follow:
        page.get_by_role("link", name=step.follow, exact=True).click()
    if step.open:
        page.goto(step.open)


def taken(browser: Browser, url: str, view: View) -> dict[Scheme, bytes]:
    """The pictures of a view, by colour scheme; without the dark one if it is the light one."""
    context = browser.new_context(
        base_url=url,
        viewport={"width": view.screen.width, "height": view.screen.height},
        device_scale_factor=SHARPNESS,
        locale="en-GB",
    )
    with contextlib.closing(context):
        page = context.new_page()
        page.goto(view.screen.path)
        for step in view.screen.steps:
            act(page, step)
        if view.seen.top:
            page.get_by_text(view.seen.top).filter(visible=True).last.evaluate(
                "(e) => scrollTo(0, e.getBoundingClientRect().top + scrollY - 8)"
            )
        found: dict[Scheme, bytes] = {}
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            page.wait_for_load_state("networkidle")  # pictures of its own
            found[scheme] = page.screenshot()  # it waits for fonts and hides the caret
    if found["dark"] == found["light"]:
        del found["dark"]
    return {scheme: webp(png) for scheme, png in found.items()}


def webp(png: bytes) -> bytes:
    """A picture of text with few colours, which are those nearest to its own, kept sharp."""
    result = io.BytesIO()
    image = Image.open(io.BytesIO(png)).convert("RGB")
    image = image.quantize(COLOURS, dither=Image.Dither.NONE).convert("RGB")
    image.save(result, "WEBP", lossless=True, quality=100, method=6)
    return result.getvalue()


@contextlib.contextmanager
def started(project: Project, view: View) -> Iterator[str]:
    """The address of the application of a view, which runs with its changes."""
    meta, seen = view.application.meta, view.seen
    environment = environment_of(project.root, view.application.framework)
    if not environment.exists():
        raise ScreensError(f"the environment {environment.name} is missing. Run: make setup")

    def prepare(home: Path) -> None:
        for change in seen.change:
            path = home / change.file
            path.write_text(changed(path.read_text("utf-8"), change), encoding="utf-8")

    with tempfile.TemporaryDirectory(prefix="python-") as place:
        # Pages that show paths show this one, and nothing of the machine.
        link = Path(place, "venv")
        own = for_application(environment / "bin/python", view.application)
        link.symlink_to(own.parents[1])
        with running(
            view.application.folder,
            seen.start or meta.start,
            meta.ready,
            link / "bin/python",
            prepare=prepare,
        ) as server:
            yield server.url


def photograph(project: Project, browser: Browser, view: View) -> Shot:
    """Take the pictures of a view, write them, and say what they are.

    Raises:
        ScreensError: the application does not start, a step cannot be done, or a picture is large.
    """
    name = f"{view.set}, {view.screen.id}, {view.framework}"
    try:
        with started(project, view) as url:
            pictures = taken(browser, url, view)
    except BrowserError as error:
        raise ScreensError(f"{name}: {str(error).splitlines()[0]}") from None
    except ServerError as error:
        raise ScreensError(f"{name}: {error}") from None
    for content in pictures.values():
        if len(content) > LARGEST:
            raise ScreensError(
                f"{name}: the picture has {len(content)} bytes, more than {LARGEST}. Lower its "
                "'height' in data/screens.yml."
            )
    folder = project.root / FOLDER
    folder.mkdir(exist_ok=True)
    for scheme, content in pictures.items():
        (folder / view.file(scheme)).write_bytes(content)
    described = {
        scheme: Picture(width=view.screen.width, height=view.screen.height, digest=digest(content))
        for scheme, content in pictures.items()
    }
    return sealed(
        Shot(
            date=today(),
            version=str(locked_version(project, view)),
            browser=f"Chromium {browser.version.partition('.')[0]}",
            code=fingerprint(project, view.application),
            how=view.how,
            light=described["light"],
            dark=described.get("dark"),
            seal="none yet",
        )
    )


def write(project: Project, shots: dict[tuple[str, str, str], Shot]) -> None:
    """Write data/screens.json, and take away pictures that no record has."""
    record: dict[str, dict[str, dict[str, Shot]]] = {}
    kept = set()
    for view in views(project):
        key = (view.set, view.screen.id, view.framework)
        if shot := shots.get(key) or shot_of(project, view):
            record.setdefault(view.set, {}).setdefault(view.screen.id, {})[view.framework] = shot
            kept |= {view.file("light"), *([view.file("dark")] if shot.dark else [])}
    (project.root / SHOTS).write_text(dump_json(Shots(record)), encoding="utf-8")
    for path in (project.root / FOLDER).glob("*"):
        if path.name not in kept:
            path.unlink()


@ends_well
def main(arguments: list[str] | None = None, root: Path = ROOT) -> int:
    """Photograph what has to be, and say what is left to do.

    Args:
        arguments: the command line without the program's name; that of this process by default.
        root: the project's folder.

    Returns:
        The exit status: 0 when every screen has its picture.
    """
    parser = argparse.ArgumentParser(
        prog="python -m tools.record.screens", description="Photograph the running applications."
    )
    parser.add_argument("--all", action="store_true", help="what is on record too")
    every = parser.parse_args(arguments).all
    project = read(root)
    todo = [view for view in views(project) if every or disagreement(project, view)]
    shots: dict[tuple[str, str, str], Shot] = {}
    status = 0
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find(), args=FLAGS)
            for view in todo:
                shot = photograph(project, browser, view)
                shots[view.set, view.screen.id, view.framework] = shot
                size = (root / FOLDER / view.file("light")).stat().st_size
                print(f"screens: {view.file('light')}, {size / 1024:.1f} KiB", flush=True)
    except (NoBrowserError, ScreensError) as error:
        print(f"screens: {error}", file=sys.stderr)
        status = 1
    write(project, shots)
    for sentence in problems(read(root)) if not status else ():
        print(f"screens: {sentence}", file=sys.stderr)
        status = 1
    print(f"screens: {len(shots)} taken, {len(list(views(project))) - len(todo)} still true.")
    return status


if __name__ == "__main__":
    sys.exit(main())
