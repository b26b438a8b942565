"""What is found wrong in a built site, shown on sites made for it."""

from __future__ import annotations

import pytest

from output.pages import read
from tools.check.site import EXPLAINS_MARKS, problems

GOOD = """<!doctype html>
<html lang="en"><head><title>{title}</title></head>
<body><article><h1 id="top">{title}</h1>{body}</article></body></html>
"""


@pytest.fixture
def found(tmp_path):
    """Write good pages with some more in their bodies, and check them."""

    def check(body="", base="/", **others):
        for name, text in {"index": "", "a": body, **others}.items():
            path = {"index": "index.html", "missing": "404.html"}.get(name, f"{name}/index.html")
            (tmp_path / "site" / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "site" / path).write_text(GOOD.format(title=name, body=text))
        return list(problems(tmp_path, tmp_path / "site", base))

    return check


def test_a_good_site_has_no_problem(found, tmp_path):
    (tmp_path / "site").mkdir()
    (tmp_path / "site/a b.png").touch()
    body = """
    <p id="here">[1] {x} -- 8</p><pre><code>{{ greeting }} [^1] {% if x %}</code></pre>
    <script>"{{ x }}"</script> <style>a{{}}</style> <h2>Two</h2> <h3>Three</h3> <h2>Two</h2>
    <img src="/a%20b.png" alt="A picture"> <img src="/a%20b.png" alt="" role="presentation">
    <a href="#here">x</a> <a href="../#top">x</a> <a href="/a/#old">x</a> <a name="old"></a>
    <a href="https://elsewhere.example/gone/">x</a> <a href="mailto:a@elsewhere.example">x</a>
    <a href="http://127.0.0.1:8000/">http://127.0.0.1:8000/</a> <code>javascript:void(0)</code>
    """
    assert found(body) == []


def test_every_page_is_checked(found):
    said = found("<p>{{ x }}</p>", b='<p>{{ y }}</p><img src="/">')
    assert [line.split(":")[0] for line in said] == ["a/index.html", *["b/index.html"] * 2]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<p>--8&lt;-- [start:view]</p>", "a mark of a section is visible: '--8<-- [start:view]'."),
        ("<code>x\n # --8&lt;-- [start:view]</code>",
         "a mark of a section is shown in code: '# --8<-- [start:view]'."),
        ("<p>{{ counts('x') }}</p>", "Jinja is visible: '{{ counts('x') }}'."),
        ("<p title='{% if x %}'>x</p>", "Jinja is visible: '{% if x %}'."),
        ("<p>Macro Rendering Error</p>", "an error of a macro is visible: 'Macro Render"),
        ("<p>Macro Syntax Error</p>", "an error of a macro is visible: 'Macro Syntax"),
        ("<p>So it is.[^so]</p>", "an unresolved footnote is visible: 'So it is.[^so]'."),
        ("<li><b>So</b> it was.[^it-is]</li>", "an unresolved footnote is visible: 'it was.[^it"),
    ],
)  # fmt: skip
def test_traces_of_machinery_are_found(found, body, said):
    (one,) = found(body)
    assert one.startswith(f"a/index.html: {said}")


def test_one_page_explains_marks(found):
    page = EXPLAINS_MARKS.removesuffix("/index.html")
    assert found(**{page: "<pre><code># --8&lt;-- [start:view]</code></pre>"}) == []


@pytest.mark.parametrize(
    ("image", "said"),
    [
        ('<img src="/x.png">', "has no text in words: ''"),
        ('<img src="/x.png" alt="">', "has no text in words: ''"),
        ('<img src="/x.png" alt="- 12">', "has no text in words: '- 12'"),
        ('<img src="/x.png" alt="x.png">', "has the name of a file as its text: 'x.png'"),
        ('<img src="/x.png" alt="x">', "has the name of a file as its text: 'x'"),
        ('<img src="/x.png" alt="img/Old.JPEG">',
         "has the name of a file as its text: 'img/Old.JPEG'"),
    ],
)  # fmt: skip
def test_pictures_without_words_are_found(found, tmp_path, image, said):
    (tmp_path / "site").mkdir()
    (tmp_path / "site/x.png").touch()
    assert found(image) == [
        f"a/index.html: the picture 'x.png' {said}. Say what it shows: "
        "![a form with two faults](…)."
    ]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("../b/", "'../b/' leads nowhere: there is no b/index.html. Known: a/index.html, "),
        ("/x.css", "'/x.css' leads nowhere: there is no x.css. Known: a/index.html, "),
        ("../a", "'../a' leads nowhere: there is no a. Known: a/index.html, index.html."),
        ("#gone", "'#gone': no such anchor in a/index.html. Known: here, top."),
        ("../#here", "'../#here': no such anchor in index.html. Known: top."),
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "tag",
    [
        '<a href="{}">x</a>',
        '<link rel="icon" href="{}">',
        '<script src="{}"></script>',
        '<img srcset="{} 2x" alt="so">',
    ],
)
def test_addresses_that_lead_nowhere_are_found(found, tag, address, said):
    (one,) = found(f'<p id="here"></p>{tag.format(address)}')
    assert one.startswith(f"a/index.html: {said}")


