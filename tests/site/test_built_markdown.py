"""The Markdown form of every page says what its article says."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from urllib.parse import unquote, urlsplit

import pytest
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

from content.project import ROOT, read
from content.scaffold import generated_lines
from content.sections import files, without_marks

pytestmark = pytest.mark.xdist_group("site")
# Definitions of footnotes, which this parser does not know, are not those of links.
PARSER = MarkdownIt("commonmark").enable("table").disable("reference")
# What only the look of a page needs.
UNSEEN = (
    ".headerlink, .footnote-backref, .site-hidden, .mdx-generated, .mdx-live, .mdx-shown, [hidden]"
)
HEADING = re.compile(r"^h[1-6]$")
REFERENCE = re.compile(r"\[\^([\w-]+)\]")
DEFINITION = re.compile(r"^\[\^([\w-]+)\]: ", re.M)


@pytest.fixture(scope="module")
def forms(site):
    """Of each page: its name, its article, its Markdown form and what a parser makes of that."""
    found = []
    for path in sorted(site.rglob("index.html")):
        article = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser").article
        for tag in article.select(UNSEEN):
            tag.decompose()
        text = path.with_suffix(".md").read_text(encoding="utf-8")
        found.append((path.parent.relative_to(site).as_posix(), article, text, PARSER.parse(text)))
    assert len(found) > 30
    return found


def inline(tokens):
    return [inner for token in tokens for inner in token.children or []]


def prose(tokens):
    """What each block of a page says outside of code."""
    return [
        "".join(inner.content for inner in token.children if inner.type in {"text", "html_inline"})
        for token in tokens
        if token.type == "inline"
    ]


def references(tokens):
    return [
        name for block in prose(tokens) for name in REFERENCE.findall(DEFINITION.sub("", block))
    ]


def addresses(tokens):
    for token in inline(tokens):
        if found := token.attrGet("href") or token.attrGet("src"):
            yield found


def name_of(heading):
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def test_code_is_that_of_the_page(forms):
    for name, article, _, tokens in forms:
        shown = [pre.code.get_text() for pre in article.find_all("pre")]
        assert [token.content for token in tokens if token.type == "fence"] == shown, name


def test_code_has_its_language(forms):
    for name, article, _, tokens in forms:
        languages = [pre.parent["class"][0].removeprefix("language-") for pre in article("pre")]
        assert [token.info for token in tokens if token.type == "fence"] == languages, name


def test_every_section_and_every_file_of_an_application_is_there_as_it_is(forms):
    project = read(ROOT)
    fences = {
        f"{name}.md": {token.content for token in tokens if token.type == "fence"}
        for name, _, _, tokens in forms
    }
    for application in project.every_application():
        page = project.tasks[application.task].page
        shown = fences[page]
        for section in application.sections.values():
            # Pages show no blank lines at the end.
            code = section.text.rstrip("\n") + "\n"
            assert code in shown, (section.path, section.name)
        if f'whole("{application.task}")' not in project.pages[page].text:
            continue
        for path in files(application.folder):
            code = without_marks(path.read_text(encoding="utf-8")).rstrip("\n") + "\n"
            made = len(generated_lines(application, path)) >= code.count("\n")
            if not made and code not in shown:
                parts = [one.text for one in application.sections.values()
                         if project.root / one.path == path]  # fmt: skip
                in_steps = {line.strip() for part in parts for line in part.splitlines()}
                missing = {line.strip() for line in code.splitlines()} - {"", *in_steps}
                own_test = application.meta.is_test(path.relative_to(application.folder).as_posix())
                assert not missing or (own_test and not parts), path


def test_every_relative_link_leads_to_a_file_and_to_a_heading_that_it_has(forms, site):
    headings = {
        f"{name}/index.md".removeprefix("./"): {name_of(h.get_text()) for h in article(HEADING)}
        for name, article, _, _ in forms
    }
    seen = Counter()
    for name, _, _, tokens in forms:
        for address in addresses(tokens):
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                continue
            path = posixpath.normpath(posixpath.join(name, unquote(parts.path) or "index.md"))
            assert (site / path).is_file(), (name, address)
            assert not parts.fragment or unquote(parts.fragment) in headings[path], (name, address)
            seen[path.rpartition(".")[2], bool(parts.fragment)] += 1
    assert set(seen) == {
        ("csv", False), ("json", False), ("md", False), ("md", True), ("webp", False),
        ("zip", False),
    }  # fmt: skip


def test_every_link_of_a_page_but_to_its_own_places_is_there(forms):
    for name, article, _, tokens in forms:
        there = Counter(urlsplit(address).path for address in addresses(tokens))
        for link in article.select("a[href]:not(.footnote-ref):not(.filename a)"):
            if re.match(r"https?:", link["href"]) and not link.find_parent(class_="footnote"):
                there[urlsplit(link["href"]).path] -= 1
        assert not [path for path, count in there.items() if count < 0], name


def test_what_is_raised_and_what_is_broken_stays_so(forms):
    raised = broken = 0
    for name, article, _, tokens in forms:
        signs = Counter(token.content for token in inline(tokens) if token.type == "html_inline")
        assert signs["<sup>"] == signs["</sup>"], name
        assert signs["<sup>"] + len(references(tokens)) == len(article("sup")), name
        assert signs["<br>"] == len(article("br")), name
        raised, broken = raised + signs["<sup>"], broken + signs["<br>"]
    assert raised > 50
    assert broken > 10


def test_every_footnote_is_defined_once_and_named(forms):
    for name, article, text, tokens in forms:
        defined = DEFINITION.findall(text)
        assert len(set(defined)) == len(defined) == len(article.select(".footnote li")), name
        assert set(references(tokens)) == set(defined), name


def test_a_footnote_says_the_same_on_every_page(forms):
    said = {}
    for _, _, text, _ in forms:
        for line in text.splitlines():
            if DEFINITION.match(line):
                assert said.setdefault(line.split(":")[0], line) == line


def test_tables_have_the_same_rows_and_cells(forms):
    for name, article, _, tokens in forms:
        # A cell that spans columns is followed by empty ones in Markdown.
        here = [
            [sum(int(cell.get("colspan", 1)) for cell in row(["td", "th"])) for row in table("tr")]
            for table in article("table")
        ]
        there, cells = [], 0
        for token in tokens:
            if token.type == "table_open":
                there.append([])
            elif token.type == "tr_open":
                cells = 0
            elif token.type in {"td_open", "th_open"}:
                cells += 1
            elif token.type == "tr_close":
                there[-1].append(cells)
        assert there == here, name


def test_headings_are_the_same(forms):
    for name, article, _, tokens in forms:
        there = [
            (token.tag, "".join(inner.content for inner in tokens[number + 1].children))
            for number, token in enumerate(tokens)
            if token.type == "heading_open"
        ]
        # Inside a table Markdown has no headings: there they are cells, which other tests compare.
        here = [tag for tag in article(HEADING) if not tag.find_parent("table")]
        assert there == [(tag.name, tag.get_text().strip()) for tag in here], name


def test_every_word_of_the_article_is_there(forms):
    for name, article, text, _ in forms:
        for tag in article.select(
            "pre, sup, svg, nav, claims-filter, .tabbed-labels, .filename, .footnote hr"
        ):
            tag.decompose()
        wanted = Counter(re.findall(r"\w+", article.get_text(" ")))
        found = Counter(re.findall(r"\w+", text.replace("\\", "")))
        assert dict(wanted - found) == {}, name


def test_nothing_of_our_own_markup_is_left(forms):
    for name, _, _, tokens in forms:
        for block in prose(tokens):
            assert not re.search(r"\{ ?[.#:%{]|^===|^(\?\?\?|!!!) |--8<--|[\x02\x03]", block), name
        assert {t.content for t in inline(tokens) if t.type == "html_inline"} <= {
            "<sup>", "</sup>", "<sub>", "</sub>", "<br>",
        }, name  # fmt: skip
        assert not [token for token in tokens if token.type in {"html_block", "code_block"}], name


def test_the_text_of_all_pages_holds_each_of_them_in_the_order_of_the_index(forms, site):
    order = re.findall(r"\]\((\S+)\): ", (site / "llms.txt").read_text(encoding="utf-8"))
    whole = (site / "llms-full.txt").read_text(encoding="utf-8")
    assert re.findall(r"^Page: .*\nAddress: (.*)$", whole, re.M) == order
    assert {f"{name}/index.md".removeprefix("./") for name, *_ in forms} == set(order)
    code = Counter(token.content for token in PARSER.parse(whole) if token.type == "fence")
    assert code == Counter(t.content for *_, found in forms for t in found if t.type == "fence")
    for address in addresses(PARSER.parse(whole)):
        if not urlsplit(address).scheme:
            assert (site / unquote(urlsplit(address).path)).is_file(), address
