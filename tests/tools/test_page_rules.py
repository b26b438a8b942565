"""The rules that hold a page: each fault is named with its line, before anything is built."""

from __future__ import annotations

import pytest

from content.project import ROOT, read
from tests.content.test_diagrams import FILES as DIAGRAMS
from tests.mistakes import edit
from tests.small_project import write_project
from tools.check.pages import problems

PAGE = "docs/compare/greet.md"
END = '{{ steps("greet") }}\n'


@pytest.fixture
def root(tmp_path):
    return write_project(tmp_path)


def found(root, file=None, old="", new=""):
    if file:
        edit(root / file, old, new)
    return list(problems(read(root)))


def write(root, name, text):
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_text(text)


def test_the_small_project_and_this_one_keep_all_rules(root):
    assert found(root) == []
    assert found(ROOT) == []


APP = '\' is no include. Right: --8<-- "greet/alpha/app.py:view"'


@pytest.mark.parametrize(
    ("new", "line", "said"),
    [
        ("```python\n" + "x = 1\n" * 6 + "```\n", 11, "6 lines of Python typed into a page; at"),
        ("    ```py\n" + "    x = 1\n" * 5 + "    ```\n\n```python\n" + "x\n" * 7 + "```\n", 19,
         "7 lines of Python typed into a page"),
        ('--8<-- "greet/alpha/app.py:3:9"\n', 11, "names lines. Name a section instead."),
        ("=== Tab\n\n    x\n", 11, "'=== Tab' is no block. Right: === \"Title\""),
        ('=== "Tab"\n\nx\n', 11, "'=== \"Tab\"' has no content. Indent"),
        ('??? note "More"\n\nThe body.\n', 11, "has no content. Indent"),
        ('!!! warning "Mind"\n', 11, "has no content. Indent"),
        ("<<<<<<< HEAD\n", 11, "'<<<<<<< HEAD' is a conflict mark. Resolve"),
        ("A\n\n>>>>>>> theirs\n", 13, "'>>>>>>> theirs' is a conflict mark."),
        ("!!!warning\n\n    x\n", 11, "'!!!warning' is no block."),
        ('== "Tab"\n\n    x\n', 11, "lacks a sign to be a block."),
        ("?? note\n\n    x\n", 11, "lacks a sign to be a block."),
        ("```text\nx\n", 11, "is never closed. Close it: ```"),
        ("~~~sh\nx\n", 11, "is never closed. Close it: ~~~"),
        ("~~~python\n" + "x\n" * 6 + "~~~\n", 11, "6 lines of Python typed into a page"),
        ("```pycon\n" + ">>> x\n" * 7 + "```\n", 11, "7 lines of Python typed into a page"),
        ('--8<-- "greet/nothing.yml"\n', 11, "unknown file 'greet/nothing.yml'."),
        ('--8<-- "greet/alpha/app.py:veiw"\n', 11,
         "unknown section of greet/alpha/app.py 'veiw'. Known: view."),
        ('--8<-- "greet/alpha/task.md:x"\n', 11, "unknown file 'greet/alpha/task.md'. Nearest: "),
        ("--8<-- 'greet/alpha/app.py:view'\n", 11, APP),
        ('--8<- "greet/alpha/app.py:view"\n', 11, APP),
        ('-8<-- "greet/alpha/ap.py:view"\n', 11, APP),
        ('–8<– "greet/alpha/app.py:view"\n', 11, APP),
        ('--8<--"greet/alpha/app.py:view"\n', 11, APP),
        ('--8<-- "greet/alpha/app.py:view\n', 11, APP),
        ('--8<-- greet/alpha/app.py:view"\n', 11, APP),
        ('--8<-- "greet/alpha/app.py:view" \n', 11, APP),
        ('See --8<-- "greet/alpha/app.py:view"\n', 11, APP),
        ("--8<--\n", 11, "'--8<--' is no include. Right: --8<-- \""),
        ("```text\n--8<- 'greet/alpha/app.py:view'\n```\n", 12, APP),
        ('!!! wanring "Mind"\n\n    x\n', 11, "unknown kind of note 'wanring'. Nearest: warning, "),
        ('??? nota "Mind"\n\n    x\n', 11, "unknown kind of note 'nota'. Nearest: note, "),
        ('???+ Note "Mind"\n\n    x\n', 11, "unknown kind of note 'Note'. Nearest: note, "),
        ('!!! note inlien "Mind"\n\n    x\n', 11, "unknown word after the kind of note 'inlien'."),
        ("> [!NOTE]\n> x\n", 11, "'> [!NOTE]' is no note here. Right: !!! note \"Title\", its"),
        (":::tip\nx\n:::\n", 11, "':::tip' is no note here."),
        ("A&#8203;B\n", 11, "'&#8203;' is U+200B (ZERO WIDTH SPACE). Take it out."),
        ("5&nbsp;s\n", 11, "'&nbsp;' is U+00A0 (NO-BREAK SPACE). Put a plain blank in its place."),
        ("It ends on 31 April 2027.\n", 11, "'31 April 2027' is no date. Right: a real day, as in"),
        ("It came on Feb\n3, 2026.\n", 11, "'Feb 3, 2026' is no date."),
        ("\n<!-- Say which. -->\n", 12, "a note to the writer is left: '<!-- Say which. -->"),
    ],
)  # fmt: skip
def test_a_fault_in_a_page_is_named_with_its_line(root, new, line, said):
    sentences = found(root, PAGE, END, f"{END}\n{new}")
    assert len(sentences) == 1
    assert sentences[0].startswith(f"{PAGE}, line {line}: ")
    assert said in sentences[0]


