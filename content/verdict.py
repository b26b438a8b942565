"""Answers in, a reasoned pick out. `overrides/assets/javascripts/verdict.js` does the same.

Every fitting reason adds or takes its points; nothing else counts. So the order of answers has no
influence, and an answer that only speaks for one outcome never moves the pick to another.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from content.rulebook import Rule, RuleBook

Kind = Literal["one", "either", "none of these", "undecided"]
Given = dict[str, str]
Points = dict[str, int]


@dataclass(frozen=True)
class Change:
    """One answer, given or taken back, that would move the pick."""

    question: str
    answer: str | None
    picks: list[str]


@dataclass(frozen=True)
class Verdict:
    """What the rule book says of one set of answers."""

    kind: Kind
    picks: list[str]
    also: list[str]
    sure: str | None
    lead: int
    torn: list[str]
    points: dict[str, int]
    speaks_for: list[str]
    speaks_against: list[str]
    changes: list[Change]
    ask_next: str | None


def decide(book: RuleBook, answers: Given) -> Verdict:
    """The pick for these answers, with its reasons, and what would change it."""
    fired = [rule for rule in book.rules if rule.fits(answers)]
    points = _points(book, fired)
    picks, lead = _picked(book, points)
    also = _also(book, picks, points)
    speaks_for = [rule.id for rule in fired if _supports(rule, [*picks, *also])]
    variations = list(_variations(book, answers, points))
    return Verdict(
        kind=_kind(book, picks),
        picks=picks,
        also=also,
        sure=_sure(book, picks, lead, fired),
        lead=lead,
        torn=_torn(book, fired),
        points=points,
        speaks_for=speaks_for,
        speaks_against=[rule.id for rule in fired if rule.id not in speaks_for],
        changes=[
            Change(question, answer, then)
            for question, answer, moved in variations
            if (then := _picked(book, moved)[0]) != picks
        ],
        ask_next=_ask_next(book, answers, points, variations),
    )


def picked(book: RuleBook, answers: Given) -> list[str]:
    """The outcomes that these answers pick: none, one, or several that are close."""
    return _picked(book, _points(book, [rule for rule in book.rules if rule.fits(answers)]))[0]


def _points(book: RuleBook, fired: list[Rule]) -> Points:
    points = {outcome.id: 0 for outcome in book.outcomes}
    for rule in fired:
        _count(book, points, rule, 1)
    return points


def _count(book: RuleBook, points: Points, rule: Rule, times: int) -> None:
    """Add a rule's points, or with `times` -1 take them back."""
    weight = times * book.weights[rule.strength]
    for outcome in rule.outcomes:
        points[outcome] += weight if rule.toward else -weight


def _picked(book: RuleBook, points: Points) -> tuple[list[str], int]:
    """The outcomes at the top, and by how many points they lead the next."""
    for group in (set(points) - book.beside, book.beside):
        top = max((points[name] for name in group), default=0)
        if top < book.scale.least:
            continue
        low = max(top - book.scale.close, 1)
        picks = [name for name in points if name in group and points[name] >= low]
        others = [points[name] for name in group if name not in picks]
        return picks, min(points[name] for name in picks) - max([0, *others])
    return [], 0


def _also(book: RuleBook, picks: list[str], points: Points) -> list[str]:
    """What has reasons of its own beside the framework that is picked."""
    return [
        name
        for name in points
        if name in book.beside and name not in picks and points[name] >= book.scale.least
    ]


def _kind(book: RuleBook, picks: list[str]) -> Kind:
    if not picks:
        return "undecided"
    if len(picks) > 1:
        return "either"
    return "none of these" if book.outcome(picks[0]).kind in ("other", "beside") else "one"


def _supports(rule: Rule, picks: list[str]) -> bool:
    """Whether a reason speaks for a pick, or against only what was not picked."""
    if rule.toward:
        return any(name in picks for name in rule.toward)
    return bool(picks) and not any(name in picks for name in rule.against)


def _sure(book: RuleBook, picks: list[str], lead: int, fired: list[Rule]) -> str | None:
    """Nobody is sure of a close call, nor where a strong reason speaks otherwise."""
    if not picks:
        return None
    strong = [
        _supports(rule, picks)
        for rule in _strong(book, fired)
        if _supports(rule, picks) or not book.beside.issuperset(rule.outcomes)
    ]
    if len(picks) > 1 or not all(strong):
        return "low"
    if lead >= book.scale.sure.high and strong:
        return "high"
    return "medium" if lead >= book.scale.sure.medium else "low"


def _strong(book: RuleBook, fired: list[Rule]) -> list[Rule]:
    return [rule for rule in fired if book.weights[rule.strength] >= book.strong]


def _torn(book: RuleBook, fired: list[Rule]) -> list[str]:
    """The outcomes that strong reasons speak both for and against: the answers pull apart."""
    strong = _strong(book, fired)
    both = {name for rule in strong for name in rule.toward} & {
        name for rule in strong for name in rule.against
    }
    return [one.id for one in book.outcomes if one.id in both]


def _variations(
    book: RuleBook, answers: Given, points: Points
) -> Iterator[tuple[str, str | None, Points]]:
    """Each single answer that could be given, changed or taken back, and the points then."""
    for question in book.questions:
        said = answers.get(question.id)
        for answer in (None, *(one.id for one in question.answers)):
            if answer == said:
                continue
            changed = {**answers, question.id: answer or ""}
            moved = dict(points)
            for rule in book.asking[question.id]:
                if times := rule.fits(changed) - rule.fits(answers):
                    _count(book, moved, rule, times)
            yield question.id, answer, moved


def _ask_next(
    book: RuleBook,
    answers: Given,
    points: Points,
    variations: list[tuple[str, str | None, Points]],
) -> str | None:
    """The open question whose answers move most: the pick first, then the points."""
    picks = _picked(book, points)[0]
    best, most = None, (0, 0)
    for question in book.questions:
        if question.id in answers:
            continue
        moves = [moved for name, _, moved in variations if name == question.id]
        weight = (
            sum(_picked(book, moved)[0] != picks for moved in moves),
            sum(abs(moved[name] - points[name]) for moved in moves for name in points),
        )
        if weight > most:
            best, most = question.id, weight
    return best
