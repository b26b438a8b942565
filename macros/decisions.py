"""The records of teams that chose a framework, and how often the rule book decides as they did."""

from __future__ import annotations

from collections import Counter
from typing import Literal

from content.dates import written
from content.model import Decision
from content.project import Project
from content.verdict import decide
from macros.decide import chooser, named
from macros.here import Here
from macros.markup import section, table

HEAD = ["When, who, and their text", "Before", "Chose", "What they say they weighed"]
LATER = {"kept": "kept", "moved": "moved on", "ended": "ended", "not known": "not known"}
Agreement = Literal["same", "close", "other", "undecided"]


def decisions(project: Project) -> str:
    """All records as a table, newest first."""
    return table(HEAD, map(_row, project.decisions))


def agreement(project: Project, here: Here) -> str:
    """How often the rule book picks what teams chose, every disagreement, and who moved later."""
    coded = [record for record in project.decisions if record.choice]
    if not coded:
        return "*No record can be compared yet.*"
    counted = Counter(agrees(project, record) for record in coded)
    later = Counter(record.later for record in project.decisions)
    known = len(project.decisions) - later["not known"]
    others = len(project.decisions) - len(coded)
    rows = [
        ["picks what the team chose", counted["same"]],
        ["calls it close, the team's choice among the picks", counted["close"]],
        ["picks something else", counted["other"]],
        ["cannot say from what the text tells", counted["undecided"]],
    ]
    differs = [
        _difference(project, here, record)
        for record in coded
        if agrees(project, record) in ("other", "undecided")
    ]
    common, count = Counter(record.choice for record in coded).most_common(1)[0]
    usual = named(project.rulebook, [common or ""], "or")
    return "\n\n".join(
        [
            f"Of {len(coded)} records that chose something the rule book can pick, it",
            section("mdx-counts", table(["The rule book", "Records"], rows)),
            f"Whoever always says {usual}, the most frequent choice, agrees with {count}.",
            f"{others} more chose what it cannot pick. Of {known} records whose later course is "
            f"known, the choice was kept in {later['kept']}, the team moved on in "
            f"{later['moved']}, and in {later['ended']} the project ended.",
            "### Where it differs",
            table(["Team", "Chose", "The rule book", "Why it differs"], differs),
        ]
    )


def agrees(project: Project, record: Decision) -> Agreement:
    """How the pick for a record's situation compares with what its team chose."""
    picks = decide(project.rulebook, record.answers).picks
    if not picks:
        return "undecided"
    if record.choice not in picks:
        return "other"
    return "same" if len(picks) == 1 else "close"


def _difference(project: Project, here: Here, record: Decision) -> list[str]:
    book = project.rulebook
    picks = named(book, decide(book, record.answers).picks, "or")
    return [
        f"[{record.team}]({record.url}), {record.date.year}",
        named(book, [record.choice or ""], "or"),
        chooser(here, record.answers, picks),
        record.differs or "",
    ]


def _row(record: Decision) -> list[str]:
    # Where it was read, and what came of it, is no answer to what a reader searches for.
    text = f"[{record.title}]({record.url}), read {written(record.checked)}"
    since = f"*Since then ({LATER[record.later]}):* {record.since}"
    return [
        f"**{written(record.date)}**<br>{record.team}<br>{_unsearched(text)}",
        record.before or "a new project",
        record.chose,
        f"{record.weighed} {_unsearched(since)}",
    ]


def _unsearched(text: str) -> str:
    """A text that the search of the site leaves out."""
    return f"<span data-search-exclude>{text}</span>"
