"""What can be wrong in `docs/`, `snippets/` and `data/` without anything failing by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import yaml
from pydantic import ValidationError

from macros.citations import REFERENCE
from content.model import FrontMatter
from content.project import Project
from tools.check.page_types import departures
from tools.record.verified import fingerprint

LONGEST_TYPED_PYTHON = 5
FENCE = re.compile(
    r"^(?P<ticks>`{3,})\s*\{?\s*\.?(?:python|py)\b.*?\n(?P<code>.*?)^(?P=ticks)", re.M | re.S
)
STEP_CALL = re.compile(r"\{\{-?\s*step\(\s*[\"']([^\"']+)[\"']\s*,\s*[\"']([^\"']+)[\"']")
STEPS_CALL = re.compile(r"\{\{-?\s*steps\(\s*[\"']([^\"']+)[\"']")
CITE_CALL = re.compile(r"\{\{-?\s*cite\(([^)]*)\)")
LINE_RANGE = re.compile(r"--8<--[^\n]*:\d")


def problems(project: Project) -> Iterator[str]:
    """Run every check.

    Args:
        project: the checked content.

    Yields:
        One sentence for each finding, with file, wrong value and remedy.
    """
    pages = {
        path.relative_to(project.root).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted((project.root / "docs").rglob("*.md"))
    }
    for name, text in pages.items():
        yield from front_matter(name, text)
        yield from typed_python(name, text)
        yield from line_ranges(name, text)
    yield from departures(project.root, project.frameworks, pages)
    yield from repeated(pages, "title")
    yield from repeated(pages, "description")
    yield from unused_steps(project, pages)
    yield from unused_sources(project, pages)
    yield from stale_record(project)


def front_matter(name: str, text: str) -> Iterator[str]:
    """A page starts with a valid title and description."""
    try:
        FrontMatter.model_validate(_meta(text))
    except yaml.YAMLError as error:
        yield f"{name}: the front matter is not valid YAML: {error}"
    except ValidationError as error:
        known = ", ".join(sorted(FrontMatter.model_fields))
        for item in error.errors():
            where = ".".join(str(part) for part in item["loc"]) or "front matter"
            yield f"{name}: {where} is {item['input']!r}: {item['msg']}. Known keys: {known}."


def typed_python(name: str, text: str) -> Iterator[str]:
    """Python of more than a few lines comes from `snippets/`, where it runs."""
    for match in FENCE.finditer(text):
        count = len(match["code"].strip().splitlines())
        if count > LONGEST_TYPED_PYTHON:
            line = text[: match.start()].count("\n") + 1
            yield (
                f"{name}, line {line}: {count} lines of Python typed into a page; at most "
                f"{LONGEST_TYPED_PYTHON}. Move them to snippets/ and show them with step()."
            )


def line_ranges(name: str, text: str) -> Iterator[str]:
    """Snippets are shown by section, never by line numbers, which shift in silence."""
    for match in LINE_RANGE.finditer(text):
        line = text[: match.start()].count("\n") + 1
        yield f"{name}, line {line}: '{match[0]}' names lines. Name a section instead."


def repeated(pages: dict[str, str], key: str) -> Iterator[str]:
    """No two pages have the same title or description."""
    seen: dict[str, str] = {}
    for name, text in pages.items():
        value = _meta_or_empty(text).get(key)
        if not isinstance(value, str):
            continue
        if value in seen:
            yield f"{name}: {key} '{value}' is that of {seen[value]} too. Make it unique."
        seen.setdefault(value, name)


def unused_steps(project: Project, pages: dict[str, str]) -> Iterator[str]:
    """Every step of a task is shown on some page, and the task's own page exists."""
    shown = {call for text in pages.values() for call in STEP_CALL.findall(text)}
    whole = {task for text in pages.values() for task in STEPS_CALL.findall(text)}
    for task, meta in project.tasks.items():
        if f"docs/{meta.page}" not in pages:
            yield f"snippets/{task}/task.yml: page '{meta.page}' does not exist in docs/."
        for step in meta.steps:
            if task not in whole and (task, step.id) not in shown:
                yield (
                    f"snippets/{task}/task.yml: no page shows the step '{step.id}'. "
                    f'Add step("{task}", "{step.id}") or steps("{task}") to docs/{meta.page}, '
                    "or take it out."
                )


def unused_sources(project: Project, pages: dict[str, str]) -> Iterator[str]:
    """A source that nothing cites is one that nobody keeps up to date."""
    cited = {
        name
        for text in pages.values()
        for call in CITE_CALL.findall(text)
        for name in re.findall(r"[\"']([^\"']+)[\"']", call)
    } | {name for text in pages.values() for name in REFERENCE.findall(text)}
    for name in sorted(set(project.sources) - cited - cited_by_data(project)):
        yield f"data/sources.yml: no page cites '{name}'. Cite it or take it out."


def cited_by_data(project: Project) -> set[str]:
    """The sources that features, support windows and claims cite; macros print them."""
    rows = [row for group in project.features.values() for row in group.rows]
    cited = {name for row in rows for cell in row.cells.values() for name in cell.sources}
    for support in project.support.values():
        cited.update(support.sources, *(window.sources for window in support.windows))
    evidence = [
        item
        for topic in project.claims.values()
        for claim in topic.claims
        for item in claim.evidence
    ]
    return cited | {item.ref for item in evidence if item.kind == "source" and item.ref}


def stale_record(project: Project) -> Iterator[str]:
    """data/verified.json speaks of this very code, and of the locked versions."""
    locked = {name: _locked(project.root / f"requirements/{name}.txt") for name in ("main", "lts")}
    for task in sorted(set(project.verified.root) - set(project.tasks)):
        yield f"data/verified.json: there is no task '{task}'. Take it out."
    for task, known in project.verified.root.items():
        for name in sorted(set(known) - set(project.applications.get(task, known))):
            yield f"data/verified.json: {task} has no '{name}' version. Take it out."
    for task, answers in project.applications.items():
        for framework, answer in answers.items():
            runs = {
                run.environment: run
                for run in project.verified.root.get(task, {}).get(framework, [])
            }
            remedy = f"Run: make contract TASK={task} FRAMEWORK={framework}"
            for environment in answer.framework.environments:
                where = f"data/verified.json: {task}, {framework}, {environment}"
                run = runs.get(environment)
                if run is None:
                    yield f"{where}: no green run on record. {remedy}"
                    continue
                if run.code != fingerprint(project, answer):
                    yield f"{where}: the code or its contract changed since that run. {remedy}"
                for package, version in run.packages.items():
                    right = locked[environment].get(package, set())
                    if version not in right:
                        yield (
                            f"{where}: ran with {package} {version}, but "
                            f"requirements/{environment}.txt locks "
                            f"{' or '.join(sorted(right)) or 'none'}. {remedy}"
                        )


def _locked(path: Path) -> dict[str, set[str]]:
    """The versions that a lock file names for each package."""
    found: dict[str, set[str]] = {}
    for match in re.finditer(r"^([a-z0-9.-]+)==([^\s;\\]+)", path.read_text("utf-8"), re.M):
        found.setdefault(match[1], set()).add(match[2])
    return found


def _meta(text: str) -> object:
    match = re.match(r"---\n(.*?)\n---\n", text, re.S)
    return yaml.safe_load(match[1]) if match else {}


def _meta_or_empty(text: str) -> dict[str, object]:
    try:
        meta = _meta(text)
    except yaml.YAMLError:
        return {}
    return meta if isinstance(meta, dict) else {}