def test_of_many_anchors_the_nearest_three_are_named(found):
    anchors = "".join(f'<p id="part-{name}"></p>' for name in ("one", "two", "three", "four"))
    (said,) = found(f'{anchors}<a href="#part-tree">x</a>')
    assert said.endswith("Nearest: part-three, part-one, part-two.")


def test_below_a_sub_path_addresses_stay_below_it(found):
    good = '<a href="../">x</a><a href="/project/a/">x</a>'
    assert found(good, "/project/") == []
    assert found(f'{good}<a href="/a/">x</a>', "/project/") == [
        "a/index.html: '/a/' leads out of the site, whose top is /project/."
    ]
    assert "leads out of the site" in found('<a href="../../">x</a>', "/project/")[0]


def test_the_404_page_is_checked_from_the_top(found):
    assert found("", "/project/", missing='<a href="/project/">x</a>') == []
    body = '<a href="/project/b/">x</a><a href="a/">x</a>'
    assert found("", "/project/", missing=body) == [
        "404.html: '/project/b/' leads nowhere: there is no b/index.html. "
        "Known: 404.html, a/index.html, index.html.",
        "404.html: 'a/' is relative, but the page 404.html is shown at any depth. "
        "Right: an address that starts with /project/.",
    ]


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("htps://example.org/", "'htps://example.org/' begins with 'htps:'. Right: https, http"),
        ("mailt:a@example.org", "'mailt:a@example.org' begins with 'mailt:'. Right: mailto, "),
        ("file:///etc/hosts", "'file:///etc/hosts' begins with 'file:'. Right: "),
        ("//example.org/", "'//example.org/' is no address."),
        ("https://[example.org/", "'https://[example.org/' is no address."),
        ("http://localhost:8000/", "'http://localhost:8000/' leads to no public host."),
        ("https://192.168.0.1/x", "'https://192.168.0.1/x' leads to no public host."),
        ("https:example.org", "'https:example.org' leads to no public host."),
    ],
)  # fmt: skip
def test_links_that_no_reader_can_follow_are_found(found, address, said):
    (one,) = found(f'<a href="{address}">x</a>')
    assert one.startswith(f"a/index.html: {said}")


@pytest.mark.parametrize("address", ["JavaScript:go()", "vbscript:go()"])
def test_an_address_that_runs_is_reported_once(tmp_path, address):
    (tmp_path / "index.html").write_text(GOOD.format(title="x", body=f'<a href="{address}">x</a>'))
    (said,) = problems(tmp_path, tmp_path, "/", read(tmp_path))
    assert f'<a href="{address}">' in said


def test_an_address_shown_as_it_is_may_be_local_but_not_misspelt(found):
    assert found('<a href="http://localhost:5000/">http://localhost:5000/</a>') == []
    (said,) = found('<a href="htp://example.org/">htp://example.org/</a>')
    assert "begins with 'htp:'" in said


@pytest.mark.parametrize(
    "tag",
    [
        '<img src="https://example.org/x.png" alt="A form">',
        '<script src="//example.org/x.js"></script>',
        '<link rel="stylesheet" href="https://example.org/x.css">',
    ],
)
def test_what_is_fetched_from_another_host_is_found(found, tag):
    (said,) = found(tag)
    assert "is fetched from another host" in said


def test_a_block_of_code_is_not_empty(found):
    body = "<h2>Begin</h2><h3>Mark it</h3><pre><code>\n</code></pre><h2>End</h2>"
    (said,) = found(f"{body}<pre><code>x</code></pre>")
    assert "a block of code below 'Mark it' is empty" in said


def test_a_column_without_a_name_is_named_by_its_neighbours(found):
    (said,) = found("<table><tr><th></th><th>Second</th></tr><tr><td>1</td></tr></table>")
    assert "a column has no name in the table ' | Second'" in said


@pytest.mark.parametrize("file", ["docs/a.md", "docs/a/index.md", "data/claims/speed.yml"])
def test_a_fault_is_reported_where_it_was_typed(found, tmp_path, file):
    path = tmp_path / file
    path.parent.mkdir(parents=True)
    path.write_text("# A\n\nSee [x](htps://example.org/x).\n")
    (said,) = found('<a href="htps://example.org/x">x</a>')
    assert said.startswith(f"{file}, line 3: 'htps://example.org/x' begins with")
