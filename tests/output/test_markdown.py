from __future__ import annotations

from output.markdown import Entry, index, plain

PAGE = """\
# Title { #anchor }

<div class="mdx-compare" markdown>

=== "<span class='mdx-framework' data-framework='a'>Alpha</span>"

    Alpha
    { .site-hidden }

    ``` { .python title="app.py" }
    --8<-- "greet/alpha/app.py:view"
    ```

=== "Beta"

    ??? "b.py"

        ``` { .python }
        y = 2
        ```

</div>

After[^source-x]<sup>, </sup>[^source-y].
{ .mdx-verified }

[^source-x]: [X](https://example.org/)
"""


def code(source, name):
    assert (source, name) == ("greet/alpha/app.py", "view")
    return "def view():\n    return 1\n"


def test_a_page_becomes_plain_markdown():
    found = plain(PAGE, code)
    assert found.count("Alpha") == 1  # the name for those who hear the page is there already
    assert "`app.py`:\n\n```python\ndef view():\n    return 1\n```" in found
    assert "**Beta**\n\n**b.py**\n\n```python\ny = 2\n```" in found
    assert "After[^source-x], [^source-y]." in found
    for leftover in ["<div", "#anchor", "<span", "{ .", "--8<--", "===", "???"]:
        assert leftover not in found


def test_a_whole_file_stays_as_it_is_and_a_shown_mark_is_one():
    page = '```markdown\n--8<-- "pages/a.md"\n```\n\n```\n# ;--8<-- [start:view]\n```\n'
    found = plain(page, lambda source, name: f"# {source} {name}\n{{ .kept }}\n")
    assert "```markdown\n# pages/a.md None\n{ .kept }\n```" in found
    assert "```\n# --8<-- [start:view]\n```" in found


def test_a_folded_block_stands_under_its_name():
    page = '<details markdown="1">\n<summary>More</summary>\n\ntext\n\n</details>\n\nAfter.\n'
    assert plain(page, code) == "**More**\n\ntext\n\nAfter.\n"


def test_a_diagram_is_its_text_alternative():
    figure = '<figure><svg><title id="a">T</title><desc id="b">What it shows.</desc></svg></figure>'
    assert plain(figure, code) == "Diagram: T. What it shows.\n"


def test_the_index_names_every_page():
    pages = [Entry("", "Home", "Top.", ""), Entry("a/b/", "B", "Below.", "")]
    found = index("Site", "What\n  it is.", "https://example.org/", pages)
    assert found.startswith("# Site\n\n> What it is.\n")
    assert "- [B](https://example.org/a/b/index.md): Below." in found
