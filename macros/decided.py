"""What teams chose, year by year, and what they came from: a table of which each mark is a team."""

from __future__ import annotations

import html
import re
from collections import Counter

from content.errors import listed
from content.model import Decision
from content.project import Project
from content.rulebook import Outcome
from macros.markup import badge

# Where a team came from, or went, if no outcome with a look of its own says it.
NEW, ELSE = "new", "else"
WORDS = {NEW: "a new project", ELSE: "something else"}
MOST_MOVES = 3


def decided(project: Project) -> str:
    """All records as marks: the row is what was chosen, the mark what came before."""
    records = project.decisions
    if not records:
        return "*No record yet.*"
    shown = drawn(project)
    span = range(records[-1].date.year, records[0].date.year + 1)
    found = Counter(
        (chosen(one, shown), one.date.year, before(one, shown)) for one in records
    )  # fmt: skip
    years = "".join(f"<th scope='col'>{year}</th>" for year in span)
    rows = "".join(
        _rows(name, span, found, shown)
        for name in (*shown, ELSE)
        if any(key[0] == name for key in found)
    )
    key = " ".join(f"<span>{_mark(one)}{_named(one, shown)}</span>" for one in (*shown, ELSE, NEW))
    head = f"<thead><tr>{years}<th scope='col'>all</th></tr></thead>"
    return (
        f"<figure class='mdx-decided'><figcaption><p>{_moves(records, shown)}</p>"
        f"<p class='mdx-decided__key'>Each mark is a team. Before: {key}</p></figcaption>"
        f"<table class='mdx-decided__years'>{head}{rows}</table></figure>"
    )


def drawn(project: Project) -> dict[str, Outcome]:
    """The outcomes that have a colour and a shape, in the order of the site."""
    registered = {one.id for one in project.frameworks}
    return {one.id: one for one in project.rulebook.outcomes if one.id in registered or one.shape}


def chosen(record: Decision, shown: dict[str, Outcome]) -> str:
    """What a record chose, among what is drawn."""
    return record.choice if record.choice in shown else ELSE


def before(record: Decision, shown: dict[str, Outcome]) -> str:
    """What a record came from: the outcome with which its words begin."""
    if not record.before:
        return NEW
    for name, one in shown.items():
        if re.match(rf"{re.escape(one.name)}\b", record.before):
            return name
    return ELSE


def _rows(
    name: str, span: range, found: Counter[tuple[str, int, str]], shown: dict[str, Outcome]
) -> str:
    years = [
        {one: found[name, year, one] for one in (*shown, ELSE, NEW) if found[name, year, one]}
        for year in span
    ]
    total = sum(sum(counts.values()) for counts in years)
    cells = "".join(f"<td>{_cell(counts, shown)}</td>" for counts in years)
    head = f"<th scope='rowgroup' colspan='{len(span)}'>Chose {_named(name, shown)}</th>"
    return f"<tbody><tr>{head}<td>{total}</td></tr><tr>{cells}<td></td></tr></tbody>"


def _cell(counts: dict[str, int], shown: dict[str, Outcome]) -> str:
    """One mark a team, and the same in words for those who do not see it."""
    if not counts:
        return ""
    marks = "".join(_mark(one) * count for one, count in counts.items())
    said = listed([_said(count, one, shown) for one, count in counts.items()])
    return f"{marks}<span class='mdx-said'>{said}</span>"


def _said(count: int, name: str, shown: dict[str, Outcome]) -> str:
    return f"{count} new" if name == NEW else f"{count} from {_word(name, shown)}"


def _moves(records: list[Decision], shown: dict[str, Outcome]) -> str:
    """How many records, and the most frequent ways from one framework to another."""
    ways = Counter(
        (before(one, shown), chosen(one, shown))
        for one in records
        if before(one, shown) in shown and before(one, shown) != chosen(one, shown) != ELSE
    )
    most = [
        f"from {_word(start, shown)} to {_word(end, shown)} ({count})"
        for (start, end), count in ways.most_common(MOST_MOVES)
    ]
    moved = f" Most frequent: {listed(most)}." if most else ""
    first, last = records[-1].date.year, records[0].date.year
    return f"{len(records)} records of teams, {first} to {last}.{moved}"


def _mark(name: str) -> str:
    return f"<i class='mdx-mark' data-framework='{name}'></i>"


def _named(name: str, shown: dict[str, Outcome]) -> str:
    return badge(shown[name]) if name in shown else WORDS[name]


def _word(name: str, shown: dict[str, Outcome]) -> str:
    return html.escape(shown[name].name) if name in shown else WORDS[name]
