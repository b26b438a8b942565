"""The small project with a fresh project of one framework, and what it answered to two requests."""

from __future__ import annotations

from content.dates import today
from content.defaults import FOLDER, code_of, how, shown
from content.model import Answer, Answers, RecordedDefaults
from content.project import read
from content.reader import dump_json
from content.seals import sealed
from tests.small_project import write_project

DEFAULTS = """\
projects:
  alpha:
    about: Nothing but a page.
    sources: [start]
    start: ["export KEY=x", "serve {port}"]
    server: jinja2
    written: [app.py]
  beta:
    about: Nothing either.
    sources: [start]
    start: ["serve {port}"]
    server: jinja2
    written: [app.py]
usual: ["Host: here.example"]
requests:
  host:
    - id: elsewhere
      title: Another host
      head: |
        GET / HTTP/1.1
        Host: there.example
      why: It leads away.
      written_for: {alpha: 200, beta: 400}
      sources: [start]
    - id: query
      title: A query
      head: |
        GET /?name={a*3} HTTP/1.1
        Host: here.example
      look: [Location, body]
      why: It is short.
      written_for: {alpha: 200, beta: 200}
"""
SOURCES = """\
start: {title: Start, publisher: Us, url: "https://example.org/start", checked: 2026-11-22}
"""
STATUS = {"alpha": (200, "code"), "beta": (400, "framework")}
VERSION = {"alpha": "1.9", "beta": "3.1"}


def make(folder):
    """The small project; its fresh projects were not asked yet."""
    write_project(folder)
    (folder / "data/defaults.yml").write_text(DEFAULTS)
    (folder / "data/sources.yml").write_text(SOURCES)
    for name in STATUS:
        (folder / FOLDER / name).mkdir(parents=True)
        (folder / FOLDER / name / "app.py").write_text(f"# {name}\n")
    return folder


def ask(root, **fields):
    """Put the record where `make defaults` would; `fields` replace what is true."""
    project = read(root)
    elsewhere, query = project.defaults.content.requests["host"]
    record = {}
    for name, (status, by) in STATUS.items():
        true = {
            "date": today(), "python": "3.13.0", "version": VERSION[name], "server": "3.1",
            "code": code_of(root / FOLDER / name), "seal": "none yet",
            "how": how(project, project.defaults.content.projects[name]),
            "answers": {
                "elsewhere": Answer(sent=shown(elsewhere), status=status, by=by),
                "query": Answer(sent=shown(query), status=200, body="Hello", by="code"),
            },
        }  # fmt: skip
        record[name] = sealed(Answers(**(true | fields)))
    (root / "data/defaults.json").write_text(dump_json(RecordedDefaults(record)))
    return root
