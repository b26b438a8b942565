"""The rule book as the chooser's page reads it: one JSON text, with all that evidence points to."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from content.dates import today, written
from content.model import Source
from content.pages import address
from content.project import Project
from content.rulebook import Outcome, RuleBook

FILE = "assets/rulebook.json"  # below the top of the site
SCENARIOS = "choose/scenarios"


def rulebook_json(project: Project) -> str:
    """What the page's script reads: the rule book, its evidence, and the version of both."""
    data = published(project)
    return json.dumps({"version": _digest(data), **data}, **COMPACT)


def version(project: Project) -> str:
    """A short name for this state of the rule book; another one as soon as a word changes."""
    return _digest(published(project))


COMPACT: dict[str, Any] = {"ensure_ascii": False, "separators": (",", ":")}


def _digest(data: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(data, **COMPACT).encode()).hexdigest()[:8]


def engine_data(book: RuleBook) -> dict[str, Any]:
    """What a verdict is reasoned from, in the words of the data files."""
    return {
        "scale": book.scale.model_dump(),
        "questions": [one.model_dump() for one in book.questions],
        "outcomes": [_outcome(one) for one in book.outcomes],
        "rules": [one.model_dump(by_alias=True, exclude_defaults=True) for one in book.rules],
    }


def published(project: Project) -> dict[str, Any]:
    """The rule book with the sources and pages that it names."""
    book = project.rulebook
    evidence = [rule.evidence for rule in book.rules]
    sources = _once(name for one in evidence for name in (*one.sources, *one.decisions))
    tasks = _once([name for one in evidence for name in one.tasks] + list(_wanted(project)))
    return {
        **engine_data(book),
        "sources": {name: _source(project.sources[name]) for name in sources},
        "tasks": {
            name: {
                "title": project.tasks[name].title,
                "page": address(project.tasks[name].page),
                "for": _wanted(project).get(name, []),
            }
            for name in tasks
        },
        "read": _scenarios(project),
        "checked": written(max((project.sources[one].checked for one in sources), default=today())),
    }


def _wanted(project: Project) -> dict[str, list[str]]:
    """Task → the answers that call for a feature that it shows, each as `question=answer`."""
    ordered = sorted(project.tasks.items(), key=lambda item: (item[1].order, item[0]))
    found = {
        name: _once(pair for row in task.shows for pair in project.needs.calling_for(row))
        for name, task in ordered
    }
    return {name: answers for name, answers in found.items() if answers}


def _outcome(outcome: Outcome) -> dict[str, str]:
    return {
        "id": outcome.id,
        "name": outcome.name,
        "kind": outcome.kind,
        "page": address(outcome.page),
        "about": outcome.about,
    }


def _source(source: Source) -> dict[str, str]:
    place = f", {source.locator}" if source.locator else ""
    edition = f" {source.version}" if source.version else ""
    return {
        "title": f"{source.title}{place}",
        "of": f"{source.publisher}{edition}",
        "url": source.url,
        "checked": written(source.checked),
    }


def _scenarios(project: Project) -> list[dict[str, Any]]:
    """The pages about a kind of project, each with the answers of its cases."""
    found: dict[str, list[dict[str, str]]] = {}
    for case in project.rulebook.cases.values():
        page = f"{SCENARIOS}/{case.group}.md"
        if page in project.pages:
            found.setdefault(page, []).append(case.answers)
    return [
        {"page": address(page), "title": project.pages[page].meta.title, "cases": cases}
        for page, cases in found.items()
    ]


def _once(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))
