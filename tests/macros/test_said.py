"""Words that rest on measured numbers: a record that turns them is noticed."""

from __future__ import annotations

import pytest

from content.measurements import Run
from content.project import read
from content.said import problems
from tests.macros.test_measured import record

TWICE = "page: docs/index.md, words: half as much again, one: cost greeting two.made"


@pytest.fixture
def wrong(root):
    """What is wrong with one sentence of data/said.yml."""

    def wrong(sentence):
        path = root / "docs/index.md"
        path.write_text(path.read_text() + "\nTwo takes half as\nmuch again.\n")
        record(root)
        (root / "data/said.yml").write_text(f"- {{{sentence}}}\n")
        project = read(root)
        return "".join(problems(root, project.said, project.records))

    return wrong


@pytest.mark.parametrize(
    "right",
    [
        "other: cost greeting one.made, least: 1.4, most: 1.6",
        "other: cost greeting one.made, by: difference, least: 100, most: 100",
        "least: 300, most: 300",
    ],
)
def test_words_that_the_numbers_carry_pass(wrong, right):
    assert wrong(f"{TWICE}, {right}") == ""


@pytest.mark.parametrize(
    ("sentence", "why"),
    [
        (
            f"{TWICE}, other: cost greeting one.made, least: 1.9",
            "data/said.yml, line 1: docs/index.md says 'half as much again', but the ratio is 1.5. "
            "Right: 1.9 to inf. Change the words.",
        ),
        (f"{TWICE}, value: cpu_us, most: 299", "but it is 300"),
        (TWICE.replace("again", "more"), "'half as much more' does not stand in docs/index.md."),
        (TWICE.replace("two", "four"), "no record has cost greeting four.made"),
    ],
)
def test_others_are_named_with_what_was_found(wrong, sentence, why):
    assert why in wrong(sentence)


def test_a_ratio_is_taken_round_by_round_as_pages_print_it(root):
    rounds = {"one.made": (100, 200, 400), "two.made": (200, 300, 1200)}  # medians: 1.5
    runs = [
        Run(
            kind="cost",
            page="greeting",
            arm=arm,
            round=at,
            order=1,
            others=0,
            values={"cpu_us": used},
        )
        for arm, found in rounds.items()
        for at, used in enumerate(found, 1)
    ]
    record(root, runs=runs)
    words = (root / "docs/index.md").read_text().split()[-1]
    asked = f"page: docs/index.md, words: {words}, one: cost greeting two.made"
    (root / "data/said.yml").write_text(
        f"- {{{asked}, other: cost greeting one.made, least: 1.9, most: 2.1}}\n"
    )
    project = read(root)
    assert "".join(problems(root, project.said, project.records)) == ""