ADVICE = "data/page-types.yml"


@pytest.mark.parametrize(
    ("new", "said"),
    [
        ("Take Alpha if you send pages.\n", "'Take Alpha' recommends by hand."),
        ("If they know it, choose Beta & Co.\n", "', choose Beta & Co' recommends by hand."),
        ("**Prefer\nAlpha.**\n", "'Prefer Alpha' recommends by hand."),
        ('It is a close call between {{ pick("pages") }}.\n', "'pages' is no close call: "),
        ("Beta & Co is the better choice.\n", "is the better choice' recommends by hand."),
        ("| Case | Pick |\n| --- | --- |\n| Pages | **Alpha** |\n", "'**Alpha**' recommends by"),
        ("| Start with | Why |\n| --- | --- |\n| Alpha | So |\n", "'Alpha' recommends by hand."),
    ],
)  # fmt: skip
def test_what_is_recommended_by_hand_is_named(root, new, said):
    types = root / ADVICE
    types.write_text(types.read_text().replace("place: [compare", "advises: true, place: [compare"))
    (sentence,) = found(root, PAGE, END, f"{END}\n{new}")
    assert said in sentence
    assert sentence.startswith(f"{PAGE}, line 1")


@pytest.mark.parametrize(
    "new",
    [
        'Take {{ pick("pages") }} if you send pages.\n',
        "Those who take Alpha have reasons. See when to choose Alpha.\n",
        "Take Alpha-Admin for it.\n",
        '| Case | Pick |\n| --- | --- |\n| Pages | {{ pick("pages") }} |\n',
    ],
)
def test_what_is_printed_from_the_rule_book_or_only_told_passes(root, new):
    types = root / ADVICE
    types.write_text(types.read_text().replace("place: [compare", "advises: true, place: [compare"))
    assert found(root, PAGE, END, f"{END}\n{new}") == []


@pytest.mark.parametrize(
    "new",
    [
        '=== "A"\n\n    x\n\n=== "B"\n\n    y\n',
        '??? note "More"\n\n    The body.\n',
        '!!! tip inline end "More"\n\n    The body.\n',
        '???+ "More"\n\n    The body.\n',
        '```text\n--8<-- "greet/alpha/app.py:view"\n```\n',
        '  --8<-- "greet/task.yml"\n',
        "```text\n# ;--8<-- [start:view]\n```\n\nWrite `--8<-`.\n",
        "A heading\n=========\n",
        "```text\n=== Tab\n!!!x\n```\n",
    ],
)
def test_what_is_right_passes(root, new):
    assert found(root, PAGE, END, f"{END}\n{new}") == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('!!! wanring "Mind"\n\n    x\n', "unknown kind of note 'wanring'. Nearest: warning, "),
        ("--8<- 'greet/alpha/app.py:view'\n", APP),
        ('--8<-- "greet/alpha/app.py:veiw"\n', "unknown section of greet/alpha/app.py 'veiw'."),
        ("<<<<<<< HEAD\n", "'<<<<<<< HEAD' is a conflict mark."),
        ("Until 31 June 2027\n", "'31 June 2027' is no date."),
    ],
)  # fmt: skip
def test_a_fault_in_what_pages_include_is_named_where_it_stands(root, text, said):
    write(root, "includes/words.md", f"A word.\n\n{text}")
    (sentence,) = found(root, PAGE, END, f'{END}\n--8<-- "words.md"\n')
    assert sentence.startswith("includes/words.md, line 3: ")
    assert said in sentence


