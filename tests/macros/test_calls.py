"""A call that fails is named with its file, its line, what it takes, and once."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from content.errors import SiteError
from content.project import read
from macros import MACROS
from macros.calls import Caller, mistakes, usage
from macros.here import Here

PAGE = "docs/compare/greet.md"
CALL = '{{ steps("greet") }}'


def found(root, text):
    """What is wrong with the page when a text stands in the place of its one call, in line 9."""
    path = root / PAGE
    path.write_text(path.read_text().replace(CALL, text))
    page = read(root).pages["compare/greet.md"]
    return list(mistakes(page, Caller(read(root), Here(page.name), MACROS)))


@pytest.mark.parametrize(
    "text",
    [
        CALL,
        '{{ whole(task="greet") }}',
        '{{- step("greet", name="page") -}}',
        '{{ step(\n  "greet",\n  "page"\n) }}',
        'Code: `{ whole("greet") }` and\n\n```text\n{ whole("greet") }\n```',
    ],
)
def test_a_right_call_is_no_mistake(root, text):
    assert found(root, text) == []


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ('{{ whle("greet") }}', 9, "unknown macro 'whle'. Nearest: whole, "),
        ("{{ whole }}", 9, "'whole' stands without brackets. Right: {{ whole(task) }}."),
        ("x\n\n{{ counts }}", 11, "'counts' stands without brackets. Right: {{ counts(task) }}."),
        ('{ whole("greet") }', 9, "'{ whole(\"greet\") }' is no call. Right: {{ whole(…) }}."),
        ('{{ counts("greet") }', 9, "is not closed"),
        ("{{ whole(", 9, "'{{ whole(' is not closed. Close it with )}}."),
        ('x\n{{ whole("greet"\n\nmore text\n\n{{ counts("greet") }}', 10, "is not closed"),
        ('{{ whole("gret") }}', 9, "whole(\"gret\"): unknown task 'gret'. Known: greet."),
        ('{{ step("greet", "pge") }}', 9, "unknown step 'pge'. Known: page, view."),
        ("{{ whole() }}", 9, "missing a required argument: 'task'. Right: {{ whole(task) }}."),
        ('{{ whole("greet", "page") }}', 9, "too many positional arguments. Right: {{ whole(task"),
        ('{{ whole(tsk="greet") }}', 9, "Right: {{ whole(task) }}."),
        ("{{ whole(greet) }}", 9, "whole() takes names in quotes. Right: {{ whole(task) }}."),
        ("{{ cite() }}", 9, "cite() names no source."),
        ('{ whole("greet") }}', 9, "is no call. Right: {{ whole(…) }}."),
        ('[[ whole("greet") ]]', 9, "is no call. Right: {{ whole(…) }}."),
        ('{{ whole("greet") | upper }}', 9, "is no call of a macro."),
        ("{{ 2 * 3 }}", 9, "is no call of a macro."),
        ('{{ "whole" }}', 9, "is no call of a macro."),
        ('{{ cite(["a"]) }}', 9, "cite() takes names in quotes."),
        ('{{ step("greet", nam="page") }}', 9, "step() takes no 'nam'. Right: {{ step(task, name"),
        ("{{ hello }}", 9, "unknown macro 'hello'. Nearest: whole, "),
        ("{{ hello | upper }}", 9, "is no call of a macro."),
        ("{{ whole(greet) | upper }}", 9, "is no call of a macro."),
        ("{{ whle(greet) }}", 9, "unknown macro 'whle'. Nearest: whole, "),
        ("{{ step(greet, page) }}", 9, "step() takes names in quotes."),
        ("{% set greet = whole %}", 9, "is no call of a macro."),
        ("{% whole %}", 9, "unknown tag 'whole'."),
    ],
)
def test_a_wrong_call_is_named_with_its_line(root, text, line, said):
    (sentence,) = found(root, text)
    assert sentence.startswith(f"{PAGE}, line {line}: ")
    assert said in sentence


def test_a_call_says_what_it_takes():
    assert usage("step", MACROS["step"]) == "{{ step(task, name) }}"
    assert usage("cite", MACROS["cite"]) == "{{ cite(*names) }}"


def test_a_call_gets_project_and_page_by_itself(project):
    caller = Caller(project, Here("a/b.md", start="a/b/"), MACROS)
    assert 'href="../../downloads/greet-alpha.zip"' in caller.call("downloads", task="greet")
    with pytest.raises(SiteError):
        caller.call("downloads", project, "greet")


@pytest.mark.parametrize(
    ("page", "url", "root", "link"),
    [
        ("index.md", "", ".", "compare/form.md#a"),
        ("glossary.md", "glossary/", "..", "compare/form.md#a"),
        ("compare/index.md", "compare/", "..", "form.md#a"),
        ("choose/s/chat.md", "choose/s/chat/", "../../..", "../../compare/form.md#a"),
    ],
)
def test_links_start_from_the_page(page, url, root, link):
    assert Here(page, start=url).root == root
    assert Here(page).link("compare/form.md#a") == link


def test_a_page_is_known_to_both_generators():
    of_mkdocs = SimpleNamespace(file=SimpleNamespace(src_uri="a/b.md"), url="a/b/")
    of_zensical = SimpleNamespace(path="a/b.md", url="a/b/")
    assert Here.of(of_mkdocs, "") == Here("a/b.md", "", "a/b/")
    assert Here.of(of_zensical, "") == Here("a/b.md", "", "a/b.md")


def test_a_source_has_no_address_unless_one_is_known():
    assert Here("index.md").source("snippets/a.py", "L1-L2") == ""
    known = Here("index.md", "https://example.org/blob/main/")
    assert known.source("a/b.py", "L1-L2") == "https://example.org/blob/main/a/b.py#L1-L2"
    assert known.source("a/b.py") == "https://example.org/blob/main/a/b.py"
