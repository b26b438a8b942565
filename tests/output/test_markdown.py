from __future__ import annotations

import pytest
from markdown_it import MarkdownIt

from output.markdown import all_of, linked_below, linked_from


@pytest.fixture
def markdown(page):
    """Makes Markdown from an article, beside which there is one more page and the top one."""

    def make(article):
        here = page(article)
        others = [page("<h1 id='top'>Top</h1>", "index.html"), page(OTHER, "c/index.html")]
        return linked_from(here, all_of([here, *others])[here])

    return make


OTHER = (
    '<h1 id="c">C<a class="headerlink" href="#c">#</a></h1><h2 id="the-same">The same</h2>'
    '<h2 id="own-name">Another name</h2><p id="place">x</p>'
)


def code(text, language="python", title=""):
    named = f'<span class="filename">{title}</span>' if title else ""
    return (
        f'<div class="language-{language} highlight">{named}<pre><span></span><code>'
        f'<span class="n">{text}</span></code></pre></div>'
    )


def fences(text):
    parser = MarkdownIt("commonmark")
    return [(found.info, found.content) for found in parser.parse(text) if found.type == "fence"]


@pytest.mark.parametrize(
    "text",
    [
        "\n\nfirst()\n\n\n# last\n\n",
        "*not* [a](b) &lt;div&gt; &amp;amp; \\n_x_ {{ y }}\n",
        "```\nfence\n```\n",
        "`````\n",
        "\tTab  \n    \n\x0c1. a\n- b\n===\n",
        "no end of line",
    ],
)
@pytest.mark.parametrize("around", ["{}", "<ul><li><p>x</p>{}</li></ul>", "<ol><li>x{}y</li></ol>"])
def test_code_stays_as_it_is_wherever_it_stands(markdown, text, around):
    meant = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    end = "" if meant.endswith("\n") else "\n"
    assert fences(markdown(around.format(code(text, "html+jinja")))) == [
        ("html+jinja", f"{meant}{end}")
    ]


def test_the_name_of_a_file_and_its_address_stand_above_the_code(markdown):
    link = '<a href="https://example.org/a.py#L1-L2">a.py</a>'
    assert markdown(code("x", title="b_c.py")) == "`b_c.py`:\n\n```python\nx\n```\n"
    assert markdown(code("x", title=link)).startswith(
        "[`a.py`](https://example.org/a.py#L1-L2):\n\n```python\n"
    )


def test_code_without_a_language_has_none(markdown):
    assert markdown("<pre><code>x\n</code></pre>") == "```\nx\n```\n"


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        ("../../c/", "../../c/index.md"),
        ("../../c/index.html", "../../c/index.md"),
        ("../..", "../../index.md"),
        ("../../c/#the-same", "../../c/index.md#the-same"),
        ("../../c/#c", "../../c/index.md#c"),
        ("../../c/#own-name", "../../c/index.md"),
        ("../../c/#place", "../../c/index.md"),
        ("../../downloads/a%20b.zip", "../../downloads/a%20b.zip"),
        ("#here", "#here"),
        ("https://example.org/#x", "https://example.org/#x"),
        ("mailto:a@example.org", "mailto:a@example.org"),
    ],
)
def test_a_link_leads_to_the_markdown_form_and_to_what_it_has(markdown, address, leads_to):
    article = f'<h2 id="here">Here</h2><p><a href="{address}">text</a></p>'
    assert markdown(article) == f"## Here\n\n[text]({leads_to})\n"


def test_a_link_to_a_place_of_this_page_that_markdown_cannot_name_is_its_words(markdown):
    assert (
        markdown('<p id="x"><a href="#x">C01</a> and <a href="">this</a></p>') == "C01 and this\n"
    )


def test_in_the_text_of_all_pages_links_start_from_the_top(page):
    pages = [page('<p><a href="../c/">c</a></p>'), page("", "a/c/index.html")]
    text = all_of(pages)[pages[0]]
    assert linked_below("", text) == "[c](a/c/index.md)\n"
    assert (
        linked_below("https://example.org/p/", text) == "[c](https://example.org/p/a/c/index.md)\n"
    )


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("a * b_c _d_ `e` [f](g) \\", r"a \* b_c \_d\_ \`e\` \[f\](g) \\"),
        ("1 &lt; 2 &amp; &amp;lt; &lt;div>", "1 &lt; 2 & &amp;lt; &lt;div>"),
        ("x<sup>2</sup><sup>, </sup>y", "x<sup>2</sup><sup>, </sup>y"),
        ("H<sub>2</sub>O<br>y", "H<sub>2</sub>O<br>y"),
        ('<abbr title="Application programming interface">API</abbr>', "API"),
        ("<strong>a</strong> <em>b</em> <kbd>/</kbd>", "**a** *b* `/`"),
        ("<code>c | `d *e* &lt;f></code>", "`` c | `d *e* <f> ``"),
        ("one\ntwo\n- three", "one two - three"),
    ],
)  # fmt: skip
def test_words_are_neither_lost_nor_taken_for_signs(markdown, html, text):
    assert markdown(f"<p>{html}</p>") == f"{text}\n"


