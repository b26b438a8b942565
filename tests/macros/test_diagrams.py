from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from content.errors import SiteError
from content.project import read
from macros.diagrams import lane, lanes, layout
from tests.content.test_diagrams import WAY, drawn

__all__ = ["drawn"]


@pytest.fixture
def steps(drawn):
    figure = BeautifulSoup(lane(read(drawn), "way", "alpha"), "html.parser")
    return {one["id"]: one for one in figure.select("ol > li")}


def test_a_lane_is_one_ordered_list_on_one_line(drawn):
    figure = lane(read(drawn), "way", "alpha")
    assert "\n" not in figure
    assert figure.count("<ol>") == 1
    caption = BeautifulSoup(figure, "html.parser").figcaption
    assert caption is not None
    assert caption.get_text() == "A call in Alpha 1.0"


def test_steps_stand_in_the_order_of_their_lane(drawn, steps):
    assert list(steps) == ["way-start", "way-check", "way-trouble", "way-end"]
    other = BeautifulSoup(lane(read(drawn), "way", "beta"), "html.parser")
    ids = [one["id"] for one in other.select("ol > li")]
    assert ids == ["way-check", "way-start", "way-trouble", "way-end"]


def test_a_step_says_what_it_is_called_who_does_it_and_where(steps):
    said = [part.get_text() for part in steps["way-start"].select("p")]
    assert said == ["Start by your code", "run. It starts.", "App.run in a.py"]
    assert "by Alpha and your code" in steps["way-check"].get_text()
    assert "by the server" in steps["way-end"].get_text()


def test_exits_lead_to_their_steps_and_are_told_there(steps):
    out, end = steps["way-check"].select(".mdx-lane__beside > li")
    assert out.get_text() == "a fault: 3. Trouble"
    assert out.a["href"] == "#way-trouble"
    assert end.get_text() == "enough: gone"
    assert steps["way-trouble"].select_one(".mdx-lane__from").get_text() == "from 2"
    assert not steps["way-start"].select(".mdx-lane__beside")


def test_what_only_exits_reach_stands_aside(steps):
    assert [name for name, one in steps.items() if "mdx-lane__aside" in one.get("class", [])] == [
        "way-trouble"
    ]


def test_what_goes_on_at_the_same_time_is_a_list(drawn):
    found = BeautifulSoup(lane(read(drawn), "way", "beta"), "html.parser")
    assert [one.get_text() for one in found.select("div > ul > li")] == ["One a", "Two b"]


def test_a_lane_of_no_framework_has_addresses_of_its_own(drawn):
    text = (drawn / WAY).read_text()
    (drawn / WAY).write_text(text.replace("  beta:\n", "  other:\n    title: Else & more\n"))
    figure = lane(read(drawn), "way", "other")
    assert "<figcaption>Else &amp; more</figcaption>" in figure
    assert "id='other-check'" in figure
    assert "data-framework" not in figure


def test_side_by_side_each_lane_has_its_own_numbers(drawn):
    rows = [line for line in lanes(read(drawn), "way").splitlines() if line.startswith("| ")]
    assert rows[0].startswith("| A call | <span class='mdx-framework' data-framework='alpha'>Alpha")
    assert rows[2:4] == [
        "| Start | 1. `run` | 2. It starts. |",
        "| Check | 2. Checks | 1. It looks. |",
    ]


def test_a_layout_is_a_list_within_a_list(drawn):
    tree = BeautifulSoup(layout(read(drawn), "alpha"), "html.parser")
    (inner,) = tree.select("ul > li > ul > li")
    assert inner.get_text() == "app.py Entry point Data All of it."


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda one: lane(one, "wy", "alpha"),
         "lane(\"wy\", \"alpha\"): unknown diagram 'wy'. Known: way."),
        (lambda one: lane(one, "way", "gamma"),
         "lane(\"way\", \"gamma\"): unknown lane 'gamma'. Known: alpha, beta."),
        (lambda one: lanes(one, "wy"), "lanes(\"wy\"): unknown diagram 'wy'. Known: way."),
        (lambda one: layout(one, "beta"),
         "layout(\"beta\"): unknown framework 'beta'. Known: alpha."),
    ],
)  # fmt: skip
def test_what_is_not_there_is_named(drawn, call, said):
    with pytest.raises(SiteError) as error:
        call(read(drawn))
    assert str(error.value) == said


def test_without_a_file_of_layouts_that_is_said(root):
    with pytest.raises(SiteError, match=r'layout\("alpha"\): there is no data/diagrams/layout.yml'):
        layout(read(root), "alpha")
