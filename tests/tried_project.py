"""The small project with one library that is tried beside one of its frameworks."""

from __future__ import annotations

import datetime
import json

from content.model import Tried
from content.project import read
from content.seals import sealed
from content.tried import how, libraries
from tests.small_project import write_project

TODAY = datetime.datetime.now(datetime.UTC).date()
FACTS = {
    "lib": {"name": "lib", "latest": "2", "date": "2026-11-01", "first": "2020-01-01",
            "releases": 1, "releases_24_months": 1, "dependencies": 1, "download_size": 1,
            "vulnerabilities": 0, "checked": "2026-11-22", "file": "lib-2.tar.gz",
            "sha256": "0" * 64},
}  # fmt: skip
FEATURES = """\
group: One
order: 1
rows:
  - id: a
    feature: A
    cells:
      alpha: {level: none, text: No.}
      beta: {level: third-party, text: Yes., library: Lib}
"""
TRIAL = 'trial: {file: a.py, text: "1", steps: {check: "true"}, passes: it runs}'


def make(folder):
    """The small project with one library in a feature cell, and a trial with one step."""
    write_project(folder)
    for environment, version in (("main", "3.1.6"), ("lts", "3.0")):
        lock = folder / f"requirements/{environment}.txt"
        lock.write_text(lock.read_text().replace("jinja2==3.1\n", f"jinja2=={version}\n"))
    (folder / "data/packages.json").write_text(
        json.dumps({"checked": "2026-11-22", "packages": FACTS})
    )
    (folder / "data/features").mkdir()
    (folder / "data/features/one.yml").write_text(FEATURES)
    (folder / "data/libraries.yml").write_text("beta: {Lib: {extras: [more]}}\n")
    registry = folder / "data/frameworks.yml"
    text = registry.read_text()
    registry.write_text(text.replace("    shape: square", f"    shape: square\n    {TRIAL}"))
    return folder


def beta(project):
    return next(one for one in project.frameworks if one.id == "beta")


def write(root, **fields):
    """A record of both environments; the first has the given fields, and a seal that fits."""
    project = read(root)
    framework = beta(project)
    runs = []
    for environment, version in (("main", "3.1.6"), ("lts", "3.0")):
        given = {
            "environment": environment, "date": TODAY, "python": "3.13.0", "version": version,
            "newest": "2", "installed": "2", "seal": "x",
            "how": how(framework, libraries(project, framework)["lib"]),
        }  # fmt: skip
        runs.append(sealed(Tried.model_validate({**given, **(fields if not runs else {})})))
    plain = {"beta": {"lib": [run.model_dump(mode="json") for run in runs]}}
    (root / "data/tried.json").write_text(json.dumps(plain, indent=2, sort_keys=True))