@pytest.mark.parametrize("text", ["# a", "## a", "1. a", "12) a", "- a", "+ a", "> a", ">a", "---"])
@pytest.mark.parametrize("around", ["<p>{}</p>", "<ul>\n<li>{}</li>\n</ul>"])
def test_a_paragraph_that_begins_like_a_list_is_none(markdown, text, around):
    html = around.format(text.replace(">", "&gt;"))
    assert MarkdownIt("commonmark").render(markdown(html)).strip() == html


def test_a_table_stays_one_whatever_its_cells_hold(markdown):
    found = markdown(
        '<div class="table-wrap stacks"><table role="table"><thead><tr><th>A</th><th>B</th></tr>'
        '</thead><tbody><tr><td data-label="A"><div>1<br>2<sup>3</sup></div></td><td><div>'
        '<span class="mdx-framework">x</span> | <code>y|z</code>\nw</div></td></tr></tbody></table>'
        "</div>"
    )
    assert found == (
        "| A | B |\n| --- | --- |\n| 1<br>2<sup>3</sup> | x \\| `y\\|z` w |\n"
    )  # fmt: skip


def test_footnotes_have_one_name_everywhere_and_stand_at_the_end(markdown):
    found = markdown(
        '<p>After<sup id="fnref:source-x"><a class="footnote-ref" href="#fn:source-x">1</a></sup>'
        '<sup>, </sup><sup id="fnref2:y"><a class="footnote-ref" href="#fn:y">2</a></sup>.</p>'
        '<div class="footnote"><hr><ol><li id="fn:source-x"><p><a href="https://example.org/">X</a>.'
        '&#160;<a class="footnote-backref" href="#fnref:source-x">b</a></p></li>'
        '<li id="fn:y"><p>One.</p><p>Two.</p></li></ol></div>'
    )
    assert found == (
        "After[^source-x]<sup>, </sup>[^y].\n\n[^source-x]: [X](https://example.org/).\n\n"
        "[^y]: One.\n\n    Two.\n"
    )


def test_tabs_follow_one_another_under_their_names(markdown):
    def tabs(*blocks):
        labels = "".join(f"<label><span>{name}</span></label>" for name, _ in blocks)
        contents = "".join(f'<div class="tabbed-block">{inner}</div>' for _, inner in blocks)
        return (
            f'<div class="tabbed-set"><input type="radio"><div class="tabbed-labels">{labels}</div>'
            f'<div class="tabbed-content">\n{contents}</div></div>'
        )

    inner = tabs(("C", "<p>c</p>"), ("D", code("d")))
    spoken = '<p class="site-hidden">A</p><p>a</p>'
    assert markdown(tabs(("A", spoken), ("B", inner), ("E", "<p>e</p>"))) == (
        "**A**\n\na\n\n**B**\n\n**C**\n\nc\n\n**D**\n\n```python\nd\n```\n\n**E**\n\ne\n"
    )


def test_what_is_folded_stands_under_its_name(markdown):
    folded = "<details>\n<summary>a.py</summary>\n<p>text</p>\n</details>"
    assert markdown(f"{folded}\n{folded}") == "**a.py**\n\ntext\n\n**a.py**\n\ntext\n"
    named = "<details><summary><strong>a</strong> b</summary><p><strong>c</strong></p></details>"
    assert markdown(named) == "**a b**\n\n**c**\n"


def test_a_diagram_is_its_words_and_a_decoration_is_nothing(markdown):
    svg = '<svg><title id="a">T</title><desc>What it shows.</desc><text>label</text></svg>'
    found = markdown(f"<p>a</p>\n<figure>{svg}</figure>\n<p>b <svg><path/></svg>c</p>")
    assert found == "a\n\nDiagram: T. What it shows.\n\nb c\n"


def test_controls_and_scripts_are_left_out(markdown):
    found = markdown(
        "<claims-filter hidden><form><label>About<select><option>All</option></select></label>"
        "</form></claims-filter><p>a</p><button>Copy</button><style>p{}</style><script>x()</script>"
        '<p hidden>never</p><h2 id="b">B<a class="headerlink" href="#b" title="Link">#</a></h2>'
    )
    assert found == "a\n\n## B\n"


def test_a_list_of_definitions_can_be_read(markdown):
    found = markdown("<dl><dt id='a'><strong>A</strong></dt><dd><p>What\nit is.</p></dd></dl>")
    assert found == "**A**\n:   What it is.\n"


def test_a_picture_and_a_note_stay(markdown):
    note = '<div class="admonition note"><p class="admonition-title">Note</p><p>text</p></div>'
    picture = '<p><a href="../../c/"><img src="../../x.png" alt="What it shows"></a></p>'
    assert markdown(note + picture) == (
        "**Note**\n\ntext\n\n[![What it shows](../../x.png)](../../c/index.md)\n"
    )


def test_the_page_for_lost_addresses_has_no_markdown(page):
    pages = [page("<p>a</p>"), page("<p>lost</p>", "404.html")]
    assert [found.name for found in all_of(pages)] == ["a/b/index.html"]
