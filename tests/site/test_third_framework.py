"""Frameworks are data: a further one is added by folders and entries in data alone, and fits."""

from __future__ import annotations

from itertools import pairwise

import pytest
from bs4 import BeautifulSoup

from content.errors import listed
from content.project import ROOT, read
from tests.project_copy import copy_project, run, tracked
from tools.check.names import named
from tools.serving import serving

pytestmark = [pytest.mark.xdist_group("third-framework"), pytest.mark.deep]
REM = 16
# About 22rem; a scroll bar takes its width from the columns of a page that just fits.
NARROWEST_COLUMN = 21.5 * REM
PAGES = ["", "compare/", "compare/hello/", "compare/path-params/", "{new}/", "{new}/features/",
         "evidence/claims/", "choose/", "choose/matrix/"]  # fmt: skip
WIDTHS = [*range(320, 1921, 80), 390, 768, 1100, 1366]

COLUMNS = """() => [...document.querySelectorAll(".mdx-compare")].map(set => ({
  labels: [...set.querySelectorAll("label")].map(e => e.textContent.trim()),
  all: set.querySelectorAll(".tabbed-block").length,
  boxes: [...set.querySelectorAll(".tabbed-block")].filter(e => e.checkVisibility())
    .map(e => { const r = e.getBoundingClientRect(); return [r.x, r.y, r.width]; }),
}))"""
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
HEADER = """() => [...document.querySelectorAll(
    ".site-header :is(.site-name, .site-sections li, site-search, palette-switch, .site-menu)")]
  .filter(e => e.checkVisibility()).map(e => {
    const r = e.getBoundingClientRect();
    return [e.className || e.localName, r.left, r.right, r.top];
  })"""


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A copy with the fixture laid over it, held to its contracts, and built."""
    folder = copy_project(tmp_path_factory.mktemp("third"), overlay="framework")
    new = read(folder).frameworks[-1].id
    for task in read(folder).tasks:
        if new in read(folder).applications[task]:
            done = run(folder, "pytest", "tests/contract", "--task", task, "--framework", new,
                       "--record", "-q", "-p", "no:cacheprovider", "-n", "0")  # fmt: skip
            assert done.returncode == 0, done.stdout + done.stderr
    done = run(folder, "tools.build")
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def new(project):
    """The framework that the fixture adds."""
    return read(project).frameworks[-1]


@pytest.fixture(scope="module")
def names(project):
    return [framework.name for framework in read(project).frameworks]


@pytest.fixture
def page(browser, project):
    with serving(project / "site") as server:
        opened = browser.new_page(base_url=server.url)
        yield opened
        opened.close()


def parsed(project, path):
    return BeautifulSoup((project / "site" / path / "index.html").read_text(), "html.parser")


def test_nothing_but_data_folders_and_the_navigation_was_touched(project, new):
    changed = [
        name for name in tracked() if (project / name).read_bytes() != (ROOT / name).read_bytes()
    ]
    assert changed
    data = ("data/", "requirements/", "tests/faults/")
    assert [name for name in changed if not name.startswith(data)] == ["mkdocs.yml"]
    before = (ROOT / "mkdocs.yml").read_text().splitlines()
    after = (project / "mkdocs.yml").read_text().splitlines()
    added = [line for line in after if line not in before]
    assert [line for line in after if line in before] == before
    assert added == [
        line for line in added if f"{new.id}/" in line or line.strip() == f"- {new.name}:"
    ]


def test_its_pages_have_all_that_the_others_have(project, new):
    first = read(project).frameworks[0]
    for path in sorted((project / "docs" / first.id).glob("*.md")):
        part = "" if path.stem == "index" else path.stem
        theirs, ours = (parsed(project, f"{one.id}/{part}") for one in (first, new))
        sections = [[h.get_text() for h in page.find_all("h2")] for page in (theirs, ours)]
        assert sections[0] == sections[1]
    rows = [
        len(parsed(project, f"{one.id}/features").select(".mdx-features tr"))
        for one in (first, new)
    ]
    assert rows[0] == rows[1]
    assert read(project).support[new.id].policy in parsed(project, new.id).get_text()
    assert parsed(project, new.id).select_one(".mdx-facts table")


def test_its_code_stands_beside_the_others(project, new, names):
    for task, applications in read(project).applications.items():
        if new.id not in applications:
            continue
        page = parsed(project, read(project).tasks[task].page.removesuffix(".md"))
        labels = [
            label.get_text(strip=True)
            for label in page.select_one(".mdx-compare").find_all("label")
        ]
        assert labels == names
        counts = page.select_one(".mdx-counts")
        assert [row.th.get_text() for row in counts.select("tbody tr")] == names
        assert new.name in page.select_one(".mdx-verified").get_text()
        assert (project / f"site/downloads/{task}-{new.id}.zip").is_file()


def test_a_task_that_it_lacks_gives_the_reason(project, new):
    task = next(iter(new.missing))
    page = parsed(project, read(project).tasks[task].page.removesuffix(".md"))
    assert new.missing[task] in page.get_text()


def test_claims_go_on_speaking_of_the_frameworks_that_they_spoke_of(project):
    titles = {one.id: one.name for one in read(project).frameworks}
    about = {
        claim.id: claim.about for topic in read(ROOT).claims.values() for claim in topic.claims
    }
    shown = {
        item["id"].upper(): item for item in parsed(project, "evidence/claims").select(".mdx-claim")
    }
    assert set(shown) == set(about)
    for name, ids in about.items():
        assert shown[name]["data-about"].split() == ids
        order = [title for key, title in titles.items() if key in ids]
        assert shown[name].summary.get_text().endswith(f" · {listed(order)}")


def test_no_code_knows_its_name(project):
    assert list(named(project)) == []


def test_columns_stand_side_by_side_where_each_has_room_and_one_at_a_time_elsewhere(page, names):
    seen = {}
    page.goto("compare/hello/")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for found in page.evaluate(COLUMNS):
            boxes = found["boxes"]
            if len(boxes) > 1:
                assert len(boxes) == found["all"], width
                assert min(box[2] for box in boxes) >= NARROWEST_COLUMN, width
                assert len({round(box[1]) for box in boxes}) == 1, width
                assert all(a[0] + a[2] < b[0] for a, b in pairwise(boxes)), width
            else:
                assert len(boxes) == 1, width
            if found["labels"] == names:
                seen.setdefault(width, set()).add(len(boxes))
    assert [seen[width] for width in (390, 768, 1100, 1280)] == [{1}] * 4
    assert seen[1440] == {len(names)}


def test_one_at_a_time_each_tab_shows_its_own_and_is_marked(page, names):
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto("compare/hello/")
    first = page.locator(".mdx-compare").first
    colour = "e => getComputedStyle(e).borderBottomColor"
    for index in range(len(names)):
        first.locator("label").nth(index).click()
        assert [block.is_visible() for block in first.locator(".tabbed-block").all()] == [
            index == other for other in range(len(names))
        ]
        colours = [label.evaluate(colour) for label in first.locator("label").all()]
        assert colours.count(colours[index]) == 1


@pytest.mark.parametrize("path", PAGES)
def test_no_page_scrolls_sideways_and_the_header_keeps_to_one_line(page, new, path):
    page.goto(path.format(new=new.id))
    wide, cut = {}, {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if (over := page.evaluate(TOO_WIDE)) > 0:
            wide[width] = over
        parts = page.evaluate(HEADER)
        lines = {round(top) for name, _, _, top in parts if name == ""}
        if (
            parts[-1][2] > width
            or len(lines) > 1
            or any(a[2] > b[1] + 1 for a, b in pairwise(parts))
        ):
            cut[width] = parts
    assert (wide, cut) == ({}, {})


def test_each_framework_has_its_colour_and_its_shape(page, project):
    page.goto("compare/hello/")
    looks = {
        (mark.evaluate("e => getComputedStyle(e, '::before').clipPath"),
         mark.evaluate("e => getComputedStyle(e, '::before').backgroundColor"))
        for mark in page.locator(".mdx-counts .mdx-framework").all()
    }  # fmt: skip
    assert len(looks) == len(read(project).frameworks)
    assert all(clip != "none" for clip, _ in looks)
