"""Writes data/verified.json: what was green, with which versions, and when."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name

from content.model import Run, Verified
from content.project import VERIFIED, Project
from content.reader import dump_json, load
from content.requirements import packages, requirements
from content.seals import sealed
from content.verified import fingerprint

Key = tuple[str, str, str]  # task, framework, environment
A_WEEK = datetime.timedelta(days=7)


def write(
    root: Path, project: Project, green: Iterable[Key], facts: dict[str, dict[str, Any]]
) -> None:
    """Add the green runs to data/verified.json; what is on record for others stays.

    A run that says nothing new leaves the file as it is for a week, so that running the tests
    does not make a change to commit each day.
    """
    path = root / VERIFIED
    runs = {
        task: {name: known[name] for name in known if name in project.applications[task]}
        # As it stands now: another run may have been recorded since this one began.
        for task, known in load(path, Verified, root).root.items()
        if task in project.tasks
    }
    for task, framework, environment in green:
        application = project.applications[task][framework]
        installed = facts[environment]
        names = packages(requirements(application.folder / "requirements.in"))
        found = {
            name: installed["packages"][name]
            for name in sorted(names)
            if name in installed["packages"]  # another environment may need fewer
        }
        run = sealed(
            Run(
                environment=environment,
                version=found[canonicalize_name(application.framework.package)],
                python=installed["python"],
                date=datetime.datetime.now(datetime.UTC).date(),
                packages=found,
                code=fingerprint(project, application),
                seal="none yet",
            )
        )
        others = runs.setdefault(task, {}).get(framework, [])
        old = next((item for item in others if item.environment == environment), None)
        # What somebody edited by hand is written anew.
        known = old is not None and old == sealed(old) and _same(old, run)
        if known and old and datetime.timedelta() <= run.date - old.date < A_WEEK:
            continue
        order = [str(name) for name in application.framework.environments]
        rest = [item for item in others if item.environment in order]
        rest = [item for item in rest if item.environment != environment]
        runs[task][framework] = sorted([*rest, run], key=lambda item: order.index(item.environment))
    text = dump_json(Verified(runs))
    if text != path.read_text(encoding="utf-8"):
        partial = path.with_suffix(".partial")
        partial.write_text(text, encoding="utf-8")
        partial.replace(path)


def _same(old: Run, new: Run) -> bool:
    """Whether two runs differ in nothing but the day and the patch release of Python."""
    minor = [run.python.rsplit(".", 1)[0] for run in (old, new)]
    return minor[0] == minor[1] and (old.packages, old.code) == (new.packages, new.code)
