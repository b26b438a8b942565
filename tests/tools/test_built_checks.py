"""What is found wrong in built pages, shown on pages made for it."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from tools.check.site import (
    EXPLAINS_MARKS,
    Page,
    empty_code,
    headings,
    images,
    leaks,
    problems,
    tables,
)

GOOD = """<!doctype html>
<html lang="en"><head><title>{title}</title><meta name="description" content="About {title}">
</head><body><h1 id="top">{title}</h1>{body}</body></html>
"""


def page(body):
    return Page("a/index.html", BeautifulSoup(body, "html.parser"))


def site(folder, base="/", **bodies):
    """Write good pages with some more in their bodies, and check them."""
    for name, body in {"index": "", **bodies}.items():
        path = folder / {"index": "index.html", "missing": "404.html"}.get(
            name, f"{name}/index.html"
        )
        path.parent.mkdir(exist_ok=True)
        path.write_text(GOOD.format(title=name, body=body), encoding="utf-8")
    return list(problems(folder, base))


def test_a_good_site_has_no_problem(tmp_path):
    (tmp_path / "a b.zip").touch()
    body = """
    <p id="here">[1] {x} -- 8</p><pre><code>{{ greeting }} [^1] {% if x %}</code></pre>
    <script>"{{ x }}"</script> <style>a{{}}</style> <h2>Two</h2> <h3>Three</h3> <h2>Two</h2>
    <img src="/a%20b.zip" alt="A picture"> <img src="/a%20b.zip" alt="" role="presentation">
    <a href="#here">x</a> <a href="../#top">x</a> <a href="/a/#old">x</a> <a name="old"></a>
    <a href="https://elsewhere.example/gone/">x</a> <a href="mailto:a@elsewhere.example">x</a>
    """
    assert site(tmp_path, a=body) == []


def test_every_check_runs_on_every_page(tmp_path):
    body = '<p>{{ x }}</p> <h4>Four</h4> <img src="/" >'
    found = site(tmp_path, index=body, a=body)
    for name in ["index.html", "a/index.html"]:
        said = "\n".join(line for line in found if line.startswith(f"{name}: "))
        for words in ["Jinja is visible", "an h4 follows an h1", "has no alt text"]:
            assert words in said


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<p>--8&lt;-- [start:view]</p>", "a mark of a section is visible"),
        ("<code># --8&lt;-- [start:view]</code>", "a mark of a section is shown in code"),
        ("<p>{{ counts('x') }}</p>", "Jinja is visible"),
        ("<p>{% if x %}</p>", "Jinja is visible"),
        ("<p>Macro Rendering Error</p>", "an error of a macro is visible"),
        ("<p>Macro Syntax Error</p>", "an error of a macro is visible"),
        ("<p>So it is.[^source-design]</p>", "an unresolved footnote is visible: 'So it is."),
    ],
)
def test_traces_of_machinery_are_found(body, said):
    (found,) = leaks(page(body))
    assert found.startswith(f"a/index.html: {said}")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<h2>b</h2>", "0 h1 headings"),
        ("<h1>a</h1><h1>b</h1>", "2 h1 headings"),
        ("<h1>a</h1><h2>b</h2><h4>c</h4>", "an h4 follows an h2"),
    ],
)
def test_wrong_headings_are_found(body, said):
    (found,) = headings(page(body))
    assert found.startswith(f"a/index.html: {said}")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('<img src="x.png">', "'x.png' has no alt text"),
        ('<img src="x.png" alt="">', "'x.png' has an empty alt text"),
    ],
)
def test_pictures_without_words_are_found(body, said):
    (found,) = images(page(body))
    assert found.startswith("a/index.html: the image ")
    assert said in found


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("<title>b</title>", "<title>a</title>",
         "title 'a' is that of a/index.html too. Make it unique."),
        ("<title>b</title>", "<title> </title>", "the title is missing."),
        ("<title>b</title>", "", "the title is missing."),
        ('content="About b"', 'content="About a"',
         "description 'About a' is that of a/index.html too. Make it unique."),
        ('name="description"', 'name="keywords"', "the description is missing."),
    ],
)  # fmt: skip
def test_pages_that_a_search_cannot_tell_apart_are_found(tmp_path, old, new, said):
    site(tmp_path, a="", b="")
    path = tmp_path / "b/index.html"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    assert list(problems(tmp_path, "/")) == [f"b/index.html: {said}"]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("../b/", "'../b/' leads nowhere: there is no b/index.html."),
        ("/x.css", "'/x.css' leads nowhere: there is no x.css."),
        ("../a", "'../a' leads nowhere: there is no a."),
        ("#gone", "'#gone': no such anchor in a/index.html. It has: here, top."),
        ("../#here", "'../#here': no such anchor in index.html. It has: top."),
    ],
)
@pytest.mark.parametrize("tag", ['<a href="{}">x</a>', '<link rel="icon" href="{}">',
                                 '<script src="{}"></script>'])  # fmt: skip
def test_addresses_that_lead_nowhere_are_found(tmp_path, tag, address, said):
    found = site(tmp_path, a=f'<p id="here"></p>{tag.format(address)}')
    assert found == [f"a/index.html: {said}"]


def test_below_a_sub_path_addresses_stay_below_it(tmp_path):
    good = '<a href="../">x</a><a href="/project/a/">x</a>'
    assert site(tmp_path, "/project/", a=good) == []
    (found,) = site(tmp_path, "/project/", a=f'{good}<a href="/a/">x</a>')
    assert found == "a/index.html: '/a/' leads out of the site, whose top is /project/."
    assert "leads out of the site" in site(tmp_path, "/project/", a='<a href="../../">x</a>')[0]


def test_the_404_page_is_checked_from_the_top(tmp_path):
    assert site(tmp_path, "/project/", missing='<a href="/project/">x</a>') == []
    found = site(
        tmp_path, "/project/", missing='<a href="/project/b/">x</a><img src="x.png" alt="">'
    )
    assert [line.split(" ")[0] for line in found] == ["404.html:"] * 4
    assert found[1:] == [
        "404.html: '/project/b/' leads nowhere: there is no b/index.html.",
        "404.html: 'x.png' is relative, but this page is shown at any depth. "
        "Right: an address that starts with /project/.",
        "404.html: 'x.png' leads nowhere: there is no x.png.",
    ]


def test_one_page_explains_marks():
    soup = BeautifulSoup("<pre><code># --8&lt;-- [start:view]</code></pre>", "html.parser")
    assert list(leaks(Page(EXPLAINS_MARKS, soup))) == []


def test_a_block_of_code_is_not_empty():
    (said,) = empty_code(
        page("<h2>Mark it</h2><pre><code>\n</code></pre><pre><code>x</code></pre>")
    )
    assert "a block of code below 'Mark it' is empty" in said


def test_a_column_without_a_name_is_named_by_its_neighbours():
    (said,) = tables(page("<table><tr><th></th><th>Flask</th></tr><tr><td>1</td></tr></table>"))
    assert "a column has no name in the table ' | Flask'" in said
