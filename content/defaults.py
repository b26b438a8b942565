"""What a fresh project answers by default: what is sent to it, and whether the record is true."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from content.errors import SiteError, unknown
from content.model import Answer, Answers, Asked, Framework, FreshProject
from content.project import DEFAULTS, RECORDED_DEFAULTS, Project
from content.requirements import locked_here
from content.seals import digest, seal_of
from content.sections import LEFTOVERS

FOLDER = "measurements/defaults"
AGAIN = "Run: make defaults"
PATIENCE = 10  # seconds to wait for an answer

REPEATED = re.compile(r"\{([^{}]+?)\*(\d+)\}", re.S)


def message(asked: Asked) -> bytes:
    """The bytes of a request."""
    body = _bytes(asked.body or "")
    head = _bytes(asked.head.replace("{length}", str(len(body))))
    return head + b"\r\n\r\n" + body


def _bytes(text: str) -> bytes:
    """A text written out: repetitions, and the line ends of HTTP; a sign above 127 is one byte."""
    whole = REPEATED.sub(lambda found: found[1] * int(found[2]), text)
    return whole.replace("\n", "\r\n").encode("latin-1")


def shown(asked: Asked) -> str:
    """A request as a reader sees it: repetitions are not written out."""
    return f"{asked.head}\n\n{asked.body or ''}".strip()


def requests(project: Project) -> Iterator[Asked]:
    """All requests, in the order of the page."""
    for group in project.defaults.content.requests.values():
        yield from group


def frameworks(project: Project) -> Iterator[tuple[Framework, FreshProject]]:
    """The frameworks that have a fresh project, in the order of the registry."""
    for framework in project.frameworks:
        if fresh := project.defaults.content.projects.get(framework.id):
            yield framework, fresh


def folder_of(project: Project, framework: Framework) -> Path:
    """Where a fresh project lies.

    Raises:
        SiteError: it does not.
    """
    folder = project.root / FOLDER / framework.id
    if not folder.is_dir():
        raise SiteError(f"{FOLDER}/{framework.id}: this folder is missing. {DEFAULTS} names it.")
    return folder


def code_of(folder: Path) -> str:
    """A digest of the files of a fresh project."""
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.is_file() and not LEFTOVERS & set(inside.parts):
            found.update(inside.as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()[:16]


def how(project: Project, fresh: FreshProject) -> str:
    """A digest of all that data says of starting and asking, and of nothing said about it."""
    said = [fresh.model_dump_json(include={"start", "server"})]
    said += [asked.model_dump_json(include={"id", "head", "body"}) for asked in requests(project)]
    return digest("\n".join(said).encode())


def versions(project: Project, framework: Framework, fresh: FreshProject) -> tuple[str, str]:
    """The versions of framework and server in the environment where a fresh project runs."""
    found = [
        locked_here(project.root, framework.environments[0], package) or "none"
        for package in (framework.package, fresh.server)
    ]
    return found[0], found[1]


def recorded(project: Project, framework: Framework) -> Answers:
    """What is on record of a framework, true or not.

    Raises:
        SiteError: nothing is.
    """
    found = project.recorded_defaults.content.root.get(framework.id)
    if found is None:
        raise SiteError(f"{RECORDED_DEFAULTS}: there is nothing of '{framework.id}'. {AGAIN}")
    return found


def problems(project: Project) -> Iterator[str]:
    """One sentence for each cause why the record is not what a fresh project answers."""
    known = project.defaults.content.projects
    for name in project.recorded_defaults.content.root:
        if name not in known:
            where = project.recorded_defaults.at(name)
            yield f"{unknown(where, 'fresh project', name, known)} {AGAIN}"
    for framework, fresh in frameworks(project):
        try:
            found = disagreement(project, framework, fresh)
        except SiteError as error:
            found = str(error)
        if found:
            yield found
        else:
            yield from _misread(project, framework, recorded(project, framework))


def disagreement(project: Project, framework: Framework, fresh: FreshProject) -> str | None:
    """Why the answers of a framework have to be recorded, in a sentence; None if they need not."""
    folder = folder_of(project, framework)
    record = recorded(project, framework)
    where = f"{project.recorded_defaults.at(framework.id)} ({framework.id})"
    if record.seal != seal_of(record):
        return (
            f"{where}: '{record.seal}' does not fit the other fields: somebody edited them. {AGAIN}"
        )
    if record.code != code_of(folder):
        return f"{where}: {FOLDER}/{framework.id} changed since it was recorded. {AGAIN}"
    if record.how != how(project, fresh):
        return f"{where}: {DEFAULTS} starts it or asks it otherwise since. {AGAIN}"
    locked = versions(project, framework, fresh)
    if (record.version, record.server) != locked:
        return (
            f"{where}: it is of {record.version} on {fresh.server} {record.server}, but the lock "
            f"has {locked[0]} and {locked[1]}. {AGAIN}"
        )
    return None


def _misread(project: Project, framework: Framework, record: Answers) -> Iterator[str]:
    """Sentences about another answer than the one that came."""
    for group, listed in project.defaults.content.requests.items():
        for index, asked in enumerate(listed):
            answer = record.answers[asked.id]
            where = project.defaults.at("requests", group, index, "written_for")
            if framework.id not in asked.written_for:
                yield f"{where}: '{asked.id}' says nothing for {framework.id}: {_status(answer)}."
            elif (expected := asked.written_for[framework.id]) != answer.status:
                yield (
                    f"{where}: 'why' of '{asked.id}' was written for {expected or 'silence'} of "
                    f"{framework.id}, which answered {_status(answer)}. Write it anew."
                )


def _status(answer: Answer) -> str:
    return str(answer.status or "nothing")
