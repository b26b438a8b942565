"""The static checks, on this project and on faults made for them."""

from __future__ import annotations

import pytest

from content.project import ROOT, read
from tools.check import pages as source_checks

GOOD = """---
title: A good page
description: A description that is long enough to tell this page from all others.
---

# A good page
"""


@pytest.mark.reads_record
def test_this_project_has_no_problem():
    assert list(source_checks.problems(read(ROOT))) == []


def test_a_good_page_passes():
    assert list(source_checks.front_matter("docs/a.md", GOOD)) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("# No head\n", "title"),
        (GOOD.replace("title: A good page\n", ""), "title"),
        (GOOD.replace("A description that", "Too short\nhide: [everything]\nx:"), "description"),
        (GOOD.replace("title:", "titel:"), "titel"),
        (GOOD.replace("title: A", "title: 'A"), "not valid YAML"),
    ],
)
def test_bad_front_matter_is_named(text, said):
    found = "\n".join(source_checks.front_matter("docs/a.md", text))
    assert "docs/a.md" in found
    assert said in found


def test_typed_python_is_allowed_up_to_five_lines():
    code = "x = 1\n" * 5
    assert not list(source_checks.typed_python("docs/a.md", f"```python\n{code}```\n"))


@pytest.mark.parametrize("opening", ["```python", "``` py", "```{ .python }", '```py title="a"'])
def test_longer_typed_python_is_not(opening):
    code = "x = 1\n" * 6
    (found,) = source_checks.typed_python("docs/a.md", f"text\n\n{opening}\n{code}```\n")
    assert "docs/a.md, line 3" in found
    assert "6 lines" in found


def test_line_ranges_are_refused():
    (found,) = source_checks.line_ranges("docs/a.md", 'x\n--8<-- "hello/flask/app.py:3:9"\n')
    assert "docs/a.md, line 2" in found


def test_repeated_title_names_both_pages():
    pages = {"docs/a.md": GOOD, "docs/b.md": GOOD}
    (found,) = source_checks.repeated(pages, "title")
    assert "docs/a.md" in found
    assert "docs/b.md" in found


def test_unused_step_and_missing_page_are_named():
    project = read(ROOT)
    found = list(source_checks.unused_steps(project, {}))
    assert any("'compare/form.md' does not exist" in line for line in found)
    shown = {"docs/compare/form.md": '{{ step("form", "form") }}'}
    found = list(source_checks.unused_steps(project, shown))
    assert not any("snippets/form/task.yml: no page shows the step 'form'" in x for x in found)
    assert any("snippets/form/task.yml: no page shows the step 'view'" in x for x in found)


def test_unused_source_is_named():
    found = list(source_checks.unused_sources(read(ROOT), {}))
    assert any("flask-design" in line for line in found)
