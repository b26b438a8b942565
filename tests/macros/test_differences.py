"""What differs: the table, its beginning, and the marks that join its rows to lines of code."""

from __future__ import annotations

import html
import json
import re

import pytest
from bs4 import BeautifulSoup

from content.errors import SiteError
from content.project import read
from macros.code import step, steps, whole
from macros.differences import differences, in_short
from macros.here import Here

HERE = Here("compare/greet.md")
ALPHA = "snippets/greet/alpha/implementation.yml"
LINES = re.compile(r'data-lines="([^"]*)"')
ROW = "greet-differs-slash"


@pytest.fixture
def marked(root):
    """The small project, whose Alpha shows the line that makes a difference."""
    with (root / ALPHA).open("a") as file:
        file.write("shown_at: {slash: hello from}\n")
    return read(root)


def about(markdown):
    """What the fences of a text say of single lines: which were made, what follows them."""
    return [json.loads(html.unescape(found)) for found in LINES.findall(markdown)]


def test_differences_have_each_answer_and_why_it_matters(project):
    found = differences(project, "greet")
    (line,) = [line for line in found.splitlines() if "A path without a slash" in line]
    order = ["Alpha answers 404.", "Beta answers 301.", "Old links break."]
    places = [line.index(words) for words in order]
    assert places == sorted(places)
    assert "Gamma" not in found
    assert "<a" not in found


def test_the_line_that_makes_a_difference_leads_to_its_row_and_the_row_back(marked):
    ((_, after),) = [one for one in about(step(marked, HERE, "greet", "view")) if one[1]]
    assert list(after) == ["1"]
    mark = BeautifulSoup(after["1"], "html.parser").a
    assert (mark["href"], mark.get_text()) == (f"#{ROW}", "")
    assert mark["aria-label"] == "Difference 1: A path without a slash"
    table = differences(marked, "greet")
    back = BeautifulSoup(table, "html.parser").find("a", class_="mdx-shown")
    assert (back["href"], back.get_text()) == (f"#{mark['id']}", "app.py")
    assert f"{{ #{ROW} }}" in table


def test_another_step_and_another_page_have_no_mark(marked):
    assert not any(after for _, after in about(step(marked, HERE, "greet", "page")))
    assert about(step(marked, Here("index.md"), "greet", "view")) == []
    assert not any(after for _, after in about(whole(marked, HERE, "greet")))


def test_in_short_is_the_first_sentence_about_the_first_differences(root):
    task = root / "snippets/greet/task.yml"
    more = "".join(f"  - {{id: d{n}, title: More {n}, why: Why {n}.}}\n" for n in range(3))
    task.write_text(task.read_text().replace("samples:", f"{more}samples:"))
    for path in root.glob("snippets/greet/*/implementation.yml"):
        text = path.read_text().replace("differences: {", "differences: {d0: A. B., d1: A, d2: A, ")
        path.write_text(text)
    found = in_short(read(root), "greet")
    assert [n for n in range(3) if f"[More {n}](#greet-differs-d{n})" in found] == [0, 1]
    assert "| A. | A. |" in found
    assert "| A | A |" in found


def test_a_task_without_differences_has_nothing_in_short(root):
    task = root / "snippets/greet/task.yml"
    task.write_text(re.sub(r"differences:\n.*\n", "", task.read_text()))
    for path in root.glob("snippets/greet/*/implementation.yml"):
        path.write_text(re.sub(r"differences: .*\n", "", path.read_text()))
    assert in_short(read(root), "greet") == ""


@pytest.mark.parametrize("macro", [differences, in_short])
def test_an_unknown_task_lists_the_known(project, macro):
    with pytest.raises(SiteError) as error:
        macro(project, "great")
    assert str(error.value) == f"{macro.__name__}(\"great\"): unknown task 'great'. Known: greet."


def test_lines_that_a_command_wrote_are_told_with_the_command(project):
    found = whole(project, HERE, "greet")
    assert about(found) == [[[0], {}]]
    (legend,) = [line for line in found.splitlines() if line.startswith("Dimmed")]
    assert legend.endswith(f"Alpha: `{project.applications['greet']['alpha'].meta.generated_by}`.")


def test_steps_without_such_lines_have_no_legend(project):
    assert about(steps(project, HERE, "greet")) == []
    assert "Dimmed" not in steps(project, HERE, "greet")


def test_steps_with_such_lines_have_one_legend_before_the_first(root):
    path = root / ALPHA
    path.write_text(path.read_text().replace("import alpha", "def view():"))
    found = steps(read(root), HERE, "greet")
    assert about(found) == [[[0], {}]]
    assert found.count("Dimmed") == 1
    assert found.startswith("Dimmed")
