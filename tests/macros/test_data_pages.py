"""What pages print of features, claims, support windows and package facts."""

from __future__ import annotations

import dataclasses
import datetime
import re
from typing import get_args

import pytest

from content import packages as known
from content.dates import months_before
from content.errors import SiteError
from content.model import Claim, ClaimTopic, Support, Window
from content.project import ROOT, read
from macros import claims, features
from macros import packages as printed
from macros.here import Here
from macros.support_windows import support_windows

PAGE = Here("evidence/claims.md")


@pytest.fixture(scope="module")
def project():
    return read(ROOT)


@pytest.fixture(scope="module")
def first(project):
    """The framework that pages show first."""
    return project.frameworks[0]


@pytest.fixture(scope="module")
def library(project, first):
    """A library that the features of that framework name."""
    cells = (row.cells[first.id] for group in project.features.values() for row in group.rows)
    return next(cell.library for cell in cells if cell.library)


def with_age(project, name, date):
    facts = known.find(project.packages, "test", name)
    key = next(key for key, one in project.packages.packages.items() if one is facts)
    packages = {**project.packages.packages, key: facts.model_copy(update={"date": date})}
    checked = datetime.date(2026, 11, 22)
    found = project.packages.model_copy(update={"packages": packages, "checked": checked})
    return dataclasses.replace(project, packages=found)


@pytest.mark.parametrize(("day", "old"), [(21, True), (22, False)])
def test_a_package_is_stale_after_24_months_before_the_day_of_the_facts(
    project, first, library, day, old
):
    aged = with_age(project, library, datetime.date(2024, 11, day))
    facts = known.find(aged.packages, "test", library)
    assert known.is_stale(aged.packages, facts) is old
    rows = features.features(aged, PAGE, first.id).splitlines()
    row = next(line for line in rows if f"{facts.name}]" in line)
    assert ("no release for over two years" in row) is old


def test_months_before_keeps_to_days_that_exist():
    assert months_before(datetime.date(2026, 3, 31), 1) == datetime.date(2026, 2, 28)
    assert months_before(datetime.date(2026, 1, 5), 24) == datetime.date(2024, 1, 5)


def test_each_framework_gets_the_same_groups_and_rows(project):
    printed = [features.features(project, PAGE, one.id) for one in project.frameworks]
    rows = [re.findall(r"^(?:### .+|\| [^|]+)", text, re.M) for text in printed]
    assert all(found == rows[0] for found in rows)
    assert all("[^source-" in text for text in printed)
    assert all("Sister add-on: [" in text for text in printed)


def test_package_prints_one_value(project, first):
    facts = known.find(project.packages, "test", first.package)
    assert printed.package(project, first.package.upper(), "latest") == facts.latest
    assert facts.latest in printed.package_facts(project, first.id)
    assert f"that the file `{facts.file}` states" in printed.package_facts(project, first.id)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda p: printed.package(p, "Packaginng", "latest"), "unknown package 'Packaginng'. "),
        (lambda p: printed.package(p, p.frameworks[0].package, "newest"), "unknown key 'newest'. "),
        (lambda p: printed.package_facts(p, "nothing"), "unknown framework 'nothing'. Known: "),
        (lambda p: features.features(p, PAGE, "nothing"), 'features("nothing"): unknown framework'),
        (lambda p: support_windows(p, "nothing"), 'support_windows("nothing"): unknown framework'),
        (lambda p: claims.claim_link(p, PAGE, "C00"), 'claim_link("C00"): unknown claim'),
    ],
)
def test_unknown_names_are_explained(project, call, said):
    with pytest.raises(SiteError) as error:
        call(project)
    assert said in str(error.value)


def test_an_unknown_end_of_support_says_so(project, first):
    source = next(iter(project.sources))
    window = Window(series="9.9", sources=[source])
    found = Support(policy="None.", sources=[source], windows=[window])
    text = support_windows(dataclasses.replace(project, support={first.id: found}), first.id)
    assert text.count("Not known") == 4


def a_claim(number, **more):
    given = {"id": f"C{number:02}", "claim": "c", "about": ["alpha", "beta"], "verdict": "true",
             "reason": "r", "evidence": [{"kind": "to-be-measured", "text": "memory"}]}  # fmt: skip
    return Claim.model_validate({**given, **more})


def test_counts_are_computed(project):
    kept = [
        a_claim(1),
        a_claim(2, verdict="false", evidence=[{"kind": "source", "ref": "changes"}]),
    ]
    topic = ClaimTopic(topic="Size", order=1, claims=kept)
    few = dataclasses.replace(project, claims={"size": topic})
    assert claims.claims_summary(few) == (
        "2 claims checked: 1 true, 1 false. 1 of them is open: to be measured."
    )


def test_every_claim_has_anchor_verdict_reason_and_evidence(project):
    text = claims.claims(project, PAGE)
    parts = dict(re.findall(r'<details class="mdx-claim" id="(c\d+)"(.*?)\n</details>', text, re.S))
    kept = [claim for topic in project.claims.values() for claim in topic.claims]
    assert set(parts) == {claim.id.lower() for claim in kept}
    for claim in kept:
        part = parts[claim.id.lower()]
        assert f'data-verdict="{claim.verdict}"' in part
        assert f">{claims.VERDICTS[claim.verdict].word}</span>" in part
        assert claim.reason in part
        assert f"(#{claim.id.lower()})" in part
        assert part.count("\n- ") == len(claim.evidence)
    assert all(item.reason in text for item in project.left_out)


def test_the_parts_of_the_bar_follow_the_numbers(project):
    given = ["true", "true", "opinion", "true"] + ["false"] * 36
    kept = [a_claim(number, verdict=verdict) for number, verdict in enumerate(given)]
    topic = ClaimTopic(topic="Size", order=1, claims=kept)
    board = claims.claims_board(dataclasses.replace(project, claims={"size": topic}))
    parts = re.findall(
        r'<svg data-verdict="([\w-]+)" x="(.+?)" width="(.+?)".*?>([^<>]+)</text>', board
    )
    assert parts == [
        ("true", "0.00%", "7.50%", "✓"),
        ("false", "7.50%", "90.00%", "✗ 36"),
        ("opinion", "97.50%", "2.50%", "“"),
    ]
    fields = re.findall(r'name="verdict" value="([\w-]+)">.+?>([\w ]+)</span> <b>(\d+)</b>', board)
    assert fields == [("true", "True", "3"), ("false", "False", "36"), ("opinion", "Opinion", "1")]


def test_every_verdict_of_the_data_has_a_sign_of_its_own():
    named = get_args(Claim.model_fields["verdict"].annotation)
    assert set(claims.VERDICTS) == set(named)
    assert len({verdict.sign for verdict in claims.VERDICTS.values()}) == len(named)


def test_links_start_from_the_page(project):
    found = next(claim for topic in project.claims.values() for claim in topic.claims)
    link = claims.claim_link(project, Here("choose/scenarios/json-api.md"), found.id)
    assert f"(../../evidence/claims.md#{found.id.lower()})" in link
    assert re.search(r"\(\.\./compare/[\w-]+\.md#the-contract\)", claims.claims(project, PAGE))
