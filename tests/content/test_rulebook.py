"""The rule book makes sense, whatever is answered."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Iterator
from functools import cache
from itertools import combinations, product

import pytest

from content.project import ROOT, read
from content.rulebook import Rule, RuleBook
from content.verdict import Given, decide, picked
from tests.mistakes import refused

DRAWN = 1_000


@cache
def book() -> RuleBook:
    return read(ROOT).rulebook


def pairs() -> Iterator[Given]:
    """Every way to answer at most two questions."""
    yield {}
    for question in book().questions:
        yield from ({question.id: answer.id} for answer in question.answers)
    for first, second in combinations(book().questions, 2):
        for one, two in product(first.answers, second.answers):
            yield {first.id: one.id, second.id: two.id}


@cache
def drawn() -> list[Given]:
    """Sets of answers as people might give them: each question open one time in two."""
    dice = random.Random(9)  # noqa: S311 (nothing secret is drawn)
    return [
        {
            question.id: dice.choice(question.answers).id
            for question in book().questions
            if dice.random() < 0.5
        }
        for _ in range(DRAWN)
    ]


@pytest.mark.parametrize("case", book().cases.values(), ids=book().cases)
def test_a_case_is_decided_as_its_pages_say(case):
    verdict = decide(book(), case.answers)
    assert (verdict.picks, verdict.sure) == (case.pick, case.sure)


def test_nothing_answered_is_undecided():
    verdict = decide(book(), {})
    assert (verdict.kind, verdict.picks, verdict.sure) == ("undecided", [], None)
    assert verdict.ask_next is not None


@pytest.mark.parametrize("rule", book().rules, ids=lambda rule: rule.id)
def test_each_rule_moves_a_pick_somewhere(rule):
    without = dataclasses.replace(book(), rules=[one for one in book().rules if one is not rule])
    needed = [
        dict(zip(rule.when, answers, strict=True)) for answers in product(*rule.when.values())
    ]
    assert any(
        picked(book(), {**answers, **also}) != picked(without, {**answers, **also})
        for answers in needed
        for also in ({}, *pairs_of_one(), *drawn()[:400])
    )


def pairs_of_one() -> list[Given]:
    return [answers for answers in pairs() if len(answers) == 1]


def test_the_order_of_answers_has_no_influence():
    for answers in drawn():
        assert decide(book(), dict(reversed(answers.items()))) == decide(book(), answers)


def speaks_only_for(rules: list[Rule], picks: list[str]) -> bool:
    return all(
        set(picks) <= set(rule.toward) if rule.toward else not set(picks) & set(rule.against)
        for rule in rules
    )


def test_an_answer_that_speaks_for_the_pick_never_moves_it_to_another():
    seen = 0
    for answers in drawn()[:1_000]:
        picks = picked(book(), answers)
        if not picks:
            continue
        for question in book().questions:
            if question.id in answers:
                continue
            for answer in question.answers:
                more = {**answers, question.id: answer.id}
                new = [rule for rule in book().asking[question.id] if rule.fits(more)]
                if new and speaks_only_for(new, picks):
                    seen += 1
                    assert set(picked(book(), more)) <= set(picks), (answers, answer.id)
    assert seen > 1_000


def test_what_would_change_the_answer_does_change_it_and_nothing_else_does():
    for answers in drawn()[:300]:
        verdict = decide(book(), answers)
        told = {(change.question, change.answer) for change in verdict.changes}
        for question in book().questions:
            for answer in (None, *(one.id for one in question.answers)):
                changed = {k: v for k, v in answers.items() if k != question.id}
                if answer:
                    changed[question.id] = answer
                moved = picked(book(), changed) != verdict.picks
                assert moved == ((question.id, answer) in told)


def test_high_needs_a_lead_and_a_strong_reason_and_none_against():
    seen = 0
    for answers in drawn():
        verdict = decide(book(), answers)
        if verdict.sure != "high":
            continue
        seen += 1
        strong = {
            rule.id for rule in book().rules if book().weights[rule.strength] >= book().strong
        }
        assert verdict.kind in ("one", "none of these")
        assert verdict.lead >= book().scale.sure.high
        assert strong & set(verdict.speaks_for)
        assert not strong & set(verdict.speaks_against)
    assert seen > 50


def test_a_strong_reason_against_the_pick_makes_nobody_sure():
    torn = {"beside": "sqlalchemy", "editors": "staff", "output": "pages"}
    assert decide(book(), torn).sure == "low"


def test_what_stands_beside_a_framework_is_picked_only_alone():
    (alone,) = (one.id for one in book().outcomes if one.id in book().beside and "model" in one.id)
    assert picked(book(), {"work": "model-gpu"}) == [alone]
    both = decide(book(), {"work": "model-gpu", "editors": "staff"})
    assert (both.also, both.sure) == ([alone], "high")
    assert alone not in both.picks


RULES = "data/decide/rules.yml"


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (RULES, "sent: [pages]", "sent: [page]", "line 3: unknown answer to 'sent' 'page'."),
        (RULES, "{sent: [files]}", "{send: [files]}", "unknown question 'send'. Known: sent, team"),
        (RULES, "for: [files]", "for: [file]", "line 13: unknown outcome 'file'. Known: alpha, "),
        (RULES, "tasks: [greet]", "tasks: [great]", "unknown task 'great'. Known: greet."),
        (RULES, "{tasks: [greet]}", "{sources: [adr-1]}", "unknown source 'adr-1'."),
        (RULES, "{tasks: [greet]}", "{}", "'evidence' is empty. Right: sources, tasks, decis"),
        (RULES, "  for: [alpha]\n", "", "'pages' needs one of 'for' and 'against', and not both."),
        (RULES, "  for: [alpha]\n", "  for: [alpha]\n  against: [beta]\n", "needs one of 'for'"),
        (RULES, "strength: leans", "strength: lean", "unknown strength 'lean'. Known: decides"),
        (RULES, "team: [beta]}\n  for: [beta]", "sent: [pages]}\n  for: [alpha]",
         "line 19: 'knows-beta' says the same as 'pages' about alpha under the same answers."),
        (RULES, "team: [beta]}\n  for: [beta]", "sent: [pages]}\n  against: [alpha]",
         "line 19: 'knows-beta' contradicts 'pages' about alpha under the same answers."),
        (RULES, "id: files", "id: pages", "the id 'pages' stands 2 times in one list."),
        ("data/decide/cases.yml", "sent: pages", "sent: paper", "unknown answer to 'sent' 'paper'"),
        ("data/decide/cases.yml", "pick: [beta]", "pick: [bet]", "unknown outcome 'bet'."),
        ("data/decide/spine.yml", "team: beta", "team: gamma", "unknown answer to 'team' 'gamma'."),
        ("data/decide/outcomes.yml", "id: beta", "id: delta", "unknown framework 'delta'."),
        ("data/decide/outcomes.yml", "page: index.md, about: the f", "page: x.md, about: the f",
         "unknown page 'x.md'."),
    ],
)  # fmt: skip
def test_a_mistake_in_the_rule_book_is_named(root, file, old, new, said):
    message = refused(root, file, old, new)
    assert said in message
    assert message.startswith(file)


def test_each_outcome_has_a_rule_that_can_pick_it():
    for outcome in book().outcomes:
        assert any(outcome.id in rule.toward for rule in book().rules), outcome.id
