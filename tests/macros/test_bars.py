"""What bars say: each number once, each bar as long as its lines."""

from __future__ import annotations

from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from content.errors import SiteError
from macros.bars import bars, tasks
from macros.here import Here

HERE = Here("compare/index.md", start="compare/")


def rows(text):
    """Framework → the words of its cells and the strokes of its bar."""
    found = BeautifulSoup(text, "html.parser")
    return {
        row.th.get_text(): (
            [cell.get_text() for cell in row.find_all("td")],
            [(line["x1"], line["x2"], line.get("stroke-dasharray")) for line in row.select("line")],
        )
        for row in found.select("tbody tr:has(th)")
    }


def test_each_bar_is_as_long_as_its_lines_and_generated_ones_are_hatched(project):
    found = rows(bars(project, "greet"))
    # Alpha has three lines written and one generated, the most; Beta has one written.
    assert found["Alpha"] == (
        ["3", "1", ""],
        [("0", "75.0%", None), ("75.0%", "100.0%", "2 2")],
    )
    assert found["Beta & Co"] == (["1", "0", ""], [("0", "25.0%", None)])


def test_a_framework_without_the_task_has_words_and_no_bar(project):
    assert rows(bars(project, "greet"))["Gamma"] == (["not here yet"], [])


def test_an_unknown_task_is_named_with_the_ones_that_are_known(project):
    with pytest.raises(SiteError, match=r"unknown task 'meet'.*greet"):
        bars(project, "meet")


def test_the_index_links_each_task_and_counts_files_and_packages_too(project):
    text = tasks(project, HERE)
    found = BeautifulSoup(text, "html.parser")
    assert found.select_one("tbody td a")["href"] == "../compare/greet/"
    assert found.select_one("tbody td").get_text() == (
        "A greeting Everybody starts here. Runs in its page."
    )
    assert rows(text)["Alpha"][0] == ["3", "1", "2", "1", ""]


def test_the_index_does_not_offer_to_run_what_cannot_run_in_a_page(project):
    without = project.live.model_copy(update={"without": {"greet": "It needs more."}})
    assert "Runs in its page." not in tasks(replace(project, live=without), HERE)


def test_all_bars_of_the_index_have_one_scale(project):
    one = project.tasks["greet"]
    small = replace(project.applications["greet"]["beta"], task="bow")
    both = replace(
        project,
        tasks={"bow": one.model_copy(update={"title": "A bow"}), "greet": one},
        applications={**project.applications, "bow": {"beta": small}},
    )
    first = BeautifulSoup(tasks(both, HERE), "html.parser").select_one("tbody")
    assert "A bow" in first.get_text()
    assert [line["x2"] for line in first.select("line")] == ["25.0%"]


def test_a_group_without_tasks_is_left_out_and_the_others_have_a_heading(project):
    empty = project.task_groups[0].model_copy(update={"id": "none", "title": "Nothing"})
    text = tasks(replace(project, task_groups=[empty, *project.task_groups]), HERE)
    assert text.startswith("## All of them\n")
    assert "Nothing" not in text
