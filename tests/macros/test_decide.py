"""What pages print of the rule book, in a rule book that these tests know by heart."""

from __future__ import annotations

import pytest

from content.errors import SiteError
from macros.decide import cases, pick, reasons, rules, scale, spine
from macros.here import Here

HERE = Here("choose/index.md", start="choose/")


def test_a_pick_is_the_name_and_leads_to_its_reasons(project):
    text = pick(project, HERE, "pages")
    assert "data-framework='alpha'>Alpha</span>" in text
    assert "href='../choose/chooser/#sent=pages'" in text


def test_two_cases_are_one_pick_only_if_they_pick_the_same(project):
    with pytest.raises(SiteError, match="'team-beta' picks beta, but 'pages' alpha"):
        pick(project, HERE, "pages", "team-beta")
    assert pick(project, HERE, "pages", "pages") == pick(project, HERE, "pages")


def test_a_table_of_cases_says_pick_how_sure_and_why(project):
    text = cases(project, HERE, "all")
    assert "| High | Alpha has pages. |" in text
    assert "| Low | It need not learn. |" in text


def test_rules_of_one_strength_say_price_evidence_and_what_the_others_need(project):
    text = rules(project, HERE, "decides")
    assert "Alpha has pages. Ran here: [A greeting](../compare/greet.md). *Price:* Pages" in text
    assert "Beta needs a part." in text
    assert "It need not learn." not in text


def test_reasons_against_are_those_that_decide_for_others(project):
    text = reasons(project, HERE, "beta", "against")
    assert "**It sends pages** (decides)." in text
    assert "The team knows Alpha" not in text
    assert "**The team knows Beta** (leans)." in reasons(project, HERE, "beta", "for")


def test_the_picture_says_what_each_yes_leads_to_and_what_changes_it(project):
    text = spine(project, HERE)
    first, second = text.split("<li>")[1:3]
    assert "Alpha</span>, high" in first
    assert "with 2" not in text  # a leaning reason does not move a deciding one
    assert "Beta &amp; Co</span>, low" in second


def test_the_scale_is_explained_with_its_own_numbers(project):
    assert "**Decides** (6 points)" in scale(project)
    assert "leads by 6 points or more" in scale(project)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda project: pick(project, HERE, "page"), "unknown case 'page'. Known: pages, team"),
        (lambda project: cases(project, HERE, "al"), "unknown group of cases 'al'. Known: all."),
        (lambda project: rules(project, HERE, "lean"), "unknown strength 'lean'. Known: dec"),
        (lambda project: reasons(project, HERE, "bet", "for"), "unknown outcome 'bet'. Known: a"),
        (lambda project: reasons(project, HERE, "beta", "by"), "unknown side 'by'. Known: again"),
    ],
)
def test_a_wrong_name_is_named_with_the_right_ones(project, call, said):
    with pytest.raises(SiteError) as error:
        call(project)
    assert said in str(error.value)
