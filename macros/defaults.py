"""What fresh projects answer to the same requests, side by side, and what they were."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus

from content.dates import period
from content.defaults import (
    AGAIN,
    FOLDER,
    PATIENCE,
    folder_of,
    frameworks,
    recorded,
    requests,
)
from content.errors import SiteError, listed, unknown
from content.model import Answer, Asked, Framework
from content.project import Project
from macros.citations import cite
from macros.here import Here
from macros.markup import columns, fence, section, table

BREAK = "<br>"
LONGEST = 60  # characters of a body, of a request or of an answer


def defaults(project: Project, group: str) -> str:
    """A group of data/defaults.yml: a row for each request, those answered alike folded away."""
    groups = project.defaults.content.requests
    if group not in groups:
        raise unknown(f'defaults("{group}")', "group of requests", group, groups)
    differ = [asked for asked in groups[group] if _differs(project, asked)]
    alike = [asked for asked in groups[group] if asked not in differ]

    def row(asked: Asked, *cells: str) -> list[str]:
        return [_request(project, asked), *cells, _why(project, asked)]

    parts = []
    if differ:
        names = [framework.name for framework, _ in frameworks(project)]
        rows = (
            row(asked, *(_cell(asked, one, one.framework.name) for one in _answers(project, asked)))
            for asked in differ
        )
        parts.append(table(["Request", *names, "Why it matters"], rows))
    if alike:
        rows = (
            row(asked, _cell(asked, next(_answers(project, asked)), "each framework"))
            for asked in alike
        )
        count = f"{len(alike)} request{'s' * (len(alike) > 1)} answered alike"
        inside = table(["Request", "Answer", "Why it matters"], rows)
        parts.append(f"<details markdown>\n<summary>{count}</summary>\n\n{inside}\n\n</details>")
    shown = "\n\n".join(parts)
    # The answers are to be looked at; what they come to, the text around them says.
    return f'<div class="mdx-defaults" data-search-exclude markdown>\n\n{shown}\n\n</div>'


def defaults_count(project: Project) -> str:
    """How many requests got different answers, of how many."""
    every = list(requests(project))
    return f"{sum(_differs(project, asked) for asked in every)} of {len(every)} requests"


def defaults_made(project: Project) -> str:
    """The day of the record, and the versions."""
    found = [(framework, fresh, recorded(project, framework))
             for framework, fresh in frameworks(project)]  # fmt: skip
    if not found:
        return "*Not recorded yet.*"
    names = [f"{framework.name} {record.version}" for framework, _, record in found]
    servers = [f"{fresh.server} {record.server}" for _, fresh, record in found]
    pythons = [f"Python {record.python}" for _, _, record in found]
    beside = list(dict.fromkeys([*servers, *pythons]))
    when = period([record.date for _, _, record in found])
    return f"Recorded on {when}: {listed(names)} with {listed(beside)}.\n{{ .mdx-verified }}"


def defaults_projects(project: Project, here: Here) -> str:
    """What each fresh project is, how it starts, and the code that people wrote in it."""
    blocks = []
    for framework, fresh in frameworks(project):
        folder = folder_of(project, framework)
        start = fence("\n".join(fresh.start).replace("{port}", "8000"), "start.sh")
        files = "\n\n".join(
            fence(
                (folder / name).read_text(encoding="utf-8"),
                name,
                name,
                here.source(f"{FOLDER}/{framework.id}/{name}"),
            )
            for name in fresh.written
        )
        blocks.append((framework, f"{fresh.about}{cite(project, *fresh.sources)}\n\n{start}"
                                  f"\n\n{section('mdx-whole', files)}"))  # fmt: skip
    inside = columns(blocks)
    return (
        f"<details markdown>\n<summary>The projects, their code and their start</summary>\n\n"
        f"{inside}\n\n</details>"
    )


@dataclass(frozen=True)
class _Given:
    """An answer, by whose project on which server, and whether all have its status."""

    framework: Framework
    server: str
    answer: Answer
    all_of_one_status: bool


def _answers(project: Project, asked: Asked) -> Iterator[_Given]:
    found = []
    for framework, fresh in frameworks(project):
        answers = recorded(project, framework).answers
        if asked.id not in answers:
            where = project.recorded_defaults.at(framework.id)
            raise SiteError(f"{where}: there is no answer to '{asked.id}'. {AGAIN}")
        found.append((framework, fresh.server, answers[asked.id]))
    alike = len({answer.status for *_, answer in found}) == 1
    yield from (_Given(*one, alike) for one in found)


def _differs(project: Project, asked: Asked) -> bool:
    """Whether what is shown differs in more than the name of the framework."""
    return len({_cell(asked, one, "the framework") for one in _answers(project, asked)}) > 1


def _cell(asked: Asked, given: _Given, framework: str) -> str:
    """Status, who answered, and what of the answer matters."""
    answer = given.answer
    if answer.status is None:
        return "**no answer**, " + ("hung up" if answer.ended else f"waited {PATIENCE} s")
    first = f"{answer.first}, then " if answer.first else ""
    said = [f"{first}**{answer.status}** {HTTPStatus(answer.status).phrase}"]
    who = {"framework": framework, "code": "your code", "server": given.server}
    said += [f"by {who[answer.by]}"] if answer.by else []
    return BREAK.join([*said, *_looked_at(asked, answer, given.all_of_one_status)])


def _looked_at(asked: Asked, answer: Answer, lacks: bool) -> Iterator[str]:
    """The parts that matter; what an answer lacks is said where its status does not say enough."""
    sent = {name.lower(): value for name, value in answer.headers.items()}
    missing = []
    for what in asked.look:
        if what == "body":
            yield f"`{_short(answer.body)}`" if answer.body else "no body"
        elif what == "log":
            yield f"{'a' if answer.traceback else 'no'} traceback in the log"
        elif value := sent.get(what.lower()):
            yield f"`{what}: {value}`"
        else:
            missing.append(f"`{what}`")
    if missing and lacks:
        yield f"no {listed(missing, 'or')}"


def _request(project: Project, asked: Asked) -> str:
    """What is sent, without what stands in almost every request."""
    lines = [one for one in asked.head.splitlines() if one not in project.defaults.content.usual]
    body = [_short(" ".join(asked.body.split()))] if asked.body else []
    return BREAK.join([f"**{asked.title}**", *(f"`{line}`" for line in [*lines, *body])])


def _why(project: Project, asked: Asked) -> str:
    return f"{asked.why}{cite(project, *asked.sources) if asked.sources else ''}"


def _short(text: str) -> str:
    """A text of one line that a cell has room for, in which nothing ends its code."""
    text = text.replace("`", "'")
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
