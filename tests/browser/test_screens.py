"""Screens come when they come in sight, in the colours that the reader sees."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from content.project import ROOT, read
from content.screens import views

PROJECT = read(ROOT)
PAGE = "compare/form/"
FIRST = ".mdx-screens .tabbed-block:first-child img"
LIGHT, DARK = (next(views(PROJECT, name)).file("light") for name in ("form", "crud"))
# No application here looks different in the dark: another one's picture stands in.
TWO = f"""document.querySelector("{FIRST}").insertAdjacentHTML("afterend",
  '<img class="mdx-dark" src="../../screens/{DARK}" width="480" height="260" '
  + 'alt="" loading="lazy">')"""


COMPLETE = "(image) => image.complete && image.naturalWidth > 0"


def arrived(picture):
    """Bring a picture in sight, and wait for it."""
    picture.scroll_into_view_if_needed()
    picture.page.wait_for_function(COMPLETE, arg=picture.element_handle())


def fetched(seen):
    return {one.url.rsplit("/", 1)[1] for one in seen.requests if one.url.endswith(".webp")}


@pytest.mark.parametrize(
    "path", [PAGE, "compare/crud/", f"{PROJECT.frameworks[0].id}/architecture/"]
)
@pytest.mark.parametrize("width", [390, 1440])
def test_no_picture_is_fetched_before_the_reader_scrolls(visit, path, width):
    seen = visit(path, viewport={"width": width, "height": 900})
    assert seen.page.locator(".mdx-screens img").count() > 0
    seen.page.wait_for_load_state("networkidle")
    assert fetched(seen) == set()


def test_a_picture_has_its_place_before_it_is_there(visit):
    seen = visit(PAGE)
    first = seen.page.locator(FIRST).first
    before = first.bounding_box()
    assert fetched(seen) == set()
    arrived(first)
    after = first.bounding_box()
    assert before["height"] > 200
    assert (before["width"], before["height"]) == (after["width"], after["height"])


def test_on_a_phone_the_picture_of_the_other_tab_is_not_fetched(visit):
    seen = visit(PAGE, viewport={"width": 390, "height": 900})
    shown = seen.page.locator(".mdx-screens img:visible")
    for picture in shown.all():
        arrived(picture)
    assert len(fetched(seen)) == shown.count()
    assert shown.count() * 2 == seen.page.locator(".mdx-screens img").count()


@pytest.mark.parametrize(
    ("system", "chosen", "dark"),
    [
        ("light", None, False), ("dark", None, True),
        ("light", "dark", True), ("dark", "light", False), ("dark", "dark", True),
    ],
)  # fmt: skip
def test_of_two_pictures_the_one_in_the_colours_of_the_page_is_shown_and_fetched(
    visit, system, chosen, dark
):
    seen = visit(PAGE, color_scheme=system)
    page = seen.page
    if chosen:
        page.evaluate("(chosen) => { document.documentElement.dataset.scheme = chosen }", chosen)
    page.evaluate(TWO)
    light, other = page.locator(FIRST).first, page.locator(".mdx-screens .mdx-dark")
    arrived(other if dark else light)
    expect(other).to_be_visible(visible=dark)
    expect(light).to_be_visible(visible=not dark)
    assert (DARK in fetched(seen)) is dark
    assert (LIGHT in fetched(seen)) is not dark
