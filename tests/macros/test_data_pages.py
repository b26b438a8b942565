"""What pages print of features, claims, support windows and package facts."""

from __future__ import annotations

import dataclasses
import datetime
import re

import pytest

from content import packages as package_data
from content.errors import SiteError
from content.model import Claim, ClaimTopic, Support, Window
from content.project import ROOT, read
from macros import claims, features
from macros import packages as package_facts
from macros import support_windows as support

PAGE = "evidence/claims.md"


@pytest.fixture(scope="module")
def project():
    return read(ROOT)


def with_age(project, name, date):
    key = name.lower()
    packages = {**project.packages.packages}
    packages[key] = packages[key].model_copy(update={"date": date})
    found = project.packages.model_copy(update={"packages": packages})
    return dataclasses.replace(project, packages=found)


@pytest.mark.parametrize("date", [datetime.date(2024, 11, 21), datetime.date(2024, 11, 22)])
def test_a_package_is_stale_after_24_months_before_the_day_of_the_facts(project, date):
    checked = project.packages.model_copy(update={"checked": datetime.date(2026, 11, 22)})
    aged = with_age(dataclasses.replace(project, packages=checked), "flask-wtf", date)
    old = date.day == 21
    assert ("no release for over two years" in features.features(aged, "flask")) or not old
    facts = package_data.find(aged.packages, "test", "Flask-WTF")
    assert package_data.is_stale(aged.packages, facts) is old


def test_months_before_keeps_to_days_that_exist():
    assert package_data.months_before(datetime.date(2026, 3, 31), 1) == datetime.date(2026, 2, 28)
    assert package_data.months_before(datetime.date(2026, 1, 5), 24) == datetime.date(2024, 1, 5)


def test_each_framework_gets_the_same_groups_and_rows(project):
    printed = [features.features(project, one.id) for one in project.frameworks]
    rows = [re.findall(r"^(?:### .+|\| [^|]+)", text, re.M) for text in printed]
    assert all(found == rows[0] for found in rows)
    assert all("[^source-" in text for text in printed)
    assert all("Kept by the project's organisation: [" in text for text in printed)


def test_package_prints_one_value(project):
    latest = project.packages.packages["flask"].latest
    assert package_facts.package(project, "FLASK", "latest") == latest
    assert latest in package_facts.package_facts(project, "flask")


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda p: package_facts.package(p, "Flsak", "latest"), "unknown package 'Flsak'. Known: "),
        (lambda p: package_facts.package(p, "Flask", "newest"), "unknown key 'newest'. Known: all"),
        (lambda p: package_facts.package_facts(p, "flsak"), "unknown framework 'flsak'. Known: "),
        (lambda p: features.features(p, "flsak"), 'features("flsak"): unknown framework'),
        (lambda p: support.support(p, "flsak"), 'support("flsak"): unknown framework'),
        (lambda p: claims.claim_link(p, "C00", PAGE), 'claim_link("C00"): unknown claim'),
    ],
)
def test_unknown_names_are_explained(project, call, said):
    with pytest.raises(SiteError) as error:
        call(project)
    assert said in str(error.value)


def test_an_unknown_end_of_support_says_so(project):
    window = Window(series="9.9", sources=["flask-changes"])
    found = Support(policy="None.", sources=["flask-changes"], windows=[window])
    text = support.support(dataclasses.replace(project, support={"flask": found}), "flask")
    assert text.count("Not known") == 4


def a_claim(number, **more):
    given = {"id": f"C{number:02}", "claim": "c", "about": "both", "verdict": "true",
             "reason": "r", "evidence": [{"kind": "to-be-measured", "text": "memory"}]}  # fmt: skip
    return Claim.model_validate({**given, **more})


def test_counts_are_computed(project):
    kept = [
        a_claim(1),
        a_claim(2, verdict="false", evidence=[{"kind": "source", "ref": "flask-changes"}]),
    ]
    topic = ClaimTopic(topic="Size", order=1, claims=kept)
    few = dataclasses.replace(project, claims={"size": topic})
    assert claims.claims_summary(few) == (
        "2 claims checked: 1 true, 1 false. 1 of them is open: to be measured."
    )


def test_every_claim_has_anchor_verdict_reason_and_evidence(project):
    text = claims.claims(project, PAGE, "../..")
    parts = dict(re.findall(r'<div class="mdx-claim" id="(c\d+)"(.*?)\n</div>', text, re.S))
    kept = [claim for topic in project.claims.values() for claim in topic.claims]
    assert set(parts) == {claim.id.lower() for claim in kept}
    for claim in kept:
        part = parts[claim.id.lower()]
        assert f'data-verdict="{claim.verdict}"' in part
        assert f"**{claims.VERDICTS[claim.verdict]}.**" in part
        assert claim.reason in part
        assert f"(#{claim.id.lower()})" in part
        assert part.count("\n- ") == len(claim.evidence)
    assert all(item.reason in text for item in project.left_out)


def test_links_start_from_the_page(project):
    found = next(claim for topic in project.claims.values() for claim in topic.claims)
    link = claims.claim_link(project, found.id, "choose/scenarios/json-api.md")
    assert f"(../../evidence/claims.md#{found.id.lower()})" in link
    assert "(../compare/hello.md#the-contract)" in claims.claims(project, PAGE, "../..")
