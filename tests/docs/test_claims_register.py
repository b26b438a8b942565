"""The register of claims: nothing is lost between the data and the page that prints it."""

from __future__ import annotations

import dataclasses
import posixpath
import re
from collections import Counter

import pytest

from content.model import Claim, Evidence
from content.project import ROOT, Project, read
from macros.claims import PAGE, claims
from macros.here import Here

# The first list, which the register answers as a whole; later claims come on top.
FIRST_LIST = {f"C{number:02}" for number in range(1, 93)}
# What a reader sees, written here anew: the page's own table of words is under test.
VERDICTS = {
    "true": "True",
    "true-with-caveat": "True with a caveat",
    "misleading": "Misleading",
    "false": "False",
    "outdated": "Outdated",
    "opinion": "Opinion",
    "not-verified": "Not verified",
}
OPENINGS = {
    "contract": "Contract test, ",
    "page": "Our own page: ",
    "source": "Source: ",
    "package": "Package data, ",
    "repository": "Counted in the repository of ",
    "measurement": "Measured, ",
    "to-be-measured": "To be measured: ",
}
SECTION = re.compile(
    r'^<details class="mdx-claim" id="(?P<id>c\d+)" (?P<attributes>[^>]*) markdown>\n'
    r"(?P<body>.*?)^</details>$",
    re.M | re.S,
)
ITEM = re.compile(r"^- (?P<text>.+)$", re.M)
LEFT_OUT = re.compile(r"^\| (?P<id>C\d+) \| (?P<claim>.+?) \| (?P<reason>.+?) \|$", re.M)
NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.]*\w)")
YEAR = re.compile(r"(?:19|20)\d\d")

Sections = dict[str, tuple[str, str]]


@pytest.fixture(scope="module")
def project() -> Project:
    return read(ROOT)


@pytest.fixture(scope="module")
def printed(project: Project) -> str:
    return claims(project, Here(PAGE))


def register(project: Project) -> list[Claim]:
    return [claim for topic in project.claims.values() for claim in topic.claims]


def sections(printed: str) -> Sections:
    """The attributes and the text of each claim on the page, by its anchor."""
    return {
        match["id"]: (match["attributes"], match["body"]) for match in SECTION.finditer(printed)
    }


def proof(project: Project, evidence: Evidence) -> str:
    """What an item of evidence must show beside the words that open it."""
    name, _, part = (evidence.ref or "").partition("#")
    match evidence.kind:
        case "contract":
            return next(item.says for item in project.tasks[name].contract if item.id == part)
        case "source":
            return str(project.sources[name].url)
        case "page":
            return f"({posixpath.relpath(evidence.ref or '', posixpath.dirname(PAGE))})"
        case "package" | "repository":
            return name
        case _:
            return evidence.text or ""


def missing(project: Project, claim: Claim, found: Sections) -> list[str]:
    """What the page does not tell of a claim that the data holds."""
    if claim.id.lower() not in found:
        return ["section"]
    attributes, body = found[claim.id.lower()]
    opening = "Open. " if claim.open else ""
    expected = {
        "claim": f"**“{claim.claim}”**" in body,
        "verdict": f">{VERDICTS[claim.verdict]}</span>" in body
        and f'data-verdict="{claim.verdict}"' in attributes,
        "reason": f"\n{opening}{claim.reason} [Link to {claim.id}](#" in body,
    }
    items = [match["text"] for match in ITEM.finditer(body)]
    for evidence in claim.evidence:
        shown = proof(project, evidence).casefold()
        expected[f"{evidence.kind} {evidence.ref or evidence.text}"] = any(
            item.startswith(OPENINGS[evidence.kind]) and shown in item.casefold() for item in items
        )
    return [name for name, there in expected.items() if not there]


def test_every_claim_of_the_first_list_is_answered_or_left_out_with_a_reason(project):
    answered = [claim.id for claim in register(project)]
    left_out = [item.id for item in project.left_out]
    assert [name for name, times in Counter(answered + left_out).items() if times > 1] == []
    assert FIRST_LIST - set(answered) - set(left_out) == set()
    assert [item.id for item in project.left_out if not item.reason.strip()] == []


def test_every_claim_has_a_section_with_verdict_reason_and_evidence(project, printed):
    found = sections(printed)
    wrong = {claim.id: missing(project, claim, found) for claim in register(project)}
    assert {name: what for name, what in wrong.items() if what} == {}
    assert set(found) == {claim.id.lower() for claim in register(project)}


def test_what_was_left_out_is_printed_with_its_reason(project, printed):
    rows = {match["id"]: match["reason"] for match in LEFT_OUT.finditer(printed)}
    assert rows == {item.id: item.reason for item in project.left_out}


# A kind that no claim has just now needs no example.
USED = sorted({item.kind for one in register(read(ROOT)) for item in one.evidence})


@pytest.mark.parametrize("kind", USED)
def test_an_item_of_evidence_that_is_not_printed_is_found(project, printed, kind):
    claim = next(one for one in register(project) if kind in {item.kind for item in one.evidence})
    attributes, body = sections(printed)[claim.id.lower()]
    spoiled = {claim.id.lower(): (attributes, body.replace(OPENINGS[kind], "Said to be: "))}
    assert {what.split()[0] for what in missing(project, claim, spoiled)} == {kind}


def test_a_wrong_verdict_a_lost_reason_and_a_lost_section_are_found(project, printed):
    claim = register(project)[0]
    others = [verdict for verdict in VERDICTS if verdict != claim.verdict]
    changed = claim.model_copy(update={"verdict": others[0], "reason": "Something else."})
    assert missing(project, changed, sections(printed)) == ["verdict", "reason"]
    assert missing(project, claim, {}) == ["section"]


def test_a_claim_that_was_dropped_is_found(project):
    left_out = [item for item in project.left_out if item.id != "C37"]
    smaller = dataclasses.replace(project, left_out=left_out)
    with pytest.raises(AssertionError, match="C37"):
        test_every_claim_of_the_first_list_is_answered_or_left_out_with_a_reason(smaller)


def test_an_open_claim_has_no_verdict_yet_or_says_that_it_is_an_expectation(project):
    wrong = [
        claim.id
        for claim in register(project)
        if claim.open and claim.verdict != "not-verified"
        and not claim.reason.startswith("Our expectation: ")
    ]  # fmt: skip
    assert wrong == []


def test_reasons_type_no_counts(project):
    """What can be counted again stands in data; a year that has passed does not change."""
    wrong = {
        claim.id: number
        for claim in register(project)
        for number in NUMBER.findall(claim.reason)
        if not YEAR.fullmatch(number)
    }
    assert wrong == {}