@pytest.mark.parametrize("again", ["*[AB]: three", "*[AB]: one"])
def test_an_abbreviation_is_explained_once(root, again):
    write(root, "includes/abbreviations.md", f"*[AB]: one\n*[ABC]: two\n{again}\n")
    assert found(root) == [
        "includes/abbreviations.md, line 3: 'AB' is explained in includes/abbreviations.md, line 1 "
        "already."
    ]


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("mkdocs.yml", "compare/greet.md", "compare/gret.md",
         "mkdocs.yml, line 5: docs/ has no page 'compare/gret.md'. Known: compare/greet.md, index"),
        ("mkdocs.yml", "  - Compare:\n      - A greeting: compare/greet.md\n", "",
         "docs/compare/greet.md: no reader finds this page. Add it to 'nav' in mkdocs.yml."),
        ("mkdocs.yml", "  - Compare:\n", "  - Again: index.md\n  - Compare:\n",
         "mkdocs.yml, line 4: 'index.md' stands in mkdocs.yml, line 3 already."),
        (PAGE, "title: A greeting", "title: A small site",
         "title 'A small site' is that of docs/compare/greet.md too."),
        (PAGE, "title: A greeting", "title: a small site.",
         "title 'A small site' is that of docs/compare/greet.md too."),
        ("snippets/greet/task.yml", "page: compare/greet.md", "page: compare/gret.md",
         "snippets/greet/task.yml: docs/ has no page 'compare/gret.md'."),
        (PAGE, END, '{{ step("greet", "view") }}\n',
         "snippets/greet/task.yml: no page shows the step 'page'."),
        ("data/sources.yml", "{}",
         "a: {title: t, publisher: p, url: https://example.org/, checked: 2026-11-22}",
         "data/sources.yml: no page cites 'a'. Cite it or take it out."),
    ],
)  # fmt: skip
def test_what_does_not_fit_together_is_named(root, file, old, new, said):
    assert any(said in sentence for sentence in found(root, file, old, new))


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("requirements.in", "no-such-package\n", "line 2: requirements/main.txt does not lock"),
        ("app.py", "def (\n", "line 8: not Python: invalid syntax."),
    ],
)
def test_code_that_cannot_run_is_said_before_what_pages_make_of_it(root, file, text, said):
    name = f"snippets/greet/alpha/{file}"
    write(root, name, (root / name).read_text() + text)
    (sentence,) = found(root, PAGE, END, END + '{{ counts("greet") }} {{ whle() }}\n')
    assert sentence.startswith(f"{name}, {said}")


def test_a_cause_is_reported_without_what_follows_from_it(root):
    (root / PAGE).unlink()
    sentences = found(root)
    assert len(sentences) == 1
    assert sentences[0].startswith("mkdocs.yml, line 5: docs/ has no page 'compare/greet.md'.")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("includes/notes.md", "no page and no type of page uses it"),
        ("snippets/greet/extra.yml", "no page shows it"),
    ],
)
def test_a_file_that_nothing_uses_is_named(root, name, said):
    write(root, name, "x: 1\n")
    assert any(one.startswith(f"{name}: {said}") for one in found(root))


@pytest.mark.parametrize("name", ["docs/shot.png", "docs/compare/old-shot.webp"])
def test_a_picture_that_no_page_shows_is_named(root, name):
    write(root, name, "")
    assert found(root) == [f"{name}: no page shows this picture. Show it or take it out."]


def test_a_lane_and_a_tree_that_no_page_shows_are_named(root):
    for name, text in DIAGRAMS.items():
        write(root, name, text)
    edit(root / PAGE, END, END + '{{ lane("way", "alpha") }}\n')
    assert found(root) == [
        "data/diagrams/way.yml: no page shows the lane 'beta'. Show it or take it out.",
        "data/diagrams/layout.yml: no page shows the tree 'alpha'. Show it or take it out.",
    ]


TEMPLATE = "---\ntype: guide\ntitle: t\ndescription: d\n---\n\n# $title\n\n## First\n\n## Next\n"
GUIDE = """\
---
type: guide
title: A guide
description: A page of a type that has a template, to see what happens when it departs from it.
---

# A guide

## First

## More

## Next
"""


@pytest.fixture
def with_guide(root):
    write(root, "includes/pages/guide.md", TEMPLATE)
    write(root, "docs/guides/one.md", GUIDE)
    for name, more in [
        ("data/page-types.yml", "guide: {place: [guides/*.md], template: guide.md}\n"),
        ("mkdocs.yml", "  - A guide: guides/one.md\n"),
    ]:
        write(root, name, (root / name).read_text() + more)
    return root


def test_a_page_may_have_more_headings_than_its_template(with_guide):
    assert found(with_guide) == []


def test_a_heading_out_of_order_is_named(with_guide):
    (sentence,) = found(with_guide, "docs/guides/one.md", "## First\n\n## More\n\n## Next",
                        "## Next\n\n## First")  # fmt: skip
    assert sentence.startswith("docs/guides/one.md: the heading '## Next' of a guide page is miss")
    assert sentence.endswith("Right, in this order: First, Next.")


def test_an_exact_type_allows_no_other_heading(with_guide):
    said = found(with_guide, "data/page-types.yml", "template: guide.md",
                 "template: guide.md, exact: true")  # fmt: skip
    assert said[0].startswith("docs/guides/one.md: 'More' is no section of a guide page.")
    assert said[1].startswith("docs/guides/one.md: no framework 'guides'. Known: alpha, ")
