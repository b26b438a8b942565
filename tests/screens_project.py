"""The small project with a screen of its one task, which is photographed in one framework."""

from __future__ import annotations

from content.dates import today
from content.model import Picture, Shot, Shots
from content.project import read
from content.reader import dump_json
from content.screens import FOLDER, views
from content.seals import digest, sealed
from content.verified import fingerprint
from tests.small_project import write_project

SCREENS = """\
start:
  - id: empty
    task: greet
    title: As it starts
    height: 200
    path: /
    steps: [{fill: {Name: Ada}}, {press: Greet}]
    seen:
      alpha:
        alt: A greeting in [brackets].
        note: With another word.
        change: [{file: app.py, replace: from alpha, with: from Ada}]
"""
PICTURE = b"a picture"


def make(folder):
    """The small project; its screen has no picture yet."""
    write_project(folder)
    (folder / "data/screens.yml").write_text(SCREENS)
    return folder


def photograph(root, dark=False, **fields):
    """Put pictures and their record where `make screens` would; `fields` replace what is true."""
    project = read(root)
    (view,) = views(project)
    (root / FOLDER).mkdir(exist_ok=True)
    for scheme in ("light", "dark") if dark else ("light",):
        (root / FOLDER / view.file(scheme)).write_bytes(PICTURE)
    picture = Picture(width=480, height=200, digest=digest(PICTURE))
    true = {
        "date": today(), "version": "1.9", "browser": "Chromium 1", "how": view.how,
        "code": fingerprint(project, view.application), "light": picture, "seal": "none yet",
        "dark": picture if dark else None,
    }  # fmt: skip
    record = Shots({"start": {"empty": {"alpha": sealed(Shot(**(true | fields)))}}})
    (root / "data/screens.json").write_text(dump_json(record))
    return root
